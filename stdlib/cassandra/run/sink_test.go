package run

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	gocql "github.com/apache/cassandra-gocql-driver/v2"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
)

// fake is a writer that notes what it is given, and asks judge what to answer.
type fake struct {
	gate  chan struct{}                     // nil: answers at once
	judge func(partition, row string) error // of each row; nil takes all
	whole error                             // refuses requests of more rows than fit
	fits  int                               // 0 is one

	mu     sync.Mutex
	busy   map[string]int
	both   bool // two requests of one partition were under way
	most   int  // requests under way
	now    int
	rows   []string
	parcel []int // rows of each request
}

func (f *fake) write(ctx context.Context, p *parcel) error {
	partition := string(p.row(0)[0].b)
	f.begin(partition)
	defer f.end(partition)
	if f.gate != nil {
		select {
		case <-f.gate:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	f.mu.Lock()
	f.parcel = append(f.parcel, len(p.rows))
	f.mu.Unlock()
	if f.whole != nil && len(p.rows) > max(f.fits, 1) {
		return f.whole
	}
	for i := range p.rows {
		if err := f.row(p, i); err != nil {
			return err
		}
	}
	return nil
}

func (f *fake) writeRow(_ context.Context, p *parcel, i int) error { return f.row(p, i) }

func (f *fake) row(p *parcel, i int) error {
	cells := p.row(i)
	partition, name := string(cells[0].b), fmt.Sprint(string(cells[0].b), cells[1].b[3])
	if f.judge != nil {
		if err := f.judge(partition, name); err != nil {
			return err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rows = append(f.rows, name)
	return nil
}

func (f *fake) begin(partition string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.busy == nil {
		f.busy = map[string]int{}
	}
	f.busy[partition]++
	f.now++
	f.both = f.both || f.busy[partition] > 1
	f.most = max(f.most, f.now)
}

func (f *fake) end(partition string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.busy[partition]--
	f.now--
}

// withFake is a sink over a fake, open.
func withFake(f *fake, change func(*Sink)) *sink {
	cfg := ordersSink(nil)
	if change != nil {
		change(&cfg)
	}
	s := newSink(cfg)
	s.start(f)
	s.differences = func(context.Context) ([]string, error) { return nil, nil }
	return s
}

// refused is an error of the server.
type refused struct{ code int }

func (r refused) Code() int       { return r.code }
func (r refused) Message() string { return "Key may not\n be empty" }
func (r refused) Error() string   { return r.Message() }

var (
	_       gocql.RequestError = refused{}
	invalid                    = refused{gocql.ErrCodeInvalid}
)

// Rows of a partition arrive in order, one request at a time, while other
// partitions are written beside it.
func TestOrderWithinPartition(t *testing.T) {
	for _, unordered := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{gate: make(chan struct{})}
			s := withFake(f, func(c *Sink) { c.BatchRows, c.InFlight, c.OrderBy = 4, 3, map[bool]string{true: "none"}[unordered] })
			b := orders()
			for i := range 24 {
				order(b, []string{"ann", "bob"}[i%2], i, "n", i, int64(i))
			}
			if err := s.Write(t.Context(), b); err != nil {
				t.Fatal(err)
			}
			done := make(chan error)
			go func() { done <- s.Flush(t.Context()) }()
			for range 6 {
				synctest.Wait()
				f.gate <- struct{}{}
			}
			if err := <-done; err != nil {
				t.Fatal(err)
			}
			if f.both != unordered {
				t.Errorf("unordered %v: two requests of one partition at a time: %v", unordered, f.both)
			}
			if want := map[bool]int{false: 2, true: 3}[unordered]; f.most != want {
				t.Errorf("unordered %v: %d requests under way at most, want %d", unordered, f.most, want)
			}
			if unordered {
				return
			}
			last := map[string]int{}
			for _, r := range f.rows {
				var id int
				partition := strings.TrimRight(r, "0123456789")
				if _, err := fmt.Sscan(r[len(partition):], &id); err != nil {
					t.Fatal(err)
				}
				if id < last[partition] {
					t.Errorf("rows came as %v", f.rows)
				}
				last[partition] = id
			}
			if len(f.rows) != 24 {
				t.Errorf("%d rows arrived", len(f.rows))
			}
		})
	}
}

// Write waits when requests do not come back: what it holds has a bound.
func TestBackpressure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{gate: make(chan struct{})}
		s := withFake(f, func(c *Sink) { c.BatchRows, c.InFlight = 1, 2 })
		b := orders()
		for i := range 100 {
			order(b, fmt.Sprint("c", i), i, "n", i, int64(i))
		}
		done := make(chan error)
		go func() {
			if err := s.Write(t.Context(), b); err != nil {
				done <- err
				return
			}
			done <- s.Flush(t.Context())
		}()
		synctest.Wait()
		if f.most != 2 || len(s.pending.rows) > 100 {
			t.Errorf("%d requests under way, want 2", f.most)
		}
		close(f.gate)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if len(f.rows) != 100 {
			t.Errorf("%d rows arrived, want 100", len(f.rows))
		}
	})
}

// A caller that gives up gets its batches back: nothing refers to them.
func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{gate: make(chan struct{})}
		s := withFake(f, nil)
		b := orders()
		order(b, "ann", 1, "n", 1, 1)
		ctx, cancel := context.WithCancel(t.Context())
		if err := s.Write(ctx, b); err != nil {
			t.Fatal(err)
		}
		done := make(chan error)
		go func() { done <- s.Flush(ctx) }()
		synctest.Wait()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("flush gives %v", err)
		}
		if f.now != 0 || len(s.free) != s.cfg.InFlight {
			t.Errorf("%d requests are under way, %d of %d parcels are free", f.now, len(s.free), s.cfg.InFlight)
		}
		// The next flush has nothing to do with the one that was given up.
		close(f.gate)
		if err := s.Write(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		if err := s.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(f.rows) != "[ann1]" {
			t.Errorf("rows that arrived: %v", f.rows)
		}
		if err := s.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}

// A refused batch is written row by row; the row that is refused is named, with
// its batch, and the others are written.
func TestBadRow(t *testing.T) {
	f := &fake{judge: func(_, row string) error {
		if row == "ann3" {
			return invalid
		}
		return nil
	}}
	s := withFake(f, nil)
	first, second := orders(), orders()
	order(first, "bob", 1, "n", 1, 1)
	for i := range 6 {
		order(second, "ann", i, "n", i, int64(i))
	}
	for _, b := range []*record.Batch{first, second} {
		if err := s.Write(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	err := s.Flush(t.Context())
	var bad *connector.RowError
	if !errors.As(err, &bad) {
		t.Fatalf("flush gives %v", err)
	}
	if bad.Batch != second || bad.Row != 3 || bad.Code != "R0304" {
		t.Errorf("the bad row is %d of %p, code %s", bad.Row, bad.Batch, bad.Code)
	}
	if got, want := err.Error(), "sink cassandra: write row (orders[3] offset 73): table shop.orders: Key may not be empty"; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
	if connector.CanRetry(err) {
		t.Error("a bad row is worth no retry")
	}
}

// A refusal that comes of a changed table is not blamed on a row.
func TestBadRowOfChangedTable(t *testing.T) {
	s := withFake(&fake{judge: func(string, string) error { return invalid }}, nil)
	s.differences = func(context.Context) ([]string, error) {
		return []string{"column shop.orders.note does not exist"}, nil
	}
	b := orders()
	order(b, "ann", 1, "n", 1, 1)
	err := errors.Join(s.Write(t.Context(), b), s.Flush(t.Context()))
	var bad *connector.RowError
	if err == nil || errors.As(err, &bad) || connector.CanRetry(err) {
		t.Fatalf("flush gives %v", err)
	}
	if got, want := err.Error(), "sink cassandra: column shop.orders.note does not exist"; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
}

// A batch that is refused for its size costs nothing but smaller batches.
func TestBatchTooLarge(t *testing.T) {
	f := &fake{whole: invalid, fits: 10}
	s := withFake(f, nil)
	b := orders()
	for i := range 40 {
		order(b, []string{"ann", "bob"}[i%2], i, strings.Repeat("n", 800), i, int64(i))
	}
	for range 2 {
		if err := errors.Join(s.Write(t.Context(), b), s.Flush(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	if len(f.rows) != 80 {
		t.Errorf("%d rows arrived, want 80", len(f.rows))
	}
	// Two refusals of one size halve it once.
	if want := []int{20, 20, 10, 10, 10, 10}; !slices.Equal(f.parcel, want) {
		t.Errorf("requests of %v rows, want %v", f.parcel, want)
	}
}

func TestWriteErrors(t *testing.T) {
	tests := []struct {
		name  string
		err   error
		retry bool
		want  string
	}{
		{"unavailable", &gocql.RequestErrUnavailable{Alive: 1, Required: 2}, true, "unavailable: 1 of 2 replicas"},
		{"write timeout", &gocql.RequestErrWriteTimeout{Received: 0, BlockFor: 1}, true, "write timeout: 0 of 1 replicas answered"},
		{"no node", gocql.ErrNoConnections, true, "no node can be reached"},
		{"no answer", gocql.ErrTimeoutNoResponse, true, "no answer in time"},
		{"lost", gocql.ErrConnectionClosed, true, "connection lost"},
		{"server error", refused{gocql.ErrCodeServer}, true, "Key may not be empty"},
		{"not allowed", refused{gocql.ErrCodeUnauthorized}, false, "Key may not be empty"},
		{"unknown", errors.New("gocql: odd\nthings"), true, "odd things"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := withFake(&fake{judge: func(string, string) error { return tt.err }}, nil)
			b := orders()
			for i := range 3 {
				order(b, "ann", i, "n", i, int64(i))
			}
			err := errors.Join(s.Write(t.Context(), b), s.Flush(t.Context()))
			if err == nil || connector.CanRetry(err) != tt.retry {
				t.Fatalf("error %v, retry %v", err, connector.CanRetry(err))
			}
			want := "sink cassandra: write batch of 3 (orders[3] offsets 70..72): table shop.orders: " + tt.want
			if err.Error() != want {
				t.Errorf("message\n%s\nwant\n%s", err, want)
			}
			if !errors.Is(err, tt.err) {
				t.Error("the cause is not wrapped")
			}
		})
	}
}

// Rows that the sink itself does not take.
func TestRefusedRows(t *testing.T) {
	tests := []struct {
		name      string
		tombstone string
		add       func(*record.Batch)
		row       bool // a RowError
		want      string
	}{
		{"tombstone", "refuse", func(b *record.Batch) { remove(b, "ann", 1, 1) }, true, "on_tombstone = delete"},
		{"tombstone without a key", "delete", func(b *record.Batch) { b.Append(record.Row{}, nil, nil) }, true, "without a key"},
		{"cells missing", "", func(b *record.Batch) { b.Append(record.Row{}, nil, cellsOf("ann")) }, false, "not the cells"},
		{"write time missing", "", func(b *record.Batch) { b.Append(record.Row{}, nil, cellsOf("ann", 1, "n", 1, null{})) }, false, "write time"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := withFake(&fake{}, func(c *Sink) { c.OnTombstone = tt.tombstone })
			b := orders()
			tt.add(b)
			err := s.Write(t.Context(), b)
			var bad *connector.RowError
			if err == nil || errors.As(err, &bad) != tt.row || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("write gives %v", err)
			}
		})
	}
}

// A request may hold rows of several splits; the message says so.
func TestPlaceOfSeveralSplits(t *testing.T) {
	s := withFake(&fake{judge: func(string, string) error { return gocql.ErrNoConnections }}, nil)
	first, second := orders(), orders()
	second.Partition = 4
	order(first, "ann", 1, "n", 1, 1)
	order(first, "ann", 2, "n", 1, 1)
	order(second, "ann", 3, "n", 1, 1)
	err := errors.Join(s.Write(t.Context(), first), s.Write(t.Context(), second), s.Flush(t.Context()))
	want := "sink cassandra: write batch of 3 (orders[3] offsets 70..71 and others): table shop.orders: no node can be reached"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
