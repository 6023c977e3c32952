package offset

import (
	"cmp"
	"context"
	"slices"
	"sync"
)

// Ledger keeps the splits of one source. Its methods may be called at any time
// by any goroutine. Nothing in it is touched for a record: a split is locked twice
// for each batch, the ledger itself only when splits come and go and at commits.
type Ledger struct {
	mu     sync.Mutex
	splits map[key]*Split
	// sending holds a token while positions are made durable, see Hold.
	sending chan struct{}
}

// key names a split, in the ledger and in a store.
type key struct {
	topic     string
	partition int32
}

// NewLedger returns a ledger without splits.
func NewLedger() *Ledger {
	return &Ledger{splits: make(map[key]*Split), sending: make(chan struct{}, 1)}
}

// Hold keeps others from making positions durable until release is called. Who
// collects positions and sends them holds the ledger over both, and so does who
// closes a split and commits its end: else positions that were collected before the
// split was closed could be sent behind its end, and set the source back. The error
// is the context's.
func (l *Ledger) Hold(ctx context.Context) (release func(), err error) {
	select {
	case l.sending <- struct{}{}:
		return func() { <-l.sending }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Assign begins an epoch of a split: its first record will be the one at next,
// which is also what is committed for it now. The leader epoch belongs to next, -1
// where unknown. If the split is assigned already, that epoch ends here: what is
// in work for it counts for nothing any more.
func (l *Ledger) Assign(topic string, partition int32, next int64, epoch int32) *Split {
	s := &Split{
		topic: topic, partition: partition, ledger: l,
		next: next, epoch: epoch, added: next, committed: next,
	}
	k := key{topic, partition}
	l.mu.Lock()
	old := l.splits[k]
	l.splits[k] = s
	l.mu.Unlock()
	if old != nil {
		old.end()
	}
	return s
}

// Commits returns the positions of the splits whose done prefix grew since the
// last Committed, in the order of topics and partitions.
func (l *Ledger) Commits() []Position {
	var grown []Position
	for _, s := range l.all() {
		if p, grew := s.grown(); grew {
			grown = append(grown, p)
		}
	}
	return grown
}

// Committed notes that the positions are durable. It is safe to tell it of a
// split that was closed or assigned anew in the meantime: a position that the
// present epoch has not reached says nothing about it and is passed over.
func (l *Ledger) Committed(positions []Position) {
	for _, p := range positions {
		l.mu.Lock()
		s := l.splits[key{p.Topic, p.Partition}]
		l.mu.Unlock()
		if s != nil {
			s.markCommitted(p.Next)
		}
	}
}

// Splits returns the splits that are assigned now, in the order of topics and
// partitions.
func (l *Ledger) Splits() []*Split { return l.all() }

func (l *Ledger) all() []*Split {
	l.mu.Lock()
	all := make([]*Split, 0, len(l.splits))
	for _, s := range l.splits {
		all = append(all, s)
	}
	l.mu.Unlock()
	slices.SortFunc(all, func(a, b *Split) int {
		return cmp.Or(cmp.Compare(a.topic, b.topic), cmp.Compare(a.partition, b.partition))
	})
	return all
}

// remove takes s out, unless the split has a newer epoch by now.
func (l *Ledger) remove(s *Split) {
	k := key{s.topic, s.partition}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.splits[k] == s {
		delete(l.splits, k)
	}
}
