package task

import (
	"context"
	"errors"
	"fmt"

	"github.com/flowc-lang/flowc/runtime/connector"
)

// read fills one job after the other and hands each to the task of its split,
// until reading ends, the source is drained, or something fails. With no job free
// it waits, which is the backpressure.
func (r *Runner) read(ctx, reading context.Context) {
	for {
		var j *job
		select {
		case j = <-r.free:
		case <-reading.Done():
			return
		}
		err := r.fill(reading, j)
		if err != nil || j.unit == nil {
			r.recycle(j)
		}
		switch {
		case errors.Is(err, connector.ErrDrained):
			r.drained = true
			return
		case err != nil && reading.Err() != nil:
			return
		case err != nil:
			r.fail(fmt.Errorf("%s: %w", r.p.Name, err))
			return
		case j.unit == nil:
			continue
		}
		t := r.taskOf(j.split.Topic(), j.split.Partition())
		select {
		case t.queue <- j:
		case <-ctx.Done():
			return
		}
	}
}

// fill reads the next batch into j and enters it in the ledger. A job without a
// unit holds nothing to work on.
func (r *Runner) fill(reading context.Context, j *job) error {
	try := func() error {
		return r.callSource("read", func() error {
			j.reset()
			split, err := r.source.Read(reading, &j.in)
			if err != nil || split == nil {
				return err
			}
			j.split, j.unit = split, split.Add(j.in.Next, j.in.Epoch)
			return nil
		})
	}
	err := try()
	if connector.CanRetry(err) {
		err = r.sourceLadder("read", 0).climb(reading, err, try)
	}
	if err != nil || j.unit == nil {
		return err
	}
	j.rows = len(j.in.Rows)
	r.counts.given.Add(int64(j.rows))
	if j.rows == 0 { // nothing but gaps: they may be committed
		j.unit.Done()
		j.unit = nil
	}
	return nil
}
