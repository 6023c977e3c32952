package task_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
)

// hang makes the first call of a kind by a sink hang until the function that is returned
// lets it go.
func (w *world) hang(call string) (release func()) {
	gate := make(chan struct{})
	var once sync.Once
	w.sink.Fault = func(c string, _ int, _ *record.Batch) error {
		if c == call {
			hangs := false
			once.Do(func() { hangs = true })
			if hangs {
				<-gate
			}
		}
		return nil
	}
	return func() { close(gate) }
}

// TestStuckSink: a sink that never returns ends the run in time, while what other tasks do
// is delivered and committed; what it says later counts for nothing, and the next run
// delivers all.
func TestStuckSink(t *testing.T) {
	for _, call := range []string{"write", "flush"} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 3, 300, 3)
			w.o.Stuck = 5 * time.Minute
			release := w.hang(call)
			r := task.New(w.p, w.o)
			began := time.Now()
			err := r.Run(t.Context(), t.Context())
			var stuck *task.StuckError
			if !errors.As(err, &stuck) || stuck.Node != "coldest" || stuck.What != call || !strings.Contains(err.Error(), "[R0307]") {
				t.Fatalf("%s: %v", call, err)
			}
			if bug := (*task.BalanceError)(nil); errors.As(err, &bug) {
				t.Error(bug)
			}
			if took := time.Since(began); took < 5*time.Minute || took > 6*time.Minute {
				t.Errorf("%s: the run took %v", call, took)
			}
			if n := w.sink.Store.Len(); n == 0 || n >= 300 {
				t.Errorf("%s: %d records are durable, want those of the other tasks", call, n)
			}
			counts, committed := r.Snapshot().Counts, [3]int64{}
			for p := range committed {
				committed[p] = w.topic.Committed(p)
			}
			if counts.Open() != 0 || counts.Out == 0 {
				t.Errorf("%s: %+v", call, counts)
			}
			release()
			synctest.Wait()
			if again := r.Snapshot().Counts; again != counts {
				t.Errorf("%s: released, the counts are %+v, not %+v", call, again, counts)
			}
			for p, at := range committed {
				if now := w.topic.Committed(p); now != at {
					t.Errorf("%s: released, partition %d is committed to %d, not %d", call, p, now, at)
				}
			}
			if n := w.sink.Open(); n != 0 {
				t.Errorf("%s: released, %d sinks are open", call, n)
			}
			w.mustDrain()
			w.each(300, atLeastOnce)
		})
	}
}

// TestStuckSinkIsNotSlow: a sink that fails again and again for longer than that is waited
// for, and so is one that is slow.
func TestStuckSinkIsNotSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, 50, 1)
		w.o.Stuck = 5 * time.Minute
		began := time.Now()
		w.sink.Fault = func(call string, _ int, _ *record.Batch) error {
			if call != "flush" {
				return nil
			}
			time.Sleep(4 * time.Minute)
			if time.Since(began) < time.Hour {
				return connector.Retry(errors.New("the disk is away"))
			}
			return nil
		}
		w.mustDrain()
		w.each(50, once)
	})
}
