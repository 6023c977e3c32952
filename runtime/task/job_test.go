package task

import (
	"testing"

	"github.com/flowc-lang/flowc/runtime/record"
)

// named is an output of the inputs 0, 1, 1, 2 and 3, each row with the name of its own
// target.
func named() record.Batch {
	var b record.Batch
	for k, input := range []int32{0, 1, 1, 2, 3} {
		b.Rows = append(b.Rows, record.Row{Input: input})
		b.Names = append(b.Names, record.Span{Off: int32(k), Len: 1})
	}
	return b
}

// A row that goes takes its name along, or the rows behind it would go elsewhere.
func TestLeaveOutKeepsNames(t *testing.T) {
	b := named()
	leaveOut(&b, 1)
	if len(b.Rows) != 3 || len(b.Names) != 3 {
		t.Fatalf("%d rows, %d names", len(b.Rows), len(b.Names))
	}
	for k, want := range []struct{ input, name int32 }{{0, 0}, {2, 3}, {3, 4}} {
		if b.Rows[k].Input != want.input || b.Names[k].Off != want.name {
			t.Errorf("row %d of input %d has name %d, want %v", k, b.Rows[k].Input, b.Names[k].Off, want)
		}
	}
	b.Names = nil
	if leaveOut(&b, 0); len(b.Rows) != 2 || len(b.Names) != 0 {
		t.Errorf("without names: %d rows, %d names", len(b.Rows), len(b.Names))
	}
}
