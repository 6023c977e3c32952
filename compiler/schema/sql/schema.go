// Package sql reads the tables of SQL databases from DDL files: what pg_dump
// --schema-only prints, and CREATE statements as people write them. MySQL's
// spelling is read too, where a file uses backquotes or words of MySQL's own.
//
// Only what shapes rows is read: tables, enums, domains, their comments, and the
// ALTER and DROP statements that change them, applied in order. Every other
// statement is skipped, with the rows of COPY and the bodies of functions.
//
// NOT NULL and the primary key decide whether a column may be null. An array is a
// list of its elements: a null among them is a mistake of the record that holds
// it. A type without a counterpart (tsvector, a range, a composite, a geometry)
// is its text.
package sql

import (
	"slices"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// Schema is what SQL files declare, in their order.
type Schema struct {
	// Enums are the declared enums, Tables the rows of the tables. They are named
	// schema.name, or name alone in the schema public and where the file names none.
	Enums  []*types.EnumType
	Tables []*types.RecordType
}

// Find returns the tables of that name, with its schema or without: shop.orders
// finds one at most, orders one in each schema that has it.
func (s *Schema) Find(name string) []*types.RecordType {
	var found []*types.RecordType
	for _, t := range s.Tables {
		if t.Name == name || t.Table.Name == name || t.Table.Schema+"."+t.Table.Name == name {
			found = append(found, t)
		}
	}
	return found
}

// Parse reads an SQL file.
//
// Each mistake is added to r as E0207 with the place inside f; the statement that
// holds it is left out, and the rest is read.
func Parse(f *diag.File, r *diag.Report) *Schema { return ParseFiles([]*diag.File{f}, r) }

// ParseFiles reads SQL files as one, in that order. A table may use a type that a
// later file declares.
func ParseFiles(files []*diag.File, r *diag.Report) *Schema {
	b := &builder{report: r, schema: new(Schema)}
	for _, f := range files {
		p := &parser{b: b, file: f}
		p.tokens, p.mysql = lex(f, r)
		p.statements()
	}
	b.resolve()
	return b.schema
}

// builder holds what the statements made so far. Types are resolved last, when all
// are known.
type builder struct {
	report   *diag.Report
	schema   *Schema
	types    []*named
	tables   []*table
	extended bool // CREATE EXTENSION: types of unknown name may be its own
}

func (b *builder) create(t *table, lenient bool) {
	old := b.tableOf(t.name)
	switch {
	case old == nil:
		b.tables = append(b.tables, t)
	case !lenient:
		b.twice("table", t.name, old.name)
	}
}

func (b *builder) declare(n *named) {
	for _, old := range b.types {
		if old.name.same(n.name) {
			if old.enum || old.over != nil { // not a shell type, which is declared twice
				b.twice("type", n.name, old.name)
				return
			}
			*old = *n
			return
		}
	}
	b.types = append(b.types, n)
}

// document sets the doc of what a COMMENT ON names.
func (b *builder) document(what string, name qualified, parts []ident, doc string) {
	switch what {
	case "table":
		if t := b.table(name); t != nil {
			t.doc = doc
		}
	case "column":
		if len(parts) < 2 {
			return
		}
		of := qualified{text: parts[len(parts)-2].text}
		if len(parts) > 2 {
			of.schema = parts[len(parts)-3].text
		}
		if t := b.table(of); t != nil {
			if c := t.column(name.text); c != nil {
				c.doc = doc
			}
		}
	default:
		if n := b.named(name); n != nil {
			n.doc = doc
		}
	}
}

// same reports whether two names are of one thing: a name without a schema is in
// public.
func (q qualified) same(o qualified) bool {
	return q.text == o.text && (q.schema == o.schema || q.public() && o.public())
}

func (q qualified) public() bool { return q.schema == "" || q.schema == "public" }

// tableOf returns the table of exactly that name.
func (b *builder) tableOf(n qualified) *table {
	i := slices.IndexFunc(b.tables, func(t *table) bool { return t.name.same(n) })
	if i < 0 {
		return nil
	}
	return b.tables[i]
}

// table returns the table that a statement names, which may leave the schema out
// where only one table has the name.
func (b *builder) table(n qualified) *table {
	if t := b.tableOf(n); t != nil || n.schema != "" {
		return t
	}
	var found *table
	for _, t := range b.tables {
		if t.name.text == n.text {
			if found != nil {
				return nil
			}
			found = t
		}
	}
	return found
}

// named returns the declared type that a name means, nil without.
func (b *builder) named(n qualified) *named {
	var found *named
	for _, t := range b.types {
		if t.name.same(n) {
			return t
		}
		if n.schema == "" && t.name.text == n.text {
			found = t
		}
	}
	return found
}

func (b *builder) dropTable(n qualified) {
	b.tables = slices.DeleteFunc(b.tables, func(t *table) bool { return t.name.same(n) })
}

func (b *builder) dropType(n qualified) {
	b.types = slices.DeleteFunc(b.types, func(t *named) bool { return t.name.same(n) })
}

func (b *builder) mistake(at diag.Span, message string) {
	b.report.Add(diag.Diagnostic{Code: "E0207", Message: message, At: at})
}

func (b *builder) twice(what string, again, first qualified) {
	b.report.Add(diag.Diagnostic{
		Code:    "E0207",
		Message: what + " `" + again.String() + "` is created twice",
		At:      again.at,
		Labels:  []diag.Label{{At: first.at, Text: "first here"}},
	})
}
