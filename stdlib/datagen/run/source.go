// Package run is the driver of made-up records. It gives out their numbers, at the
// pace that was asked for; generated code makes the values of the numbers.
package run

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

// SourceConfig says how many records there are and how fast they come.
type SourceConfig struct {
	Name  string        // of the source in the .flow file; the topic of its splits
	Every time.Duration // between two records; 0: as fast as they are taken
	Count int           // over all runs; 0: without end
	// Splits is among how many splits the numbers are dealt out: split s has s, s+Splits,
	// s+2·Splits and so on. 0 is 1.
	Splits int
}

const (
	// tick is the least time between two batches of paced records: a thousand
	// records a second are fifty batches.
	tick = 20 * time.Millisecond
	// idle is after how long Read returns with nothing.
	idle = 50 * time.Millisecond
	// behind is how late a record may be before the pace starts anew.
	behind = time.Second
)

// errEndless is why a source is not drained.
var errEndless = fmt.Errorf("%w: set `count`, or stop the worker", connector.ErrEndless)

// Source gives out the numbers of records, from where the last run stopped.
type Source struct {
	config SourceConfig
	host   *connector.Host
	every  time.Duration // between two records of this source task
	due    time.Time     // of the next record

	mu  sync.Mutex
	own []*split
}

// split is one of those that are this source task's own.
type split struct {
	id     int32
	ledger *offset.Split
	next   int64 // the number that it gives out next
}

// NewSource returns a source that has not begun.
func NewSource(c SourceConfig) *Source {
	c.Splits = max(1, c.Splits)
	return &Source{config: c}
}

// Splits implements [connector.Splitter].
func (s *Source) Splits() int { return s.config.Splits }

// Open reads where the last run stopped.
func (s *Source) Open(_ context.Context, h *connector.Host) error {
	for _, e := range h.Positions.Entries() {
		if e.Topic == s.config.Name && e.Mark != s.mark() {
			return fmt.Errorf("datagen %s: what was given out is known for another number of splits than %d: leave `splits` as it was, or begin anew with another data folder or name of the project",
				s.config.Name, s.config.Splits)
		}
	}
	s.host = h
	for id := h.Task; id < s.config.Splits; id += max(1, h.Tasks) {
		p := &split{id: int32(id), next: int64(id)}
		if e, known := h.Positions.Get(s.config.Name, p.id); known {
			p.next = e.Next
		}
		p.ledger = h.Ledger.Assign(s.config.Name, p.id, p.next, -1)
		s.own = append(s.own, p)
	}
	if len(s.own) == 0 {
		return fmt.Errorf("datagen %s: task %d of %d has none of the %d splits", s.config.Name, h.Task, h.Tasks, s.config.Splits)
	}
	s.every = s.config.Every * time.Duration(s.config.Splits) / time.Duration(len(s.own))
	s.due = time.Now()
	return nil
}

// mark tells positions in one number of splits from those in another: they are of other
// numbers.
func (s *Source) mark() string {
	if s.config.Splits == 1 {
		return ""
	}
	return strconv.Itoa(s.config.Splits) + " splits"
}

// left is how many records a split has still to give out, most where it has no end.
func (s *Source) left(p *split, most int64) int64 {
	if s.config.Count <= 0 {
		return most
	}
	step := int64(s.config.Splits)
	return max(0, (int64(s.config.Count)-p.next+step-1)/step)
}

// pick is the split that is behind the others, and how many of its records a batch may
// take; nil when all have come to their end.
func (s *Source) pick() (first *split, most int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.own {
		n := s.left(p, int64(s.host.BatchRows))
		if n > 0 && (first == nil || p.next < first.next) {
			first, most = p, min(n, int64(s.host.BatchRows))
		}
	}
	return first, most
}

// Read appends the records that are due: their offsets are their numbers, and
// they have no value.
func (s *Source) Read(ctx context.Context, b *record.Batch) (*offset.Split, error) {
	p, most := s.pick()
	if p == nil {
		return nil, connector.ErrDrained
	}
	n, err := s.wait(ctx, most)
	if n == 0 || err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now().UnixMilli()
	for range n {
		b.Rows = append(b.Rows, record.Row{Key: record.Null, Value: record.Null, Headers: record.Null, Offset: p.next, Timestamp: now})
		p.next += int64(s.config.Splits)
	}
	s.due = s.due.Add(time.Duration(n) * s.every)
	b.Topic, b.Partition, b.Next, b.Epoch = s.config.Name, p.id, p.next, -1
	return p.ledger, nil
}

// wait returns how many records may be given out, after a little while none.
func (s *Source) wait(ctx context.Context, most int64) (int64, error) {
	if s.every <= 0 {
		return most, ctx.Err()
	}
	if time.Since(s.due) > behind {
		s.due = time.Now()
	}
	// The batch is as large as what falls due in a tick.
	ready := s.due.Add(max(0, min(tick, time.Duration(most)*s.every)-s.every))
	if err := connector.Pause(ctx, min(time.Until(ready), idle)); err != nil {
		return 0, err
	}
	late := time.Since(s.due)
	if late < 0 || time.Until(ready) > 0 {
		return 0, nil
	}
	return min(most, int64(late/s.every)+1), nil
}

// Drain implements [connector.Source]: a source with a count ends by itself.
func (s *Source) Drain(context.Context) error {
	if s.config.Count <= 0 {
		return fmt.Errorf("datagen %s: %w", s.config.Name, errEndless)
	}
	return nil
}

// Entries implements [connector.Keeper].
func (s *Source) Entries(positions []offset.Position) (set []offset.Entry, forget []offset.Position, err error) {
	for _, p := range positions {
		set = append(set, offset.Entry{Topic: p.Topic, Partition: p.Partition, Next: p.Next, Mark: s.mark()})
	}
	return set, nil, nil
}

// Commit implements [connector.Source]: nobody outside waits for it.
func (s *Source) Commit(context.Context, []offset.Position) error { return nil }

// Left implements [connector.Progress].
func (s *Source) Left() (n int64, unit string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.own {
		n += s.left(p, 0)
	}
	return n, "records", s.config.Count > 0
}

// Place implements [connector.Placer].
func (s *Source) Place(name string, _ int32, at int64) string {
	return fmt.Sprintf("%s record %d", name, at)
}

// Close ends the splits.
func (s *Source) Close(context.Context) error {
	for _, p := range s.own {
		p.ledger.Close()
	}
	return nil
}
