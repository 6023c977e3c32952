package task

import (
	"context"
	"errors"
	"fmt"

	"github.com/flowc-lang/flowc/runtime/connector"
)

// errNotAhead is why a batch is not written under at most once: something before it in its
// split is not done, so its position is not committed.
var errNotAhead = errors.New("its position could not be committed before it is written")

// flushAhead is flush under at most once: the positions of what is pending are committed,
// then it is written, and what fails on the way is not written again. Each batch is
// flushed by itself, so that a failure loses no other.
func (t *task) flushAhead(ctx context.Context) {
	if len(t.pending) == 0 {
		return
	}
	s := t.sinks[0]
	// A sink that is away would lose all there is, as fast as it can be read.
	if t.losses > 0 && connector.Pause(ctx, s.Backoff.Wait(t.losses)) != nil {
		t.giveUp(ctx, s, context.Cause(ctx))
		return
	}
	err := t.r.sourceLadder("commit", 0).climb(ctx, nil, func() error { return t.commitAhead(ctx) })
	if err != nil {
		t.giveUp(ctx, s, err)
		return
	}
	pending := t.pending
	for i, j := range pending {
		t.pending = pending[i : i+1]
		s, err := t.writeOnce(ctx)
		if err == nil {
			t.losses = 0
			t.acknowledge(j)
			continue
		}
		t.losses++
		t.lose(j, s, err)
		if !connector.CanRetry(err) && ctx.Err() == nil {
			t.r.fail(fmt.Errorf("%s: sink %s: %w", t.r.p.Name, s.Node, err))
		}
	}
	t.pending = pending
	t.clear()
}

// commitAhead commits the positions of what is pending. No split can be taken away
// meanwhile; what belongs to others by now is given back to them.
func (t *task) commitAhead(ctx context.Context) error {
	release, err := t.r.ledger.Hold(ctx)
	if err != nil {
		return err
	}
	defer release()
	t.giveTakenBack()
	for _, j := range t.pending {
		j.unit.Done()
	}
	if err := t.r.commitHeld(ctx); err != nil {
		return err
	}
	for _, j := range t.pending {
		if j.split.Committed() < j.unit.Position().Next {
			return errNotAhead
		}
	}
	return nil
}

// writeOnce writes the one batch that is pending to all sinks and flushes them. It returns
// the sink that failed.
func (t *task) writeOnce(ctx context.Context) (*sink, error) {
	for _, s := range t.sinks {
		if s.letters != nil && !t.owes(s) {
			continue
		}
		err := t.rewrite(ctx, s)
		var refused *connector.RowError
		if errors.As(err, &refused) && t.passRefused(s, refused) {
			if len(refused.Batch.Rows) == 0 {
				continue // the row was all that there was
			}
			err = connector.Retry(err) // the next batch may be taken
		}
		if err != nil {
			return s, err
		}
	}
	return nil, nil
}

// passRefused reports whether the policy passes the row over that a sink refuses.
func (t *task) passRefused(s *sink, e *connector.RowError) bool {
	j := t.pending[0]
	if e.Batch != j.out(s.index) || e.Row < 0 || e.Row >= len(e.Batch.Rows) {
		return false // it speaks of a row that it was not given
	}
	return t.passOver(j, int(e.Batch.Rows[e.Row].Input), s, e)
}

// lose counts a batch that is committed and was not written, or not all of it.
func (t *task) lose(j *job, s *sink, err error) {
	lost := t.settle(j, &t.r.counts.lost)
	t.r.log.Warn("records are lost: they are committed, and may not be written", "node", s.Node, "records", lost,
		"first", t.r.placeOf(&j.in, j.in.Rows[0].Offset), "cause", err.Error())
	t.r.recycle(j)
}
