package task

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
)

// task is one goroutine of a pipeline, with its own generated state and its own
// sinks. Nothing in it is shared but the counters.
type task struct {
	r     *Runner
	index int
	stage Stage
	sinks []*sink
	// tx is what the sinks write through under exactly once, nil otherwise.
	tx connector.Transaction
	// committed is what the last commit of tx held beside what was written.
	committed connector.Ends
	// saves asks for a commit of positions alone; ended is closed when run has ended, and
	// nobody takes what is asked for.
	saves chan save
	ended chan struct{}
	// left is closed when the task is given up, and then leave ends its context; see
	// StuckError. calling is the call of a sink that is under way, of the one named node.
	left    chan struct{}
	leave   context.CancelFunc
	calling atomic.Pointer[call]
	node    string
	queue   chan *job
	// flushNow asks for a flush; who asks is told through what it sends.
	flushNow chan chan<- struct{}
	prober   prober

	losses  int    // failed writes in a row, under at most once
	pending []*job // written or about to be, in order, not yet acknowledged
	bytes   int    // what they hold
	dead    bool   // a sink gave up: what still comes is given back
	// oldest is when the oldest pending job began, in nanoseconds, 0 for none.
	oldest atomic.Int64
}

// sink is a task's instance of a sink.
type sink struct {
	*Sink
	conn    connector.Sink
	letters *DeadLetters // what it takes, nil for a sink of the pipeline itself
	index   int          // of its batch in an Exchange: the pipeline's own first
	open    bool
	dirty   bool // something was written since its last flush
}

func newTask(r *Runner, index int) *task {
	t := &task{
		r: r, index: index, stage: r.p.New(),
		queue: make(chan *job, r.size.jobs), flushNow: make(chan chan<- struct{}, 1),
		saves: make(chan save), ended: make(chan struct{}), left: make(chan struct{}),
	}
	letters := r.p.deadLetters()
	for i, s := range r.p.AllSinks() {
		own := &sink{Sink: s, conn: s.New(), index: i}
		if k := i - len(r.p.Sinks); k >= 0 {
			own.letters = letters[k]
		}
		t.sinks = append(t.sinks, own)
	}
	t.node = t.sinks[0].Node
	return t
}

// open connects the sinks, trying again as long as that may help.
func (t *task) open(ctx context.Context) error {
	host := &connector.SinkHost{
		Pipeline: t.r.p.Name, Task: t.index, Log: t.r.log, Bytes: t.r.size.sinkBytes,
		Instance: t.r.o.Instance, Group: t.r.p.Group,
	}
	if err := t.openTransaction(host); err != nil {
		return err
	}
	for _, s := range t.sinks {
		err := t.ladder(s, "open", 0).climb(ctx, nil, func() error {
			return t.callHeld("open", func() error { return s.conn.Open(ctx, host) })
		})
		if err != nil {
			return fmt.Errorf("sink %s: %w", s.Node, err)
		}
		s.open = true
	}
	return nil
}

// run works until the queue is closed and everything is flushed, or ctx ends.
func (t *task) run(ctx context.Context) {
	defer close(t.ended)
	idle := time.NewTimer(time.Hour)
	idle.Stop()
	defer idle.Stop()
	for {
		select {
		case j, more := <-t.queue:
			if !more {
				t.flush(ctx)
				return
			}
			t.work(ctx, j)
			if t.full() {
				t.flush(ctx)
			}
			if len(t.pending) > 0 {
				idle.Reset(t.r.o.Idle)
			}
		case <-idle.C:
			t.flush(ctx)
		case told := <-t.flushNow:
			t.flush(ctx)
			told <- struct{}{}
		case s := <-t.saves:
			t.flush(ctx)
			s.done <- t.save(ctx, s.ends)
		case <-ctx.Done():
			return
		}
	}
}

// full reports whether so much waits that it must be flushed, be it for memory or
// because the reader will soon find no free job.
func (t *task) full() bool {
	return len(t.pending) >= t.r.size.perTask || t.bytes >= t.r.size.sinkBytes*max(len(t.sinks), 1)
}

// work takes one batch through the stages and to the sinks.
func (t *task) work(ctx context.Context, j *job) {
	if t.dead || j.split.Cut() {
		t.r.giveBack(j)
		return
	}
	if err := t.transform(j); err != nil {
		t.flush(ctx) // what stands before it is good
		t.r.fail(err)
		t.drop(j)
		return
	}
	if f := j.x.Stop; f != nil {
		t.r.stopped(t.stopAt(j, *f))
		t.r.counts.dropped.Add(int64(j.cutAt(f.Row)))
	}
	if len(t.pending) == 0 {
		t.oldest.Store(time.Now().UnixNano())
	}
	t.pending = append(t.pending, j)
	t.bytes += j.size()
	if t.r.p.AtMostOnce {
		return // flushAhead writes
	}
	for _, s := range t.sinks {
		if s.letters != nil {
			continue // which records they are is known when the others are flushed
		}
		if err := t.write(ctx, s, j); err != nil {
			if err = t.heal(ctx, s, err); err != nil {
				t.giveUp(ctx, s, err)
				return
			}
			if t.tx != nil {
				return // all sinks have been written to again
			}
		}
	}
}

// transform runs the generated code over the batch.
func (t *task) transform(j *job) error {
	first, last := j.in.Rows[0].Offset, j.in.Rows[len(j.in.Rows)-1].Offset
	where := fmt.Sprintf("stages at %s[%d] offsets %d..%d", j.in.Topic, j.in.Partition, first, last)
	err := guard(t.r.log, where, func() error {
		t.r.skips.saw(len(j.in.Rows))
		j.x.Tolerate = t.tolerates(j)
		t.stage.Run(&j.in, &j.x)
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", t.r.p.Name, err)
	}
	return j.x.balanceStage(t.r.p.Name, len(j.in.Rows))
}

// callHeld is call for what changes something outside: it is not done for a source task
// that others may have by now.
func (t *task) callHeld(what string, f func() error) error {
	if err := t.r.held(); err != nil {
		return err
	}
	return t.call(what, f)
}

// write hands the sink what came of one batch.
func (t *task) write(ctx context.Context, s *sink, j *job) error {
	out := j.out(s.index)
	if len(out.Rows) == 0 {
		return nil
	}
	s.dirty, t.node = true, s.Node
	err := t.callHeld("write", func() error { return s.conn.Write(ctx, out) })
	if refused := (*connector.RowError)(nil); errors.As(err, &refused) && refused.Batch == nil {
		refused.Batch = out
	}
	return err
}

// flush makes everything that was written durable and acknowledges it. When it
// returns nothing is pending, whatever became of it.
func (t *task) flush(ctx context.Context) {
	if t.r.p.AtMostOnce {
		t.flushAhead(ctx)
		return
	}
	for _, s := range t.sinks {
		flush := t.flushSink
		switch {
		case s.letters != nil && t.owes(s):
			flush = t.rewrite
		case len(t.pending) == 0 || !s.dirty:
			continue
		}
		if err := flush(ctx, s); err != nil {
			if err = t.heal(ctx, s, err); err != nil {
				t.giveUp(ctx, s, err)
				return
			}
		}
	}
	if t.tx != nil && len(t.pending) > 0 {
		if err := t.end(ctx); err != nil {
			t.giveUp(ctx, t.sinks[0], err)
			return
		}
	}
	for _, j := range t.pending {
		t.acknowledge(j)
	}
	t.clear()
	t.tellCommitted()
}

func (t *task) flushSink(ctx context.Context, s *sink) error {
	t.node = s.Node
	if err := t.callHeld("flush", func() error { return s.conn.Flush(ctx) }); err != nil {
		return err
	}
	s.dirty = false
	for _, j := range t.pending {
		j.durable[s.index] = true
	}
	return nil
}

// acknowledge settles the fate of the rows of a batch that is durable everywhere.
func (t *task) acknowledge(j *job) {
	t.settle(j, &t.r.counts.out)
	j.unit.Done()
	t.r.recycle(j)
}

// settle counts what became of the rows of a batch, and in rest those that no stage or
// sink left out. It returns how many these are.
func (t *task) settle(j *job, rest *atomic.Int64) int {
	c, failed, dead := &t.r.counts, len(j.x.Failed), t.buried(j)
	passed := j.rows - j.x.Filtered - failed
	rest.Add(int64(passed))
	c.filtered.Add(int64(j.x.Filtered))
	c.dead.Add(int64(dead))
	c.skipped.Add(int64(failed - dead))
	return passed
}

func (t *task) clear() {
	clear(t.pending)
	t.pending, t.bytes = t.pending[:0], 0
	t.oldest.Store(0)
}

// drop gives a batch up that was not delivered.
func (t *task) drop(j *job) {
	j.unit.Drop()
	t.r.giveBack(j)
}

// age is how long the oldest batch in work has been waiting.
func (t *task) age(now time.Time) time.Duration {
	if ns := t.oldest.Load(); ns > 0 {
		return now.Sub(time.Unix(0, ns))
	}
	return 0
}

// close frees the sinks; a task that was given up does so itself, if it ever can.
func (t *task) close(ctx context.Context) {
	if !t.isLeft() {
		t.release(ctx)
	}
}

// release frees the sinks.
func (t *task) release(ctx context.Context) {
	for _, s := range t.sinks {
		if !s.open {
			continue
		}
		if err := guard(t.r.log, "close", func() error { return s.conn.Close(ctx) }); err != nil {
			t.r.log.Warn("close", "node", s.Node, "task", t.index, "cause", err.Error())
		}
	}
	t.closeTransaction(ctx)
}
