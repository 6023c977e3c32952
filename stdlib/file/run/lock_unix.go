//go:build unix

package run

import (
	"errors"
	"os"
	"syscall"
)

// errLocked is why a file is not written: two writers would cut off each other's
// records.
var errLocked = errors.New("another worker or sink writes this file")

// lock locks a file until it is closed.
func lock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errLocked
	}
	if errors.Is(err, syscall.ENOTSUP) || errors.Is(err, syscall.ENOLCK) {
		return nil // a file system without locks, or a pipe
	}
	return err
}
