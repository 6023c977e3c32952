package task

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/runtime/connector"
)

func (t *task) ladder(s *sink, what string, attempts int) *ladder {
	return &ladder{
		status:   &t.r.status,
		trouble:  &Trouble{Task: t.index, What: what, Node: s.Node},
		attempts: attempts,
		backoff:  s.Backoff,
		retried:  func() { t.r.counts.retries.Add(1) },
	}
}

// heal brings a sink back after an error: everything that it has not made durable
// is written again and flushed, until that works or, its attempts used up, all of it is
// dead letters. It returns the error that stands against it for good.
func (t *task) heal(ctx context.Context, s *sink, err error) error {
	again := func() error {
		if t.tx != nil {
			return t.again(ctx)
		}
		err := t.rewrite(ctx, s)
		for t.refused(s, err) {
			err = t.rewrite(ctx, s)
		}
		return err
	}
	if t.refused(s, err) {
		if err = again(); err == nil {
			return nil
		}
	}
	if err = t.ladder(s, "write", s.Attempts).climb(ctx, err, again); t.buryOwed(s, err) {
		return nil
	}
	return err
}

// rewrite writes all that the sink owes, in order, and flushes it.
func (t *task) rewrite(ctx context.Context, s *sink) error {
	for _, j := range t.pending {
		if j.durable[s.index] {
			continue
		}
		if err := t.write(ctx, s, j); err != nil {
			return err
		}
	}
	return t.flushSink(ctx, s)
}

// refused deals with a row that the sink refuses for good. Where no policy passes the
// record over, the pipeline stops at
// the record that it came of. What stands before it is still to be delivered;
// what stands behind it in its split is given back. It reports whether err was
// such a row.
func (t *task) refused(s *sink, err error) bool {
	var e *connector.RowError
	if !errors.As(err, &e) || connector.CanRetry(err) {
		return false
	}
	at := slices.IndexFunc(t.pending, func(j *job) bool { return e.Batch == j.out(s.index) })
	if at < 0 || e.Row < 0 || e.Row >= len(e.Batch.Rows) {
		return false // it speaks of a row that it was not given
	}
	j := t.pending[at]
	row := int(e.Batch.Rows[e.Row].Input)
	if row < 0 || row >= j.rows {
		return false
	}
	if t.passOver(j, row, s, e) {
		return true
	}
	t.r.stopped(t.r.stopRefused(j, row, s.Sink, e))
	t.r.counts.dropped.Add(int64(j.cutAt(row)))
	j.recount()
	keep := t.pending[:at+1]
	for _, later := range t.pending[at+1:] {
		if later.split == j.split {
			t.r.giveBack(later)
		} else {
			keep = append(keep, later)
		}
	}
	clear(t.pending[len(keep):])
	t.pending = keep
	return true
}

// giveUp ends the pipeline for an error of a sink that no attempt will change.
// Nothing that waits is acknowledged; it comes again at the next start.
func (t *task) giveUp(ctx context.Context, s *sink, err error) {
	if ctx.Err() == nil {
		t.r.fail(fmt.Errorf("%s: sink %s: %w", t.r.p.Name, s.Node, err))
	}
	t.dead = true
	for _, j := range t.pending {
		t.drop(j)
	}
	t.clear()
}
