// Package tasktest holds a topic, a source, a sink and generated code made by
// hand, for tests of what runs pipelines.
//
// A record's id is its value, as decimal digits. The sink counts in a Store how
// often each id became durable; the topic refuses a commit that runs ahead of it.
package tasktest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

// Topic is what a source reads, and what outlives a run: records and what is
// committed of them. The offsets of a partition have gaps: record i of a partition
// stands at 2i.
type Topic struct {
	Name string

	mu        sync.Mutex
	parts     [][]string
	committed []int64
	// Allowed is asked at each commit whether the record may be passed over: it is
	// durable, or was never wanted.
	Allowed func(id string) bool
	broken  error // the first commit that was wrong
	commits int
}

// NewTopic returns a topic of records with the ids 0, 1, 2 …, spread over its
// partitions in turn.
func NewTopic(name string, partitions, records int) *Topic {
	t := &Topic{Name: name, parts: make([][]string, partitions), committed: make([]int64, partitions)}
	for id := range records {
		t.Produce(id%partitions, strconv.Itoa(id))
	}
	return t
}

// Produce appends a record to a partition.
func (t *Topic) Produce(partition int, id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.parts[partition] = append(t.parts[partition], id)
}

// Committed is what is committed for a partition: the next offset.
func (t *Topic) Committed(partition int) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.committed[partition]
}

// Commits is how many commits were made.
func (t *Topic) Commits() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.commits
}

// Err is the first wrong commit: backwards, or ahead of what is durable.
func (t *Topic) Err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.broken
}

func (t *Topic) commit(p offset.Position) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.commits++
	if err := t.check(p); err != nil && t.broken == nil {
		t.broken = err
	}
	t.committed[p.Partition] = p.Next
}

func (t *Topic) check(p offset.Position) error {
	from := t.committed[p.Partition]
	if p.Next < from {
		return fmt.Errorf("%s[%d]: commit goes back from %d to %d", p.Topic, p.Partition, from, p.Next)
	}
	for i, id := range t.parts[p.Partition] {
		if at := int64(2 * i); at >= from && at < p.Next && t.Allowed != nil && !t.Allowed(id) {
			return fmt.Errorf("%s[%d]: commit of %d passes over record %s, which is not durable", p.Topic, p.Partition, p.Next, id)
		}
	}
	return nil
}

func (t *Topic) end(partition int) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return int64(2 * len(t.parts[partition]))
}

// read appends up to n records from an offset on.
func (t *Topic) read(b *record.Batch, partition int, from int64, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	b.Topic, b.Partition = t.Name, int32(partition)
	var key []byte
	for i := int(from+1) / 2; i < len(t.parts[partition]) && len(b.Rows) < n; i++ {
		id := t.parts[partition][i]
		key = append(append(key[:0], 'k'), id...)
		b.Append(record.Row{Offset: int64(2 * i), Timestamp: 1763834283000, Partition: int32(partition), Headers: record.Null}, key, []byte(id))
		b.Next = int64(2*i) + 2
	}
}

// Source reads a topic. Its fields are set before the run.
type Source struct {
	Topic *Topic
	Rows  int // in a batch; 0 is what the host allows
	// Fault is asked before each call ("open", "read", "drain", "commit", "close")
	// with the number of the call, from 1, and may return an error or panic.
	Fault func(call string, n int) error
	// Outside keeps it out of what shares its splits out: it reads nothing.
	Outside bool
	// Revoke takes a split away, and gives it back at once, every so many reads.
	Revoke int

	mu     sync.Mutex
	calls  map[string]int
	host   *connector.Host
	splits []*offset.Split
	next   []int64
	until  []int64 // nil before Drain
	turn   int
	// Unsettled is how many revokes found work that did not settle.
	Unsettled int
}

// Joined implements [connector.Joiner].
func (s *Source) Joined() bool { return !s.Outside }

// New returns the constructor of a pipeline's Source.
func (s *Source) New() connector.Source { return s }

func (s *Source) fault(call string) error {
	s.mu.Lock()
	if s.calls == nil {
		s.calls = make(map[string]int)
	}
	s.calls[call]++
	n := s.calls[call]
	s.mu.Unlock()
	if s.Fault == nil {
		return nil
	}
	return s.Fault(call, n)
}

// Open assigns all partitions where they are committed.
func (s *Source) Open(_ context.Context, h *connector.Host) error {
	if err := s.fault("open"); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.host, s.splits, s.next, s.until = h, nil, nil, nil
	for p := range s.Topic.parts {
		from := s.Topic.Committed(p)
		s.splits = append(s.splits, h.Ledger.Assign(s.Topic.Name, int32(p), from, 1))
		s.next = append(s.next, from)
	}
	return nil
}

// pollEvery is how long a read waits where there is nothing.
const pollEvery = 5 * time.Millisecond

// Read takes the partitions in turn.
func (s *Source) Read(ctx context.Context, b *record.Batch) (*offset.Split, error) {
	if err := s.fault("read"); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.turn++
	turn, revoke := s.turn, s.Revoke > 0 && s.turn%s.Revoke == 0
	s.mu.Unlock()
	if revoke {
		s.revoke(ctx, turn%len(s.splits))
	}
	if s.Outside {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if split := s.take(b, turn); split != nil {
		return split, nil
	}
	if s.drained() {
		return nil, connector.ErrDrained
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(pollEvery):
		return nil, nil
	}
}

func (s *Source) take(b *record.Batch, turn int) *offset.Split {
	rows := s.host.BatchRows
	if s.Rows > 0 {
		rows = min(s.Rows, rows)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.splits {
		p := (turn + i) % len(s.splits)
		s.Topic.read(b, p, s.next[p], rows)
		if len(b.Rows) > 0 {
			s.next[p] = b.Next
			b.Epoch = 1
			return s.splits[p]
		}
	}
	return nil
}

// revoke does what a group does that moves a partition away and back again: what
// is in work is settled, the epoch closed, its prefix committed.
func (s *Source) revoke(ctx context.Context, p int) {
	old := s.splits[p]
	settle, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if s.host.Settle(settle, []*offset.Split{old}) != nil {
		s.Unsettled++
	}
	if release, err := s.host.Ledger.Hold(ctx); err == nil {
		if pos, grew := old.Close(); grew {
			s.Topic.commit(pos)
		}
		release()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next[p] = s.Topic.Committed(p)
	s.splits[p] = s.host.Ledger.Assign(s.Topic.Name, int32(p), s.next[p], 1)
}

func (s *Source) drained() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for p, end := range s.until {
		if s.next[p] < end {
			return false
		}
	}
	return s.until != nil
}

// Drain fixes the end where the topic ends now.
func (s *Source) Drain(context.Context) error {
	if err := s.fault("drain"); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.until = make([]int64, len(s.splits))
	for p := range s.until {
		s.until[p] = s.Topic.end(p)
	}
	return nil
}

// Commit makes positions durable in the topic.
func (s *Source) Commit(_ context.Context, positions []offset.Position) error {
	if err := s.fault("commit"); err != nil {
		return err
	}
	for _, p := range positions {
		s.Topic.commit(p)
	}
	return nil
}

// Close gives the splits up.
func (s *Source) Close(context.Context) error {
	err := s.fault("close")
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, split := range s.splits {
		if pos, grew := split.Close(); grew && s.Topic.broken == nil {
			err = errors.Join(err, fmt.Errorf("%s[%d] closed with %d not committed", pos.Topic, pos.Partition, pos.Next))
		}
	}
	return err
}

// Left is the number of records that are not read yet.
func (s *Source) Left() (n int64, unit string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for p, next := range s.next {
		n += (s.Topic.end(p) - next) / 2
	}
	return n, "records", true
}
