package lock

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestRoundTrip(t *testing.T) {
	f := &File{Pins: []Pin{
		{Path: "weather.cql", Hash: Hash("CREATE TABLE t (a int PRIMARY KEY);\n")},
		{Path: "schemas/order.avsc", Hash: Hash("{}"), From: `sr(subject: "orders-value", version: 7)`},
		{Path: "my \"ünï\" file.sql", Hash: Hash(""), From: `db(schemas: ["public"])`},
		{Path: "../#x.proto", Hash: Hash("x")},
		{Path: "a.avsc", Hash: Hash("a"), Version: 9, Level: "full_transitive", From: `sr(subject: "a")`},
		{Path: "a.history/7/a.avsc", Hash: Hash("b"), Version: 7},
	}}
	text := f.String()
	back, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if len(back.Pins) != len(f.Pins) || back.String() != text {
		t.Errorf("reads back as\n%s\nwant\n%s", back, text)
	}
	for _, p := range f.Pins {
		if got := back.Pin(p.Path); got == nil || !reflect.DeepEqual(*got, p) {
			t.Errorf("%s: %v, want %v", p.Path, got, p)
		}
	}
	if back.Pin("other") != nil {
		t.Error("a path that is not pinned is found")
	}
	if again, err := Parse(strings.ReplaceAll(text, "\n", "\r\n")); err != nil || again.String() != text {
		t.Errorf("with CR LF: %v", err)
	}
}

func TestHashOfLineEnds(t *testing.T) {
	if Hash("a\r\nb\n") != Hash("a\nb\n") || Hash("a\n") == Hash("a") {
		t.Error("line ends are one character, and they count")
	}
}

func TestDamaged(t *testing.T) {
	sum := strings.TrimPrefix(Hash(""), "sha256:")
	for text, line := range map[string]int{
		"":                                       1,
		"flow.lock 2\n":                          1,
		header + "\nx\n":                         2,
		header + "\nx sha256:12\n":               2,
		header + "\n\nx md5:" + sum + "\n":       3,
		header + "\nx sha256:" + sum + " of y\n": 2,
		header + "\nx sha256:" + sum + " version 0\n":           2,
		header + "\nx sha256:" + sum + " version x from y\n":    2,
		header + "\nx sha256:" + sum + " under  from y\n":       2,
		header + "\nx sha256:" + sum + "\nx sha256:" + sum:      3,
		header + "\n\"x sha256:" + sum + "\n":                   2,
		header + "\n" + strings.Repeat("# a comment\n", 400000): 1,
	} {
		_, err := Parse(text)
		var bad *BadLine
		if !errors.As(err, &bad) || bad.Line != line {
			t.Errorf("%.60q: %v, want line %d", text, err, line)
		}
	}
}

// FuzzParse: what is read is written so that it is read again.
func FuzzParse(f *testing.F) {
	f.Add(header + "\nx " + Hash("") + " from a(b: 1)\n")
	f.Add(header + "\n\"a b\" " + Hash("") + "\n# c\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(got.String())
		if err != nil || again.String() != got.String() {
			t.Errorf("%q: %v\n%s", text, err, got)
		}
	})
}
