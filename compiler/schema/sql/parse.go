package sql

import (
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// parser reads the statements of a file and applies them to b. A statement that it
// cannot read leaves one diagnostic and is given up at its end.
type parser struct {
	b      *builder
	file   *diag.File
	tokens []token
	pos    int
	use    string // the schema of the search path
	mysql  bool
}

// broken gives up a statement; its diagnostic is in the report.
type broken struct{}

func (p *parser) statements() {
	for p.peek().kind != eof {
		p.guarded()
		p.finish()
	}
}

// guarded reads one statement, and gives it up where it is broken.
func (p *parser) guarded() {
	defer func() {
		if e := recover(); e != nil {
			if _, known := e.(broken); !known {
				panic(e)
			}
		}
	}()
	p.statement()
}

// statement reads a statement that shapes rows; others are skipped.
func (p *parser) statement() {
	switch first := p.take(); {
	case first.is("create"):
		p.create()
	case first.is("alter"):
		p.alter()
	case first.is("drop"):
		p.drop()
	case first.is("comment"):
		p.comment()
	case first.is("set"):
		p.set()
	case first.is("use"):
		p.use = p.ident("a schema").text
	case first.is(";"):
		p.pos--
	case first.kind == mark && !first.is("("):
		p.fail(first, "an SQL statement")
	}
}

// finish moves behind the semicolon that ends the statement.
func (p *parser) finish() {
	for p.peek().kind != eof {
		if p.take().is(";") {
			return
		}
	}
}

func (p *parser) create() {
	if p.accept("or") {
		p.expect("replace")
	}
	for p.accept("global") || p.accept("local") || p.accept("temporary") || p.accept("temp") ||
		p.accept("unlogged") || p.accept("foreign") {
	}
	switch t := p.take(); {
	case t.is("table"):
		p.createTable()
	case t.is("type"):
		p.createType()
	case t.is("domain"):
		p.createDomain()
	case t.is("extension"):
		p.b.extended = true
	}
}

// createType reads an enum; of other types only the name counts.
func (p *parser) createType() {
	n := &named{name: p.qualified("the type's name")}
	if p.accept("as") && p.accept("enum") {
		n.enum = true
		p.expect("(")
		for !p.accept(")") {
			n.symbols = append(n.symbols, p.symbol())
			if !p.peek().is(")") {
				p.expect(",")
			}
		}
	}
	p.b.declare(n)
}

func (p *parser) symbol() ident {
	t := p.take()
	if t.kind != text {
		p.fail(t, "a symbol in quotes")
	}
	return ident{text: t.text, at: t.at}
}

func (p *parser) createDomain() {
	n := &named{name: p.qualified("the domain's name")}
	p.accept("as")
	n.over = p.typeName()
	for !p.atEnd() {
		switch t := p.take(); {
		case t.is("("):
			p.skipRest()
		case t.is("not"):
			n.required = p.accept("null") || n.required
		}
	}
	p.b.declare(n)
}

// comment reads COMMENT ON TABLE, TYPE or COLUMN.
func (p *parser) comment() {
	p.expect("on")
	what := p.take()
	if !what.is("table") && !what.is("column") && !what.is("type") && !what.is("domain") {
		return
	}
	parts := []ident{p.ident("a name")}
	for p.accept(".") {
		parts = append(parts, p.ident("a name"))
	}
	p.expect("is")
	doc := p.take()
	if doc.kind != text {
		return // NULL takes the comment away
	}
	p.b.document(what.text, p.named(parts), parts, doc.text)
}

// set reads SET search_path = shop, public: unqualified names are shop's.
func (p *parser) set() {
	if !p.accept("search_path") {
		return
	}
	if !p.accept("=") {
		p.expect("to")
	}
	if t := p.take(); t.kind == word && t.text != "default" || (t.kind == quoted || t.kind == text) && t.text != "" {
		p.use = t.text
	}
}

func (p *parser) drop() {
	what := p.take()
	if !what.is("table") && !what.is("type") && !what.is("domain") {
		return
	}
	p.exists()
	for {
		name := p.qualified("a name")
		if what.is("table") {
			p.b.dropTable(name)
		} else {
			p.b.dropType(name)
		}
		if !p.accept(",") {
			return
		}
	}
}

// exists reads IF EXISTS or IF NOT EXISTS.
func (p *parser) exists() bool {
	if !p.accept("if") {
		return false
	}
	p.accept("not")
	p.expect("exists")
	return true
}

func (p *parser) qualified(what string) qualified {
	parts := []ident{p.ident(what)}
	for p.accept(".") {
		parts = append(parts, p.ident(what))
	}
	return p.named(parts)
}

// named makes a qualified name of its parts. A database's name before the schema
// does not count.
func (p *parser) named(parts []ident) qualified {
	last := len(parts) - 1
	q := qualified{schema: p.use, text: parts[last].text, at: parts[0].at.To(parts[last].at)}
	if last > 0 {
		q.schema = parts[last-1].text
	}
	return q
}

func (p *parser) ident(what string) ident {
	t := p.take()
	if t.kind != word && t.kind != quoted {
		p.fail(t, what)
	}
	if t.kind == word && p.mysql {
		return ident{text: t.at.Text(), at: t.at}
	}
	return ident{text: t.text, at: t.at}
}

// skipRest moves behind the bracket that closes the one just taken.
func (p *parser) skipRest() {
	for depth := 1; depth > 0; {
		switch t := p.take(); {
		case t.kind == eof, t.is(";"):
			p.fail(t, "`)`")
		case t.is("("), t.is("["):
			depth++
		case t.is(")"), t.is("]"):
			depth--
		}
	}
}

func (p *parser) atEnd() bool { t := p.peek(); return t.kind == eof || t.is(";") }

func (p *parser) peek() token { return p.tokens[p.pos] }

// ahead returns the nth token from here, eof behind the end.
func (p *parser) ahead(n int) token { return p.tokens[min(p.pos+n, len(p.tokens)-1)] }

// take returns the next token and moves behind it, but never behind eof.
func (p *parser) take() token {
	t := p.peek()
	if t.kind != eof {
		p.pos++
	}
	return t
}

func (p *parser) accept(s string) bool {
	if p.peek().is(s) {
		p.pos++
		return true
	}
	return false
}

// words accepts all words, or none of them.
func (p *parser) words(s string) bool {
	all := strings.Fields(s)
	for i, w := range all {
		if !p.ahead(i).is(w) {
			return false
		}
	}
	p.pos += len(all)
	return true
}

func (p *parser) expect(s string) token {
	t := p.take()
	if !t.is(s) {
		p.fail(t, "`"+s+"`")
	}
	return t
}

// fail reports that something else was expected where t stands, and gives the
// statement up from there: a semicolon at t still ends it.
func (p *parser) fail(t token, want string) {
	here := "here is `" + t.at.Text() + "`"
	if t.kind == eof {
		here = "the file ends here"
	}
	p.b.report.Add(diag.Diagnostic{Code: "E0207", Message: fmt.Sprintf("expected %s", want), At: t.at, Here: here})
	p.giveUp(t.at.Start)
}

func (p *parser) failAt(at diag.Span, message string, helps ...string) {
	p.b.report.Add(diag.Diagnostic{Code: "E0207", Message: message, At: at, Helps: helps})
	p.giveUp(at.Start)
}

func (p *parser) giveUp(start int) {
	for p.pos > 0 && p.tokens[p.pos-1].at.Start >= start {
		p.pos--
	}
	panic(broken{})
}
