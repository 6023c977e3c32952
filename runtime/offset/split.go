package offset

import (
	"context"
	"fmt"
	"sync"
)

// Split is one epoch of a split: from its assignment until it is closed. The
// pointer is the epoch. A split that is assigned again is another Split, so a late
// acknowledgement can never count for it.
type Split struct {
	topic     string
	partition int32
	ledger    *Ledger

	mu sync.Mutex
	// next and epoch are the end of the done prefix, what may be committed.
	next  int64
	epoch int32
	// added is the end of the last unit, committed what is durable at the source.
	added     int64
	committed int64
	// head and tail are the units that the prefix has not reached, in order.
	head, tail *Unit
	closed     bool
	// cut is set by Shorten: the units behind the shortened one are not wanted.
	cut bool
	// idle is closed when no unit is in work any more; made by who waits for it.
	idle chan struct{}
}

// Unit is a batch in work. It covers the offsets from the end of the unit before
// up to its own end, gaps included.
type Unit struct {
	split *Split
	after *Unit
	start int64
	next  int64
	epoch int32
	done  bool
}

// Topic is the topic of the split, or the path of a file.
func (s *Split) Topic() string { return s.topic }

// Partition is the partition of the split, 0 for a file.
func (s *Split) Partition() int32 { return s.partition }

// Add begins a unit that ends before next. The leader epoch is that of its last
// record, -1 where unknown. It returns nil when the split is closed or was cut
// short: the batch is then not to be worked on.
//
// Units are added in order, by one goroutine at a time. A unit that does not go
// forward is a mistake of the source and panics.
func (s *Split) Add(next int64, epoch int32) *Unit {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.cut {
		return nil
	}
	if next < s.added {
		panic(fmt.Sprintf("offset: %s[%d]: unit ends at %d, the one before at %d", s.topic, s.partition, next, s.added))
	}
	u := &Unit{split: s, start: s.added, next: next, epoch: epoch}
	if s.tail == nil {
		s.head = u
	} else {
		s.tail.after = u
	}
	s.tail, s.added = u, next
	return u
}

// Done says that all that came of the unit's records is durable. It counts once,
// and not at all when the split was closed before.
func (u *Unit) Done() {
	s := u.split
	s.mu.Lock()
	defer s.mu.Unlock()
	u.done = true
	if !s.closed {
		s.advance()
	}
}

// advance moves the end of the done prefix. The lock is held.
func (s *Split) advance() {
	for s.head != nil && s.head.done {
		u := s.head
		s.next, s.epoch, s.head = u.next, u.epoch, u.after
	}
	if s.head == nil {
		s.tail = nil
		s.wake()
	}
}

// Shorten makes the unit end before next, and the split with it: for a pipeline
// that stops at the record at next. The units behind it are dropped, now and when
// they are done later. Call Done when what stands before next is durable.
func (u *Unit) Shorten(next int64) {
	s := u.split
	s.mu.Lock()
	defer s.mu.Unlock()
	if next < u.start || next > u.next {
		panic(fmt.Sprintf("offset: %s[%d]: unit %d..%d shortened to %d", s.topic, s.partition, u.start, u.next, next))
	}
	if s.closed || u.done || !s.inWork(u) {
		return
	}
	// The epoch of the record before next is not known, only that of the last.
	u.next, u.epoch, u.after = next, -1, nil
	s.cut, s.tail, s.added = true, u, next
}

// Drop gives the unit up, and the split with it: nothing of the unit counts, and
// nothing behind it. Those before it still do.
func (u *Unit) Drop() {
	u.Shorten(u.start)
	u.Done()
}

// inWork reports whether u was not dropped by a Shorten before it. The lock is
// held.
func (s *Split) inWork(u *Unit) bool {
	for v := s.head; v != nil; v = v.after {
		if v == u {
			return true
		}
	}
	return false
}

// Position is what is committed when the unit and all before it are durable.
func (u *Unit) Position() Position {
	s := u.split
	s.mu.Lock()
	defer s.mu.Unlock()
	return Position{Topic: s.topic, Partition: s.partition, Next: u.next, Epoch: u.epoch}
}

// Ended reports whether the epoch is over: nothing of the split counts any more.
func (s *Split) Ended() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// Cut reports whether the split was closed or shortened, so that batches of it
// that still wait need no work.
func (s *Split) Cut() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed || s.cut
}

// Drained waits until no unit of the split is in work: each is done, or the split
// is closed.
func (s *Split) Drained(ctx context.Context) error {
	s.mu.Lock()
	if s.closed || s.head == nil {
		s.mu.Unlock()
		return nil
	}
	if s.idle == nil {
		s.idle = make(chan struct{})
	}
	idle := s.idle
	s.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("drain %s[%d]: %w", s.topic, s.partition, ctx.Err())
	}
}

// Close ends the epoch: no unit is added and none counts from here on. It returns
// what is to be committed for the split, and whether that is more than what is
// committed already. Closing twice is the same as once.
func (s *Split) Close() (p Position, grew bool) {
	s.ledger.remove(s)
	return s.end()
}

func (s *Split) end() (Position, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.head, s.tail = nil, nil
	s.wake()
	return s.position(), s.next > s.committed
}

// wake tells who waits in Drained. The lock is held.
func (s *Split) wake() {
	if s.idle != nil {
		close(s.idle)
		s.idle = nil
	}
}

// Position is the end of the done prefix.
func (s *Split) Position() Position {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.position()
}

// Committed is the offset up to which the source's own record is durable, as far
// as this ledger was told.
func (s *Split) Committed() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.committed
}

func (s *Split) position() Position {
	return Position{Topic: s.topic, Partition: s.partition, Next: s.next, Epoch: s.epoch}
}

func (s *Split) grown() (Position, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.position(), s.next > s.committed
}

func (s *Split) markCommitted(next int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if next > s.committed && next <= s.next {
		s.committed = next
	}
}
