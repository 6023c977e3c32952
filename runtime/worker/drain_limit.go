package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/flowc-lang/flowc/runtime/task"
)

const (
	// drainSoon is after how long a worker that was told to stop says what keeps it.
	drainSoon = 2 * time.Second
	// drainLimit is how long it waits for a system that refuses what is in work. What
	// was not delivered by then is read again at the next start.
	drainLimit = 30 * time.Second
)

// errDrainLimit is the cause of a pipeline's end by drainLimit.
var errDrainLimit = errors.New("not drained in time")

// limitDrain ends the work of a pipeline that cannot deliver what it has read when
// its reading has been over for drainLimit: a sink that is down must not keep a
// worker that is to stop. The function that is returned ends the watch.
func (s *session) limitDrain(reading context.Context, r *task.Runner, giveUp context.CancelCauseFunc) (stop func()) {
	ended, watched := make(chan struct{}), make(chan struct{})
	unwatch := context.AfterFunc(reading, func() {
		defer close(watched)
		timer := time.NewTimer(drainSoon)
		defer timer.Stop()
		select {
		case <-ended:
			return
		case <-timer.C:
		}
		s.tellDraining(r)
		timer.Reset(drainLimit - drainSoon)
		select {
		case <-ended:
		case <-timer.C:
			if len(r.Snapshot().Troubles) > 0 {
				giveUp(errDrainLimit)
			}
		}
	})
	return func() {
		close(ended)
		if !unwatch() {
			<-watched
		}
	}
}

// tellDraining says what a worker that was told to stop is waiting for.
func (s *session) tellDraining(r *task.Runner) {
	snap := r.Snapshot()
	if len(snap.Troubles) == 0 {
		return
	}
	t := snap.Troubles[0]
	s.log.Info("draining, signal again to end at once", "pipeline", snap.Pipeline, "waits_for", t.Node, "cause", t.Cause.Error(), "gives_up_in_s", (drainLimit - drainSoon).Seconds())
}

// undelivered is the error of a pipeline that was ended by drainLimit.
func undelivered(r *task.Runner, troubles []task.Trouble) error {
	err := fmt.Errorf("%s: %w: after %s something in work was not delivered; it is read again at the next start", r.Pipeline().Name, errDrainLimit, drainLimit)
	if len(troubles) > 0 {
		err = fmt.Errorf("%w: sink %s: %w", err, troubles[0].Node, troubles[0].Cause)
	}
	return err
}
