package record

import (
	"bytes"
	"math"
	"math/big"
	"testing"

	"github.com/hamba/avro/v2"
)

// longs has each border between two sizes of a variable-length number.
func longs() []int64 {
	all := []int64{math.MinInt64, math.MaxInt64, math.MinInt32, math.MaxInt32, math.MinInt32 - 1, math.MaxInt32 + 1}
	for s := range 63 {
		v := int64(1) << s
		all = append(all, v, v-1, v+1, -v, -v-1, -v+1)
	}
	return all
}

func TestAvroLong(t *testing.T) {
	w := avro.NewWriter(nil, 64)
	for _, v := range longs() {
		w.Reset(nil)
		w.WriteLong(v)
		want := w.Buffer()
		got := AppendAvroLong(nil, v)
		if !bytes.Equal(got, want) {
			t.Fatalf("AppendAvroLong(%d) = %x, want %x", v, got, want)
		}
		for pad := range 10 { // with and without room for the fast path
			b := append(append([]byte{9}, got...), make([]byte, pad)...)
			if x, j := AvroLong(b, 1); x != v || j != 1+len(got) {
				t.Fatalf("AvroLong of %d = %d, %d", v, x, j)
			}
			if j := SkipAvroLong(b, 1); j != 1+len(got) {
				t.Fatalf("SkipAvroLong of %d = %d", v, j)
			}
			x, j := AvroInt(b, 1)
			if fits := v == int64(int32(v)); fits && (int64(x) != v || j != 1+len(got)) || !fits && j != bad(OutOfRange) {
				t.Fatalf("AvroInt of %d = %d, %d", v, x, j)
			}
		}
	}
}

func TestAvroLongTooLong(t *testing.T) {
	for _, c := range []struct {
		in   []byte
		want Reason
	}{
		{[]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02}, OutOfRange},
		{[]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x80, 0x00}, OutOfRange},
		{[]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, Short},
		{[]byte{0x80}, Short},
		{nil, Short},
	} {
		if _, j := AvroLong(c.in, 0); j != bad(c.want) {
			t.Errorf("AvroLong(%x) = %d, want %d", c.in, j, bad(c.want))
		}
		if j := SkipAvroLong(c.in, 0); j != bad(c.want) {
			t.Errorf("SkipAvroLong(%x) = %d, want %d", c.in, j, bad(c.want))
		}
	}
}

func TestAvroReasons(t *testing.T) {
	big := AppendAvroLong(nil, 1<<40)
	for _, c := range []struct {
		name string
		read func(b []byte) int
		in   []byte
		want int
	}{
		{"bool 0", func(b []byte) int { _, j := AvroBool(b, 0); return j }, []byte{0}, 1},
		{"bool 2", func(b []byte) int { _, j := AvroBool(b, 0); return j }, []byte{2}, bad(BadBool)},
		{"text", func(b []byte) int { _, j := AvroText(b, 0); return j }, []byte{4, 'a', 'b', 'c'}, 3},
		{"text not utf-8", func(b []byte) int { _, j := AvroText(b, 0); return j }, []byte{4, 'a', 0xff}, bad(BadUTF8)},
		{"text surrogate", func(b []byte) int { _, j := AvroText(b, 0); return j }, []byte{6, 0xed, 0xa0, 0x80}, bad(BadUTF8)},
		{"negative length", func(b []byte) int { _, j := AvroBytes(b, 0); return j }, []byte{1, 'a'}, bad(BadLength)},
		{"length beyond", func(b []byte) int { _, j := AvroBytes(b, 0); return j }, big, bad(Short)},
		{"skip length beyond", func(b []byte) int { return SkipAvroBytes(b, 0) }, big, bad(Short)},
		{"skip negative length", func(b []byte) int { return SkipAvroBytes(b, 0) }, []byte{1}, bad(BadLength)},
		{"enum last", func(b []byte) int { _, j := AvroEnum(b, 0, 3); return j }, []byte{4}, 1},
		{"enum beyond", func(b []byte) int { _, j := AvroEnum(b, 0, 3); return j }, []byte{6}, bad(BadEnum)},
		{"enum negative", func(b []byte) int { _, j := AvroEnum(b, 0, 3); return j }, []byte{1}, bad(BadEnum)},
		{"branch last", func(b []byte) int { _, j := AvroBranch(b, 0, 2); return j }, []byte{2}, 1},
		{"branch beyond", func(b []byte) int { _, j := AvroBranch(b, 0, 2); return j }, []byte{4}, bad(BadBranch)},
		{"decimal empty", func(b []byte) int { _, j := AvroDecimal64(b, 0); return j }, []byte{0}, bad(BadLength)},
		{"decimal 9 bytes", func(b []byte) int { _, j := AvroDecimal64(b, 0); return j }, []byte{18, 1, 0, 0, 0, 0, 0, 0, 0, 0}, bad(OutOfRange)},
		{"decimal 9 bytes, sign lost", func(b []byte) int { _, j := AvroDecimal64(b, 0); return j }, []byte{18, 0, 0x80, 0, 0, 0, 0, 0, 0, 0}, bad(OutOfRange)},
		{"decimal 9 bytes, sign repeated", func(b []byte) int { _, j := AvroDecimal64(b, 0); return j }, []byte{18, 0, 0x7f, 0, 0, 0, 0, 0, 0, 0}, 10},
		{"decimal 17 bytes", func(b []byte) int { _, j := AvroDecimal128(b, 0); return j }, append([]byte{34, 1}, make([]byte, 16)...), bad(OutOfRange)},
		{"decimal 17 bytes, sign repeated", func(b []byte) int { _, j := AvroDecimal128(b, 0); return j }, append([]byte{34, 0}, make([]byte, 16)...), 18},
		{"uuid wrong", func(b []byte) int { _, j := AvroUUID(b, 0); return j }, []byte{2, 'x'}, bad(BadUUID)},
		{"duration months", func(b []byte) int { _, j := AvroDuration(b, 0); return j }, []byte{0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0}, bad(OutOfRange)},
		{"fixed negative", func(b []byte) int { _, j := AvroFixed(b, 0, -1); return j }, []byte{1}, bad(Short)},
	} {
		if got := c.read(c.in); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestAvroBlock(t *testing.T) {
	long := func(vs ...int64) (b []byte) {
		for _, v := range vs {
			b = AppendAvroLong(b, v)
		}
		return b
	}
	for _, c := range []struct {
		name  string
		in    []byte
		rest  int // bytes of elements behind the head
		count int64
		want  int
	}{
		{"end", long(0), 0, 0, 1},
		{"three", long(3), 3, 3, 1},
		{"three in two bytes", long(3), 2, 0, bad(BadLength)},
		{"with size", long(-3, 6), 6, 3, 2},
		{"size beyond", long(-3, 7), 6, 0, bad(BadLength)},
		{"negative size", long(-3, -1), 6, 0, bad(BadLength)},
		{"no size", long(-3), 0, 0, bad(Short)},
		{"lowest", long(math.MinInt64, 0), 0, 0, bad(BadLength)},
		{"huge", long(math.MaxInt64), 8, 0, bad(BadLength)},
	} {
		b := append(c.in, make([]byte, c.rest)...)
		if n, j := AvroBlock(b, 0); n != c.count || j != c.want {
			t.Errorf("%s: AvroBlock = %d, %d; want %d, %d", c.name, n, j, c.count, c.want)
		}
	}
	if n, j := AvroBlockMax(long(1000), 0, 1000); n != 1000 || j != 2 {
		t.Errorf("AvroBlockMax = %d, %d", n, j)
	}
	if _, j := AvroBlockMax(long(1001), 0, 1000); j != bad(BadLength) {
		t.Errorf("AvroBlockMax over = %d", j)
	}
	// Two blocks with a size, then one without.
	b := append(long(-2, 2), 1, 1)
	b = append(append(b, long(-1, 3)...), 2, 2, 2)
	b = append(append(b, long(4)...), 0, 0, 0, 0)
	if n, j := SkipAvroBlock(b, 0); n != 4 || j != len(b)-4 {
		t.Errorf("SkipAvroBlock = %d, %d; want 4, %d", n, j, len(b)-4)
	}
	if n, j := SkipAvroBlock(append(long(-2, 2), 1, 1, 0), 0); n != 0 || j != 5 {
		t.Errorf("SkipAvroBlock to the end = %d, %d", n, j)
	}
	if _, j := SkipAvroBlock(long(9), 0); j != bad(BadLength) {
		t.Errorf("SkipAvroBlock beyond = %d", j)
	}
}

func TestAvroFloats(t *testing.T) {
	w := avro.NewWriter(nil, 64)
	for _, v := range []float64{0, math.Copysign(0, -1), 1.5, -math.MaxFloat64, math.SmallestNonzeroFloat64, math.Inf(1), math.NaN()} {
		w.Reset(nil)
		w.WriteDouble(v)
		w.WriteFloat(float32(v))
		w.WriteBool(v > 0)
		b := AppendAvroBool(AppendAvroFloat(AppendAvroDouble(nil, v), float32(v)), v > 0)
		if !bytes.Equal(b, w.Buffer()) {
			t.Fatalf("%v: %x, want %x", v, b, w.Buffer())
		}
		d, i := AvroDouble(b, 0)
		f, i := AvroFloat(b, i)
		p, i := AvroBool(b, i)
		if math.Float64bits(d) != math.Float64bits(v) || math.Float32bits(f) != math.Float32bits(float32(v)) || p != (v > 0) || i != len(b) {
			t.Fatalf("%v: read %v, %v, %v to %d", v, d, f, p, i)
		}
	}
}

// bigBytes is n in as few bytes of two's complement as it needs.
func bigBytes(n *big.Int) []byte {
	for size := 1; ; size++ {
		half := new(big.Int).Lsh(big.NewInt(1), uint(size*8-1))
		if n.Cmp(half) < 0 && n.Cmp(new(big.Int).Neg(half)) >= 0 {
			if n.Sign() < 0 {
				n = new(big.Int).Add(n, half.Lsh(half, 1))
			}
			return n.FillBytes(make([]byte, size))
		}
	}
}

func TestAvroDecimals(t *testing.T) {
	for _, v := range longs() {
		want := bigBytes(big.NewInt(v))
		got := AppendAvroDecimal64(nil, v)
		if !bytes.Equal(got[1:], want) || int(got[0]) != 2*len(want) {
			t.Fatalf("AppendAvroDecimal64(%d) = %x, want %x", v, got, want)
		}
		if x, j := AvroDecimal64(got, 0); x != v || j != len(got) {
			t.Fatalf("AvroDecimal64 of %d = %d, %d", v, x, j)
		}
		for _, n := range []int{8, 9, 16, 20} {
			f := AppendAvroFixedDecimal64(nil, v, n)
			if x, j := AvroFixedDecimal64(f, 0, n); x != v || j != n || len(f) != n {
				t.Fatalf("fixed of %d bytes: %d became %d, %d", n, v, x, j)
			}
			w, j := AvroFixedDecimal128(f, 0, n)
			if w != FromInt64(v) || j != n || !bytes.Equal(AppendAvroFixedDecimal128(nil, w, n), f) {
				t.Fatalf("fixed of %d bytes: %d became %v, %d", n, v, w, j)
			}
		}
		for _, u := range longs()[:40] {
			w := Int128{Hi: v, Lo: uint64(u)}
			got := AppendAvroDecimal128(nil, w)
			if want := bigBytes(toBig(w)); !bytes.Equal(got[1:], want) {
				t.Fatalf("AppendAvroDecimal128(%v) = %x, want %x", w, got[1:], want)
			}
			if x, j := AvroDecimal128(got, 0); x != w || j != len(got) {
				t.Fatalf("AvroDecimal128 of %v = %v, %d", w, x, j)
			}
		}
	}
}

func TestAvroUUID(t *testing.T) {
	u := [16]byte{0xf8, 0x1d, 0x4f, 0xae, 0x7d, 0xec, 0x11, 0xd0, 0xa7, 0x65, 0x00, 0xa0, 0xc9, 0x1e, 0x6b, 0xf6}
	b := AppendAvroUUID(nil, u)
	if s, _ := AvroText(b, 0); s != "f81d4fae-7dec-11d0-a765-00a0c91e6bf6" {
		t.Fatalf("text is %q", s)
	}
	if got, j := AvroUUID(b, 0); got != u || j != len(b) {
		t.Fatalf("got %x, %d", got, j)
	}
}

func TestAvroDuration(t *testing.T) {
	v := Duration{Months: 14, Days: 3, Nanos: 5_250_000_000}
	b := AppendAvroDuration(nil, v)
	if want := []byte{14, 0, 0, 0, 3, 0, 0, 0, 0x82, 0x14, 0, 0}; !bytes.Equal(b, want) {
		t.Fatalf("got %x, want %x", b, want)
	}
	if got, j := AvroDuration(b, 0); got != v || j != 12 {
		t.Fatalf("got %v, %d", got, j)
	}
	for _, c := range []struct {
		v    Duration
		want bool
	}{
		{Duration{}, true},
		{v, true},
		{Duration{Months: -1}, false},
		{Duration{Days: -1}, false},
		{Duration{Nanos: -1e6}, false},
		{Duration{Nanos: 1}, false},
		{Duration{Nanos: math.MaxUint32 * 1e6}, true},
		{Duration{Nanos: (math.MaxUint32 + 1) * 1e6}, false},
	} {
		if FitsAvroDuration(c.v) != c.want {
			t.Errorf("FitsAvroDuration(%v) is not %v", c.v, c.want)
		}
	}
}

func TestFraming(t *testing.T) {
	const fp, id = 0x0102030405060708, 0xdeadbeef
	single, framed := AppendAvroSingleObject(nil, fp), AppendRegistryFrame(nil, id)
	if want := []byte{0xc3, 1, 8, 7, 6, 5, 4, 3, 2, 1}; !bytes.Equal(single, want) {
		t.Fatalf("single object: %x", single)
	}
	if want := []byte{0, 0xde, 0xad, 0xbe, 0xef}; !bytes.Equal(framed, want) {
		t.Fatalf("registry: %x", framed)
	}
	for n := range single {
		if j := AvroSingleObject(single[:n], fp); j != bad(Short) {
			t.Errorf("single object of %d bytes: %d", n, j)
		}
	}
	for n := range framed {
		if j := RegistryFrame(framed[:n], id); j != bad(Short) {
			t.Errorf("frame of %d bytes: %d", n, j)
		}
	}
	for name, c := range map[string]struct{ got, want int }{
		"single object":             {AvroSingleObject(single, fp), 10},
		"single object, other":      {AvroSingleObject(single, fp+1), bad(BadSchema)},
		"single object, magic":      {AvroSingleObject(framed, fp), bad(BadMagic)},
		"single object, next magic": {AvroSingleObject([]byte{0xc3, 2}, fp), bad(BadMagic)},
		"registry":                  {RegistryFrame(framed, id), 5},
		"registry, other":           {RegistryFrame(framed, id+1), bad(BadSchema)},
		"registry, magic":           {RegistryFrame(single, id), bad(BadMagic)},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", name, c.got, c.want)
		}
	}
}
