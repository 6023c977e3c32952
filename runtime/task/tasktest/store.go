package tasktest

import (
	"context"
	"sync"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
)

// Store is where sinks make records durable. It outlives a run.
type Store struct {
	mu    sync.Mutex
	count map[string]int
	order map[int32][]string // by input partition, in the order in which they became durable
}

// NewStore returns an empty store.
func NewStore() *Store {
	return &Store{count: make(map[string]int), order: make(map[int32][]string)}
}

// Count is how often the record became durable.
func (s *Store) Count(id string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count[id]
}

// Len is the number of different records.
func (s *Store) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.count)
}

// Repeated is the number of records that became durable more than once.
func (s *Store) Repeated() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.count {
		if c > 1 {
			n++
		}
	}
	return n
}

// First returns the ids of a partition in the order in which they were durable
// for the first time.
func (s *Store) First(partition int32) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := make(map[string]bool)
	var first []string
	for _, id := range s.order[partition] {
		if !seen[id] {
			seen[id] = true
			first = append(first, id)
		}
	}
	return first
}

// row is one that waits in a sink.
type row struct {
	partition int32
	id        string
}

func (s *Store) add(rows []row) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range rows {
		s.count[r.id]++
		s.order[r.partition] = append(s.order[r.partition], r.id)
	}
}

// Sink writes to a store, when it is flushed.
type Sink struct {
	Store *Store
	// Fault is asked before each call ("open", "write", "flush", "close") with the
	// number of the call over all tasks, from 1, and may return an error or panic.
	// The batch is that of a write.
	Fault func(call string, n int, b *record.Batch) error
	// Tear makes half of what waits durable when a flush fails.
	Tear bool
	// Refuse names rows that the sink never takes; it says so in Write, or with Late
	// in Flush.
	Refuse func(id string) error
	Late   bool
	// Block is received from before each flush, where it is not nil.
	Block chan struct{}

	mu    sync.Mutex
	calls map[string]int
	open  int
}

// Calls is how often a call was made, over all tasks.
func (s *Sink) Calls(call string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[call]
}

// Open is the number of tasks that have it open.
func (s *Sink) Open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}

// New makes a task's instance.
func (s *Sink) New() connector.Sink { return &instance{shared: s} }

func (s *Sink) fault(call string, b *record.Batch) error {
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
	return s.Fault(call, n, b)
}

// instance is the sink of one task. It keeps the batches that it was given until
// the flush, as real ones do.
type instance struct {
	shared *Sink
	held   []*record.Batch
}

func (i *instance) Open(context.Context, *connector.SinkHost) error {
	if err := i.shared.fault("open", nil); err != nil {
		return err
	}
	i.shared.mu.Lock()
	defer i.shared.mu.Unlock()
	i.shared.open++
	return nil
}

func (i *instance) Write(_ context.Context, b *record.Batch) error {
	if err := i.shared.fault("write", b); err != nil {
		i.held = nil
		return err
	}
	if !i.shared.Late {
		if err := i.refuse(b); err != nil {
			i.held = nil
			return err
		}
	}
	i.held = append(i.held, b)
	return nil
}

func (i *instance) refuse(b *record.Batch) error {
	if i.shared.Refuse == nil {
		return nil
	}
	for n, r := range b.Rows {
		if err := i.shared.Refuse(string(b.Bytes(r.Value))); err != nil {
			e := &connector.RowError{Row: n, Code: "R0304", Err: err}
			if i.shared.Late {
				e.Batch = b
			}
			return e
		}
	}
	return nil
}

func (i *instance) Flush(ctx context.Context) error {
	if i.shared.Block != nil {
		select {
		case <-i.shared.Block:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	held := i.held
	i.held = nil
	if err := i.shared.fault("flush", nil); err != nil {
		if i.shared.Tear {
			rows := rowsOf(held)
			i.shared.Store.add(rows[:len(rows)/2])
		}
		return err
	}
	if i.shared.Late {
		for _, b := range held {
			if err := i.refuse(b); err != nil {
				return err
			}
		}
	}
	i.shared.Store.add(rowsOf(held))
	return nil
}

func rowsOf(batches []*record.Batch) []row {
	var rows []row
	for _, b := range batches {
		for _, r := range b.Rows {
			rows = append(rows, row{b.Partition, string(b.Bytes(r.Value))})
		}
	}
	return rows
}

func (i *instance) Close(context.Context) error {
	i.shared.mu.Lock()
	i.shared.open--
	i.shared.mu.Unlock()
	return i.shared.fault("close", nil)
}
