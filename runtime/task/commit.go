package task

import (
	"context"
	"fmt"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
)

// lastAttempts is how often the commit at the end of a run is tried. It is bounded
// because somebody waits for the end; what is not committed comes again.
const lastAttempts = 5

// longestTransaction is how long a transaction stays open at most: the brokers take
// back one that is open for too long, and readers wait behind it.
const longestTransaction = 2 * time.Second

func (r *Runner) commitEvery() time.Duration {
	every := r.p.Commit
	if every <= 0 {
		every = defaultCommit
	}
	if r.p.ExactlyOnce {
		every = min(every, longestTransaction)
	}
	return every
}

// commitLoop flushes and commits at each interval until done is closed.
func (r *Runner) commitLoop(ctx context.Context, done <-chan struct{}) {
	every := r.commitEvery()
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	l := r.sourceLadder("commit", 0)
	for {
		select {
		case <-done:
			r.status.over(l.trouble, false)
			return
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		r.flushTasks(done, every)
		err := r.commit(ctx)
		switch {
		case err == nil:
			r.status.over(l.trouble, true)
			l = r.sourceLadder("commit", 0)
		case connector.CanRetry(err):
			r.status.failed(l.trouble, err, every)
		case ctx.Err() == nil:
			r.commitErr = err
			r.stop()
			return
		}
	}
}

// commit makes the done prefixes durable at the source.
func (r *Runner) commit(ctx context.Context) error {
	if r.p.ExactlyOnce && !r.follows() {
		return r.tellSource(ctx) // the tasks commit, with what they write
	}
	release, err := r.ledger.Hold(ctx)
	if err != nil {
		return err
	}
	defer release()
	return r.commitHeld(ctx)
}

// commitHeld is commit while the ledger is held.
func (r *Runner) commitHeld(ctx context.Context) error {
	positions := r.ledger.Commits()
	if len(positions) == 0 {
		return nil
	}
	if err := r.held(); err != nil {
		return err
	}
	err := r.callSource("commit", func() error { return r.commitPositions(ctx, positions) })
	if err == nil {
		r.ledger.Committed(positions)
		r.lastCommit.Store(time.Now().UnixNano())
	}
	return err
}

// commitLast commits what the run has delivered, and tells the stops how far that
// went.
func (r *Runner) commitLast(ctx context.Context) {
	err := r.commitErr
	if r.someLeft() { // a commit may wait for one that is left behind
		bounded, cancel := context.WithTimeout(ctx, leavePatience)
		defer cancel()
		ctx = bounded
	}
	if err == nil {
		l := r.sourceLadder("commit", lastAttempts)
		l.backoff = connector.Backoff{Max: 2 * time.Second}
		err = l.climb(ctx, nil, func() error { return r.commit(ctx) })
	}
	if err != nil && ctx.Err() == nil {
		r.fail(fmt.Errorf("%s: commit: %w; what was delivered since the last commit comes again", r.p.Name, err))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.stops {
		s.Committed, s.CommitErr = s.split.Committed(), err
		s.Reached = r.placeBefore(s.split.Topic(), s.split.Partition(), s.Committed)
	}
	for _, s := range r.ledger.Splits() {
		p := s.Position()
		p.Next = s.Committed()
		r.last = append(r.last, p)
	}
	if len(r.last) == 1 && r.last[0].Next <= mostPlaced {
		r.reached = r.placeBefore(r.last[0].Topic, r.last[0].Partition, r.last[0].Next)
	}
}

// mostPlaced bounds what a source reads to say where a run has ended: the lines of
// a file are counted from its start. For a record that stops a pipeline they are
// counted however long it is.
const mostPlaced = 256 << 20

// placeBefore says where the last record before next ends, if its source has
// better words for that than the offset.
func (r *Runner) placeBefore(topic string, partition int32, next int64) string {
	p, ok := r.source.(connector.Placer)
	if !ok || next <= 0 {
		return ""
	}
	text := p.Place(topic, partition, next-1)
	if text == offsetPlace(topic, partition, next-1) {
		return ""
	}
	return text
}

// askFlush asks each task to flush and returns where they tell that they did, and
// how many will.
func (r *Runner) askFlush() (told <-chan struct{}, asked int) {
	answers := make(chan struct{}, len(r.tasks))
	for _, t := range r.tasks {
		select {
		case t.flushNow <- answers:
			asked++
		default: // it was asked before and has not come to it: it is busy
		}
	}
	return answers, asked
}

// flushTasks has the tasks flush, and waits for it up to a limit: one that cannot
// must not keep the others from being committed.
func (r *Runner) flushTasks(done <-chan struct{}, limit time.Duration) {
	told, asked := r.askFlush()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for range asked {
		select {
		case <-told:
		case <-timer.C:
			return
		case <-done:
			return
		}
	}
}
