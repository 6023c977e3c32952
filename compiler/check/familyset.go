package check

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// element is what the variable of a family stands for in one member: a table, a text,
// or a record of constants.
type element struct {
	name  string      // of the member, unique in its set: orders
	typ   *types.Type // the row of the table; nil for other elements
	value ir.Expr     // the text or record; nil for a table
}

// boundElement is the variable of a family within one of its members.
type boundElement struct {
	variable string
	at       diag.Span
	*element
}

// elements returns the set behind `in`. ok is false where it holds a mistake, which
// was reported; what could be read is there all the same.
func (s *scope) elements(x dsl.Expr) (set []*element, ok bool) {
	before := s.errors()
	switch x := x.(type) {
	case *dsl.Spread:
		set = s.allTables(x)
	case *dsl.Call:
		set = s.matchingTables(x)
	case *dsl.List:
		for _, it := range x.Items {
			if e := s.oneElement(it); e != nil {
				set = append(set, e)
			}
		}
	case *dsl.Name:
		set = s.familyElements(x)
	case *dsl.BadExpr:
		return nil, false
	default:
		s.notASet(x)
	}
	if s.errors() > before {
		return set, false
	}
	set = distinct(set)
	if _, other := x.(*dsl.Name); len(set) == 0 && !other { // why the set of another family is empty is told there
		s.add(diag.Diagnostic{Code: "E0214", Message: "this set is empty", At: x.At(), Helps: []string{"a family has a member for each element of its set"}})
	}
	return set, len(set) > 0
}

func (s *scope) notASet(x dsl.Expr) {
	s.add(diag.Diagnostic{
		Code:    "E0203",
		Message: "a set is needed here",
		At:      x.At(),
		Helps: []string{
			"tables of an import:  pg.*    pg.public.*    pg.* except pg.migrations    pg.match(r/order.*/)",
			"or a list:            [pg.orders, pg.items]    [\"eu\", \"us\"]",
			"or another family, by its name",
		},
	})
}

// tablesOf lists the tables of pg or pg.public; nil where x is neither, which is
// reported.
func (s *scope) tablesOf(x dsl.Expr) []*types.Type {
	parts := identsOf(x)
	if len(parts) == 0 {
		s.notASet(x)
		return nil
	}
	sym := s.use(parts[0])
	switch {
	case sym == nil && s.inBroken(parts[0].Text):
		return nil
	case sym == nil:
		s.add(unknownDecl(parts[0], "import", s.namesOf(moduleSymbol)))
		return nil
	case sym.kind != moduleSymbol || len(parts) > 2:
		s.wrongKind(x.At(), parts[0], sym, "an imported schema with tables")
		return nil
	}
	var out []*types.Type
	var schemas []string
	for _, t := range s.moduleTypes(sym) {
		if t.Kind != types.Record || t.Record.Table == nil {
			continue
		}
		schema := t.Record.Table.Schema
		if len(parts) == 2 && !inSchema(schema, parts[1].Text) {
			schemas = append(schemas, schema)
			continue
		}
		out = append(out, t)
	}
	if len(out) == 0 && len(parts) == 2 && len(schemas) > 0 {
		d := diag.Diagnostic{Code: "E0403", Message: fmt.Sprintf("`%s` has no schema `%s`%s", parts[0].Text, parts[1].Text, didYouMean(parts[1].Text, schemas)), At: parts[1].At()}
		propose(&d, parts[1].At(), parts[1].Text, schemas)
		s.add(d)
	}
	return out
}

// inSchema reports whether a table of that schema is meant: a table that names none is
// in public.
func inSchema(schema, want string) bool {
	return schema == want || schema == "" && want == "public"
}

// allTables is pg.*, pg.public.* or pg.* except pg.migrations.
func (s *scope) allTables(x *dsl.Spread) []*element {
	gone := map[*types.RecordType]bool{}
	all := s.tablesOf(x.X)
	for _, e := range x.Except {
		t := s.typeExpr(e, "a table")
		if t.Kind == types.Invalid {
			continue
		}
		if !hasTable(all, t) {
			d := diag.Diagnostic{Code: "E0414", Message: fmt.Sprintf("%s is not in the set, so it cannot be left out", shown(e)), At: e.At()}
			label(&d, x.X.At(), "the set")
			s.add(d)
		}
		gone[t.Record] = true
	}
	var out []*element
	for _, t := range all {
		if !gone[t.Record] {
			out = append(out, tableElement(t))
		}
	}
	return out
}

func hasTable(all []*types.Type, t *types.Type) bool {
	for _, a := range all {
		if a.Record == t.Record {
			return true
		}
	}
	return false
}

// matchingTables is pg.match(r/…/): the pattern is of the whole name of a table, with
// its schema or without.
func (s *scope) matchingTables(x *dsl.Call) []*element {
	fn, ok := x.Fn.(*dsl.Member)
	if !ok || fn.Name.Text != "match" || len(x.Args) != 1 {
		s.notASet(x)
		return nil
	}
	pattern, ok := x.Args[0].Value.(*dsl.Regex)
	if !ok {
		s.add(diag.Diagnostic{Code: "E0405", Message: "`match` takes a pattern of names:  pg.match(r/order.*/)", At: x.Args[0].At()})
		return nil
	}
	re, err := regexp.Compile("^(?:" + pattern.Pattern + ")$")
	if err != nil {
		return nil // the parser says so
	}
	var out []*element
	all := s.tablesOf(fn.X)
	for _, t := range all {
		full, short := typeNames(t)
		if re.MatchString(short) || re.MatchString(full) {
			out = append(out, tableElement(t))
		}
	}
	if len(out) == 0 && len(all) > 0 {
		s.add(diag.Diagnostic{Code: "E0214", Message: fmt.Sprintf("no table of %s has a name like this", shown(fn.X)), At: pattern.At(), Helps: []string{"the pattern is of the whole name:  r/order.*/"}})
	}
	return out
}

func tableElement(t *types.Type) *element { return &element{name: t.Record.Table.Name, typ: t} }

// oneElement is an element of a list: a table, a text or a record of constants.
func (s *scope) oneElement(x dsl.Expr) *element {
	switch x := x.(type) {
	case *dsl.Text, *dsl.RecordLit:
		v := s.constant(x, nil)
		if isBad(v) {
			return nil
		}
		return &element{name: elementName(v), value: v}
	case *dsl.BadExpr:
		return nil
	}
	if t := s.typeExpr(x, "a table, a text or a record"); t.Kind != types.Invalid {
		if t.Kind != types.Record {
			s.add(diag.Diagnostic{Code: "E0203", Message: fmt.Sprintf("%s is %s, and a family is of tables and other records", shown(x), t), At: x.At()})
			return nil
		}
		if t.Record.Table == nil {
			return &element{name: lastPart(t.Record.Name), typ: t}
		}
		return tableElement(t)
	}
	return nil
}

// elementName is the name of the member of a constant: the text, or the first text of
// the record.
func elementName(v ir.Expr) string {
	text, _ := constantText(v)
	if r, ok := v.(*ir.MakeRecord); ok {
		for _, f := range r.Fields {
			if t, ok := constantText(f.Value); ok && text == "" {
				text = t
			}
		}
	}
	return identifier(text)
}

// identifier is a text with all that no name holds as `_`.
func identifier(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return '_'
	}, text)
}

// familyElements is the set of another family, by its name.
func (s *scope) familyElements(x *dsl.Name) []*element {
	sym := s.use(x.Ident)
	switch {
	case sym == nil && s.inBroken(x.Ident.Text):
		return nil
	case sym == nil:
		s.add(unknownDecl(x.Ident, "family", s.families()))
		return nil
	case sym.kind == moduleSymbol:
		s.add(diag.Diagnostic{
			Code: "E0203", Message: fmt.Sprintf("`%s` is an imported schema, and a set is needed here", x.Ident.Text), At: x.At(),
			Helps: []string{"all of its tables:  " + x.Ident.Text + ".*"},
			Fixes: []diag.Fix{{Title: "all of its tables", Edits: []diag.Edit{{At: x.At(), Text: x.Ident.Text + ".*"}}, Guess: true}},
		})
		return nil
	}
	fam := s.resolveFamily(sym)
	if fam == nil {
		s.wrongKind(x.At(), x.Ident, sym, "a set, such as pg.* or another family")
		return nil
	}
	var out []*element
	for _, m := range fam.members {
		out = append(out, m.element)
	}
	return out
}

// families are the names of the file that are families.
func (s *scope) families() []string {
	var out []string
	for _, sym := range s.decls {
		if sym.kind == nodeSymbol && setOf(sym.decl) != nil {
			out = append(out, sym.name.Text)
		}
	}
	return out
}

// distinct gives elements of one name other names, with the schema, and leaves out what
// stands twice.
func distinct(set []*element) []*element {
	count := map[string]int{}
	seen := map[*types.RecordType]bool{}
	var out []*element
	for _, e := range set {
		if e.typ != nil {
			if seen[e.typ.Record] {
				continue
			}
			seen[e.typ.Record] = true
		}
		count[e.name]++
		out = append(out, e)
	}
	for n, e := range out {
		if count[e.name] == 1 {
			continue
		}
		one := *e
		if e.typ != nil && e.typ.Record.Table != nil && e.typ.Record.Table.Schema != "" {
			one.name = e.typ.Record.Table.Schema + "_" + e.name
		} else {
			one.name = fmt.Sprintf("%s_%d", e.name, n+1)
		}
		out[n] = &one
	}
	return out
}
