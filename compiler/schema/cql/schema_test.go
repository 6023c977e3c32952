package cql

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

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

// describe prints a row type, one column a line: its type, Cassandra's word for
// it, and the places that its spans point to.
func describe(r *types.RecordType) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s at `%s`", r.Name, r.At.Text())
	if t := r.Table; t != nil {
		fmt.Fprintf(&b, " key (%s) (%s)", strings.Join(t.PartitionKey, " "), strings.Join(t.Clustering, " "))
		if len(t.Static) > 0 {
			fmt.Fprintf(&b, " static (%s)", strings.Join(t.Static, " "))
		}
		if t.Counters {
			b.WriteString(" counters")
		}
	}
	b.WriteByte('\n')
	for _, f := range r.Fields {
		fmt.Fprintf(&b, "  `%s` `%s`: %s", f.At.Text(), f.TypeAt.Text(), f.Type)
		if r.Table != nil {
			fmt.Fprintf(&b, " = %s", r.Table.Column[f.Name])
		}
		if !f.KeyAt.IsZero() {
			line, _ := f.KeyAt.File.Position(f.KeyAt.Start)
			fmt.Fprintf(&b, " key `%s` line %d", f.KeyAt.Text(), line)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestParse(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "shop.cql"))
	if err != nil {
		t.Fatal(err)
	}
	s := parse(t, "shop.cql", string(text))
	want, err := os.ReadFile(filepath.Join("testdata", "shop.want"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, k := range s.Keyspaces {
		fmt.Fprintf(&b, "keyspace %s at `%s`\n", k.Name, k.At.Text())
	}
	for _, r := range append(s.Types, s.Tables...) {
		b.WriteString(describe(r))
	}
	if b.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestFind(t *testing.T) {
	s := parse(t, "x.cql", `
		CREATE TABLE a.t (k int PRIMARY KEY);
		CREATE TABLE b.t (k int PRIMARY KEY);
		CREATE TABLE u (k int PRIMARY KEY);`)
	for name, want := range map[string]int{"t": 2, "a.t": 1, "b.t": 1, "u": 1, "c.t": 0, "a": 0} {
		if got := s.Find(name); len(got) != want {
			t.Errorf("Find(%s) finds %d, want %d", name, len(got), want)
		}
	}
}

func TestParseFiles(t *testing.T) {
	var r diag.Report
	s := ParseFiles([]*diag.File{
		diag.NewFile("1.cql", "USE ks; CREATE TABLE t (k int PRIMARY KEY, v later);"),
		diag.NewFile("2.cql", "CREATE TYPE ks.later (a int)"),
	}, &r)
	if r.Failed() {
		t.Fatal(r.Sorted())
	}
	v := s.Tables[0].Field("v")
	if v.Type.String() != "ks.later?" || v.Type.Elem.Record != s.Types[0] {
		t.Errorf("v is %s", v.Type)
	}
	if at := s.Types[0].Fields[0].At; at.File.Name != "2.cql" {
		t.Errorf("the field of the type is in %s", at.File.Name)
	}
}

func TestQuotedNames(t *testing.T) {
	s := parse(t, "x.cql", `CREATE TABLE "Ks"."My ""T""" ("Primary" INT PRIMARY KEY, primary_ TEXT, Type text, u "UDT");
		CREATE TYPE "Ks"."UDT" (key int);`)
	row := s.Tables[0]
	if row.Name != `Ks.My "T"` || row.Table.Schema != "Ks" || row.At.Text() != `"Ks"."My ""T"""` {
		t.Errorf("table %s in %s at %s", row.Name, row.Table.Schema, row.At.Text())
	}
	if f := row.Field("Primary"); f == nil || f.Type.Kind != types.Int32 || f.At.Text() != `"Primary"` {
		t.Errorf("quoted column: %+v", f)
	}
	if row.Field("type") == nil || row.Table.Column["u"] != `"UDT"` {
		t.Errorf("columns: %v", row.Table.Column)
	}
}
