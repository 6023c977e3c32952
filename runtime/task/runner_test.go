package task_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/task/tasktest"
)

// world is a pipeline over fakes; its fields may be changed before run. Every run
// of it is inside a synctest bubble, which fails the test if a goroutine is left.
type world struct {
	t      *testing.T
	topic  *tasktest.Topic
	source *tasktest.Source
	sink   *tasktest.Sink
	stage  *tasktest.Stage
	p      *task.Pipeline
	o      task.Options
	log    bytes.Buffer
	mu     sync.Mutex
	// unwanted are records that need not be durable before they are committed.
	unwanted func(id string) bool
}

func newWorld(t *testing.T, partitions, records, tasks int) *world {
	w := &world{t: t, topic: tasktest.NewTopic("readings", partitions, records)}
	w.source = &tasktest.Source{Topic: w.topic, Rows: 7}
	w.sink = &tasktest.Sink{Store: tasktest.NewStore()}
	w.stage = &tasktest.Stage{}
	w.topic.Allowed = func(id string) bool {
		return w.sink.Store.Count(id) > 0 || w.unwanted != nil && w.unwanted(id)
	}
	w.p = &task.Pipeline{
		Name: "load", At: "load.flow:8", From: "readings", To: []string{"coldest"}, Tasks: tasks,
		Source: w.source.New,
		Sinks:  []task.Sink{{Node: "coldest", Kind: "cassandra", At: "load.flow:12", New: w.sink.New}},
		New:    w.stage.New,
		Sites:  []task.Site{{Stage: "decode", Code: "R01", At: "load.flow:6", What: "value: src.Reading as avro", Fields: []string{"station", "celsius"}}, {Stage: "map", Code: "R02", At: "load.flow:11", What: ".celsius * 100"}},
	}
	w.o = task.Options{Log: slog.New(slog.NewTextHandler(w, nil)), Program: "./load"}
	return w
}

// Write takes the log.
func (w *world) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.Write(p)
}

func (w *world) logged() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.String()
}

// drain runs the pipeline until what is in the topic is delivered.
func (w *world) drain() (*task.Runner, error) {
	w.t.Helper()
	r := task.New(w.p, w.o)
	var draining sync.WaitGroup
	draining.Go(func() {
		if err := r.Drain(w.t.Context()); err != nil {
			w.t.Errorf("drain: %v", err)
		}
	})
	err := r.Run(w.t.Context(), w.t.Context())
	draining.Wait()
	w.sound()
	return r, err
}

// sound checks what must hold after every run.
func (w *world) sound() {
	w.t.Helper()
	if err := w.topic.Err(); err != nil {
		w.t.Error(err)
	}
	if n := w.sink.Open(); n != 0 {
		w.t.Errorf("%d sinks are left open", n)
	}
}

func (w *world) mustDrain() *task.Runner {
	w.t.Helper()
	r, err := w.drain()
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// each checks how often each record is durable.
func (w *world) each(records int, want func(count int) bool) {
	w.t.Helper()
	for id := range records {
		if n := w.sink.Store.Count(strconv.Itoa(id)); !want(n) {
			w.t.Fatalf("record %d is durable %d times", id, n)
		}
	}
}

func once(n int) bool        { return n == 1 }
func atLeastOnce(n int) bool { return n >= 1 }

// inOrder checks that the records of each partition came in their order.
func (w *world) inOrder(partitions int) {
	w.t.Helper()
	for p := range partitions {
		last := -1
		for _, text := range w.sink.Store.First(int32(p)) {
			id, err := strconv.Atoi(text)
			if err != nil || id <= last {
				w.t.Fatalf("partition %d: record %s after %d", p, text, last)
			}
			last = id
		}
	}
}

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
			rng := rand.New(rand.NewPCG(seed, 3))
			var mu sync.Mutex
			chance := func(percent int) bool {
				mu.Lock()
				defer mu.Unlock()
				return rng.IntN(100) < percent
			}
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
