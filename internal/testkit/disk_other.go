//go:build unix && !linux

package testkit

import "testing"

// SmallDisk skips the test: only Linux mounts a file system in memory this way.
func SmallDisk(t testing.TB, _ int) string {
	t.Helper()
	t.Skip("a full disk is only tried on Linux")
	return ""
}
