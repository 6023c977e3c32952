package sql

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

var update = flag.Bool("update", false, "rewrite testdata/*.want")

// parse reads a text that has no mistakes.
func parse(t *testing.T, name, text string) *Schema {
	t.Helper()
	var r diag.Report
	s := Parse(diag.NewFile(name, text), &r)
	for _, d := range r.Sorted() {
		t.Errorf("%s: %s [%s]", d.At.Text(), d.Message, d.Here)
	}
	return s
}

// describe prints a row type, one column a line: its type, the database's word for
// it, and the places that its spans point to.
func describe(r *types.RecordType) string {
	var b strings.Builder
	table := r.Table
	fmt.Fprintf(&b, "%s at `%s` in (%s) key (%s)", r.Name, r.At.Text(), table.Schema, strings.Join(table.PrimaryKey(), " "))
	if table.BeforeImage {
		b.WriteString(" before")
	}
	fmt.Fprintf(&b, " %s\n", r.Doc)
	for _, f := range r.Fields {
		fmt.Fprintf(&b, "  `%s` `%s`: %s = %s", f.At.Text(), f.TypeAt.Text(), f.Type, table.Column[f.Name])
		if !f.KeyAt.IsZero() {
			line, _ := f.KeyAt.File.Position(f.KeyAt.Start)
			fmt.Fprintf(&b, " key `%s` line %d", f.KeyAt.Text(), line)
		}
		if slices.Contains(table.Filled, f.Name) {
			b.WriteString(" filled")
		}
		if slices.Contains(table.Generated, f.Name) {
			b.WriteString(" generated")
		}
		b.WriteString(strings.TrimRight(" "+f.Doc, " ") + "\n")
	}
	return b.String()
}

func TestParse(t *testing.T) {
	for _, name := range []string{"shop", "hand", "mysql"} {
		text, err := os.ReadFile(filepath.Join("testdata", name+".sql"))
		if err != nil {
			t.Fatal(err)
		}
		s := parse(t, name+".sql", string(text))
		var b strings.Builder
		for _, e := range s.Enums {
			fmt.Fprintf(&b, "enum %s at `%s`: %s\n", e.Name, e.At.Text(), strings.Join(e.Symbols, ", "))
		}
		for _, r := range s.Tables {
			b.WriteString(describe(r))
		}
		wanted := filepath.Join("testdata", name+".want")
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
			t.Errorf("%s: got\n%s\nwant\n%s", name, b.String(), want)
		}
	}
}

func TestFind(t *testing.T) {
	s := parse(t, "x.sql", `
		CREATE TABLE a.t (k int PRIMARY KEY);
		CREATE TABLE b.t (k int PRIMARY KEY);
		CREATE TABLE u (k int PRIMARY KEY);`)
	for name, want := range map[string]int{"t": 2, "a.t": 1, "b.t": 1, "u": 1, "public.u": 1, "c.t": 0, "a": 0} {
		if got := s.Find(name); len(got) != want {
			t.Errorf("Find(%s) finds %d, want %d", name, len(got), want)
		}
	}
}

func TestParseFiles(t *testing.T) {
	var r diag.Report
	s := ParseFiles([]*diag.File{
		diag.NewFile("1.sql", "SET search_path = ks; CREATE TABLE t (k int PRIMARY KEY, v later);"),
		diag.NewFile("2.sql", "CREATE TYPE ks.later AS ENUM ('a')"),
	}, &r)
	if r.Failed() {
		t.Fatal(r.Sorted())
	}
	if v := s.Tables[0].Field("v"); v.Type.Strip().Enum != s.Enums[0] {
		t.Errorf("v is %s", v.Type)
	}
	if at := s.Enums[0].SymbolAt[0]; at.File.Name != "2.sql" {
		t.Errorf("the symbol is in %s", at.File.Name)
	}
}
