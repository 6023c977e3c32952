package compiler

import (
	"slices"
	"testing"
)

func TestSchemaChanges(t *testing.T) {
	before := `CREATE TABLE s.a (id int, day date, x text, y int, PRIMARY KEY ((id), day));
CREATE TABLE s.gone (id int PRIMARY KEY);
CREATE TABLE s.same (id int PRIMARY KEY);`
	after := `CREATE TABLE s.a (id int, day date, x blob, z list<int>, PRIMARY KEY ((id, day)));
CREATE TABLE s.same (id int PRIMARY KEY);
CREATE TABLE s.more (id int PRIMARY KEY);`
	want := []string{
		"~ column s.a.x was text, is blob",
		"+ column s.a.z list<int>",
		"- column s.a.y",
		"~ primary key of s.a was ((id), day), is ((id, day))",
		"+ table s.more",
		"- table s.gone",
	}
	if got := SchemaChanges("cql", before, after); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if got := SchemaChanges("cql", before, before); got != nil {
		t.Errorf("the same text: %q", got)
	}
	got := SchemaChanges("sql", "CREATE TABLE o (id bigint PRIMARY KEY, note text);", "CREATE TABLE o (id bigint PRIMARY KEY, note text NOT NULL);")
	if len(got) != 1 {
		t.Errorf("NOT NULL: %q", got)
	}
	if got := SchemaChanges("avro", `"int"`, `"long"`); !slices.Equal(got, []string{`~ was "int", is "long"`}) {
		t.Errorf("a schema without tables: %q", got)
	}
	if got := SchemaChanges("avro", "", `"long"`); got != nil {
		t.Errorf("a new one: %q", got)
	}
}
