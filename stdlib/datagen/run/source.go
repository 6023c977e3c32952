// Package run is the driver of made-up records. It gives out their numbers, at the
// pace that was asked for; generated code makes the values of the numbers.
package run

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

// SourceConfig says how many records there are and how fast they come.
type SourceConfig struct {
	Name  string        // of the source in the .flow file; the name of its split
	Every time.Duration // between two records; 0: as fast as they are taken
	Count int           // over all runs; 0: without end
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
	store  *offset.Store
	split  *offset.Split
	due    time.Time // of the record at next

	mu   sync.Mutex
	next int64
}

// NewSource returns a source that has not begun.
func NewSource(c SourceConfig) *Source { return &Source{config: c} }

// Open reads where the last run stopped.
func (s *Source) Open(_ context.Context, h *connector.Host) error {
	store, err := offset.OpenStore(h.DataDir, h.Group)
	if err != nil {
		return err
	}
	s.host, s.store = h, store
	if e, known := store.Get(s.config.Name, 0); known {
		s.next = e.Next
	}
	s.split = h.Ledger.Assign(s.config.Name, 0, s.next, -1)
	s.due = time.Now()
	return nil
}

// Read appends the records that are due: their offsets are their numbers, and
// they have no value.
func (s *Source) Read(ctx context.Context, b *record.Batch) (*offset.Split, error) {
	n, err := s.wait(ctx)
	if n == 0 || err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now().UnixMilli()
	for range n {
		b.Rows = append(b.Rows, record.Row{Key: record.Null, Value: record.Null, Headers: record.Null, Offset: s.next, Timestamp: now})
		s.next++
	}
	s.due = s.due.Add(time.Duration(n) * s.config.Every)
	b.Topic, b.Partition, b.Next, b.Epoch = s.config.Name, 0, s.next, -1
	return s.split, nil
}

// wait returns how many records may be given out, after a little while none.
func (s *Source) wait(ctx context.Context) (int64, error) {
	most := int64(s.host.BatchRows)
	if s.config.Count > 0 {
		most = min(most, int64(s.config.Count)-s.next)
	}
	if most <= 0 {
		return 0, connector.ErrDrained
	}
	if s.config.Every <= 0 {
		return most, ctx.Err()
	}
	if time.Since(s.due) > behind {
		s.due = time.Now()
	}
	// The batch is as large as what falls due in a tick.
	ready := s.due.Add(max(0, min(tick, time.Duration(most)*s.config.Every)-s.config.Every))
	if err := connector.Pause(ctx, min(time.Until(ready), idle)); err != nil {
		return 0, err
	}
	late := time.Since(s.due)
	if late < 0 || time.Until(ready) > 0 {
		return 0, nil
	}
	return min(most, int64(late/s.config.Every)+1), nil
}

// Drain implements [connector.Source]: a source with a count ends by itself.
func (s *Source) Drain(context.Context) error {
	if s.config.Count <= 0 {
		return fmt.Errorf("datagen %s: %w", s.config.Name, errEndless)
	}
	return nil
}

// Commit implements [connector.Source].
func (s *Source) Commit(_ context.Context, positions []offset.Position) error {
	for _, p := range positions {
		if err := s.store.Save([]offset.Entry{{Topic: p.Topic, Next: p.Next}}); err != nil {
			return connector.Retry(err)
		}
	}
	return nil
}

// Left implements [connector.Progress].
func (s *Source) Left() (int64, string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(0, int64(s.config.Count)-s.next), "records", s.config.Count > 0
}

// Place implements [connector.Placer].
func (s *Source) Place(name string, _ int32, at int64) string {
	return fmt.Sprintf("%s record %d", name, at)
}

// Close ends the split.
func (s *Source) Close(context.Context) error {
	if s.split != nil {
		s.split.Close()
	}
	return nil
}
