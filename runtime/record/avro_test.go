package record

import (
	"bytes"
	"encoding/binary"
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
		{Duration{}, true}, {v, true}, {Duration{Months: -1}, false}, {Duration{Days: -1}, false},
		{Duration{Nanos: -1e6}, false}, {Duration{Nanos: 1}, false},
		{Duration{Nanos: math.MaxUint32 * 1e6}, true}, {Duration{Nanos: (math.MaxUint32 + 1) * 1e6}, false},
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

// hambaRecord is written by us and read by hamba, and the other way round.
type hambaRecord struct {
	Long   int64             `avro:"l"`
	Int    int32             `avro:"i"`
	Flag   bool              `avro:"b"`
	Float  float32           `avro:"f"`
	Double float64           `avro:"d"`
	Text   string            `avro:"s"`
	Bytes  []byte            `avro:"p"`
	List   []int64           `avro:"a"`
	Map    map[string]string `avro:"m"`
	Opt    *string           `avro:"o"`
}

var hambaSchema = avro.MustParse(`{"type":"record","name":"r","fields":[
	{"name":"l","type":"long"},{"name":"i","type":"int"},{"name":"b","type":"boolean"},
	{"name":"f","type":"float"},{"name":"d","type":"double"},{"name":"s","type":"string"},
	{"name":"p","type":"bytes"},{"name":"a","type":{"type":"array","items":"long"}},
	{"name":"m","type":{"type":"map","values":"string"}},{"name":"o","type":["null","string"]}]}`)

// appendHamba writes r with our writers.
func appendHamba(d []byte, r *hambaRecord) []byte {
	d = AppendAvroLong(d, r.Long)
	d = AppendAvroLong(d, int64(r.Int))
	d = AppendAvroBool(d, r.Flag)
	d = AppendAvroFloat(d, r.Float)
	d = AppendAvroDouble(d, r.Double)
	d = AppendAvroText(d, r.Text)
	d = AppendAvroBytes(d, r.Bytes)
	if len(r.List) > 0 {
		d = AppendAvroLong(d, int64(len(r.List)))
		for _, v := range r.List {
			d = AppendAvroLong(d, v)
		}
	}
	d = append(d, 0)
	for k, v := range r.Map {
		d = AppendAvroText(AppendAvroText(AppendAvroLong(d, 1), k), v)
	}
	d = append(d, 0)
	if r.Opt == nil {
		return append(d, 0)
	}
	return AppendAvroText(append(d, 2), *r.Opt)
}

// readHamba reads r with our readers.
func readHamba(r *hambaRecord, b []byte) int {
	i := 0
	r.Long, i = AvroLong(b, i)
	r.Int, i = AvroInt(b, i)
	r.Flag, i = AvroBool(b, i)
	r.Float, i = AvroFloat(b, i)
	r.Double, i = AvroDouble(b, i)
	if r.Text, i = AvroText(b, i); i < 0 {
		return i
	}
	if r.Bytes, i = AvroBytes(b, i); i < 0 {
		return i
	}
	var n int64
	for {
		if n, i = AvroBlock(b, i); i < 0 || n == 0 {
			break
		}
		for ; n > 0 && i >= 0; n-- {
			var v int64
			v, i = AvroLong(b, i)
			r.List = append(r.List, v)
		}
	}
	r.Map = map[string]string{}
	for i >= 0 {
		if n, i = AvroBlock(b, i); i < 0 || n == 0 {
			break
		}
		for ; n > 0 && i >= 0; n-- {
			var k, v string
			if k, i = AvroText(b, i); i >= 0 {
				v, i = AvroText(b, i)
			}
			r.Map[k] = v
		}
	}
	if i < 0 {
		return i
	}
	branch, i := AvroBranch(b, i, 2)
	if branch == 1 && i >= 0 {
		var s string
		s, i = AvroText(b, i)
		r.Opt = &s
	}
	return i
}

// skipHamba skips the record without reading it.
func skipHamba(b []byte) int {
	i := SkipAvroLong(b, SkipAvroLong(b, 0))
	i = SkipAvroFixed(b, SkipAvroFixed(b, SkipAvroBool(b, i), 4), 8)
	i = SkipAvroBytes(b, SkipAvroBytes(b, i))
	for _, parts := range []int{1, 2} {
		for {
			var n int64
			if n, i = SkipAvroBlock(b, i); n == 0 {
				break
			}
			for ; n > 0; n-- {
				if parts == 1 {
					i = SkipAvroLong(b, i)
				} else {
					i = SkipAvroBytes(b, SkipAvroBytes(b, i))
				}
			}
		}
	}
	branch, i := AvroBranch(b, i, 2)
	if branch == 1 {
		i = SkipAvroBytes(b, i)
	}
	return i
}

func FuzzAvroHamba(f *testing.F) {
	f.Add(int64(1), int32(-2), true, 1.5, "text", []byte{1, 2}, uint8(3))
	f.Add(int64(math.MinInt64), int32(math.MaxInt32), false, math.Inf(-1), "größer", []byte{}, uint8(200))
	f.Fuzz(func(t *testing.T, l int64, n int32, p bool, d float64, s string, b []byte, count uint8) {
		if !ValidText([]byte(s)) || d != d {
			return
		}
		in := hambaRecord{Long: l, Int: n, Flag: p, Float: float32(d), Double: d, Text: s, Bytes: b, Map: map[string]string{}}
		for k := range int(count) {
			in.List = append(in.List, l>>(k%64))
			in.Map[s[:0]+string(rune('a'+k))] = s
		}
		if p {
			in.Opt = &s
		}
		theirs, err := avro.Marshal(hambaSchema, &in)
		if err != nil {
			t.Fatal(err)
		}
		ours := appendHamba(nil, &in)
		for _, wire := range [][]byte{theirs, ours} {
			var got, want hambaRecord
			if err := avro.Unmarshal(hambaSchema, wire, &want); err != nil {
				t.Fatal(err)
			}
			if j := readHamba(&got, wire); j != len(wire) {
				t.Fatalf("read to %d of %d", j, len(wire))
			}
			if j := skipHamba(wire); j != len(wire) {
				t.Fatalf("skipped to %d of %d", j, len(wire))
			}
			sameHamba(t, &got, &want)
		}
	})
}

func sameHamba(t *testing.T, got, want *hambaRecord) {
	t.Helper()
	same := got.Long == want.Long && got.Int == want.Int && got.Flag == want.Flag && got.Float == want.Float &&
		got.Double == want.Double && got.Text == want.Text && bytes.Equal(got.Bytes, want.Bytes) &&
		len(got.List) == len(want.List) && len(got.Map) == len(want.Map) && (got.Opt == nil) == (want.Opt == nil)
	for k, v := range want.Map {
		same = same && got.Map[k] == v
	}
	for k, v := range want.List {
		same = same && got.List[k] == v
	}
	if same && want.Opt != nil {
		same = *got.Opt == *want.Opt
	}
	if !same {
		t.Fatalf("got %+v, want %+v", got, want)
	}
}

// FuzzAvroBytes gives each reader any bytes: none may panic or pass the end, and
// what a reader takes its skip takes too.
func FuzzAvroBytes(f *testing.F) {
	f.Add([]byte{2, 'a'}, 0, 4)
	f.Add(binary.AppendVarint(nil, math.MinInt64), 0, 16)
	f.Fuzz(func(t *testing.T, b []byte, i, n int) {
		b = b[:len(b):len(b)]
		if n < 0 || n > 64 {
			n = 8
		}
		inside := func(name string, j int) {
			if j > len(b) || j >= 0 && j < i || j < 0 && j < -255 {
				t.Fatalf("%s: from %d to %d of %d", name, i, j, len(b))
			}
		}
		_, j := AvroLong(b, i)
		inside("long", j)
		if k := SkipAvroLong(b, i); k != j {
			t.Fatalf("skip long %d, read %d", k, j)
		}
		_, j = AvroBytes(b, i)
		inside("bytes", j)
		if k := SkipAvroBytes(b, i); k != j {
			t.Fatalf("skip bytes %d, read %d", k, j)
		}
		for name, j := range avroCursors(b, i, n) {
			inside(name, j)
		}
	})
}

// avroCursors runs the readers that have no skip of their own.
func avroCursors(b []byte, i, n int) map[string]int {
	c := map[string]int{}
	_, c["int"] = AvroInt(b, i)
	_, c["bool"] = AvroBool(b, i)
	_, c["float"] = AvroFloat(b, i)
	_, c["double"] = AvroDouble(b, i)
	_, c["text"] = AvroText(b, i)
	_, c["fixed"] = AvroFixed(b, i, n)
	_, c["decimal64"] = AvroDecimal64(b, i)
	_, c["decimal128"] = AvroDecimal128(b, i)
	_, c["fixed64"] = AvroFixedDecimal64(b, i, n)
	_, c["fixed128"] = AvroFixedDecimal128(b, i, n)
	_, c["uuid"] = AvroUUID(b, i)
	_, c["enum"] = AvroEnum(b, i, n)
	_, c["branch"] = AvroBranch(b, i, n)
	_, c["block"] = AvroBlock(b, i)
	_, c["block max"] = AvroBlockMax(b, i, 9)
	_, c["skip block"] = SkipAvroBlock(b, i)
	_, c["duration"] = AvroDuration(b, i)
	c["skip fixed"] = SkipAvroFixed(b, i, n)
	c["skip bool"] = SkipAvroBool(b, i)
	return c
}
