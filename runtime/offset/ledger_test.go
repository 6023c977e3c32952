package offset

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestCommitsOnlyWhatGrew(t *testing.T) {
	l := NewLedger()
	a := l.Assign("orders", 1, 10, 3)
	b := l.Assign("orders", 0, 0, -1)
	if got := l.Commits(); len(got) != 0 {
		t.Fatalf("nothing was done, but %v is to be committed", got)
	}
	first, second := a.Add(15, 3), a.Add(20, 4)
	b.Add(5, 2).Done()
	second.Done()
	want := []Position{{"orders", 0, 5, 2}}
	if got := l.Commits(); !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v: the first unit of orders[1] is not done", got, want)
	}
	first.Done()
	want = append(want, Position{"orders", 1, 20, 4})
	if got := l.Commits(); !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	l.Committed(want[:1])
	if got := l.Commits(); !slices.Equal(got, want[1:]) {
		t.Fatalf("got %v, want %v: the commit of orders[0] is known", got, want[1:])
	}
	l.Committed(want)
	if got := l.Commits(); len(got) != 0 {
		t.Fatalf("all is committed, got %v", got)
	}
}

// A commit that is confirmed late must not pass for one of the new epoch, which
// has not come so far.
func TestLateCommittedOfAnOldEpoch(t *testing.T) {
	l := NewLedger()
	old := l.Assign("t", 0, 0, -1)
	old.Add(100, -1).Done()
	under := l.Commits()
	s := l.Assign("t", 0, 0, -1) // given back before the commit was confirmed
	s.Add(50, -1).Done()
	l.Committed(under)
	if got, want := l.Commits(), []Position{{"t", 0, 50, -1}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestCloseEndsTheEpoch(t *testing.T) {
	l := NewLedger()
	s := l.Assign("t", 7, 0, 0)
	s.Add(3, 0).Done()
	late := s.Add(6, 0)
	p, grew := s.Close()
	if want := (Position{"t", 7, 3, 0}); p != want || !grew {
		t.Errorf("closed at %v (grew %v), want %v", p, grew, want)
	}
	late.Done()
	if got := s.Position().Next; got != 3 {
		t.Errorf("an acknowledgement after the end counted: %d", got)
	}
	if s.Add(9, 0) != nil {
		t.Error("took a batch after the end")
	}
	if got := l.Commits(); len(got) != 0 {
		t.Errorf("a closed split is to be committed: %v", got)
	}
	// Closing the old epoch late must leave the new one alone.
	again := l.Assign("t", 7, 3, 0)
	s.Close()
	if got := l.Splits(); !slices.Equal(got, []*Split{again}) {
		t.Errorf("the new epoch is gone: %v", got)
	}
}

func TestShorten(t *testing.T) {
	newSplit := func() (*Split, []*Unit) {
		s := NewLedger().Assign("t", 0, 0, 5)
		return s, []*Unit{s.Add(10, 5), s.Add(20, 5), s.Add(30, 5)}
	}
	t.Run("in the middle", func(t *testing.T) {
		s, u := newSplit()
		u[2].Done()
		u[1].Shorten(14)
		u[1].Done()
		if got := s.Position().Next; got != 0 {
			t.Fatalf("at %d before the first unit is done", got)
		}
		u[0].Done()
		if got, want := s.Position(), (Position{"t", 0, 14, -1}); got != want {
			t.Errorf("got %v, want %v", got, want)
		}
		if !s.Cut() || s.Add(40, 5) != nil {
			t.Error("takes batches behind the cut")
		}
	})
	t.Run("twice, the earlier wins", func(t *testing.T) {
		for _, order := range [][]int{{0, 2}, {2, 0}} {
			s, u := newSplit()
			for _, i := range order {
				u[i].Shorten(int64(10*i) + 3)
			}
			for _, each := range u {
				each.Done()
			}
			if got := s.Position().Next; got != 3 {
				t.Errorf("order %v: at %d, want 3", order, got)
			}
		}
	})
	t.Run("drop", func(t *testing.T) {
		s, u := newSplit()
		u[1].Drop()
		u[2].Drop()
		u[0].Done()
		if got := s.Position().Next; got != 10 {
			t.Errorf("at %d, want 10", got)
		}
		if err := s.Drained(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

func TestMistakesOfTheCallerPanic(t *testing.T) {
	mustPanic := func(name string, f func()) {
		defer func() {
			if recover() == nil {
				t.Errorf("%s did not panic", name)
			}
		}()
		f()
	}
	s := NewLedger().Assign("t", 0, 10, -1)
	u := s.Add(20, -1)
	mustPanic("a unit that goes back", func() { s.Add(19, -1) })
	mustPanic("a cut behind the unit", func() { u.Shorten(21) })
	mustPanic("a cut before the unit", func() { u.Shorten(9) })
}

func TestDrained(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewLedger().Assign("t", 0, 0, -1)
		if err := s.Drained(t.Context()); err != nil {
			t.Fatalf("nothing is in work: %v", err)
		}
		first, second := s.Add(1, -1), s.Add(2, -1)
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := s.Drained(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v, want the deadline", err)
		}
		var waiting sync.WaitGroup
		woken := make([]bool, 3)
		for i := range woken {
			waiting.Go(func() { woken[i] = s.Drained(t.Context()) == nil })
		}
		synctest.Wait()
		second.Done()
		synctest.Wait()
		if slices.Contains(woken, true) {
			t.Fatal("woken while the first unit is in work")
		}
		first.Done()
		waiting.Wait()
		if slices.Contains(woken, false) {
			t.Errorf("not all were woken: %v", woken)
		}
		s.Add(3, -1)
		waiting.Go(func() { woken[0] = s.Drained(t.Context()) == nil })
		synctest.Wait()
		s.Close() // nothing will ever be done
		waiting.Wait()
	})
}

// Many goroutines acknowledge while splits come and go and positions are
// committed. The race detector watches the locks; the test, that what is
// committed of an epoch never runs ahead of what was done, and never back.
func TestConcurrentUse(t *testing.T) {
	l := NewLedger()
	const splits, units = 8, 500
	var all sync.WaitGroup
	stop := make(chan struct{})
	var committer sync.WaitGroup
	committer.Go(func() {
		last := make(map[string]int64)
		for {
			for _, p := range l.Commits() {
				if name := fmt.Sprint(p.Topic, p.Partition); p.Next < last[name] {
					t.Errorf("%s went back from %d to %d", name, last[name], p.Next)
				} else {
					last[name] = p.Next
				}
				l.Committed([]Position{p})
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	for p := range int32(splits) {
		all.Go(func() {
			next := int64(0)
			for range 4 { // epochs
				s := l.Assign("t", p, next, -1)
				var acks sync.WaitGroup
				for i := range int64(units) {
					u := s.Add(next+i+1, -1)
					acks.Go(u.Done)
				}
				acks.Wait()
				next += units
				if pos, _ := s.Close(); pos.Next != next {
					t.Errorf("t[%d] closed at %d, want %d", p, pos.Next, next)
				}
			}
		})
	}
	all.Wait()
	close(stop)
	committer.Wait()
}

func TestUnitAllocs(t *testing.T) {
	s := NewLedger().Assign("t", 0, 0, -1)
	next := int64(0)
	allocs := testing.AllocsPerRun(1000, func() {
		next++
		s.Add(next, -1).Done()
	})
	if allocs > 1 {
		t.Errorf("%v allocations for a batch, want the unit alone", allocs)
	}
}

func BenchmarkUnit(b *testing.B) {
	s := NewLedger().Assign("t", 0, 0, -1)
	b.ReportAllocs()
	for next := int64(1); b.Loop(); next++ {
		s.Add(next, -1).Done()
	}
}

// TestHold: one at a time makes positions durable, and who waits can give up.
func TestHold(t *testing.T) {
	l := NewLedger()
	release, err := l.Hold(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	gone := errors.New("no time left")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(gone)
	if _, err := l.Hold(ctx); !errors.Is(err, gone) {
		t.Errorf("a second hold: %v, want the context's cause", err)
	}
	release()
	again, err := l.Hold(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again()
}
