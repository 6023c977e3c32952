package record

import (
	"bytes"
	"math"
	"testing"
)

// TestCQLParts: the numbers of a vector stand one behind the other, big-endian and
// without a length, behind what was there.
func TestCQLParts(t *testing.T) {
	for _, c := range []struct {
		name string
		got  []byte
		want []byte
	}{
		{"float", AppendCQLPartFloat([]byte{9}, 1.5), []byte{9, 0x3f, 0xc0, 0, 0}},
		{"a negative zero", AppendCQLPartFloat(nil, float32(math.Copysign(0, -1))), []byte{0x80, 0, 0, 0}},
		{"double", AppendCQLPartDouble([]byte{9}, -2), []byte{9, 0xc0, 0, 0, 0, 0, 0, 0, 0}},
		{"infinite", AppendCQLPartDouble(nil, math.Inf(1)), []byte{0x7f, 0xf0, 0, 0, 0, 0, 0, 0}},
		{"int", AppendCQLPartInt32([]byte{9}, -2), []byte{9, 0xff, 0xff, 0xff, 0xfe}},
		{"bigint", AppendCQLPartInt64([]byte{9}, math.MinInt64), []byte{9, 0x80, 0, 0, 0, 0, 0, 0, 0}},
	} {
		if !bytes.Equal(c.got, c.want) {
			t.Errorf("%s: % x, want % x", c.name, c.got, c.want)
		}
	}
}

func TestUnionAndVectorAllocateNothing(t *testing.T) {
	b := []byte(`{"x":{"y":[1,2]},"k\u0069nd":"order"}`)
	arena := &Arena{Bytes: make([]byte, 0, 256)}
	d := make([]byte, 0, 64)
	n := testing.AllocsPerRun(100, func() {
		arena.Bytes = arena.Bytes[:0]
		if _, i := JSONTag(arena, b, 0, "kind"); i < 0 {
			t.Error("the tag was not found")
		}
		d = AppendCQLPartInt64(AppendCQLPartFloat(d[:0], 1.5), 7)
	})
	if n != 0 {
		t.Errorf("%v allocations for a record", n)
	}
}
