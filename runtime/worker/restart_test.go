package worker

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task/tasktest"
)

// A failed pipeline ends the worker, unless it is to be started again.
func TestRestart(t *testing.T) {
	for _, c := range []struct {
		args  []string
		fails int
		code  int
		says  string
	}{
		{nil, 1, 3, "error: load: the disk is gone"},
		{[]string{"--restart", "2"}, 2, 0, "restarts=2 of=2"},
		{[]string{"--restart", "2"}, 3, 3, "error: load: the disk is gone"},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, 40)
			opened := 0
			r.pipelines[0].Source = func() connector.Source {
				return &tasktest.Source{Topic: r.topic, Rows: 10, Fault: func(call string, _ int) error {
					if call == "open" {
						if opened++; opened <= c.fails {
							return errors.New("the disk is gone")
						}
					}
					return nil
				}}
			}
			ctx, stop := context.WithTimeout(t.Context(), time.Hour)
			defer stop()
			code, stderr := r.run(ctx, c.args...)
			if code != c.code || !strings.Contains(stderr, c.says) {
				t.Errorf("%v: code %d\n%s", c.args, code, stderr)
			}
			if c.code == 0 && (r.sink.Store.Len() != 40 || ctx.Err() == nil) {
				t.Errorf("%d records", r.sink.Store.Len())
			}
		})
	}
}

// A sink that never returns has its pipeline started again, and everything arrives; other
// pipelines run on meanwhile.
func TestRestartOfAStuckSink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 40)
		r.pipelines[0].Source = func() connector.Source { return &tasktest.Source{Topic: r.topic, Rows: 10} }
		other := tasktest.NewTopic("other", 1, 100)
		well := &tasktest.Sink{Store: tasktest.NewStore()}
		r.pipelines = append(r.pipelines, r.pipeline("audit", (&tasktest.Source{Topic: other}).New, well))
		gate := make(chan struct{})
		var hung atomic.Bool
		r.sink.Fault = func(call string, _ int, _ *record.Batch) error {
			if call == "flush" && hung.CompareAndSwap(false, true) {
				<-gate
			}
			return nil
		}
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
		defer stop()
		code, stderr := r.run(ctx, "--restart", "1")
		if code != 0 || !strings.Contains(stderr, "[R0307]") || !strings.Contains(stderr, "restarts=1 of=1") {
			t.Errorf("code %d\n%s", code, stderr)
		}
		if a, b := r.sink.Store.Len(), well.Store.Len(); a != 40 || b != 100 {
			t.Errorf("%d and %d records", a, b)
		}
		close(gate)
		synctest.Wait()
	})
}
