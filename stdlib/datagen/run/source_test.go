package run

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

func open(t *testing.T, c SourceConfig, dir string) (*Source, *connector.Host) {
	t.Helper()
	store, err := offset.OpenStore(dir, "flow.demo.produce")
	if err != nil {
		t.Fatal(err)
	}
	h := &connector.Host{Positions: store, Log: slog.New(slog.DiscardHandler), Ledger: offset.NewLedger(), BatchRows: 100}
	s := NewSource(c)
	if err := s.Open(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	return s, h
}

// read reads once and checks that the numbers follow each other from next on.
func read(t *testing.T, s *Source, next int64, done bool) (int64, error) {
	t.Helper()
	var b record.Batch
	split, err := s.Read(t.Context(), &b)
	if split == nil || err != nil {
		return next, err
	}
	for i := range b.Rows {
		if r := b.Rows[i]; r.Offset != next || !r.Value.IsNull() {
			t.Fatalf("row %+v, want number %d", r, next)
		}
		next++
	}
	if b.Next != next {
		t.Fatalf("next %d, want %d", b.Next, next)
	}
	if u := split.Add(b.Next, b.Epoch); done {
		u.Done()
	}
	return next, nil
}

// TestGoesOn stops behind each second batch, which is not delivered: all runs
// together deliver each number once, and no more than count.
func TestGoesOn(t *testing.T) {
	dir := t.TempDir()
	config := SourceConfig{Name: "clicks", Count: 1050}
	delivered := int64(0)
	for run := range 20 {
		s, h := open(t, config, dir)
		if left, _, ok := s.Left(); left != 1050-delivered || !ok {
			t.Fatalf("left %d %v", left, ok)
		}
		if err := s.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		next, err := read(t, s, delivered, true)
		if errors.Is(err, connector.ErrDrained) {
			if next != 1050 || run != 11 {
				t.Fatalf("drained after %d in run %d", next, run)
			}
			return
		}
		delivered = next
		if _, err := read(t, s, next, false); err != nil && !errors.Is(err, connector.ErrDrained) {
			t.Fatal(err)
		}
		positions := h.Ledger.Commits()
		if err := connector.Keep(t.Context(), s, h.Positions, positions); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatal("no end")
}

// TestPace counts what comes in a second, by the bubble's clock.
func TestPace(t *testing.T) {
	for _, every := range []time.Duration{time.Millisecond, 7 * time.Millisecond, 100 * time.Millisecond, time.Second} {
		synctest.Test(t, func(t *testing.T) {
			s, _ := open(t, SourceConfig{Name: "clicks", Every: every}, t.TempDir())
			var next int64
			var err error
			for began := time.Now(); time.Since(began) < 10*time.Second; {
				if next, err = read(t, s, next, true); err != nil {
					t.Fatal(err)
				}
			}
			want := int64(10 * time.Second / every)
			slack := max(2, int64(idle/every)+1)
			if next < want-slack || next > want+slack {
				t.Errorf("every %v: %d records in 10 s, not %d", every, next, want)
			}
		})
	}
}

// TestPause proves that what was not taken for a while is not made up for.
func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := open(t, SourceConfig{Name: "clicks", Every: 10 * time.Millisecond}, t.TempDir())
		next, err := read(t, s, 0, true)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour) // the bubble's
		after := next
		for began := time.Now(); time.Since(began) < time.Second; {
			if after, err = read(t, s, after, true); err != nil {
				t.Fatal(err)
			}
		}
		if got := after - next; got > 110 {
			t.Errorf("%d records in the second behind the pause", got)
		}
	})
}

func TestEndless(t *testing.T) {
	s, _ := open(t, SourceConfig{Name: "clicks"}, t.TempDir())
	if err := s.Drain(t.Context()); !errors.Is(err, errEndless) || connector.CanRetry(err) {
		t.Errorf("drain: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Read(ctx, &record.Batch{}); !errors.Is(err, context.Canceled) {
		t.Errorf("read: %v", err)
	}
	if got := s.Place("clicks", 0, 17); got != "clicks record 17" {
		t.Errorf("place %q", got)
	}
}
