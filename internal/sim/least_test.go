//go:build synctests

package sim

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
)

// TestAtLeastOnce: nothing is lost, no offset is committed before all in front of it is
// durable, and what comes for the first time comes in order.
func TestAtLeastOnce(t *testing.T) {
	simulate(t, "", leastOnce)
}

// The same where the brokers share the partitions out.
func TestAtLeastOnceConsumer(t *testing.T) { simulate(t, "consumer", leastOnce) }

func leastOnce(w *world) {
	s := &store{w: w, count: make([]int, records)}
	w.pipeline = func(p *process) *task.Pipeline {
		return &task.Pipeline{
			Name: "copy", At: "sim.flow:1", Group: group, From: "in", To: []string{"store"}, Tasks: 2,
			Source: kafkaSource(w, p), New: func() task.Stage { return stage{} },
			Sinks: []task.Sink{{Node: "store", Kind: "store", New: func() connector.Sink { return &storeSink{store: s, process: p} }}},
		}
	}
	w.cluster.ControlKey(kmsg.OffsetCommit.Int16(), func(req kmsg.Request) (kmsg.Response, error, bool) {
		w.cluster.KeepControl()
		s.committing(req.(*kmsg.OffsetCommitRequest))
		return nil, nil, false
	})
	w.check = s.wantAll
}

// store is the system that the workers write to. What it was given is durable when a
// flush has come.
type store struct {
	w     *world
	mu    sync.Mutex
	count []int
}

// committing checks that what is to be committed is durable. Record id stands at offset
// id / partitions of its partition.
func (s *store) committing(req *kmsg.OffsetCommitRequest) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range req.Topics {
		for _, p := range t.Partitions {
			for at := int64(0); at < p.Offset && at*partitions < records; at++ {
				id := int(at)*partitions + int(p.Partition)
				if id < records && !filtered(id) && s.count[id] == 0 {
					s.w.fail("in[%d] is committed to %d, and %d is not durable", p.Partition, p.Offset, id)
					return
				}
			}
		}
	}
}

func (s *store) wantAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	twice := 0
	for id, n := range s.count {
		if n == 0 != filtered(id) && !(n == 0 && s.w.stuck) {
			s.w.fail("%d came %d times", id, n)
		}
		twice += max(0, n-1)
	}
	s.w.tell("%d came again", twice)
}

var errSlow = errors.New("the store is overloaded")

// storeSink writes as one process does: when that stands still, so does the sink, and
// when it is dead, nothing arrives any more.
type storeSink struct {
	store   *store
	process *process
	ids     []int
}

func (s *storeSink) Open(context.Context, *connector.SinkHost) error { return nil }
func (s *storeSink) Close(context.Context) error                     { return nil }

func (s *storeSink) Write(_ context.Context, b *record.Batch) error {
	for i := range b.Rows {
		id, err := strconv.Atoi(string(b.Bytes(b.Rows[i].Value)))
		if err != nil {
			return err
		}
		s.ids = append(s.ids, id)
	}
	return nil
}

func (s *storeSink) Flush(ctx context.Context) error {
	ids := s.ids
	s.ids = nil
	s.store.w.mu.Lock()
	wait, fails := s.store.w.rng.IntN(300), s.store.w.rng.IntN(12)
	s.store.w.mu.Unlock()
	if err := connector.Pause(ctx, time.Duration(wait)*time.Millisecond); err != nil {
		return err
	}
	s.process.gate()
	if s.process.isDead() {
		return errGone
	}
	if fails == 0 {
		return connector.Retry(errSlow) // nothing of it arrived
	}
	s.store.mu.Lock()
	for _, id := range ids {
		s.store.count[id]++
	}
	s.store.mu.Unlock()
	if fails == 1 {
		return connector.Retry(errSlow) // it arrived, and nobody heard
	}
	return nil
}
