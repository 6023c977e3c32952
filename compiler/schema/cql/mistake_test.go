package cql

import (
	"fmt"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// mistakes are texts with what is told of them: `place`: message.
var mistakes = []struct {
	text string
	want []string
}{
	{"<?xml version='1.0'?>", []string{"`<`: expected a CQL statement"}},
	{"CREATE TABLE t (a int PRIMARY KEY, b txt);", []string{"`txt`: type `txt` is not known (did you mean `text`?)"}},
	{"CREATE TABLE t (a int, b text);", []string{"`t`: table `t` has no primary key"}},
	{"CREATE TABLE t (a int, PRIMARY KEY (b));", []string{"`b`: the primary key of `t` names a column `b` that it does not have"}},
	{"CREATE TABLE t (station int, PRIMARY KEY ((staton)));", []string{"`staton`: the primary key of `t` names a column `staton` that it does not have (did you mean `station`?)"}},
	{"CREATE TABLE t (a int, PRIMARY KEY (a, a));", []string{"`a`: the primary key names `a` twice"}},
	{"CREATE TABLE t (a int PRIMARY KEY, PRIMARY KEY (a));", []string{"`PRIMARY KEY`: a table has one primary key"}},
	{"CREATE TABLE t (a int, PRIMARY KEY (a), PRIMARY KEY (a));", []string{"`PRIMARY KEY`: a table has one primary key"}},
	{"CREATE TABLE t (a int PRIMARY KEY, a text);", []string{"`a`: table `t` has two columns `a`"}},
	{"CREATE TABLE t (a int PRIMARY KEY b text);", []string{"`b`: expected `,` or `)`"}},
	{"CREATE TABLE t (a int PRIMARY KEY, b);", []string{"`)`: expected a type"}},
	{"CREATE TABLE t (a int PRIMARY KEY", []string{"``: expected `,` or `)`"}},
	{"CREATE TABLE t a int PRIMARY KEY);", []string{"`a`: expected `(`"}},
	{"CREATE TABLE (a int PRIMARY KEY);", []string{"`(`: expected the table's name"}},
	{"CREATE TABLE t (a list<int PRIMARY KEY);", []string{"`PRIMARY`: expected `>`"}},
	{"CREATE TABLE t (a int PRIMARY KEY, b list);", []string{"`list`: type `list` is written `list<T>`"}},
	{"CREATE TABLE t (a int PRIMARY KEY, b map<int>);", []string{"`map<int>`: type `map` is written `map<K, V>`"}},
	{"CREATE TABLE t (a int PRIMARY KEY, b vector<float>);", []string{"`vector<float>`: type `vector` is written `vector<float, 3>`"}},
	{"CREATE TABLE t (a int PRIMARY KEY, b set<int, 3>);", []string{"`set<int, 3>`: type `set` is written `set<T>`"}},
	{"CREATE TABLE t (a int PRIMARY KEY, b text<int>);", []string{"`text<int>`: type `text` takes no arguments"}},
	{"CREATE TABLE t (a int PRIMARY KEY, b 'org.apache.X');", []string{"`'org.apache.X'`: custom types are not supported"}},
	{"CREATE TABLE ks.t (a int PRIMARY KEY, b other.u); CREATE TYPE ks.u (x int);", []string{"`other.u`: type `other.u` is not known (a user-defined type needs its CREATE TYPE in an imported file)"}},
	{"CREATE TYPE u (x u);", []string{"`u`: type `u` contains itself"}},
	{"CREATE TYPE u (x list<v>); CREATE TYPE v (y u, z int);", []string{"`list<v>`: type `u` contains itself"}},
	{"CREATE TYPE u (x int, x int);", []string{"`x`: type `u` has two fields `x`"}},
	{"CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE t (a int PRIMARY KEY);", []string{"`t`: table `t` is created twice"}},
	{"CREATE TYPE u (a int); CREATE TYPE u (a int)", []string{"`u`: type `u` is created twice"}},
	{"CREATE TABLE t (a int PRIMARY KEY) CREATE TABLE u (b txt PRIMARY KEY);", []string{"`CREATE`: expected `;`", "`txt`: type `txt` is not known (did you mean `text`?)"}},
	{"CREATE TABLE t (a int PRIMARY KEY b; CREATE TABLE u (b txt PRIMARY KEY);", []string{"`b`: expected `,` or `)`", "`txt`: type `txt` is not known (did you mean `text`?)"}},
	{"ALTER TABLE t ADD a int;", []string{"`t`: `t` is altered before it is created"}},
	{"CREATE TABLE t (a int PRIMARY KEY); ALTER TABLE t ADD a int;", []string{"`a`: `t` has a column `a` already"}},
	{"CREATE TABLE t (a int PRIMARY KEY); ALTER TABLE t DROP b;", []string{"`b`: `t` has no column `b`"}},
	{"CREATE TABLE t (a int PRIMARY KEY); ALTER TABLE t REMOVE b;", []string{"`REMOVE`: expected `add`, `drop`, `rename` or `with`"}},
	{"CREATE TABLE t (a int PRIMARY KEY, c text DEFAULT 'it;", []string{"`DEFAULT`: expected `,` or `)`", "`'`: this text never ends"}},
	{"/* CREATE TABLE", []string{"`/*`: this comment never ends"}},
	{"CREATE FUNCTION f AS $$ x;", []string{"`$$`: this text never ends"}},
	{"CREATE TABLE t (a " + strings.Repeat("list<", 40) + "int PRIMARY KEY);", []string{"`list`: types nest too deep here"}},
	{"ALTER TABLE IF EXISTS t ADD a int; CREATE TABLE t (a int PRIMARY KEY, b int); CREATE TABLE IF NOT EXISTS t (z int PRIMARY KEY); ALTER TABLE t ADD IF NOT EXISTS a int; ALTER TABLE t ALTER b TYPE varint; DROP TYPE x;", nil},
	{"; ;\n-- nothing\n", nil},
	{"\uFEFFDESCRIBE ks;", nil},
	{"", nil},
}

func TestMistakes(t *testing.T) {
	for _, c := range mistakes {
		var r diag.Report
		Parse(diag.NewFile("x.cql", c.text), &r)
		var got []string
		for _, d := range r.Sorted() {
			s := fmt.Sprintf("`%s`: %s", d.At.Text(), d.Message)
			if len(d.Helps) > 0 {
				s += " (" + d.Helps[0] + ")"
			}
			if d.Code != "E0207" {
				s += " " + d.Code
			}
			got = append(got, s)
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s\ngot  %q\nwant %q", c.text, got, c.want)
		}
	}
}

// FuzzParse looks for panics, endless loops, and tables that break the promises
// that the checker leans on.
func FuzzParse(f *testing.F) {
	for _, c := range mistakes {
		f.Add(c.text)
	}
	f.Add("CREATE TYPE k.a (x int); CREATE TABLE k.t (a frozen<a>, b vector<float, 3>, c tuple<int, text> static, PRIMARY KEY ((a), b)); ALTER TABLE k.t RENAME a TO z AND b TO y;")
	f.Fuzz(func(t *testing.T, text string) {
		var r diag.Report
		s := Parse(diag.NewFile("x.cql", text), &r)
		for _, row := range s.Tables {
			for _, k := range row.Table.PrimaryKey() {
				if c := row.Field(k); c == nil || c.KeyAt.IsZero() || c.Type.Nullable() {
					t.Errorf("key column %q of %s: %+v", k, row.Name, c)
				}
			}
			if len(row.Table.PartitionKey) == 0 {
				t.Errorf("%s has no key", row.Name)
			}
			_ = describe(row)
		}
		for _, d := range r.Sorted() {
			if d.At.IsZero() || d.At.Start > d.At.End || d.At.End > len(text) {
				t.Errorf("%s has no place: %+v", d.Message, d.At)
			}
		}
	})
}
