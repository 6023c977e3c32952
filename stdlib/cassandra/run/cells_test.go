package run

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/flowc-lang/flowc/runtime/record"
)

func TestAppendCells(t *testing.T) {
	good := cellsOf("ann", null{}, unset{}, "", int64(7))
	tests := []struct {
		name string
		in   []byte
		want int
		ok   bool
	}{
		{"all kinds", good, 5, true},
		{"one too few", good, 6, false},
		{"one too many", good, 4, false},
		{"ends in a length", good[:len(good)-10], 5, false},
		{"ends in a value", good[:len(good)-1], 5, false},
		{"empty row", nil, 1, false},
		{"unknown mark", []byte{255, 255, 255, 253}, 1, false},
		{"length beyond the row", []byte{127, 255, 255, 255}, 1, false},
		{"no cells", nil, 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := appendCells(nil, tt.in, record.Span{Len: int32(len(tt.in))}, tt.want)
			if (err == nil) != tt.ok {
				t.Fatalf("error is %v", err)
			}
			if err != nil && !errors.Is(err, errCells) {
				t.Errorf("%v is not errCells", err)
			}
			if err == nil && len(got) != tt.want {
				t.Errorf("%d cells, want %d", len(got), tt.want)
			}
		})
	}
}

// Whatever the bytes are, the cells lie inside the row, and writing them out gives
// the row again.
func FuzzAppendCells(f *testing.F) {
	f.Add(cellsOf("ann", null{}, unset{}, "", int64(7)), uint8(5))
	f.Add([]byte{0, 0, 0, 9, 1}, uint8(1))
	f.Add([]byte{128, 0, 0, 0}, uint8(1))
	f.Fuzz(func(t *testing.T, in []byte, want uint8) {
		const off = 3
		slab := append(make([]byte, off), in...)
		cells, err := appendCells(nil, slab, record.Span{Off: off, Len: int32(len(in))}, int(want))
		if err != nil {
			return
		}
		var again []byte
		for _, c := range cells {
			again = binary.BigEndian.AppendUint32(again, uint32(c.Len))
			if c.Len > 0 {
				again = append(again, slab[c.Off:c.Off+c.Len]...)
			}
		}
		if !bytes.Equal(again, in) {
			t.Errorf("% x came back as % x", in, again)
		}
	})
}

func TestWriteTime(t *testing.T) {
	slab := cellsOf(int64(-5))
	if got, err := writeTime(slab, record.Span{Off: 4, Len: 8}); got != -5 || err != nil {
		t.Errorf("got %d, %v", got, err)
	}
	for _, n := range []int32{nullCell, unsetCell, 0, 4} {
		if _, err := writeTime(slab, record.Span{Off: 4, Len: n}); !errors.Is(err, errCells) {
			t.Errorf("length %d: error is %v", n, err)
		}
	}
}
