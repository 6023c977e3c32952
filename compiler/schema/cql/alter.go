package cql

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// alter reads ALTER TABLE and ALTER TYPE. Other ALTERs, and changes of a table's
// properties, shape no rows.
func (p *parser) alter() statement {
	s := new(alter)
	switch t := p.take(); {
	case t.is("table"), t.is("columnfamily"):
		s.table = true
	case t.is("type"):
	default:
		return nil
	}
	s.lenient = p.exists()
	s.name = p.qualified("a name")
	switch t := p.take(); {
	case t.is("add"):
		s.lenient = p.exists("not") || s.lenient
		s.add = p.columns()
	case t.is("drop"):
		s.lenient = p.exists() || s.lenient
		s.drop = p.names()
	case t.is("rename"):
		s.lenient = p.exists() || s.lenient
		s.rename = p.renames()
	case t.is("alter"):
		s.lenient = p.exists() || s.lenient
		s.retype = p.retype()
	case t.is("with"):
		return nil
	default:
		p.fail(t, "`add`, `drop`, `rename` or `with`")
	}
	return s
}

// columns reads a int, b text, with or without brackets.
func (p *parser) columns() []*column {
	p.accept("(")
	out := []*column{p.tableColumn()}
	for p.accept(",") {
		out = append(out, p.tableColumn())
	}
	p.accept(")")
	return out
}

func (p *parser) names() []ident {
	p.accept("(")
	out := []ident{p.ident("a column")}
	for p.accept(",") {
		out = append(out, p.ident("a column"))
	}
	p.accept(")")
	return out
}

// renames reads a TO b AND c TO d.
func (p *parser) renames() [][2]ident {
	var out [][2]ident
	for {
		from := p.ident("a column")
		p.expect("to")
		out = append(out, [2]ident{from, p.ident("a name")})
		if !p.accept("and") {
			return out
		}
	}
}

// retype reads c TYPE bigint. ALTER c MASKED … changes no type.
func (p *parser) retype() []*column {
	name := p.ident("a column")
	if !p.accept("type") {
		return nil
	}
	return []*column{{name: name, typ: p.typeName(0)}}
}

func (p *parser) drop() statement {
	s := new(drop)
	switch t := p.take(); {
	case t.is("table"), t.is("columnfamily"):
		s.table = true
	case t.is("type"):
	default:
		return nil
	}
	p.exists()
	s.name = p.qualified("a name")
	return s
}

// alter applies an ALTER.
func (b *builder) alter(s *alter) {
	columns, table := b.columnsOf(s)
	if columns == nil {
		if !s.lenient {
			b.mistake(s.name.at, fmt.Sprintf("`%s` is altered before it is created", s.name))
		}
		return
	}
	for _, c := range s.add {
		if i := find(*columns, c.name.text); i < 0 {
			*columns = append(*columns, c)
		} else if !s.lenient {
			b.mistake(c.name.at, fmt.Sprintf("`%s` has a column `%s` already", s.name, c.name.text))
		}
	}
	for _, name := range s.drop {
		if i := b.existing(s, *columns, name); i >= 0 {
			*columns = slices.Delete(*columns, i, i+1)
		}
	}
	for _, pair := range s.rename {
		if i := b.existing(s, *columns, pair[0]); i >= 0 {
			renameColumn((*columns)[i], table, pair[1])
		}
	}
	for _, c := range s.retype {
		if i := b.existing(s, *columns, c.name); i >= 0 {
			changed := *(*columns)[i]
			changed.typ = c.typ
			(*columns)[i] = &changed
		}
	}
}

// columnsOf returns the columns of the table (or the fields of the type) that is
// altered, nil where it does not exist.
func (b *builder) columnsOf(s *alter) (*[]*column, *createTable) {
	if s.table {
		if t := b.table(s.name); t != nil {
			return &t.columns, t
		}
		return nil, nil
	}
	if t := b.udt(s.name); t != nil {
		return &t.fields, nil
	}
	return nil, nil
}

func (b *builder) existing(s *alter, columns []*column, name ident) int {
	i := find(columns, name.text)
	if i < 0 && !s.lenient {
		b.mistake(name.at, fmt.Sprintf("`%s` has no column `%s`", s.name, name.text))
	}
	return i
}

// renameColumn gives a column another name, in the key too.
func renameColumn(c *column, table *createTable, to ident) {
	old := c.name.text
	c.name = to
	if table == nil {
		return
	}
	for _, key := range [][]ident{table.partition, table.clustering} {
		for i := range key {
			if key[i].text == old {
				key[i].text = to.text
			}
		}
	}
}

func find(columns []*column, name string) int {
	return slices.IndexFunc(columns, func(c *column) bool { return c.name.text == name })
}

func (b *builder) mistake(at diag.Span, message string) {
	b.report.Add(diag.Diagnostic{Code: "E0207", Message: message, At: at})
}
