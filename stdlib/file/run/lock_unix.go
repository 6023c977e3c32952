//go:build unix

package run

import (
	"errors"
	"os"
	"strconv"
	"syscall"
)

// lock locks a file until it is closed.
func lock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		if ours(f) {
			return &lockedError{pid: os.Getpid()}
		}
		return &lockedError{pid: holder(f)}
	}
	if errors.Is(err, syscall.ENOTSUP) || errors.Is(err, syscall.ENOLCK) {
		return nil // a file system without locks, or a pipe
	}
	return err
}

// ours reports whether this process has the file open for writing a second time,
// which is another sink or task of it.
func ours(f *os.File) bool {
	var file, other syscall.Stat_t
	if syscall.Fstat(int(f.Fd()), &file) != nil {
		return false
	}
	entries, err := os.ReadDir("/dev/fd")
	if err != nil {
		return false
	}
	for _, e := range entries {
		fd, err := strconv.Atoi(e.Name())
		if err != nil || fd == int(f.Fd()) || syscall.Fstat(fd, &other) != nil {
			continue // the last is the folder's own, closed by now
		}
		if other.Dev == file.Dev && other.Ino == file.Ino && writes(fd) {
			return true
		}
	}
	return false
}

// writes tells a sink's descriptor from that of a source which reads the file.
func writes(fd int) bool {
	flags, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), syscall.F_GETFL, 0)
	return errno == 0 && flags&syscall.O_ACCMODE != syscall.O_RDONLY
}
