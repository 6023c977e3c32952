package sql

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// resolve makes the types of everything that was declared.
func (b *builder) resolve() {
	for _, n := range b.types {
		if n.enum {
			b.schema.Enums = append(b.schema.Enums, b.enum(n.name.String(), n.symbols, n.name.at))
		}
	}
	for _, t := range b.tables {
		b.schema.Tables = append(b.schema.Tables, b.row(t))
	}
}

func (b *builder) enum(name string, symbols []ident, at diag.Span) *types.EnumType {
	e := &types.EnumType{Name: name, At: at}
	for _, s := range symbols {
		if slices.Contains(e.Symbols, s.text) {
			b.mistake(s.at, fmt.Sprintf("the symbol `%s` stands here twice", s.text))
			continue
		}
		e.Symbols = append(e.Symbols, s.text)
		e.SymbolAt = append(e.SymbolAt, s.at)
	}
	return e
}

// row makes the row type of a table.
func (b *builder) row(t *table) *types.RecordType {
	schema := t.name.schema
	if schema == "" && !t.mysql {
		schema = "public"
	}
	row := &types.RecordType{Name: t.name.String(), Doc: t.doc, At: t.name.at, Table: &types.Table{
		System:      "sql",
		Schema:      schema,
		Name:        t.name.text,
		Column:      map[string]string{},
		BeforeImage: t.full,
		At:          t.name.at,
	}}
	for _, c := range b.inherited(t, nil) {
		b.addColumn(row, c, t)
	}
	for _, k := range t.key {
		b.keyColumn(row, k)
	}
	return row
}

// maxDepth bounds how deep tables inherit, and domains stand on domains.
const maxDepth = 16

// inherited returns the columns of a table: those of its parents first. trail are the
// tables that inherit from it.
func (b *builder) inherited(t *table, trail []*table) []*column {
	trail = append(trail, t)
	var out []*column
	for i, name := range t.parents {
		parent := b.table(name)
		switch {
		case slices.ContainsFunc(t.parents[:i], name.same):
		case parent == nil, slices.Contains(trail, parent), len(trail) > maxDepth:
			if len(trail) == 1 {
				b.mistake(name.at, fmt.Sprintf("there is no table `%s` to inherit from", name))
			}
		default:
			out = append(out, b.inherited(parent, trail)...)
		}
	}
	if len(t.parents) == 0 {
		return t.columns
	}
	for _, c := range t.columns {
		i := slices.IndexFunc(out, func(o *column) bool { return o.name.text == c.name.text })
		if i >= 0 {
			out[i] = c
		} else {
			out = append(out, c)
		}
	}
	return out
}

func (b *builder) addColumn(row *types.RecordType, c *column, t *table) {
	name := c.name.text
	if first := row.Field(name); first != nil {
		b.report.Add(diag.Diagnostic{
			Code:    "E0207",
			Message: fmt.Sprintf("table `%s` has two columns `%s`", t.name, name),
			At:      c.name.at,
			Labels:  []diag.Label{{At: first.At, Text: "first here"}},
		})
		return
	}
	typ, required := b.typ(c.typ, t, 0)
	if !c.required && !required && !slices.ContainsFunc(t.key, c.name.sameText) {
		typ = types.OptionalOf(typ)
	}
	row.Fields = append(row.Fields, &types.Field{Name: name, Type: typ, Doc: c.doc, At: c.name.at, TypeAt: c.typ.at})
	row.Table.Column[name] = c.typ.String()
	if c.filled {
		row.Table.Filled = append(row.Table.Filled, name)
	}
	if c.generated {
		row.Table.Generated = append(row.Table.Generated, name)
	}
}

// keyColumn marks a column of the primary key; one that is not there is reported.
func (b *builder) keyColumn(row *types.RecordType, k ident) {
	f := row.Field(k.text)
	switch {
	case f == nil:
		d := diag.Diagnostic{Code: "E0207", Message: fmt.Sprintf("the primary key of `%s` names a column `%s` that it does not have", row.Name, k.text), At: k.at}
		var names []string
		for _, f := range row.Fields {
			names = append(names, f.Name)
		}
		if near, ok := diag.Nearest(k.text, names); ok {
			d.Helps = []string{"did you mean `" + near + "`?"}
		}
		b.report.Add(d)
	case !f.KeyAt.IsZero():
		b.mistake(k.at, fmt.Sprintf("the primary key names `%s` twice", k.text))
	default:
		f.KeyAt = k.at
		row.Table.PartitionKey = append(row.Table.PartitionKey, k.text)
	}
}

// typ resolves the type of a column of t; required is set for a domain that is NOT
// NULL. What it cannot resolve is reported and becomes Invalid.
func (b *builder) typ(n *typeName, t *table, depth int) (typ *types.Type, required bool) {
	switch base, ok := b.builtin(n, t.mysql); {
	case n.schema == "" && ok:
		typ = base
	default:
		typ, required = b.declared(n, t, depth)
	}
	for range n.dims {
		typ = types.ListOf(typ)
	}
	return typ, required && n.dims == 0
}

// declared resolves an enum, a domain, or a type that is its text.
func (b *builder) declared(n *typeName, t *table, depth int) (*types.Type, bool) {
	name := qualified{schema: n.schema, text: n.name, at: n.at}
	d := b.named(name)
	if d == nil && n.schema == "" {
		d = b.named(qualified{schema: t.name.schema, text: n.name})
	}
	switch {
	case d == nil:
		return b.unknown(n), false
	case d.enum:
		i := slices.IndexFunc(b.schema.Enums, func(e *types.EnumType) bool { return e.At == d.name.at })
		return types.EnumOf(b.schema.Enums[i]), false
	case d.over == nil:
		return types.Of(types.String), false
	case depth > maxDepth:
		b.mistake(n.at, fmt.Sprintf("the domain `%s` stands on itself", name))
		return types.Of(types.Invalid), false
	}
	typ, required := b.typ(d.over, t, depth+1)
	return typ, required || d.required
}

// unknown reports a type that nothing declares. Where an extension is created it
// may be the extension's: then it is its text, unless it looks misspelt.
func (b *builder) unknown(n *typeName) *types.Type {
	name := qualified{schema: n.schema, text: n.name}.String()
	near, ok := diag.Nearest(n.name, b.typeNames())
	if b.extended && (!ok || n.schema != "") {
		return types.Of(types.String)
	}
	d := diag.Diagnostic{
		Code:    "E0207",
		Message: fmt.Sprintf("type `%s` is not known", name),
		At:      n.at,
		Helps:   []string{"a type of one's own needs its CREATE TYPE or CREATE DOMAIN in an imported file, one of an extension the CREATE EXTENSION"},
	}
	if ok {
		d.Helps = []string{"did you mean `" + near + "`?"}
	}
	b.report.Add(d)
	return types.Of(types.Invalid)
}

func (b *builder) typeNames() []string {
	var names []string
	for name := range simple {
		names = append(names, name)
	}
	for name := range aliases {
		names = append(names, name)
	}
	for _, n := range b.types {
		names = append(names, n.name.text)
	}
	slices.Sort(names)
	return names
}
