package testkit

import (
	"fmt"
	"syscall"
	"testing"
)

// SmallDisk returns a folder on a file system of its own that holds size bytes,
// removed at the end of the test. It skips the test where mounting is not
// allowed.
func SmallDisk(t testing.TB, size int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("flowc-test", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Skipf("a full disk cannot be tried here: mount: %v", err)
	}
	t.Cleanup(func() {
		// Lazily: a process that is just being killed may still have a file open.
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount %s: %v", dir, err)
		}
	})
	return dir
}
