package task_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
)

// newMostWorld is a world under at most once. It watches that what is written is committed.
func newMostWorld(t *testing.T, records int) *world {
	w := newWorld(t, 3, records, 2)
	w.p.AtMostOnce, w.topic.Allowed, w.sink.Tear = true, nil, true
	w.ahead(func(string, int, *record.Batch) error { return nil })
	return w
}

// ahead sets what the sink answers, behind the check that what it is given is committed.
func (w *world) ahead(fault func(call string, n int, b *record.Batch) error) {
	w.sink.Fault = func(call string, n int, b *record.Batch) error {
		if call == "write" {
			last := b.Rows[len(b.Rows)-1].Offset
			if at := w.topic.Committed(int(b.Partition)); at <= last {
				w.t.Errorf("partition %d: offset %d is written, %d is committed", b.Partition, last, at)
			}
		}
		return fault(call, n, b)
	}
}

func atMostOnce(n int) bool { return n <= 1 }

func TestAtMostOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newMostWorld(t, 2000)
		w.source.Revoke = 5
		r := w.mustDrain()
		w.each(2000, once)
		w.inOrder(3)
		if c := r.Snapshot().Counts; c.Lost != 0 || c.Out != 2000 {
			t.Errorf("%+v", c)
		}
	})
}

// Errors of any call but the opening lose what they hit, and count it; nothing is written
// twice.
func TestAtMostOnceLoses(t *testing.T) {
	lost := int64(0)
	for seed := range uint64(60) {
		synctest.Test(t, func(t *testing.T) {
			chance := chances(seed, 5)
			w := newMostWorld(t, 1500)
			w.source.Revoke = 9
			w.ahead(func(call string, _ int, _ *record.Batch) error {
				if (call == "write" || call == "flush") && chance(10) {
					return connector.Retry(errors.New("write timeout: 1 of 2 replicas"))
				}
				return nil
			})
			w.source.Fault = func(call string, _ int) error {
				if call != "close" && chance(5) {
					return connector.Retry(errors.New("broker not available"))
				}
				return nil
			}
			r := w.mustDrain()
			w.each(1500, atMostOnce)
			c := r.Snapshot().Counts
			// What is durable came out or counts as lost, of which half may be durable.
			if durable := int64(w.sink.Store.Len()); c.Open() != 0 || durable < c.Out || durable > c.Out+c.Lost {
				t.Errorf("seed %d: %+v, %d durable", seed, c, durable)
			}
			lost += c.Lost
		})
	}
	if lost == 0 {
		t.Error("no fault lost anything: the test proves nothing")
	}
}

// A worker that is killed at any write loses what it had committed, and the next one
// repeats nothing.
func TestAtMostOnceKilled(t *testing.T) {
	for at := 1; at < 40; at += 3 {
		synctest.Test(t, func(t *testing.T) {
			w := newMostWorld(t, 1200)
			life, kill := context.WithCancel(t.Context())
			w.ahead(func(call string, n int, _ *record.Batch) error {
				if call == "flush" && n == at {
					kill()
					return fmt.Errorf("killed: %w", context.Canceled)
				}
				return nil
			})
			if err := task.New(w.p, w.o).Run(life, life); !errors.Is(err, context.Canceled) {
				t.Fatalf("the run that is killed: %v", err)
			}
			w.ahead(func(string, int, *record.Batch) error { return nil })
			r := w.mustDrain()
			w.each(1200, atMostOnce)
			missing := 1200 - w.sink.Store.Len()
			if missing == 0 || missing > 600 {
				t.Errorf("killed at flush %d: %d records are missing", at, missing)
			}
			if c := r.Snapshot().Counts; c.Out != c.In || c.Lost != 0 {
				t.Errorf("the run behind it: %+v", c)
			}
		})
	}
}

// A sink that refuses for good ends the pipeline.
func TestAtMostOnceStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newMostWorld(t, 1200)
		w.ahead(failFrom("flush", 5, errors.New("table weather.coldest: no such table")))
		if _, err := w.drain(); err == nil {
			t.Error("it goes on without its sink")
		}
		w.each(1200, atMostOnce)
	})
}

// One record that the sink refuses is passed over where the policy says so; the rest of
// its batch may be lost, and nothing is repeated.
func TestAtMostOnceSkips(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newMostWorld(t, 1200)
		w.p.Write = task.Fate{Skip: &task.Skip{}}
		w.sink.Refuse = func(id string) error {
			if id == "700" {
				return errors.New("too large")
			}
			return nil
		}
		r := w.mustDrain()
		w.each(1200, atMostOnce)
		if c := r.Snapshot().Counts; c.Skipped != 1 || c.Out+c.Lost != 1199 || c.Lost > 10 {
			t.Errorf("%+v", c)
		}
	})
}
