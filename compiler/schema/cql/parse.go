package cql

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// maxDepth bounds how deep types nest.
const maxDepth = 32

// skipped are the first words of statements that shape no rows, cqlsh's own
// commands among them.
var skipped = []string{
	"insert", "update", "delete", "select", "truncate", "begin", "apply", "grant", "revoke", "list",
	"describe", "desc", "consistency", "source", "capture", "copy", "paging", "tracing", "expand", "login", "show", "exit", "quit",
}

// parser reads the statements of a file. A statement that it cannot read leaves
// one diagnostic and is given up at its end.
type parser struct {
	file   *diag.File
	report *diag.Report
	tokens []token
	pos    int
	use    string // the keyspace in use
}

// broken gives up a statement; its diagnostic is in the report.
type broken struct{}

func (p *parser) statements() []statement {
	var out []statement
	for p.peek().kind != eof {
		s, ok := p.guarded()
		if s != nil {
			out = append(out, s)
		}
		p.finish(ok)
	}
	return out
}

// guarded reads one statement, nil where it shapes no rows; ok is false where it
// is broken.
func (p *parser) guarded() (s statement, ok bool) {
	defer func() {
		if e := recover(); e != nil {
			if _, known := e.(broken); !known {
				panic(e)
			}
		}
	}()
	return p.statement(), true
}

func (p *parser) statement() statement {
	switch first := p.take(); {
	case first.is("create"):
		return p.create()
	case first.is("alter"):
		return p.alter()
	case first.is("drop"):
		return p.drop()
	case first.is("use"):
		p.use = p.ident("a keyspace").text
	case first.is(";"), first.kind == word && slices.Contains(skipped, first.text):
		p.pos-- // a semicolon ends even this
	default:
		p.fail(first, "a CQL statement")
	}
	return nil
}

// finish moves behind the semicolon that ends the statement. CREATE is a reserved
// word: where it comes first, the semicolon is missing, which is told unless the
// statement is broken anyway.
func (p *parser) finish(tell bool) {
	for {
		t := p.peek()
		switch {
		case t.is("create"):
			if tell {
				p.report.Add(diag.Diagnostic{
					Code: "E0207", Message: "expected `;`", At: t.at, Here: "the next statement begins here",
				})
			}
			return
		case t.kind == eof:
			return
		}
		p.pos++
		if t.is(";") {
			return
		}
	}
}

func (p *parser) create() statement {
	if p.accept("or") {
		p.expect("replace")
	}
	switch t := p.take(); {
	case t.is("keyspace"), t.is("schema"):
		p.exists("not")
		return &createKeyspace{name: p.ident("the keyspace's name")}
	case t.is("table"), t.is("columnfamily"):
		return p.createTable()
	case t.is("type"):
		return p.createType()
	}
	return nil // an index, a view, a function, a role, …
}

// exists reads IF EXISTS, or IF NOT EXISTS.
func (p *parser) exists(not ...string) bool {
	if !p.accept("if") {
		return false
	}
	for _, w := range not {
		p.expect(w)
	}
	p.expect("exists")
	return true
}

func (p *parser) createType() statement {
	s := &createType{unlessExists: p.exists("not")}
	s.name = p.qualified("the type's name")
	p.expect("(")
	for {
		s.fields = append(s.fields, p.column("a field"))
		if !p.comma() {
			return s
		}
	}
}

func (p *parser) createTable() statement {
	s := &createTable{unlessExists: p.exists("not")}
	s.name = p.qualified("the table's name")
	p.expect("(")
	for {
		if p.peek().is("primary") && p.ahead(1).is("key") && p.ahead(2).is("(") {
			p.primaryKey(s)
		} else {
			s.columns = append(s.columns, p.tableColumn())
		}
		if !p.comma() {
			return s
		}
	}
}

// comma reads the comma before another item, or the bracket that closes the
// list; then it returns false. A comma right before the bracket is taken too.
func (p *parser) comma() bool {
	if p.accept(")") {
		return false
	}
	if !p.accept(",") {
		p.fail(p.peek(), "`,` or `)`")
	}
	return !p.accept(")")
}

func (p *parser) tableColumn() *column {
	c := p.column("a column")
	for {
		t := p.peek()
		switch {
		case t.is("static"):
			p.pos++
			c.static = true
		case t.is("primary"):
			p.pos++
			c.key = t.at.To(p.expect("key").at)
		case t.is("masked"):
			p.masked()
		default:
			return c
		}
	}
}

// masked skips MASKED WITH mask_inner(1, null): values are masked for people
// without the right, the column's type stays.
func (p *parser) masked() {
	p.expect("masked")
	p.expect("with")
	p.take()
	if !p.accept("(") {
		return
	}
	for depth := 1; depth > 0; {
		switch t := p.take(); {
		case t.kind == eof:
			p.fail(t, "`)`")
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		}
	}
}

func (p *parser) column(what string) *column {
	c := &column{name: p.ident(what)}
	c.typ = p.typeName(0)
	return c
}

// primaryKey reads PRIMARY KEY ((a, b), c) or PRIMARY KEY (a, b).
func (p *parser) primaryKey(s *createTable) {
	at := p.expect("primary").at.To(p.expect("key").at)
	p.expect("(")
	if s.partition != nil {
		p.failAt(at, "a table has one primary key")
	}
	if p.accept("(") {
		s.partition = p.idents("a key column")
	} else {
		s.partition = []ident{p.ident("a key column")}
	}
	if p.comma() {
		s.clustering = p.idents("a key column")
	}
}

// idents reads a, b, c) with the bracket.
func (p *parser) idents(what string) []ident {
	out := []ident{p.ident(what)}
	for p.comma() {
		out = append(out, p.ident(what))
	}
	return out
}

func (p *parser) typeName(depth int) *typeName {
	first := p.peek()
	if depth > maxDepth {
		p.failAt(first.at, "types nest too deep here")
	}
	if first.kind == text {
		p.failAt(first.at, "custom types are not supported")
	}
	name := p.ident("a type")
	t := &typeName{name: name.text, at: name.at}
	if p.accept(".") {
		name = p.ident("a type")
		t.keyspace, t.name, t.at = t.name, name.text, t.at.To(name.at)
	}
	if !p.accept("<") {
		return t
	}
	for {
		if n := p.peek(); n.kind == number {
			p.pos++
			t.length, _ = strconv.Atoi(n.text)
		} else {
			t.args = append(t.args, p.typeName(depth+1))
		}
		if p.accept(",") {
			continue
		}
		t.at = t.at.To(p.expect(">").at)
		return t
	}
}

func (p *parser) qualified(what string) qualified {
	name := p.ident(what)
	if !p.accept(".") {
		return qualified{keyspace: p.use, text: name.text, at: name.at}
	}
	second := p.ident(what)
	return qualified{keyspace: name.text, text: second.text, at: name.at.To(second.at)}
}

func (p *parser) ident(what string) ident {
	t := p.take()
	if t.kind != word && t.kind != quoted {
		p.fail(t, what)
	}
	return ident{text: t.text, at: t.at}
}

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

// is reports whether t is that word or mark. A quoted name never is a word.
func (t token) is(s string) bool { return (t.kind == word || t.kind == mark) && t.text == s }

func (p *parser) accept(s string) bool {
	if p.peek().is(s) {
		p.pos++
		return true
	}
	return false
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
	p.report.Add(diag.Diagnostic{Code: "E0207", Message: fmt.Sprintf("expected %s", want), At: t.at, Here: here})
	p.giveUp(t.at.Start)
}

func (p *parser) failAt(at diag.Span, message string) {
	p.report.Add(diag.Diagnostic{Code: "E0207", Message: message, At: at})
	p.giveUp(at.Start)
}

func (p *parser) giveUp(start int) {
	for p.pos > 0 && p.tokens[p.pos-1].at.Start >= start {
		p.pos--
	}
	panic(broken{})
}
