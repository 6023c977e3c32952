package record

import (
	"bytes"
	"testing"
)

// pack packs headers, given as name, value, …; the value "null" is null.
func pack(kv ...string) []byte {
	var d []byte
	for i := 0; i < len(kv); i += 2 {
		if kv[i+1] == "null" {
			d = AppendHeader(d, kv[i], nil)
			continue
		}
		d = AppendHeader(d, kv[i], []byte(kv[i+1]))
	}
	return d
}

func TestHeaderText(t *testing.T) {
	packed := pack("trace", "a1", "empty", "", "gone", "null", "raw", "\xff", "trace", "b2", "late", "x", "late", "null")
	for _, c := range []struct {
		name, want string
		ok         bool
	}{
		{"trace", "b2", true}, // the last one counts, as in Kafka's lastHeader
		{"empty", "", true},
		{"gone", "", false},
		{"raw", "", false},
		{"late", "", false},
		{"none", "", false},
	} {
		if got, ok := HeaderText(packed, c.name); got != c.want || ok != c.ok {
			t.Errorf("%s: %q, %v; want %q, %v", c.name, got, ok, c.want, c.ok)
		}
	}
	if _, ok := HeaderText(nil, "trace"); ok {
		t.Error("no headers have one")
	}
}

func TestAppendOtherHeaders(t *testing.T) {
	packed := pack("a", "1", "b", "null", "a", "2", "c", "3")
	for _, c := range []struct {
		names []string
		want  []byte
	}{
		{nil, packed},
		{[]string{"a"}, pack("b", "null", "c", "3")},
		{[]string{"b", "c"}, pack("a", "1", "a", "2")},
		{[]string{"a", "b", "c", "d"}, nil},
	} {
		if got := AppendOtherHeaders(nil, packed, c.names...); !bytes.Equal(got, c.want) {
			t.Errorf("without %q: %q, want %q", c.names, got, c.want)
		}
	}
	d := AppendOtherHeaders([]byte("x"), packed, "a")
	if !bytes.Equal(d[1:], pack("b", "null", "c", "3")) || d[0] != 'x' {
		t.Errorf("appended to x: %q", d)
	}
}

func FuzzHeaderCopies(f *testing.F) {
	f.Add(pack("a", "1", "b", "null"), "a")
	f.Add([]byte{1, 'a', 200}, "a")
	f.Fuzz(func(t *testing.T, packed []byte, name string) {
		HeaderText(packed, name)
		rest := AppendOtherHeaders(nil, packed, name)
		if len(rest) > len(packed) {
			t.Fatalf("%d bytes of %d were copied", len(rest), len(packed))
		}
		if _, ok := HeaderText(rest, name); ok {
			t.Fatalf("%q is still in %q", name, rest)
		}
		if again := AppendOtherHeaders(nil, rest, name); !bytes.Equal(again, rest) {
			t.Fatalf("%q, and the second time %q", rest, again)
		}
	})
}
