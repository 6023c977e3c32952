//go:build synctests

package sim

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowc-lang/flowc/runtime/cluster"
	"github.com/flowc-lang/flowc/runtime/connector"
)

// TestSharedOut: workers that share out the tasks of sources run each once, under all
// that happens to them, and come to rest with all of them running.
func TestSharedOut(t *testing.T) {
	stuck, ran := 0, 0
	for s := *seed; s < *seed+uint64(*seeds); s++ {
		t.Run(fmt.Sprintf("seed %d", s), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := &board{runs: map[cluster.Task]int{}, owner: map[cluster.Task]string{}, last: map[cluster.Task]time.Time{}}
				w := newWorld(t, s, func(w *world) { w.serve = b.serve(w) })
				b.w = w
				b.play()
				ran++
				if w.stuck {
					stuck++
				}
			})
		})
	}
	t.Logf("%d runs, of %d the group never came to rest", ran, stuck)
	if stuck*2 > ran && ran > 5 {
		t.Error("too many groups never come to rest")
	}
}

const sharedGroup = "flow-cluster.sim.one"

var offers = []cluster.Offer{{Pipeline: "made", Tasks: 8}, {Pipeline: "files", Tasks: 1}}

const offered = 9

// board is what an observer sees: each write of each task.
type board struct {
	w *world

	mu     sync.Mutex
	starts int
	runs   map[cluster.Task]int    // the run that wrote last
	owner  map[cluster.Task]string // whose it is
	last   map[cluster.Task]time.Time
	pause  time.Duration // the longest that a task stood still
	late   int           // writes that the lease kept back
}

// serve takes part in the cluster.
func (b *board) serve(w *world) func(p *process, name string) func(life, reading context.Context) error {
	return func(p *process, name string) func(life, reading context.Context) error {
		return func(life, reading context.Context) error {
			cl, err := w.connection(p).Client(w.log(name))
			if err != nil {
				return err
			}
			defer cl.Close()
			gone, cancel := context.WithCancel(life)
			defer cancel()
			c := cluster.New(cluster.Config{
				Client: cl, Group: sharedGroup, Worker: name, Build: "b", Offers: offers, Log: w.log(name),
				Run: func(ctx, reading context.Context, t cluster.Task, lease *cluster.Lease) error {
					return b.run(ctx, reading, gone, p, name, t, lease)
				},
			})
			// A process that was killed does not leave; its lines are cut.
			return c.Join(reading)
		}
	}
}

// run writes until it may not any more; when it is asked to stop it takes its time.
func (b *board) run(ctx, reading, gone context.Context, p *process, name string, t cluster.Task, lease *cluster.Lease) error {
	b.mu.Lock()
	b.starts++
	run := b.starts
	b.mu.Unlock()
	left := 1 + rand.N(15) // writes behind the end of reading
	for ctx.Err() == nil && gone.Err() == nil && left > 0 {
		if err := connector.Pause(ctx, rand.N(400*time.Millisecond)); err != nil {
			return err
		}
		if reading.Err() != nil {
			left--
		}
		p.gate() // it stands still
		if p.isDead() {
			return errGone
		}
		if err := lease.Check(); err != nil {
			b.mu.Lock()
			b.late++
			b.mu.Unlock()
			return err
		}
		b.write(t, run, name)
	}
	return ctx.Err()
}

// write sees to it that nobody writes behind one who came later.
func (b *board) write(t cluster.Task, run int, name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.runs[t] > run {
		b.w.t.Errorf("%8.3f %v is written by %s although %s runs it since (M1)", time.Since(b.w.began).Seconds(), t, name, b.owner[t])
	}
	if b.owner[t] != name {
		b.w.tell("%v is written by %s, before by %s", t, name, b.owner[t])
	}
	if last, some := b.last[t]; some {
		b.pause = max(b.pause, time.Since(last))
	}
	b.runs[t], b.owner[t], b.last[t] = run, name, time.Now()
}

func (b *board) play() {
	w := b.w
	defer func() {
		w.cluster.Close()
		<-time.After(time.Minute)
	}()
	defer func() {
		if w.t.Failed() || *trace {
			for _, l := range w.lines {
				w.t.Log(l)
			}
		}
	}()
	for i := range w.slots {
		w.slots[i] = &worker{name: fmt.Sprint("w", i)}
		w.start(i)
	}
	w.trouble()
	for i := range w.slots {
		w.slots[i].process.unfreeze()
	}
	b.rest()
	for i := range w.slots {
		w.slots[i].reading()
	}
	for i := range w.slots {
		w.await(w.slots[i].over, "worker "+w.slots[i].name+" does not stop")
	}
	w.tell("%d starts of tasks, the longest that one stood still %v, %d writes kept back", b.starts, b.pause, b.late)
}

// rest waits until all run, in fair shares, and then nothing moves any more.
func (b *board) rest() {
	w := b.w
	for end := time.Now().Add(healing); time.Now().Before(end); w.pass(time.Second) {
		if shares := b.shares(); len(shares) == workers && slices.Min(shares) == offered/workers && slices.Max(shares) == offered/workers {
			before := b.count()
			w.pass(time.Minute)
			if after := b.count(); after != before {
				w.tell("%d tasks were started at rest", after-before)
				continue
			}
			return
		}
	}
	w.stuck = true
	for t, name := range b.owner {
		w.tell("%v was written by %s last %v ago", t, name, time.Since(b.last[t]))
	}
}

func (b *board) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.starts
}

// shares are how many tasks each worker has written lately.
func (b *board) shares() []int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := map[string]int{}
	for t, name := range b.owner {
		if time.Since(b.last[t]) < time.Second {
			n[name]++
		}
	}
	return slices.Collect(maps.Values(n))
}

// TestLeaderAnswersLate holds the answers to sync back until their member has lost its
// session: what it was given then is not its own any more. The Kafka in memory can keep a group from
// coming to rest, about once in forty times; that happens to it and not to us where it comes to
// rest in another life.
func TestLeaderAnswersLate(t *testing.T) {
	for range 4 {
		if leaderAnswersLate(t) {
			return
		}
	}
	t.Error("the group never came to rest")
}

func leaderAnswersLate(t *testing.T) (rests bool) {
	synctest.Test(t, func(t *testing.T) {
		b := &board{runs: map[cluster.Task]int{}, owner: map[cluster.Task]string{}, last: map[cluster.Task]time.Time{}}
		w := newWorld(t, 1, func(w *world) { w.serve = b.serve(w) })
		b.w = w
		held := 0
		w.cluster.ControlKey(kmsg.SyncGroup.Int16(), func(kmsg.Request) (kmsg.Response, error, bool) {
			w.cluster.KeepControl()
			if held++; held%3 == 1 && held < 12 {
				w.cluster.SleepControl(func() { <-time.After(12 * time.Second) })
			}
			return nil, nil, false
		})
		b.play()
		rests = !w.stuck
	})
	return rests
}
