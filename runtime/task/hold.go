package task

import (
	"context"
	"errors"
	"strconv"
	"sync"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
)

// held is [offset.Positions] in the transactions of the tasks: what is saved is committed
// by the task of the split, between two of its transactions.
type held struct {
	*offset.Store // what they hold, in memory
	r             *Runner
}

// save is positions that are to be committed without records.
type save struct {
	ends connector.Ends
	done chan error
}

// errGivenUp is why nothing is saved any more.
var errGivenUp = errors.New("the task has given up")

// holds reports whether the transactions hold the positions of the source.
func (r *Runner) holds() bool {
	_, keeps := r.source.(connector.Keeper)
	return r.records || keeps && r.p.ExactlyOnce
}

// follows reports whether the source's system is told positions, too, after the record
// that decides them has them.
func (r *Runner) follows() bool {
	_, keeps := r.source.(connector.Keeper)
	return r.records && !keeps
}

// record is the name of the record that has the positions, empty without.
func (r *Runner) record() string {
	if x, ok := r.tasks[0].tx.(connector.Record); ok {
		return x.Name()
	}
	return ""
}

// slot is what a task writes for, of how many: a split, or all of them.
func (r *Runner) slot(task int) (slot, slots int) {
	if n := r.p.splits(); n > 1 && !r.records {
		return r.o.Task + task*r.o.Tasks, n
	}
	return 0, 1
}

// taskOf is the task of a split. One whose transactions hold positions has always the same.
func (r *Runner) taskOf(topic string, partition int32) *task {
	if !r.holds() {
		return r.tasks[r.bound.task(topic, partition)]
	}
	if len(r.tasks) == 1 {
		return r.tasks[0]
	}
	return r.tasks[(int(partition)-r.o.Task)/r.o.Tasks]
}

// takeOver keeps out whoever had the splits before and reads their positions, of all
// tasks at a time: each may wait for what a neighbour has left open.
func (r *Runner) takeOver(ctx context.Context) (offset.Positions, error) {
	var (
		all    sync.WaitGroup
		mu     sync.Mutex
		kept   []offset.Entry
		failed error
	)
	for _, t := range r.tasks {
		all.Go(func() {
			entries, err := t.takeOver(ctx)
			mu.Lock()
			defer mu.Unlock()
			kept = append(kept, entries...)
			if failed == nil || connector.CanRetry(failed) && !connector.CanRetry(err) && err != nil {
				failed = err
			}
		})
	}
	all.Wait()
	if failed != nil {
		return nil, failed
	}
	store, err := offset.OpenStore("", r.p.Group)
	if err != nil {
		return nil, err
	}
	h := &held{Store: store, r: r}
	if err := store.Save(ctx, kept); err != nil {
		return nil, err
	}
	return h, h.inherit(ctx)
}

func (t *task) takeOver(ctx context.Context) (entries []offset.Entry, err error) {
	holder, ok := t.tx.(connector.Holder)
	if !ok {
		return nil, errors.New("its transactions cannot hold positions")
	}
	err = t.callHeld("take over", func() (err error) {
		entries, err = holder.Take(ctx)
		return err
	})
	return entries, err
}

// inherit goes on from the positions that the data folder holds of a former life of the
// pipeline: the transactions hold them from now on, and the data folder does not.
func (h *held) inherit(ctx context.Context) error {
	if h.r.o.Positions != nil || h.r.follows() {
		return nil
	}
	at, err := h.r.ownPositions(ctx)
	if err != nil {
		return err
	}
	var set []offset.Entry
	var forget []offset.Position
	for _, e := range at.Entries() {
		if _, known := h.Get(e.Topic, e.Partition); !known {
			set = append(set, e)
		}
		forget = append(forget, offset.Position{Topic: e.Topic, Partition: e.Partition})
	}
	if len(forget) == 0 {
		return nil
	}
	for t, e := range h.share(set, nil) {
		if err := t.save(ctx, *e); err != nil {
			return err
		}
	}
	if err := h.Store.Save(ctx, set); err != nil {
		return err
	}
	h.r.log.Info("the positions of the data folder are gone on with; from now on they are kept beside what is written", "group", h.r.p.Group)
	return at.Save(ctx, nil, forget...)
}

// former goes on from the positions that a sink holds of a former life of the pipeline that
// was exactly once: from now on they are kept at the place given, and by the sink no more.
func (r *Runner) former(ctx context.Context, at offset.Positions) error {
	s := r.tasks[0].sinks[0].conn
	_, recorder := s.(connector.Recorder)
	f, ok := s.(connector.Former)
	if !ok || r.p.ExactlyOnce || r.p.Fleeting || !recorder && (at == nil || r.o.Positions != nil) {
		return nil
	}
	entries, forget, err := f.Former(ctx)
	if err != nil || forget == nil {
		return err
	}
	if at != nil && len(entries) > 0 {
		if err := at.Save(ctx, entries); err != nil {
			return err
		}
		r.log.Info("the positions that were kept beside what is written are gone on with; from now on they are kept apart", "group", r.p.Group)
	}
	return forget(ctx)
}

// Save implements [offset.Positions].
func (h *held) Save(ctx context.Context, set []offset.Entry, forget ...offset.Position) error {
	for t, e := range h.share(set, forget) {
		if err := t.ask(ctx, *e); err != nil {
			return err
		}
	}
	return nil
}

// share is what of entries each task commits.
func (h *held) share(set []offset.Entry, forget []offset.Position) map[*task]*connector.Ends {
	ends := make(map[*task]*connector.Ends)
	of := func(topic string, partition int32) *connector.Ends {
		t := h.r.taskOf(topic, partition)
		if ends[t] == nil {
			ends[t] = &connector.Ends{}
		}
		return ends[t]
	}
	for _, e := range set {
		x := of(e.Topic, e.Partition)
		x.Set = append(x.Set, e)
	}
	for _, p := range forget {
		x := of(p.Topic, p.Partition)
		x.Forget = append(x.Forget, p)
	}
	return ends
}

// ask has the task commit ends; it does not while it has a transaction in work.
func (t *task) ask(ctx context.Context, e connector.Ends) error {
	s := save{ends: e, done: make(chan error, 1)}
	select {
	case t.saves <- s:
	case <-t.left:
		return errGivenUp
	case <-t.ended:
		if t.isLeft() { // both may be closed
			return errGivenUp
		}
		return t.save(ctx, e)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	select {
	case err := <-s.done:
		return err
	case <-t.left:
		return errGivenUp
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// save commits ends alone. Nothing is pending.
func (t *task) save(ctx context.Context, e connector.Ends) error {
	if t.dead {
		return errGivenUp
	}
	err := t.commitWith(ctx, func() (connector.Ends, error) { return e, nil })
	if err == nil {
		t.tellCommitted()
	}
	return err
}

// endsOf is what is committed for positions.
func (r *Runner) endsOf(positions []offset.Position) (e connector.Ends, err error) {
	e.Positions = positions
	if k, ok := r.source.(connector.Keeper); ok {
		e.Set, e.Forget, err = k.Entries(positions)
		return e, err
	}
	if r.records {
		for _, p := range positions {
			e.Set = append(e.Set, offset.Entry{Topic: p.Topic, Partition: p.Partition, Next: p.Next, Mark: strconv.Itoa(int(p.Epoch))})
		}
	}
	return e, nil
}

// hold notes what a transaction has committed, for the source to be told.
func (r *Runner) hold(e connector.Ends) {
	h, ok := r.positions.(*held)
	if !ok {
		return
	}
	_ = h.Store.Save(context.Background(), e.Set, e.Forget...) // in memory: it cannot fail
	if r.follows() {
		return
	}
	r.mu.Lock()
	r.untold = append(r.untold, e.Positions...)
	r.mu.Unlock()
}

// tellSource tells the source what transactions have committed.
func (r *Runner) tellSource(ctx context.Context) error {
	r.mu.Lock()
	positions := r.untold
	r.untold = nil
	r.mu.Unlock()
	if len(positions) == 0 {
		return nil
	}
	err := r.callSource("commit", func() error { return r.source.Commit(ctx, positions) })
	if err != nil {
		r.mu.Lock()
		r.untold = append(positions, r.untold...)
		r.mu.Unlock()
	}
	return err
}
