//go:build synctests

package sim

import (
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// Faults that real brokers show: what they answer while coordinators and leaders move,
// and requests that time out although they were carried out.
var answers = []struct {
	key  kmsg.Key
	top  bool // the answer as a whole, not that to a partition
	errs []*kerr.Error
}{
	{kmsg.OffsetCommit, false, []*kerr.Error{kerr.NotCoordinator, kerr.CoordinatorLoadInProgress, kerr.RequestTimedOut}},
	{kmsg.OffsetFetch, false, []*kerr.Error{kerr.NotCoordinator, kerr.CoordinatorLoadInProgress}},
	{kmsg.Heartbeat, true, []*kerr.Error{kerr.NotCoordinator, kerr.CoordinatorNotAvailable}},
	{kmsg.ConsumerGroupHeartbeat, true, []*kerr.Error{kerr.NotCoordinator, kerr.CoordinatorLoadInProgress}},
	{kmsg.JoinGroup, true, []*kerr.Error{kerr.NotCoordinator, kerr.CoordinatorLoadInProgress}},
	{kmsg.Fetch, false, []*kerr.Error{kerr.NotLeaderForPartition, kerr.KafkaStorageError}},
	{kmsg.Produce, false, []*kerr.Error{kerr.NotLeaderForPartition, kerr.NotEnoughReplicas, kerr.NotEnoughReplicasAfterAppend, kerr.RequestTimedOut}},
	{kmsg.InitProducerID, true, []*kerr.Error{kerr.NotCoordinator, kerr.ConcurrentTransactions}},
	{kmsg.AddOffsetsToTxn, true, []*kerr.Error{kerr.NotCoordinator, kerr.ConcurrentTransactions}},
	{kmsg.TxnOffsetCommit, false, []*kerr.Error{kerr.NotCoordinator, kerr.CoordinatorLoadInProgress, kerr.RequestTimedOut}},
	{kmsg.EndTxn, true, []*kerr.Error{kerr.NotCoordinator, kerr.CoordinatorLoadInProgress, kerr.ConcurrentTransactions}},
}

// trouble lets one fault follow the other, until the time is over.
func (w *world) trouble() {
	end := time.Now().Add(troubled)
	for time.Now().Before(end) {
		w.pass(time.Duration(200+w.rng.IntN(5000)) * time.Millisecond)
		i := w.rng.IntN(workers)
		switch s := w.slots[i]; w.rng.IntN(10) {
		case 0, 1:
			w.fault("kill", "kill %s", s.name)
			s.process.kill()
			s.end()
			<-s.over
			w.pass(time.Duration(w.rng.IntN(15000)) * time.Millisecond)
			w.start(i)
		case 2:
			w.fault("stop", "stop %s", s.name)
			s.reading()
			w.await(s.over, s.name+" does not stop")
			s.end()
			w.start(i)
		case 3, 4:
			w.fault("cut", "cut the lines of %s", s.name)
			s.process.cut()
		case 5:
			w.fault("freeze", "freeze %s", s.name)
			s.process.freeze()
			p := s.process
			time.AfterFunc(time.Duration(1+w.rng.IntN(25))*time.Second, func() {
				w.tell("thaw %s", s.name)
				p.unfreeze()
			})
		case 6:
			w.fault("rehash", "coordinators move")
			w.cluster.RehashCoordinators()
		default:
			w.answer()
		}
	}
}

// pass lets time go by.
func (w *world) pass(d time.Duration) { <-time.After(d) }

// answer lets the brokers answer some requests of one kind with an error.
func (w *world) answer() {
	a := answers[w.rng.IntN(len(answers))]
	err := a.errs[w.rng.IntN(len(a.errs))]
	n := 1 + w.rng.IntN(4)
	h := w.cluster.Fault(kfake.Fault{Keys: []kmsg.Key{a.key}, Err: err, Count: n, TopLevel: a.top})
	w.tell("fault %d times %s to %s", n, err.Message, a.key.Name())
	kind := a.key.Name() + " " + err.Message
	time.AfterFunc(10*time.Second, func() {
		w.mu.Lock()
		w.hits[kind] += h.Hits()
		w.mu.Unlock()
		h.Remove()
	})
}
