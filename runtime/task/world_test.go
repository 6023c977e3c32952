package task_test

import (
	"bytes"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"

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

func once(n int) bool { return n == 1 }

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

// chances returns what happens with a probability in percent, by a seed; stream tells one
// test's draws from another's.
func chances(seed, stream uint64) func(percent int) bool {
	rng := rand.New(rand.NewPCG(seed, stream))
	var mu sync.Mutex
	return func(percent int) bool {
		mu.Lock()
		defer mu.Unlock()
		return rng.IntN(100) < percent
	}
}
