package task_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/task/tasktest"
)

func TestDrainDeliversAll(t *testing.T) {
	for _, c := range []struct{ partitions, records, tasks int }{{1, 0, 1}, {1, 1, 1}, {3, 1000, 1}, {5, 1000, 3}, {2, 500, 8}} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, c.partitions, c.records, c.tasks)
				r := w.mustDrain()
				w.each(c.records, once)
				w.inOrder(c.partitions)
				want := task.Counts{In: int64(c.records), Out: int64(c.records)}
				if got := r.Snapshot(); got.Counts != want || got.State != task.Done {
					t.Errorf("got %+v %v, want %+v", got.Counts, got.State, want)
				}
				for p := range c.partitions {
					if got, want := w.topic.Committed(p), int64(2*((c.records-p+c.partitions-1)/c.partitions)); got != want {
						t.Errorf("partition %d is committed to %d, want %d", p, got, want)
					}
				}
			})
		})
	}
}

// Stopping in good order five times at any moment and going on gives each record
// exactly once, and the counts of the runs add up.
func TestStopAndGoOnIsExact(t *testing.T) {
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			const records = 3000
			rng := rand.New(rand.NewPCG(seed, 2))
			w := newWorld(t, 4, records, 3)
			w.stage.Outcome = func(id []byte) record.Outcome {
				if id[len(id)-1] == '7' {
					return record.Filtered
				}
				return record.Passed
			}
			w.unwanted = func(id string) bool { return id[len(id)-1] == '7' }
			w.sink.Fault = func(call string, n int, _ *record.Batch) error {
				if call == "flush" {
					time.Sleep(time.Duration(n%7) * time.Millisecond) // bubble time
				}
				return nil
			}
			var sum task.Counts
			for run := range 6 {
				r := task.New(w.p, w.o)
				reading, stop := context.WithCancel(t.Context())
				if run < 5 {
					time.AfterFunc(time.Duration(rng.IntN(20))*time.Millisecond, stop)
				} else {
					go func() { _ = r.Drain(reading) }()
				}
				if err := r.Run(t.Context(), reading); err != nil {
					t.Fatal(err)
				}
				stop()
				c := r.Snapshot().Counts
				sum.In, sum.Out, sum.Filtered = sum.In+c.In, sum.Out+c.Out, sum.Filtered+c.Filtered
			}
			w.sound()
			if want := (task.Counts{In: records, Out: records - records/10, Filtered: records / 10}); sum != want {
				t.Errorf("seed %d: the runs count %+v, want %+v", seed, sum, want)
			}
			for id := range records {
				want := 1
				if id%10 == 7 {
					want = 0
				}
				if n := w.sink.Store.Count(strconv.Itoa(id)); n != want {
					t.Fatalf("seed %d: record %d is durable %d times, want %d", seed, id, n, want)
				}
			}
		})
	}
}

// Aborting drops what is in work at once and loses nothing: it comes again.
func TestAbortLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 2, 2000, 2)
		w.sink.Block = make(chan struct{}) // flushes hang
		cause := errors.New("the second signal")
		ctx, abort := context.WithCancelCause(t.Context())
		time.AfterFunc(3*time.Second, func() { abort(cause) })
		if err := task.New(w.p, w.o).Run(ctx, ctx); !errors.Is(err, cause) {
			t.Fatalf("got %v, want the cause of the abort", err)
		}
		w.sound()
		w.sink.Block = nil
		w.mustDrain()
		w.each(2000, atLeastOnce)
	})
}

// Errors that heal, at any call: everything that was not flushed is written
// again, in order, and nothing is lost or committed too early.
func TestHealsFromFaults(t *testing.T) {
	for seed := range uint64(60) {
		synctest.Test(t, func(t *testing.T) {
			chance := chances(seed, 3)
			w := newWorld(t, 3, 1500, 2)
			w.sink.Tear = true
			w.source.Revoke = 9
			w.sink.Fault = func(call string, _ int, _ *record.Batch) error {
				if call != "close" && chance(15) {
					return connector.Retry(errors.New("write timeout: 1 of 2 replicas"))
				}
				return nil
			}
			w.source.Fault = func(call string, _ int) error {
				if call != "close" && chance(5) {
					return connector.Retry(errors.New("broker not available"))
				}
				return nil
			}
			r := w.mustDrain()
			w.each(1500, atLeastOnce)
			w.inOrder(3)
			c := r.Snapshot().Counts
			if c.Retries == 0 || c.Open() != 0 {
				t.Errorf("seed %d: %+v", seed, c)
			}
		})
	}
}

// Settling before a split is given up means that a polite rebalance repeats
// nothing.
func TestPoliteRevokeRepeatsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 3, 2000, 2)
		w.source.Revoke = 5
		w.mustDrain()
		w.each(2000, once)
		if w.source.Unsettled > 0 {
			t.Errorf("%d revokes did not settle", w.source.Unsettled)
		}
	})
}

// With a sink that hangs a revoke ends at its deadline, and what was in work comes
// again under the new epoch, whose commits the late acknowledgements do not move.
func TestRevokeWithAStuckSink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, 300, 1)
		w.source.Revoke = 3
		w.sink.Block = make(chan struct{})
		go func() { // later than a revoke waits, then at once
			for range 6 {
				time.Sleep(1500 * time.Millisecond)
				w.sink.Block <- struct{}{}
			}
			close(w.sink.Block)
		}()
		w.mustDrain()
		w.each(300, atLeastOnce)
		if w.source.Unsettled == 0 {
			t.Error("every revoke settled: the test does not show what it should")
		}
	})
}

// A record that arrives is durable when the input has been quiet for the idle
// time, and committed at the next interval.
func TestIdleFlush(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, 0, 1)
		r := task.New(w.p, w.o)
		reading, stop := context.WithCancel(t.Context())
		var ran sync.WaitGroup
		ran.Go(func() {
			if err := r.Run(t.Context(), reading); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(3100 * time.Millisecond)
		w.topic.Produce(0, "1")
		time.Sleep(30 * time.Millisecond) // 5 ms poll and 20 ms idle
		if w.sink.Store.Count("1") != 1 {
			t.Error("not durable 30 ms after it came")
		}
		if w.topic.Committed(0) != 0 {
			t.Error("committed before the interval")
		}
		time.Sleep(time.Second)
		if w.topic.Committed(0) != 2 {
			t.Error("not committed after the interval")
		}
		commits := w.topic.Commits()
		time.Sleep(10 * time.Second)
		if w.topic.Commits() != commits {
			t.Error("commits though nothing grew")
		}
		stop()
		ran.Wait()
	})
}

// A busy input is flushed at the commit interval too.
func TestBusyFlush(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, 0, 1)
		w.o.Idle = time.Hour
		r := task.New(w.p, w.o)
		reading, stop := context.WithCancel(t.Context())
		var ran sync.WaitGroup
		ran.Go(func() { _ = r.Run(t.Context(), reading) })
		w.topic.Produce(0, "1")
		time.Sleep(2500 * time.Millisecond)
		if w.topic.Committed(0) != 2 {
			t.Error("not committed after the interval")
		}
		stop()
		ran.Wait()
	})
}

// With a sink that hangs the reader stops when all batches are in work: memory
// stays bounded, whatever the topic holds.
func TestBackpressure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 4, 100_000, 4)
		w.sink.Block = make(chan struct{})
		var ages []time.Duration
		var mu sync.Mutex
		w.o.Deadline, w.o.Late = 30*time.Second, func(_ int, age time.Duration) {
			mu.Lock()
			defer mu.Unlock()
			ages = append(ages, age)
		}
		r := task.New(w.p, w.o)
		reading, stop := context.WithCancel(t.Context())
		var ran sync.WaitGroup
		ran.Go(func() { _ = r.Run(t.Context(), reading) })
		time.Sleep(time.Minute)
		first := r.Snapshot().Counts.In
		time.Sleep(time.Minute)
		second := r.Snapshot().Counts.In
		if first != second || first == 0 || first > 64*7 {
			t.Errorf("%d records in work, then %d; want the same, of at most 64 batches of 7", first, second)
		}
		mu.Lock()
		if len(ages) != 4 || ages[0] < 30*time.Second || ages[0] > 33*time.Second {
			t.Errorf("late batches were told %v, want once for each of 4 tasks", ages)
		}
		mu.Unlock()
		close(w.sink.Block)
		stop()
		ran.Wait()
		w.sound()
	})
}

func TestFanOutWaitsForAllSinks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 2, 500, 2)
		other := &tasktest.Sink{Store: tasktest.NewStore()}
		w.p.Sinks = append(w.p.Sinks, task.Sink{Node: "search", New: other.New})
		other.Fault = func(call string, n int, _ *record.Batch) error {
			if call == "flush" && n%3 == 0 {
				return connector.Retry(errors.New("429 too many requests"))
			}
			return nil
		}
		w.topic.Allowed = func(id string) bool { return w.sink.Store.Count(id) > 0 && other.Store.Count(id) > 0 }
		w.mustDrain()
		w.each(500, once) // the sink that works is not bothered
		if other.Store.Len() != 500 {
			t.Errorf("%d records in the other", other.Store.Len())
		}
	})
}
