package sql

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
	{"<?xml version='1.0'?>", []string{"`<`: expected an SQL statement"}},
	{"CREATE TABLE t (a int PRIMARY KEY, b txt);", []string{"`txt`: type `txt` is not known (did you mean `text`?)"}},
	{"CREATE TABLE t (a int, b shop.status);", []string{"`shop.status`: type `shop.status` is not known (a type of one's own needs its CREATE TYPE or CREATE DOMAIN in an imported file, one of an extension the CREATE EXTENSION)"}},
	{"CREATE TABLE t (a int, PRIMARY KEY (b));", []string{"`b`: the primary key of `t` names a column `b` that it does not have"}},
	{"CREATE TABLE t (station int, PRIMARY KEY (staton));", []string{"`staton`: the primary key of `t` names a column `staton` that it does not have (did you mean `station`?)"}},
	{"CREATE TABLE t (a int, PRIMARY KEY (a, a));", []string{"`a`: the primary key names `a` twice"}},
	{"CREATE TABLE t (a int PRIMARY KEY, PRIMARY KEY (a));", []string{"`PRIMARY KEY`: a table has one primary key"}},
	{"CREATE TABLE t (a int); ALTER TABLE t ADD PRIMARY KEY (a), ADD PRIMARY KEY (a);", []string{"`PRIMARY KEY`: a table has one primary key"}},
	{"CREATE TABLE t (a int, A text);", []string{"`A`: table `t` has two columns `a`"}},
	{"CREATE TABLE t (LIKE other INCLUDING ALL); CREATE TABLE u (a txt);", []string{
		"`LIKE`: LIKE takes its columns from another table, which may look different in the database (import what pg_dump --schema-only prints: it writes out every column)",
		"`txt`: type `txt` is not known (did you mean `text`?)",
	}},
	{"CREATE TABLE t AS SELECT 1;", []string{"`AS`: the columns of `t` are not written here (import what pg_dump --schema-only prints: it writes out every column)"}},
	{"CREATE TABLE t (a int) INHERITS (u);", []string{"`u`: there is no table `u` to inherit from"}},
	{"CREATE TABLE t (a int, b);", []string{"`)`: expected a type"}},
	{"CREATE TABLE t (a int", []string{"``: expected `,` or `)`"}},
	{"CREATE TABLE t (a numeric(12, 2);", []string{"`;`: expected `,` or `)`"}},
	{"CREATE TABLE t (a varchar(many));", []string{"`varchar(many)`: `many` is no number that the type `character varying` takes"}},
	{"CREATE TABLE t a int);", []string{"`a`: expected `(`"}},
	{"CREATE TABLE (a int);", []string{"`(`: expected the table's name"}},
	{"CREATE TABLE t (a int) CREATE TABLE u (b txt);", []string{"`CREATE`: expected `;`", "`txt`: type `txt` is not known (did you mean `text`?)"}},
	{"CREATE TABLE t (a int); CREATE TABLE public.t (a int);", []string{"`public.t`: table `t` is created twice"}},
	{"CREATE TYPE u AS ENUM ('a'); CREATE TYPE u AS ENUM ('b')", []string{"`u`: type `u` is created twice"}},
	{"CREATE TYPE u AS ENUM ('a', 'a');", []string{"`'a'`: the symbol `a` stands here twice"}},
	{"CREATE TYPE u AS ENUM (a);", []string{"`a`: expected a symbol in quotes"}},
	{"CREATE TYPE u AS ENUM ('a'); ALTER TYPE u ADD VALUE 'a';", []string{"`'a'`: `u` has a symbol `a` already"}},
	{"CREATE DOMAIN d AS e; CREATE DOMAIN e AS d; CREATE TABLE t (a d);", []string{"`e`: the domain `e` stands on itself"}},
	{"ALTER TABLE t ADD COLUMN a int;", []string{"`t`: `t` is altered before it is created"}},
	{"CREATE TABLE t (a int); ALTER TABLE t ADD a int;", []string{"`a`: `t` has a column `a` already"}},
	{"CREATE TABLE t (a int); ALTER TABLE t DROP COLUMN b;", []string{"`b`: `t` has no column `b`"}},
	{"CREATE TABLE t (a int); ALTER TABLE t ALTER b SET NOT NULL;", []string{"`b`: `t` has no column `b`"}},
	{"/* CREATE TABLE", []string{"`/*`: this comment never ends"}},
	{"CREATE FUNCTION f AS $b$ x $$;", []string{"`$b$`: this text never ends"}},
	{"INSERT INTO t VALUES ('it", []string{"`'`: this text never ends"}},
	{"CREATE TABLE IF NOT EXISTS t (a int); CREATE TABLE IF NOT EXISTS t (b int); ALTER TABLE t ADD COLUMN IF NOT EXISTS a int; ALTER TABLE IF EXISTS v DROP COLUMN c;", nil},
	{"; ;\n-- nothing\n", nil},
	{"\uFEFFSELECT 1", nil},
	{"", nil},
}

func TestMistakes(t *testing.T) {
	for _, c := range mistakes {
		var r diag.Report
		Parse(diag.NewFile("x.sql", c.text), &r)
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
	f.Add("CREATE TYPE s AS ENUM ('x', 'y'); CREATE TABLE k.t (a s[] DEFAULT '{}', b numeric(3,1) NOT NULL, PRIMARY KEY (b)) INHERITS (k.u); ALTER TABLE k.t RENAME b TO z; ALTER TYPE s ADD VALUE 'z' BEFORE 'y';")
	f.Add("CREATE TABLE `t` (`a` tinyint(1) COMMENT 'x', KEY (`a`)) ENGINE=x; ALTER TABLE `t` CHANGE `a` `b` enum('p') NOT NULL; COPY t FROM stdin;\n1\n\\.\n")
	f.Fuzz(func(t *testing.T, text string) {
		var r diag.Report
		s := Parse(diag.NewFile("x.sql", text), &r)
		for _, row := range s.Tables {
			for _, k := range row.Table.PrimaryKey() {
				if c := row.Field(k); c == nil || c.KeyAt.IsZero() || c.Type.Nullable() {
					t.Errorf("key column %q of %s: %+v", k, row.Name, c)
				}
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
