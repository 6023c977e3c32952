package record

import (
	"bytes"
	"math"
	"testing"
	"unicode/utf8"
)

func TestOutcome(t *testing.T) {
	for _, site := range []int{0, 1, 500} {
		for _, field := range []int{-1, 0, 7, 4000} {
			for r := Short; r <= WrongKind; r++ {
				i := bad(r)
				if field >= 0 {
					i = At(i, field)
				}
				if i >= 0 || At(i, 3) != i && field >= 0 {
					t.Fatalf("field %d, reason %d: cursor %d", field, r, i)
				}
				o := Fail(site, i)
				if !o.Failed() || o.Site() != site || o.Field() != field || o.Reason() != r {
					t.Fatalf("site %d, field %d, reason %d became %d, %d, %d", site, field, r, o.Site(), o.Field(), o.Reason())
				}
			}
		}
	}
	if Passed.Failed() || Filtered.Failed() {
		t.Error("what passed or was filtered has failed")
	}
}

func TestBatch(t *testing.T) {
	var b Batch
	b.Append(Row{Offset: 7, Partition: -1}, nil, []byte("value"))
	b.Append(Row{Offset: 8}, []byte("key"), []byte{})
	if k := b.Bytes(b.Rows[0].Key); k != nil || !b.Rows[0].Key.IsNull() {
		t.Errorf("a null key is %x", k)
	}
	if v := b.Bytes(b.Rows[1].Value); v == nil || len(v) != 0 {
		t.Errorf("an empty value is %v", v)
	}
	v := b.Bytes(b.Rows[0].Value)
	if string(v) != "value" || cap(v) != len(v) {
		t.Errorf("the value is %q with room for %d", v, cap(v))
	}
	off := len(b.Slab)
	b.Slab = AppendInt(b.Slab, 12)
	if s := b.Since(off); string(b.Bytes(s)) != "12" {
		t.Errorf("since: %q", b.Bytes(s))
	}
	if b.Size() != len("valuekey12")+2*48 {
		t.Errorf("size is %d", b.Size())
	}
	b.Topic, b.Head = "t", []byte("h")
	room := cap(b.Slab)
	b.Reset()
	if len(b.Slab) != 0 || cap(b.Slab) != room || len(b.Rows) != 0 || b.Topic != "" || b.Head != nil {
		t.Errorf("after Reset: %+v", b)
	}
}

// TestArena reads texts with escapes into one arena, past its first block: those
// read before stay what they are, and Reset keeps the memory.
func TestArena(t *testing.T) {
	var a Arena
	in := []byte(`"a\tb"`)
	var all []string
	for range 1000 {
		s, _ := JSONText(&a, in, 0)
		all = append(all, s)
	}
	for i, s := range all {
		if s != "a\tb" {
			t.Fatalf("text %d is %q", i, s)
		}
	}
	room := cap(a.Bytes)
	if a.Reset(); len(a.Bytes) != 0 || cap(a.Bytes) != room {
		t.Errorf("after Reset: %d of %d bytes", len(a.Bytes), cap(a.Bytes))
	}
}

func TestValidText(t *testing.T) {
	for _, part := range []string{"", "é", "\xff", "日", "\xed\xa0\x80", "\xc3"} {
		for n := range 20 {
			for m := range 10 {
				b := append(bytes.Repeat([]byte{'a'}, n), part...)
				b = append(b, bytes.Repeat([]byte{'b'}, m)...)
				if ValidText(b) != utf8.Valid(b) {
					t.Fatalf("%q", b)
				}
			}
		}
	}
}

// TestUnits holds the numbers of the units, which generated code writes.
func TestUnits(t *testing.T) {
	for i, u := range units {
		if int(u) != i+1 || u.perSecond() != int64(math.Pow(1000, float64(i))) {
			t.Errorf("unit %d is %d, %d a second", i, u, u.perSecond())
		}
	}
}

func TestAnEmptyValueIsNotNull(t *testing.T) {
	var b Batch
	b.Append(Row{}, nil, []byte{})
	if b.Bytes(b.Rows[0].Key) != nil || b.Bytes(b.Rows[0].Value) == nil {
		t.Errorf("a null key is %v, an empty value %v", b.Bytes(b.Rows[0].Key), b.Bytes(b.Rows[0].Value))
	}
}
