package connector

import (
	"context"
	"math/rand/v2"
	"time"
)

// Backoff is a capped exponential wait with full jitter.
type Backoff struct {
	Min, Max time.Duration
	// Exact waits to the ceiling each time, without jitter: for one task against a
	// system that asks for regular attempts.
	Exact bool
}

// The waits where a Backoff leaves them out.
const (
	defaultBackoffMin = 200 * time.Millisecond
	defaultBackoffMax = 30 * time.Second
)

// Wait returns how long to wait after the attempt, counted from 1: anything from
// zero to the ceiling, which doubles from Min up to Max. The jitter is full, so
// that many tasks that failed together do not come back together.
func (b Backoff) Wait(attempt int) time.Duration {
	if b.Exact {
		return b.ceiling(attempt)
	}
	return rand.N(b.ceiling(attempt) + 1)
}

// ceiling is the longest wait after the attempt.
func (b Backoff) ceiling(attempt int) time.Duration {
	low, high := b.Min, b.Max
	if low <= 0 {
		low = defaultBackoffMin
	}
	if high <= 0 {
		high = max(defaultBackoffMax, low)
	}
	wait := low
	for ; attempt > 1 && wait < high; attempt-- {
		wait *= 2
	}
	return min(wait, high)
}

// Pause waits, or returns the error of a ctx that ends before.
func Pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
