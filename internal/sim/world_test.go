//go:build synctests

package sim

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
)

var (
	seeds = flag.Int("seeds", 6, "how many seeds a world has")
	seed  = flag.Uint64("seed", 0, "the one seed to run, or where to begin")
	runs  = flag.Int("runs", 1, "how often each seed runs: the order of goroutines is not fixed by it")
	trace = flag.Bool("tell", false, "print the trace of each run")
)

const (
	partitions = 4
	records    = 1500 // in all
	workers    = 3
	group      = "flow.sim.copy"
	// troubled is how long faults happen; healing is how long the world may need to get
	// well behind them.
	troubled = 90 * time.Second
	healing  = 10 * time.Minute
)

// world is a cluster of workers that copy one topic.
type world struct {
	t       *testing.T
	rng     *rand.Rand
	network *kfake.VirtualNetwork
	cluster *kfake.Cluster
	began   time.Time
	// pipeline makes the pipeline of a worker whose connections are p's.
	pipeline func(p *process) *task.Pipeline
	// serve is what a worker does until reading ends: by default it runs the pipeline.
	serve func(p *process, name string) func(life, reading context.Context) error
	check func() // at the end
	// protocol is that of the group; empty is the classic one.
	protocol string
	// mutant is what is wrong with the workers on purpose; nil for what is built.
	mutant *mutant
	// stuck says that the group never came to rest, so not all could be delivered.
	stuck bool

	mu     sync.Mutex
	lines  []string
	hits   map[string]int // faults by name
	broken []string       // what did not hold
	slots  [workers]*worker
}

// worker is a place in the cluster with its data folder's name; processes come and go
// in it.
type worker struct {
	name    string
	process *process
	life    context.Context
	end     context.CancelFunc // at once
	reading context.CancelFunc // politely
	over    chan struct{}
}

// simulate runs each seed in a bubble of its own.
func simulate(t *testing.T, protocol string, build func(w *world)) {
	stuck, ran := 0, 0
	hits := map[string]int{}
	first := *seed
	n := uint64(*seeds)
	if first != 0 {
		n = 1
	}
	for s := first; s < first+n; s++ {
		for run := range *runs {
			t.Run(fmt.Sprintf("seed %d run %d", s, run), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, s, build)
					w.protocol = protocol
					w.run()
					w.report()
					ran++
					if w.stuck {
						stuck++
					}
					for kind, n := range w.hits {
						hits[kind] += n
					}
				})
			})
		}
	}
	// The classic groups of the Kafka in memory begin the wait for their members anew
	// with each that joins, and now and then wait for ever for one that died. What they
	// show then is safety alone; groups of the newer protocol must go on as well.
	t.Logf("%d runs, of %d the group never came to rest", ran, stuck)
	if stuck > 0 && protocol != "" {
		t.Errorf("a group of the protocol %s never came to rest", protocol)
	}
	if stuck > 0 && stuck*10 > ran && ran > 1 {
		t.Error("too many groups never come to rest")
	}
	wantHits(t, hits, ran)
}

// wantHits prints how often each fault happened: a run in which none did shows nothing.
func wantHits(t *testing.T, hits map[string]int, ran int) {
	t.Helper()
	for _, kind := range slices.Sorted(maps.Keys(hits)) {
		t.Logf("%6d %s", hits[kind], kind)
	}
	for _, kind := range []string{"kill", "stop", "cut", "freeze", "rehash"} {
		if hits[kind] < ran/2 {
			t.Errorf("%s happened %d times in %d runs", kind, hits[kind], ran)
		}
	}
	answered := 0
	for kind, n := range hits {
		if strings.Contains(kind, " ") {
			answered += n
		}
	}
	if answered < 2*ran {
		t.Errorf("%d requests were answered with an error in %d runs", answered, ran)
	}
}

// fail notes that something does not hold. Only the workers are at fault in a world:
// what the world itself cannot do fails the test at once.
func (w *world) fail(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	w.tell("BROKEN %s", text)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.broken = append(w.broken, text)
}

func (w *world) failed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.broken) > 0
}

// report fails the test of a world that did not hold, with its trace.
func (w *world) report() {
	for _, text := range w.broken {
		w.t.Error(text)
	}
	if w.t.Failed() || *trace {
		for _, l := range w.lines {
			w.t.Log(l)
		}
	}
}

func newWorld(t *testing.T, s uint64, build func(w *world)) *world {
	t.Helper()
	w := &world{t: t, rng: rand.New(rand.NewPCG(s, 7)), network: &kfake.VirtualNetwork{}, began: time.Now(), hits: map[string]int{}}
	c, err := kfake.NewCluster(kfake.NumBrokers(3), kfake.Ports(1, 2, 3), kfake.SeedTopics(partitions, "in", "out"), kfake.ListenFn(w.network.Listen))
	if err != nil {
		t.Fatal(err)
	}
	w.cluster = c
	w.serve = func(p *process, name string) func(life, reading context.Context) error { return w.runner(p, name).Run }
	build(w)
	return w
}

// tell adds a line to the trace.
func (w *world) tell(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lines = append(w.lines, fmt.Sprintf("%8.3f ", time.Since(w.began).Seconds())+fmt.Sprintf(format, args...))
}

// fault counts a fault of a kind.
func (w *world) fault(kind, format string, args ...any) {
	w.mu.Lock()
	w.hits[kind]++
	w.mu.Unlock()
	w.tell("fault "+format, args...)
}

func (w *world) run() {
	defer func() {
		w.cluster.Close()
		<-time.After(time.Minute) // what is under way arrives nowhere, but ends
	}()
	for i := range w.slots {
		w.slots[i] = &worker{name: "w" + strconv.Itoa(i)}
		w.start(i)
	}
	fed := make(chan struct{})
	feeding := newProcess(w.network)
	go func() {
		defer close(fed)
		w.feed(feeding)
	}()
	w.trouble()
	<-fed
	for i := range w.slots {
		w.slots[i].process.unfreeze()
		w.slots[i].reading()
	}
	for i := range w.slots {
		w.await(w.slots[i].over, "worker "+w.slots[i].name+" does not stop")
	}
	w.drain()
	if !w.failed() {
		w.check()
	}
}

// await waits for an end that must come in bounded time.
func (w *world) await(over <-chan struct{}, otherwise string) {
	w.t.Helper()
	timer := time.NewTimer(healing)
	defer timer.Stop()
	select {
	case <-over:
	case <-timer.C:
		w.fail("%s", otherwise)
		for i := range w.slots {
			w.slots[i].process.kill()
			w.slots[i].end()
		}
		<-over
	}
}

// start starts a process in a slot. It is started again when it ends with an error, as
// a supervisor would.
func (w *world) start(i int) {
	s := w.slots[i]
	p := newProcess(w.network)
	life, end := context.WithCancel(context.Background())
	reading, stop := context.WithCancel(life)
	s.process, s.life, s.end, s.reading, s.over = p, life, end, stop, make(chan struct{})
	over, name := s.over, s.name
	go func() {
		defer close(over)
		for reading.Err() == nil {
			w.tell("%s starts", name)
			err := w.serve(p, name)(life, reading)
			w.tell("%s ends: %v", name, err)
			if reading.Err() == nil && connector.Pause(reading, time.Second) != nil {
				return
			}
		}
	}()
}

func (w *world) runner(p *process, name string) *task.Runner {
	return task.New(w.mutated(w.pipeline(p)), task.Options{Log: w.log(name), Instance: name, Buffers: 1 << 20})
}

// drain lets one more worker deliver what is left.
func (w *world) drain() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r := w.runner(newProcess(w.network), "last")
	over := make(chan struct{})
	go func() {
		defer close(over)
		if err := r.Drain(ctx); err != nil {
			w.tell("drain: %v", err)
		}
	}()
	timer := time.AfterFunc(healing, func() {
		w.stuck = true
		cancel()
	})
	defer timer.Stop()
	if err := r.Run(ctx, context.Background()); err != nil && !w.stuck {
		w.fail("the last worker cannot deliver what is left: %v", err)
	}
	cancel()
	<-over
}

// feed produces the records over the troubled time.
func (w *world) feed(p *process) {
	cl, err := kgo.NewClient(kgo.SeedBrokers(w.cluster.ListenAddrs()...), kgo.Dialer(p.dial), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err != nil {
		w.t.Error(err)
		return
	}
	defer cl.Close()
	const step = 15
	for n := 0; n < records; n += step {
		var all []*kgo.Record
		for id := n; id < n+step; id++ {
			all = append(all, &kgo.Record{Topic: "in", Partition: int32(id % partitions), Value: strconv.AppendInt(nil, int64(id), 10)})
		}
		if err := cl.ProduceSync(context.Background(), all...).FirstErr(); err != nil {
			w.t.Errorf("feed: %v", err)
			return
		}
		if connector.Pause(context.Background(), troubled*step/records) != nil {
			return
		}
	}
}

func (w *world) connection(p *process) *kafka.Connection {
	return &kafka.Connection{Name: "sim", Brokers: w.cluster.ListenAddrs(), Dial: p.dial}
}

// log writes a worker's log into the trace.
func (w *world) log(name string) *slog.Logger {
	return slog.New(slog.NewTextHandler(writer(func(b []byte) { w.tell("%s %s", name, b) }), &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))
}

type writer func([]byte)

func (f writer) Write(b []byte) (int, error) {
	f(b)
	return len(b), nil
}

// stage copies records, and keeps every tenth back.
type stage struct{}

func (stage) Run(in *record.Batch, x *task.Exchange) {
	out := &x.Out[0]
	for i, r := range in.Rows {
		x.In++
		if id, _ := strconv.Atoi(string(in.Bytes(r.Value))); filtered(id) {
			x.Filtered++
			continue
		}
		out.Rows = append(out.Rows, record.Row{
			Value: out.Put(in.Bytes(r.Value)), Key: record.Span{Len: -1}, Offset: r.Offset, Timestamp: r.Timestamp,
			Partition: in.Partition, Input: int32(i),
		})
	}
}

func filtered(id int) bool { return id%10 == 9 }
