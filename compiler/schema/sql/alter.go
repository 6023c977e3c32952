package sql

import (
	"fmt"
	"slices"
)

// alter reads ALTER TABLE and ALTER TYPE. Other ALTERs shape no rows.
func (p *parser) alter() {
	p.accept("foreign")
	switch t := p.take(); {
	case t.is("table"):
		p.alterTable()
	case t.is("type"):
		p.alterType()
	}
}

// alterTable reads the actions on a table, `,` between them.
func (p *parser) alterTable() {
	lenient := p.exists()
	p.accept("only")
	name := p.qualified("the table's name")
	p.accept("*")
	t := p.b.table(name)
	if t == nil {
		if !lenient && p.shapes() {
			p.b.mistake(name.at, fmt.Sprintf("`%s` is altered before it is created", name))
		}
		return
	}
	for {
		p.action(t)
		p.skipItem()
		if !p.accept(",") {
			return
		}
	}
}

// shapes reports whether the ALTER TABLE at hand changes rows. Partitions, views
// and sequences, which are no tables here, are altered too: their owner, their
// indexes.
func (p *parser) shapes() bool {
	t, next := p.peek(), p.ahead(1)
	column := next.is("column") || next.kind == quoted
	return (t.is("add") || t.is("drop") || t.is("rename")) && column || t.is("add") && next.is("primary")
}

func (p *parser) action(t *table) {
	switch first := p.take(); {
	case first.is("add"):
		p.add(t)
	case first.is("drop"):
		p.dropColumn(t)
	case first.is("alter"):
		p.alterColumn(t)
	case first.is("rename"):
		p.rename(t)
	case first.is("modify"), first.is("change"):
		p.change(t, first.is("change"))
	case first.is("set") && p.accept("schema"):
		t.name.schema = p.ident("a schema").text
	case first.is("replica") && p.words("identity full"):
		t.full = true
	case first.is("attach") && p.accept("partition"):
		p.b.dropTable(p.qualified("the partition's name"))
	}
}

func (p *parser) add(t *table) {
	explicit := p.accept("column")
	lenient := p.exists()
	if first := p.peek(); !explicit && (first.is("constraint") || first.is("primary") || first.is("unique") ||
		first.is("check") || first.is("foreign") || first.is("exclude") || p.mysql && slices.Contains(indexWords, first.text)) {
		p.tableItem(t)
		return
	}
	if first := p.peek(); first.is("generated") || first.is("table") {
		return
	}
	c := p.column(t)
	if t.column(c.name.text) == nil {
		t.columns = append(t.columns, c)
	} else if !lenient {
		p.b.mistake(c.name.at, fmt.Sprintf("`%s` has a column `%s` already", t.name, c.name.text))
	}
}

func (p *parser) dropColumn(t *table) {
	if p.accept("constraint") {
		return
	}
	if !p.accept("column") && (p.peek().is("index") || p.peek().is("key") || p.peek().is("primary") || p.peek().is("foreign")) {
		return
	}
	lenient := p.exists()
	name := p.ident("a column")
	if c := p.existing(t, name, lenient); c != nil {
		t.columns = slices.DeleteFunc(t.columns, func(o *column) bool { return o == c })
	}
}

// alterColumn reads ALTER [COLUMN] c SET NOT NULL, DROP NOT NULL, SET DEFAULT x, ADD
// GENERATED … AS IDENTITY and TYPE t.
func (p *parser) alterColumn(t *table) {
	if p.accept("constraint") || p.mysql && p.accept("index") {
		return
	}
	p.accept("column")
	c := p.existing(t, p.ident("a column"), false)
	if c == nil {
		return
	}
	switch {
	case p.words("set not null"):
		c.required = true
	case p.words("drop not null"):
		c.required = false
	case p.words("set default"):
		c.filled = true
	case p.words("drop default"):
		c.filled = false
	case p.words("add generated always"):
		c.filled, c.generated = true, true
	case p.words("add generated"):
		c.filled = true
	case p.words("set data type"), p.accept("type"):
		c.typ = p.typeName()
	}
}

func (p *parser) rename(t *table) {
	if p.accept("constraint") || p.mysql && (p.accept("index") || p.accept("key")) {
		return
	}
	if p.accept("to") {
		t.name.text = p.ident("a name").text
		return
	}
	p.accept("column")
	from := p.ident("a column")
	p.expect("to")
	to := p.ident("a name")
	if c := p.existing(t, from, false); c != nil {
		renameColumn(t, c, to)
	}
}

// renameColumn gives a column another name, in the key too.
func renameColumn(t *table, c *column, to ident) {
	for i := range t.key {
		if t.key[i].text == c.name.text {
			t.key[i].text = to.text
		}
	}
	c.name = to
}

// change reads MySQL's MODIFY c definition and CHANGE c new definition.
func (p *parser) change(t *table, renames bool) {
	p.accept("column")
	from := p.ident("a column")
	if !renames {
		p.giveBack()
	}
	c := p.existing(t, from, false)
	def := p.column(t)
	if c == nil {
		return
	}
	renameColumn(t, c, def.name)
	*c = *def
}

// giveBack makes the token just taken the next one again.
func (p *parser) giveBack() { p.pos-- }

func (p *parser) existing(t *table, name ident, lenient bool) *column {
	c := t.column(name.text)
	if c == nil && !lenient {
		p.b.mistake(name.at, fmt.Sprintf("`%s` has no column `%s`", t.name, name.text))
	}
	return c
}

// alterType reads ALTER TYPE n ADD VALUE 'x' [BEFORE 'y'], and RENAME VALUE.
func (p *parser) alterType() {
	name := p.qualified("the type's name")
	n := p.b.named(name)
	switch {
	case n == nil || !n.enum:
	case p.words("add value"):
		lenient := p.exists()
		sym := p.symbol()
		if slices.ContainsFunc(n.symbols, sym.sameText) {
			if !lenient {
				p.b.mistake(sym.at, fmt.Sprintf("`%s` has a symbol `%s` already", n.name, sym.text))
			}
			return
		}
		n.symbols = slices.Insert(n.symbols, p.position(n), sym)
	case p.words("rename value"):
		from := p.symbol()
		p.expect("to")
		if i := slices.IndexFunc(n.symbols, from.sameText); i >= 0 {
			n.symbols[i] = p.symbol()
		}
	}
}

// position reads BEFORE 'y' or AFTER 'y'; without them a symbol comes last.
func (p *parser) position(n *named) int {
	before := p.accept("before")
	if !before && !p.accept("after") {
		return len(n.symbols)
	}
	i := slices.IndexFunc(n.symbols, p.symbol().sameText)
	switch {
	case i < 0:
		return len(n.symbols)
	case before:
		return i
	}
	return i + 1
}

func (i ident) sameText(o ident) bool { return i.text == o.text }
