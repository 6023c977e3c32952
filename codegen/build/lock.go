package build

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// lockPoll is how often a lock that another flowc holds is tried again.
const lockPoll = 50 * time.Millisecond

// lock takes a lock file, waiting for who holds it, and returns how to give it
// back. The kernel gives it back too when the process ends.
func lock(ctx context.Context, name string) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return nil, cacheError("make the cache folder", err)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, cacheError("lock the cache", err)
	}
	if err := wait(ctx, f); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("lock the cache: %s: %w", name, err)
	}
	return func() { _ = f.Close() }, nil
}

// wait polls, because a flock that blocks does not end with ctx.
func wait(ctx context.Context, f *os.File) error {
	tick := time.NewTicker(lockPoll)
	defer tick.Stop()
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil || !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// cacheError says where else the cache can be.
func cacheError(what string, err error) error {
	if errors.Is(err, os.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("%s: %w; name a folder that can be written in %s", what, err, CacheEnv)
	}
	return fmt.Errorf("%s: %w", what, err)
}
