//go:build synctests

package sim

import (
	"context"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	datagen "github.com/flowc-lang/flowc/stdlib/datagen/run"
)

// TestExactlyOnceFromSource: the splits of a source move from worker to worker, and who
// had one learns of it late, or while it stands still, so that two write at a time. Who
// reads committed records finds each once, in order.
func TestExactlyOnceFromSource(t *testing.T) {
	simulate(t, "", func(w *world) {
		a := &assignment{w: w, rng: rand.New(rand.NewPCG(w.rng.Uint64(), 11))}
		w.pipeline = func(p *process) *task.Pipeline {
			out := kafkaSink(w, p)
			return &task.Pipeline{
				Name: "make", At: "sim.flow:1", Group: group, From: "numbers", To: []string{"out"},
				ExactlyOnce: true, Sinks: []task.Sink{out}, New: func() task.Stage { return numbers{} },
				Source: func() connector.Source {
					return datagen.NewSource(datagen.SourceConfig{Name: "numbers", Count: records, Splits: partitions, Every: troubled / records})
				},
			}
		}
		w.serve = func(p *process, name string) func(life, reading context.Context) error {
			return func(life, reading context.Context) error { return a.serve(life, reading, p, name) }
		}
		w.check = func() {
			wantOnce(w)
			w.tell("%d splits moved, %d owners were kept out", a.moves, a.keptOut)
		}
		go a.move()
	})
}

// numbers makes records of numbers, and keeps every tenth back.
type numbers struct{}

func (numbers) Run(in *record.Batch, x *task.Exchange) {
	out := &x.Out[0]
	for i, r := range in.Rows {
		x.In++
		if filtered(int(r.Offset)) {
			x.Filtered++
			continue
		}
		out.Rows = append(out.Rows, record.Row{
			Value: out.Put(strconv.AppendInt(nil, r.Offset, 10)), Key: record.Null, Headers: record.Null, Timestamp: r.Timestamp,
			Partition: in.Partition, Input: int32(i),
		})
	}
}

// assignment says which worker has which split.
type assignment struct {
	w *world

	mu      sync.Mutex
	rng     *rand.Rand
	owner   [partitions]int
	moves   int
	keptOut int
}

// move gives splits to other workers.
func (a *assignment) move() {
	for end := a.w.began.Add(troubled); time.Now().Before(end); {
		a.mu.Lock()
		wait := time.Duration(1000+a.rng.IntN(9000)) * time.Millisecond
		s, to := a.rng.IntN(partitions), a.rng.IntN(workers)
		a.owner[s] = to
		a.moves++
		a.mu.Unlock()
		a.w.tell("split %d is given to w%d", s, to)
		<-time.After(wait)
	}
}

// late is how late a worker learns what it has, at most.
const late = 6 * time.Second

// serve runs a source task for each split that the worker has, as far as it knows.
func (a *assignment) serve(life, reading context.Context, p *process, name string) error {
	var all sync.WaitGroup
	for s := range partitions {
		all.Go(func() { a.serveSplit(life, reading, p, name, s) })
	}
	all.Wait()
	return nil
}

func (a *assignment) serveSplit(life, reading context.Context, p *process, name string, s int) {
	for reading.Err() == nil {
		if a.owns(name, s) {
			own, stop := context.WithCancel(reading)
			go a.watch(own, stop, p, name, s)
			err := task.New(a.w.pipeline(p), task.Options{
				Log: a.w.log(name), Instance: name, Buffers: 1 << 20, Task: s, Tasks: partitions,
			}).Run(life, own)
			stop()
			if err != nil && life.Err() == nil {
				a.mu.Lock()
				a.keptOut++
				a.mu.Unlock()
				a.w.tell("%s ends split %d: %v", name, s, err)
			}
		}
		if connector.Pause(reading, time.Second) != nil {
			return
		}
	}
}

func (a *assignment) owns(name string, s int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return "w"+strconv.Itoa(a.owner[s]) == name
}

// watch stops a source task when the worker learns that it has the split no more.
func (a *assignment) watch(own context.Context, stop context.CancelFunc, p *process, name string, s int) {
	for own.Err() == nil {
		if a.owns(name, s) {
			_ = connector.Pause(own, time.Second)
			continue
		}
		a.mu.Lock()
		wait := time.Duration(a.rng.Int64N(int64(late)))
		a.mu.Unlock()
		_ = connector.Pause(own, wait)
		p.gate() // a worker that stands still learns nothing
		stop()
	}
}
