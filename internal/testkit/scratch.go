//go:build unix

package testkit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const scratchPrefix = "flowc-test-"

// scratch is a folder for one test binary. A lock on a file inside says that its
// owner is alive: a binary that timed out cannot tidy up, so the next one does.
type scratch struct {
	path string
	lock *os.File
}

func newScratch(parent string) (*scratch, error) {
	sweep(parent)
	path, err := os.MkdirTemp(parent, scratchPrefix)
	if err != nil {
		return nil, fmt.Errorf("make a scratch folder: %w", err)
	}
	lock, err := lockFile(filepath.Join(path, ".alive"), syscall.LOCK_EX)
	if err != nil {
		return nil, err
	}
	return &scratch{path, lock}, nil
}

func (s *scratch) remove() {
	// What cannot be removed is left to the next sweep.
	_ = os.RemoveAll(s.path)
	_ = s.lock.Close()
}

// sweepAge spares a folder that is just being made and has no lock yet.
const sweepAge = time.Minute

// sweep removes the folders whose owners have ended.
func sweep(parent string) {
	found, err := filepath.Glob(filepath.Join(parent, scratchPrefix+"*", ".alive"))
	if err != nil {
		return
	}
	for _, alive := range found {
		if info, err := os.Stat(alive); err != nil || time.Since(info.ModTime()) < sweepAge {
			continue
		}
		lock, err := lockFile(alive, syscall.LOCK_EX|syscall.LOCK_NB)
		if err != nil {
			continue
		}
		_ = os.RemoveAll(filepath.Dir(alive))
		_ = lock.Close()
	}
}

// lockFile opens a file and locks it as how says. Closing it gives the lock back,
// and so does the end of the process.
func lockFile(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock: %w", err)
	}
	for {
		err = syscall.Flock(int(f.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return f, nil
}
