package task_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
)

// Tasks that cannot connect to the same system tell of it in one line, and in one
// line that it is there.
func TestRetryIsToldOnceForAllTasks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 4, 100, 4)
		begin := time.Now()
		w.sink.Fault = func(call string, _ int, _ *record.Batch) error {
			if call == "open" && time.Since(begin) < 20*time.Second {
				return connector.Retry(errors.New("connection ring: cassandra 127.0.0.1:9042: connection refused"))
			}
			return nil
		}
		w.mustDrain()
		log := w.logged()
		if strings.Count(log, "msg=retrying") != 1 || strings.Count(log, "msg=recovered") != 1 {
			t.Errorf("told more than once:\n%s", log)
		}
		w.each(100, once)
	})
}

func TestRetryIsToldOnceForEachState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, 10, 1)
		w.sink.Fault = func(call string, n int, _ *record.Batch) error {
			switch {
			case call == "flush" && n <= 4:
				return connector.Retry(errors.New("write timeout: 1 of 2 replicas"))
			case call == "flush" && n <= 6:
				return connector.Retry(errors.New("unavailable: 1 of 2 replicas"))
			}
			return nil
		}
		r := task.New(w.p, w.o)
		go func() { _ = r.Drain(t.Context()) }()
		var ran sync.WaitGroup
		ran.Go(func() {
			if err := r.Run(t.Context(), t.Context()); err != nil {
				t.Error(err)
			}
		})
		var seen *task.Trouble
		for range 100_000 {
			if s := r.Snapshot(); len(s.Troubles) > 0 {
				seen = &s.Troubles[0]
				break
			}
			time.Sleep(time.Millisecond)
		}
		if seen == nil || seen.Node != "coldest" || !strings.Contains(seen.Cause.Error(), "write timeout") {
			t.Errorf("the snapshot shows %+v", seen)
		}
		ran.Wait()
		log := w.logged()
		if n := strings.Count(log, "msg=retrying"); n != 2 {
			t.Errorf("told %d times, want once for each cause:\n%s", n, log)
		}
		if n := strings.Count(log, "msg=recovered"); n != 1 {
			t.Errorf("told %d times that it recovered:\n%s", n, log)
		}
		if left := r.Snapshot().Troubles; len(left) > 0 {
			t.Errorf("troubles are left: %v", left)
		}
	})
}

func TestFinalErrorsStopWithoutAcknowledging(t *testing.T) {
	final := errors.New("table weather.coldest: no such table")
	cases := []struct {
		name  string
		set   func(w *world)
		wants string
	}{
		{"write", func(w *world) { w.sink.Fault = failFrom("write", 20, final) }, "load: sink coldest: table weather.coldest: no such table"},
		{"flush", func(w *world) { w.sink.Fault = failFrom("flush", 5, final) }, "load: sink coldest: table weather.coldest: no such table"},
		{"open of a sink", func(w *world) { w.sink.Fault = failFrom("open", 2, final) }, "no such table"},
		{"attempts used up", func(w *world) {
			w.p.Sinks[0].Attempts = 3
			w.sink.Fault = failFrom("flush", 5, connector.Retry(final))
		}, "load: sink coldest: gave up after 3 attempts: table"},
		{"panic in a sink", func(w *world) {
			w.sink.Fault = func(call string, n int, _ *record.Batch) error {
				if call == "write" && n == 9 {
					panic("index out of range")
				}
				return nil
			}
		}, "load: sink coldest: write: internal error: index out of range; this is a bug"},
		{"panic in the source", func(w *world) {
			w.source.Fault = func(call string, n int) error {
				if call == "read" && n == 9 {
					panic("nil map")
				}
				return nil
			}
		}, "load: source readings: read: internal error: nil map"},
		{"read", func(w *world) {
			w.source.Fault = func(call string, n int) error {
				if call == "read" && n == 9 {
					return errors.New("gap: readings[0] begins at 90, committed is 12")
				}
				return nil
			}
		}, "load: gap: readings[0] begins at 90"},
		{"open of the source", func(w *world) {
			w.source.Fault = func(call string, _ int) error {
				if call == "open" {
					return fmt.Errorf("pattern in/*.csv: %w", connector.ErrNoInput)
				}
				return nil
			}
		}, "load: pattern in/*.csv: no input"},
		{"panic in generated code", func(w *world) {
			w.stage.Outcome = func(id []byte) record.Outcome {
				if string(id) == "600" {
					panic("slice bounds out of range")
				}
				return record.Passed
			}
		}, "load: stages at readings["},
		{"generated code that loses a row", func(w *world) {
			w.stage.Outcome = func(id []byte) record.Outcome {
				if string(id) == "600" {
					return record.Outcome(-1) // neither passed nor filtered nor failed
				}
				return record.Passed
			}
			inner := w.p.New
			w.p.New = func() task.Stage { return losing{inner()} }
		}, "load: records do not add up at the generated stages"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 2, 1000, 2)
				c.set(w)
				r, err := w.drain()
				if err == nil || !strings.Contains(err.Error(), c.wants) {
					t.Fatalf("got %v, want %q", err, c.wants)
				}
				var stop *task.Stop
				if errors.As(err, &stop) {
					t.Errorf("counts as a stop by policy: %v", err)
				}
				s := r.Snapshot()
				if s.State != task.Failed || s.Counts.Open() != 0 {
					t.Errorf("ends %v with %+v", s.State, s.Counts)
				}
				// Once the cause is gone, the next run delivers the rest.
				w.sink.Fault, w.source.Fault, w.stage.Outcome, w.p.New = nil, nil, nil, w.stage.New
				w.mustDrain()
				w.each(1000, atLeastOnce)
			})
		})
	}
}

// losing forgets a row of each batch that holds number 600.
type losing struct{ task.Stage }

func (l losing) Run(in *record.Batch, x *task.Exchange) {
	l.Stage.Run(in, x)
	for _, r := range in.Rows {
		if string(in.Bytes(r.Value)) == "600" {
			x.In, x.Filtered = len(in.Rows)-1, 0
		}
	}
}

func failFrom(call string, n int, err error) func(string, int, *record.Batch) error {
	return func(c string, i int, _ *record.Batch) error {
		if c == call && i >= n {
			return err
		}
		return nil
	}
}

func TestCommitErrors(t *testing.T) {
	t.Run("heal", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 1, 100, 1)
			w.source.Fault = failCalls("commit", 3, connector.Retry(errors.New("coordinator loading")))
			w.mustDrain()
			w.each(100, once)
		})
	})
	t.Run("final", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 1, 100, 1)
			w.source.Fault = failCalls("commit", 1<<30, errors.New("not authorized for group flow.load"))
			_, err := w.drain()
			if err == nil || !strings.Contains(err.Error(), "load: commit: not authorized for group flow.load; what was delivered since the last commit comes again") {
				t.Fatalf("got %v", err)
			}
			if strings.Count(err.Error(), "not authorized") != 1 {
				t.Errorf("told twice: %v", err)
			}
			w.each(100, once)
		})
	})
	t.Run("while running", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 1, 100, 1)
			w.source.Fault = failCalls("commit", 1<<30, errors.New("not authorized"))
			start := time.Now()
			if err := task.New(w.p, w.o).Run(t.Context(), t.Context()); err == nil {
				t.Fatal("went on without being able to commit")
			}
			if d := time.Since(start); d > 3*time.Second {
				t.Errorf("noticed after %v", d)
			}
		})
	})
}

func failCalls(call string, n int, err error) func(string, int) error {
	return func(c string, i int) error {
		if c == call && i <= n {
			return err
		}
		return nil
	}
}

func TestStopWhileOpening(t *testing.T) {
	for _, where := range []string{"sink", "source"} {
		t.Run(where, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 1, 10, 2)
				refused := connector.Retry(errors.New("kafka local (127.0.0.1:9092): connection refused"))
				if where == "sink" {
					w.sink.Fault = failFrom("open", 1, refused)
				} else {
					w.source.Fault = failCalls("open", 1<<30, refused)
				}
				r := task.New(w.p, w.o)
				reading, stop := context.WithCancelCause(t.Context())
				time.AfterFunc(time.Minute, func() {
					s := r.Snapshot()
					if s.State != task.Opening || len(s.Troubles) == 0 || s.Troubles[0].Cause.Error() != refused.Error() {
						t.Errorf("shows %+v", s)
					}
					stop(nil)
				})
				if err := r.Run(t.Context(), reading); err != nil {
					t.Errorf("a stop while it waits is not an error: %v", err)
				}
				w.sound()
			})
		})
	}
}

func TestStartTimeoutNamesTheCause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, 10, 1)
		w.source.Fault = failCalls("open", 1<<30, connector.Retry(errors.New("kafka local (127.0.0.1:9092): connection refused")))
		reading, stop := context.WithCancelCause(t.Context())
		time.AfterFunc(30*time.Second, func() { stop(errors.New("gave up connecting after 30s")) })
		err := task.New(w.p, w.o).Run(t.Context(), reading)
		if want := "load: gave up connecting after 30s: kafka local (127.0.0.1:9092): connection refused"; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	})
}
