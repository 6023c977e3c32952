package run

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

// part is one source task over positions that all of them share.
func part(t *testing.T, c SourceConfig, at offset.Positions, task, tasks int) (*Source, *connector.Host) {
	t.Helper()
	h := &connector.Host{Positions: at, Task: task, Tasks: tasks, Ledger: offset.NewLedger(), BatchRows: 7}
	s := NewSource(c)
	if err := s.Open(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	return s, h
}

// take reads batches, at most so many, delivers them and closes the source.
func take(t *testing.T, s *Source, h *connector.Host, batches int) (got []int64) {
	t.Helper()
	for range batches {
		var b record.Batch
		split, err := s.Read(t.Context(), &b)
		if errors.Is(err, connector.ErrDrained) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range b.Rows {
			if r.Offset%int64(s.Splits()) != int64(split.Partition()) {
				t.Fatalf("split %d of %d gives %d", split.Partition(), s.Splits(), r.Offset)
			}
			got = append(got, r.Offset)
		}
		split.Add(b.Next, b.Epoch).Done()
	}
	if err := connector.Keep(t.Context(), s, h.Positions, h.Ledger.Commits()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return got
}

// TestSplits changes the number of source tasks from run to run: each number is given out
// once, by the task that has its split.
func TestSplits(t *testing.T) {
	for _, splits := range []int{1, 2, 5, 8} {
		at, err := offset.OpenStore(t.TempDir(), "g")
		if err != nil {
			t.Fatal(err)
		}
		config := SourceConfig{Name: "clicks", Count: 1003, Splits: splits}
		var all []int64
		for run := 0; ; run++ {
			tasks, before := 1+run%splits, len(all)
			for task := range tasks {
				s, h := part(t, config, at, task, tasks)
				all = append(all, take(t, s, h, 3)...)
			}
			if len(all) == before {
				break
			}
		}
		slices.Sort(all)
		for i, n := range all {
			if n != int64(i) {
				t.Fatalf("%d splits: number %d in place of %d", splits, n, i)
			}
		}
		if len(all) != 1003 {
			t.Fatalf("%d splits: %d records", splits, len(all))
		}
	}
}

// TestSplitsLeft counts what a source task has still to give.
func TestSplitsLeft(t *testing.T) {
	at, err := offset.OpenStore("", "g")
	if err != nil {
		t.Fatal(err)
	}
	config := SourceConfig{Name: "clicks", Count: 10, Splits: 4}
	want := []int64{3 + 2, 3 + 2} // 0 4 8 and 2 6; 1 5 9 and 3 7
	for task := range want {
		s, _ := part(t, config, at, task, 2)
		if left, _, ok := s.Left(); left != want[task] || !ok {
			t.Errorf("task %d has %d left, not %d", task, left, want[task])
		}
	}
}

// TestSplitsChanged: positions in four splits say nothing of three.
func TestSplitsChanged(t *testing.T) {
	at, err := offset.OpenStore("", "g")
	if err != nil {
		t.Fatal(err)
	}
	s, h := part(t, SourceConfig{Name: "clicks", Count: 100, Splits: 4}, at, 0, 1)
	take(t, s, h, 2)
	h = &connector.Host{Positions: at, Tasks: 1, Ledger: offset.NewLedger(), BatchRows: 7}
	err = NewSource(SourceConfig{Name: "clicks", Count: 100, Splits: 3}).Open(t.Context(), h)
	if err == nil || connector.CanRetry(err) || !strings.Contains(err.Error(), "leave `splits` as it was") {
		t.Errorf("open: %v", err)
	}
}
