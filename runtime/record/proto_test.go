package record

import (
	"math"
	"slices"
	"testing"
)

// TestProtoScalars writes each scalar at its bounds and reads it again.
func TestProtoScalars(t *testing.T) {
	for _, v := range []int64{0, 1, -1, 127, 128, math.MaxInt32, math.MinInt32, math.MaxInt64, math.MinInt64} {
		if got, i := ProtoSint64(AppendProtoSint(nil, v), 0); got != v || i < 0 {
			t.Errorf("sint64 %d: %d", v, got)
		}
		if got, i := ProtoSfixed64(AppendProtoFixed64(nil, uint64(v)), 0); got != v || i != 8 {
			t.Errorf("sfixed64 %d: %d", v, got)
		}
		if got, i := ProtoSint32(AppendProtoSint(nil, v), 0); (i >= 0) != (v == int64(int32(v))) || i >= 0 && int64(got) != v {
			t.Errorf("sint32 %d: %d", v, got)
		}
		if got, i := ProtoSfixed32(AppendProtoFixed32(nil, uint32(v)), 0); got != int32(v) || i != 4 {
			t.Errorf("sfixed32 %d: %d", v, got)
		}
	}
	for _, v := range []float64{0, math.Copysign(0, -1), 1.5, math.MaxFloat64, math.Inf(-1)} {
		if got, _ := ProtoDouble(AppendProtoDouble(nil, v), 0); math.Float64bits(got) != math.Float64bits(v) {
			t.Errorf("double %v: %v", v, got)
		}
		if got, _ := ProtoFloat(AppendProtoFloat(nil, float32(v)), 0); math.Float32bits(got) != math.Float32bits(float32(v)) {
			t.Errorf("float %v: %v", v, got)
		}
	}
	for _, short := range [][]byte{nil, {1}, {1, 2, 3}} {
		if _, i := ProtoFixed32(short, 0); i != bad(Short) {
			t.Errorf("fixed32 of %x: %d", short, i)
		}
		if _, i := ProtoFixed64(short, 0); i != bad(Short) {
			t.Errorf("fixed64 of %x: %d", short, i)
		}
	}
	if s, i := ProtoText(AppendProtoText(nil, "é"), 0); s != "é" || i != 3 {
		t.Errorf("text: %q, %d", s, i)
	}
	if _, i := ProtoText(AppendProtoBytes(nil, []byte{0xff}), 0); i != bad(BadUTF8) {
		t.Errorf("text that is no UTF-8: %d", i)
	}
}

// TestProtoLengths: a length is held against what remains, wherever it ends.
func TestProtoLengths(t *testing.T) {
	whole := AppendProtoBytes(nil, make([]byte, 300))
	for n := range whole {
		if end, i := ProtoEnd(whole[:n], 0); i != bad(Short) {
			t.Fatalf("%d of %d bytes: %d, %d", n, len(whole), end, i)
		}
	}
	for _, u := range []uint64{math.MaxInt32 + 1, math.MaxInt64, math.MaxUint64} {
		if _, i := ProtoEnd(AppendProtoVarint(nil, u), 0); i != bad(BadLength) {
			t.Errorf("length %d: %d", u, i)
		}
	}
}

func TestProtoIndex(t *testing.T) {
	for _, c := range []struct {
		b    []byte
		path []int
		want int
	}{
		{[]byte{0, 9}, []int{0}, 1},
		{[]byte{2, 0}, []int{0}, 2},
		{[]byte{4, 2, 0}, []int{1, 0}, 3},
		{[]byte{2, 2}, []int{0}, bad(BadSchema)},
		{[]byte{0}, []int{1}, bad(BadSchema)},
		{[]byte{4, 2, 0}, []int{1}, bad(BadSchema)},
		{[]byte{4, 2}, []int{1, 0}, bad(Short)},
		{nil, []int{0}, bad(Short)},
	} {
		if got := ProtoIndex(c.b, 0, c.path...); got != c.want {
			t.Errorf("%x as %v: %d, want %d", c.b, c.path, got, c.want)
		}
	}
}

func TestProtoTimesBeyond(t *testing.T) {
	for _, v := range []int64{-62135596801, 253402300800} {
		if FitsProtoTimestamp(v, Seconds) {
			t.Errorf("%d fits", v)
		}
		if _, i := ProtoTimestamp(AppendProtoTimestamp(nil, v, Seconds), 1, 0, Seconds); i != bad(OutOfRange) {
			t.Errorf("%d is read: %d", v, i)
		}
	}
	if _, i := ProtoTimestamp(AppendProtoTimestamp(nil, 1, Nanos), 1, 0, Millis); i != bad(ScaleLoss) {
		t.Errorf("a nanosecond as milliseconds: %d", i)
	}
	for _, parts := range [][2]int64{{1, -1}, {-1, 1}, {0, 1e9}, {math.MaxInt64, 0}} {
		if _, i := ProtoDuration(appendProtoParts(nil, parts[0], parts[1]), 1, Duration{}); i != bad(OutOfRange) && parts[0] != math.MaxInt64 || i >= 0 {
			t.Errorf("%v is a duration: %d", parts, i)
		}
	}
	if FitsProtoDuration(Duration{Days: 1}) || !FitsProtoDuration(Duration{Nanos: -1}) {
		t.Error("which durations fit")
	}
}

// TestSkipProtoDeep: groups as deep as they like cost no memory.
func TestSkipProtoDeep(t *testing.T) {
	open := slices.Repeat([]byte{0x0b}, 1000)
	if i := SkipProto(open[1:], 0, 0x0b); i != bad(TooDeep) {
		t.Errorf("a thousand groups: %d", i)
	}
	if n := testing.AllocsPerRun(10, func() { SkipProto(open[1:], 0, 0x0b) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
