package record

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"github.com/hamba/avro/v2"
)

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
