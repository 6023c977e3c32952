// Package cql reads the tables of Apache Cassandra from CQL files: CREATE
// statements as people write them, or as cqlsh's DESCRIBE prints them.
//
// Only what shapes rows is read: tables, user-defined types, and the ALTER and
// DROP statements that change them, applied in order. Every other statement is
// skipped. A column that is not part of the primary key may be null; a key
// column may not.
package cql

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// Schema is what CQL files declare, in their order.
type Schema struct {
	Keyspaces []*Keyspace
	// Types are the user-defined types, Tables the rows of the tables. They are named
	// keyspace.name, or name alone where the file names no keyspace.
	Types  []*types.RecordType
	Tables []*types.RecordType
}

// Keyspace is a CREATE KEYSPACE.
type Keyspace struct {
	Name string
	At   diag.Span
}

// Find returns the tables of that name, with its keyspace or without: shop.orders
// finds one at most, orders one in each keyspace that has it.
func (s *Schema) Find(name string) []*types.RecordType {
	var found []*types.RecordType
	for _, t := range s.Tables {
		if t.Name == name || t.Table.Name == name {
			found = append(found, t)
		}
	}
	return found
}

// Parse reads a CQL file.
//
// Each mistake is added to r as E0207 with the place inside f; the statement that
// holds it is left out, and the rest is read.
func Parse(f *diag.File, r *diag.Report) *Schema { return ParseFiles([]*diag.File{f}, r) }

// ParseFiles reads CQL files as one, in that order. A table may use a type that a
// later file declares.
func ParseFiles(files []*diag.File, r *diag.Report) *Schema {
	b := &builder{report: r, schema: new(Schema)}
	for _, f := range files {
		p := &parser{file: f, report: r, tokens: lex(f, r)}
		for _, s := range p.statements() {
			b.apply(s)
		}
	}
	b.resolve()
	return b.schema
}

// builder applies statements to a schema. Types are resolved last, when all
// user-defined types are known.
type builder struct {
	report *diag.Report
	schema *Schema
	udts   []*createType
	tables []*createTable
}

func (b *builder) apply(s statement) {
	switch s := s.(type) {
	case *createKeyspace:
		b.schema.Keyspaces = append(b.schema.Keyspaces, &Keyspace{Name: s.name.text, At: s.name.at})
	case *createType:
		if old := b.udt(s.name); old == nil {
			b.udts = append(b.udts, s)
		} else if !s.unlessExists {
			b.twice("type", s.name, old.name)
		}
	case *createTable:
		if old := b.table(s.name); old == nil {
			b.tables = append(b.tables, s)
		} else if !s.unlessExists {
			b.twice("table", s.name, old.name)
		}
	case *alter:
		b.alter(s)
	case *drop:
		if s.table {
			b.tables = slices.DeleteFunc(b.tables, func(t *createTable) bool { return t.name.same(s.name) })
		} else {
			b.udts = slices.DeleteFunc(b.udts, func(t *createType) bool { return t.name.same(s.name) })
		}
	default:
		panic(fmt.Sprintf("cql: no such statement: %T", s))
	}
}

func (b *builder) udt(n qualified) *createType {
	i := slices.IndexFunc(b.udts, func(t *createType) bool { return t.name.same(n) })
	if i < 0 {
		return nil
	}
	return b.udts[i]
}

func (b *builder) table(n qualified) *createTable {
	i := slices.IndexFunc(b.tables, func(t *createTable) bool { return t.name.same(n) })
	if i < 0 {
		return nil
	}
	return b.tables[i]
}

func (b *builder) twice(what string, again, first qualified) {
	b.report.Add(diag.Diagnostic{
		Code:    "E0207",
		Message: fmt.Sprintf("%s `%s` is created twice", what, again),
		At:      again.at,
		Labels:  []diag.Label{{At: first.at, Text: "first here"}},
	})
}
