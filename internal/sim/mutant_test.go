//go:build synctests

package sim

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/stdlib/kafka/run"
)

// mutant is a mistake that has been made elsewhere, put between the runtime and its
// source or sink, or into the requests that the brokers get.
type mutant struct {
	name   string
	build  func(w *world)
	source func(s *run.Source) connector.Source
	sink   func(s connector.Sink) connector.Sink
	// request changes what is sent before the brokers see it, by the kind of request.
	request map[kmsg.Key]func(kmsg.Request)
}

var mutants = []*mutant{
	{name: "commits what was read", build: leastOnce, source: func(s *run.Source) connector.Source {
		return &hasty{Source: s, read: map[string]offset.Position{}}
	}},
	{name: "commits one record too many", build: leastOnce, source: func(s *run.Source) connector.Source { return &greedy{s} }},
	{name: "acknowledges before the write", build: leastOnce, sink: func(s connector.Sink) connector.Sink { return &lazy{s.(*storeSink)} }},
	{name: "does not hear that a write failed", build: leastOnce, sink: func(s connector.Sink) connector.Sink { return &deaf{s.(*storeSink)} }},

	{name: "takes every end for a commit", build: exactlyOnce, source: transacts(func(x *transaction) { x.trusting = true })},
	{name: "takes a commit that was not heard for an abort", build: exactlyOnce, source: transacts(func(x *transaction) { x.doubting = true })},
	{name: "writes nothing again after an abort", build: exactlyOnce, source: transacts(func(x *transaction) { x.forgetting = true })},
	{name: "commits offsets beside the transaction", build: exactlyOnce, source: transacts(func(x *transaction) { x.beside = true })},
	{name: "commits for any generation", build: exactlyOnce, request: map[kmsg.Key]func(kmsg.Request){kmsg.TxnOffsetCommit: func(r kmsg.Request) {
		req := r.(*kmsg.TxnOffsetCommitRequest)
		req.MemberID, req.Generation, req.InstanceID = "", -1, nil
	}}},
}

var mutantSeeds = flag.Uint64("mutant-seeds", 200, "within how many seeds each mutant is to be caught")

// TestMutants: each of these mistakes breaks a promise that the worlds look at, within
// some seeds; and a seed that showed one shows it again.
func TestMutants(t *testing.T) {
	for i, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			for s := uint64(1); s <= *mutantSeeds; s++ {
				w := m.live(t, s)
				if !w.failed() {
					continue
				}
				t.Logf("caught with seed %d: %s", s, w.broken[0])
				if !strings.Contains(strings.Join(w.lines, "\n"), "BROKEN") {
					t.Error("the trace does not say so")
				}
				if i == 0 {
					m.again(t, s)
				}
				return
			}
			t.Errorf("not caught within %d seeds", *mutantSeeds)
		})
	}
}

// live runs a world of mutants. What breaks there is kept, not told.
func (m *mutant) live(t *testing.T, s uint64) (w *world) {
	t.Run(fmt.Sprint(s), func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w = newWorld(t, s, m.build)
			w.mutant = m
			for kind, change := range m.request {
				w.cluster.ControlKey(kind.Int16(), func(req kmsg.Request) (kmsg.Response, error, bool) {
					w.cluster.KeepControl()
					change(req)
					return nil, nil, false
				})
			}
			w.run()
		})
	})
	return w
}

// again runs a seed until it breaks once more: the order of goroutines is not fixed.
func (m *mutant) again(t *testing.T, s uint64) {
	const most = 50
	for n := range most {
		if m.live(t, s).failed() {
			t.Logf("seed %d broke again in run %d", s, n+1)
			return
		}
	}
	t.Errorf("seed %d did not break again within %d runs", s, most)
}

// mutated puts the world's mutant into a pipeline.
func (w *world) mutated(p *task.Pipeline) *task.Pipeline {
	if w.mutant == nil {
		return p
	}
	if m := w.mutant.source; m != nil {
		inner := p.Source
		p.Source = func() connector.Source { return m(inner().(*run.Source)) }
	}
	for i := range p.Sinks {
		inner := p.Sinks[i].New
		p.Sinks[i].New = func() connector.Sink {
			s := inner()
			if w.mutant.sink != nil {
				s = w.mutant.sink(s)
			}
			return &unwrapping{s}
		}
	}
	return p
}

// unwrapping hands a sink the transaction that it knows.
type unwrapping struct{ connector.Sink }

func (s *unwrapping) Open(ctx context.Context, h *connector.SinkHost) error {
	if x, ok := h.Transaction.(*transaction); ok {
		own := *h
		own.Transaction = x.Transaction
		h = &own
	}
	return s.Sink.Open(ctx, h)
}

// hasty commits what was handed out, whatever became of it.
type hasty struct {
	*run.Source
	mu   sync.Mutex
	read map[string]offset.Position
}

func (s *hasty) Read(ctx context.Context, b *record.Batch) (*offset.Split, error) {
	split, err := s.Source.Read(ctx, b)
	if split != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.read[fmt.Sprint(b.Topic, b.Partition)] = offset.Position{Next: b.Next, Epoch: b.Epoch}
	}
	return split, err
}

func (s *hasty) Commit(ctx context.Context, positions []offset.Position) error {
	s.mu.Lock()
	for i, p := range positions {
		read := s.read[fmt.Sprint(p.Topic, p.Partition)]
		positions[i].Next = max(p.Next, read.Next)
	}
	s.mu.Unlock()
	return s.Source.Commit(ctx, positions)
}

// greedy counts one too many.
type greedy struct{ *run.Source }

func (s *greedy) Commit(ctx context.Context, positions []offset.Position) error {
	for i := range positions {
		positions[i].Next++
	}
	return s.Source.Commit(ctx, positions)
}

// lazy says that rows are durable, and writes them then.
type lazy struct{ *storeSink }

func (s *lazy) Flush(context.Context) error {
	later := &storeSink{store: s.store, process: s.process, ids: s.ids}
	ids := s.ids
	s.ids = nil
	go func() {
		for later.Flush(context.Background()) != nil && !s.process.isDead() {
			later.ids = ids
		}
	}()
	return nil
}

// deaf takes each flush for a good one.
type deaf struct{ *storeSink }

func (s *deaf) Flush(ctx context.Context) error {
	_ = s.storeSink.Flush(ctx)
	return nil
}

// transacting is a source whose transactions have a flaw.
type transacting struct {
	*run.Source
	flaw func(*transaction)
}

func transacts(flaw func(*transaction)) func(*run.Source) connector.Source {
	return func(s *run.Source) connector.Source { return &transacting{s, flaw} }
}

func (s *transacting) Transaction(h *connector.SinkHost) connector.Transaction {
	x := &transaction{Transaction: s.Source.Transaction(h), source: s.Source}
	s.flaw(x)
	return x
}

type transaction struct {
	connector.Transaction
	source                                 *run.Source
	trusting, doubting, forgetting, beside bool
}

func (x *transaction) Commit(ctx context.Context, ends func() (connector.Ends, error)) error {
	if x.beside {
		return x.commitBeside(ctx, ends)
	}
	err := x.Transaction.Commit(ctx, ends)
	switch {
	case x.trusting && ctx.Err() == nil:
		return nil
	case x.doubting && err == nil && rand.IntN(20) == 0:
		return connector.Retry(errUnheard) // it is committed
	}
	return err
}

var errUnheard = errors.New("the end of the transaction was not heard")

func (x *transaction) commitBeside(ctx context.Context, ends func() (connector.Ends, error)) error {
	var all connector.Ends
	err := x.Transaction.Commit(ctx, func() (none connector.Ends, err error) {
		all, err = ends()
		return none, err
	})
	if err != nil {
		return err
	}
	return x.source.Commit(ctx, all.Positions)
}

func (x *transaction) Recover(ctx context.Context) (bool, error) {
	committed, err := x.Transaction.Recover(ctx)
	switch {
	case err != nil:
		return false, err
	case x.forgetting:
		return true, nil
	}
	return committed, nil
}
