package jsonschema

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

var update = flag.Bool("update", false, "rewrite testdata/*.want")

func fromDisk(name string) (*diag.File, error) {
	text, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	return diag.NewFile(name, string(text)), nil
}

// describe prints a named type, a field a line, with the places that its spans point
// to. A record within is shown by its name, or by its fields.
func describe(n Named) string {
	var b strings.Builder
	t := n.Type
	switch t.Kind {
	case types.Record:
		r := t.Record
		fmt.Fprintf(&b, "%s: record %s.%s at `%s` %q\n", n.Name, r.Namespace, r.Name, r.At.Text(), r.Doc)
		for _, f := range r.Fields {
			fmt.Fprintf(&b, "  `%s` `%s`: %s", f.At.Text(), f.TypeAt.Text(), f.Type)
			if f.HasDefault {
				fmt.Fprintf(&b, " = %v", f.Default)
			}
			if f.Doc != "" {
				fmt.Fprintf(&b, " %q", f.Doc)
			}
			b.WriteByte('\n')
		}
	default:
		fmt.Fprintf(&b, "%s: %s\n", n.Name, t)
	}
	return b.String()
}

func TestParse(t *testing.T) {
	f, err := fromDisk("testdata/order.json")
	if err != nil {
		t.Fatal(err)
	}
	var r diag.Report
	s := ParseFiles([]*diag.File{f}, fromDisk, &r)
	for _, d := range r.Sorted() {
		t.Errorf("%s: %s [%s]", d.At.Text(), d.Message, d.Here)
	}
	var b strings.Builder
	for _, f := range s.Files {
		b.WriteString("file " + f.Name + "\n")
	}
	for _, n := range s.Types {
		b.WriteString(describe(n))
	}
	wanted := filepath.Join("testdata", "order.want")
	if *update {
		if err := os.WriteFile(wanted, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(wanted)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestAnchored(t *testing.T) {
	for p, want := range map[string]string{
		"^[A-Z]{3}$": "[A-Z]{3}",
		"^a":         "a(?s:.*)",
		"a$":         "(?s:.*)a",
		"a":          "(?s:.*)a(?s:.*)",
		`a\$`:        `(?s:.*)a\$(?s:.*)`,
		"^a|b$":      "(?s:.*)(?:^a|b$)(?s:.*)",
	} {
		got, err := anchored(p)
		if err != nil || got != want {
			t.Errorf("anchored(%s) = %s, %v, want %s", p, got, err, want)
		}
	}
	if _, err := anchored("(?=a)"); err == nil {
		t.Error("a look ahead is taken")
	}
}
