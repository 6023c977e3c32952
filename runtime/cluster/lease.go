package cluster

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ErrLost is why tasks end whose worker may run them no longer.
var ErrLost = errors.New("the cluster was not heard of for too long, other workers may have them by now")

// Lease is how long a worker may act for the tasks that it was given. It ends before
// the brokers give the worker up, by the monotonic clock, and once ended it stays so:
// a process that stood still finds it ended when it wakes, before it writes.
type Lease struct {
	ctx  context.Context
	lose context.CancelCauseFunc
	// session and rebalance are for how long an answer of the group counts: any, and
	// one that says that no assignment is being made.
	session, rebalance time.Duration

	mu     sync.Mutex
	timer  *time.Timer
	until  time.Time
	stable time.Time // when the last request was sent that was answered so
}

// safety is the part of a time of the brokers that a lease uses, in percent.
const safety = 80

func newLease(t timing, sent time.Time) *Lease {
	l := &Lease{session: t.session * safety / 100, rebalance: t.rebalance * safety / 100, stable: sent, until: sent}
	l.ctx, l.lose = context.WithCancelCause(context.Background())
	l.mu.Lock()
	defer l.mu.Unlock()
	l.until = sent.Add(l.session)
	l.timer = time.AfterFunc(time.Until(l.until), l.expire)
	return l
}

// Context ends with the lease; its cause is ErrLost.
func (l *Lease) Context() context.Context { return l.ctx }

// Check returns ErrLost when the lease has ended. It looks at the clock: a timer may
// come late.
func (l *Lease) Check() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.check()
}

// check is Check with the lock held.
func (l *Lease) check() error {
	if !time.Now().Before(l.until) {
		l.end()
	}
	return context.Cause(l.ctx)
}

// extend notes that a request that was sent then has been answered. While an
// assignment is being made, the group waits for each member only so long.
func (l *Lease) extend(sent time.Time, rebalancing bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.check() != nil {
		return
	}
	if !rebalancing && sent.After(l.stable) {
		l.stable = sent
	}
	until := sent.Add(l.session)
	if limit := l.stable.Add(l.rebalance); rebalancing && limit.Before(until) {
		until = limit
	}
	if until.After(l.until) {
		l.until = until
	}
}

// expire ends the lease, or looks again when it may have ended.
func (l *Lease) expire() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.check() == nil {
		l.timer.Reset(time.Until(l.until))
	}
}

// End ends the lease now.
func (l *Lease) End() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.end()
}

func (l *Lease) end() {
	l.lose(ErrLost)
	l.timer.Stop()
}
