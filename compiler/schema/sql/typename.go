package sql

import (
	"strings"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// aliases are the other names of types, by the name that Postgres shows.
var aliases = map[string]string{
	"int": "integer", "int4": "integer", "int2": "smallint", "int8": "bigint",
	"float4": "real", "float8": "double precision", "double": "double precision",
	"dec": "numeric", "decimal": "numeric", "bool": "boolean",
	"varchar": "character varying", "nvarchar": "character varying", "char": "character", "bpchar": "character", "nchar": "character",
	"timestamptz": "timestamp", "timetz": "time", "varbit": "bit varying",
	"serial": "integer", "serial4": "integer", "smallserial": "smallint", "serial2": "smallint", "bigserial": "bigint", "serial8": "bigint",
}

// typeName reads a type: double precision, numeric(12, 2), timestamp(3) with time
// zone, shop.status, text[].
func (p *parser) typeName() *typeName {
	first := p.ident("a type")
	t := &typeName{name: first.text, at: first.at}
	isWord := p.tokens[p.pos-1].kind == word
	if isWord {
		t.name = p.tokens[p.pos-1].text // types of MySQL too are in lower case
	}
	for p.accept(".") {
		t.schema, t.name, isWord = t.name, p.ident("a type").text, true
	}
	if t.schema == "pg_catalog" {
		t.schema = ""
	}
	if t.schema == "" && isWord {
		p.builtinName(t)
	}
	if p.accept("(") {
		p.typeArgs(t)
	}
	if t.name == "timestamp" || t.name == "time" {
		p.zone(t)
	}
	if p.mysql {
		for p.peek().is("unsigned") || p.peek().is("signed") || p.peek().is("zerofill") {
			t.unsigned = t.unsigned || !p.take().is("signed")
		}
	}
	p.dimensions(t)
	t.at = t.at.To(p.tokens[p.pos-1].at)
	return t
}

// builtinName finds the one name of a built-in type, some of which are of several
// words.
func (p *parser) builtinName(t *typeName) {
	short := t.name
	t.serial = strings.Contains(short, "serial")
	t.zoned = short == "timestamptz" || short == "timetz"
	switch {
	case short == "national":
		t.name = "character"
		p.take()
		p.varying(t)
		return
	case short == "double":
		p.accept("precision")
	case short == "char" && p.accept("varying"):
		t.name = "character varying"
		return
	case short == "character" || short == "bit":
		p.varying(t)
		return
	case short == "interval":
		p.intervalFields()
	}
	if full, ok := aliases[short]; ok {
		t.name = full
	}
}

func (p *parser) varying(t *typeName) {
	if p.accept("varying") {
		t.name += " varying"
	}
}

// intervalFields skips YEAR TO MONTH and the like.
func (p *parser) intervalFields() {
	for p.peek().kind == word {
		switch p.peek().text {
		case "year", "month", "day", "hour", "minute", "second", "to":
			p.take()
		default:
			return
		}
	}
}

// typeArgs reads (12, 2) or ('a', 'b') behind the open bracket.
func (p *parser) typeArgs(t *typeName) {
	for !p.accept(")") {
		switch a := p.take(); {
		case a.kind == text:
			t.symbols = append(t.symbols, ident{text: a.text, at: a.at})
		case a.is("-"):
			t.args = append(t.args, "-"+p.take().text)
		case a.kind == number, a.kind == word, a.kind == quoted:
			t.args = append(t.args, a.text)
		default:
			p.fail(a, "a number")
		}
		if !p.peek().is(")") {
			p.expect(",")
		}
	}
}

func (p *parser) zone(t *typeName) {
	switch {
	case p.words("with time zone"), p.words("with local time zone"):
		t.zoned = true
	case p.words("without time zone"):
	}
}

// dimensions reads [], [3] and ARRAY.
func (p *parser) dimensions(t *typeName) {
	if p.accept("array") {
		t.dims++
		if p.accept("[") {
			p.take()
			p.expect("]")
		}
		return
	}
	for p.accept("[") {
		t.dims++
		if p.peek().kind == number {
			p.take()
		}
		p.expect("]")
	}
}

// String returns the type as the system's own tables show it.
func (t *typeName) String() string {
	s := t.name
	if t.schema != "" && t.schema != "public" {
		s = t.schema + "." + s
	}
	if len(t.args) > 0 {
		s += "(" + strings.Join(t.args, ",") + ")"
	}
	if len(t.symbols) > 0 {
		var all []string
		for _, sym := range t.symbols {
			all = append(all, "'"+strings.ReplaceAll(sym.text, "'", "''")+"'")
		}
		s += "(" + strings.Join(all, ",") + ")"
	}
	switch {
	case t.unsigned:
		s += " unsigned"
	case t.zoned:
		s += " with time zone"
	case t.name == "timestamp" || t.name == "time":
		s += " without time zone"
	}
	return s + strings.Repeat("[]", t.dims)
}

func missingSemicolon(at diag.Span) diag.Diagnostic {
	return diag.Diagnostic{Code: "E0207", Message: "expected `;`", At: at, Here: "the next statement begins here"}
}
