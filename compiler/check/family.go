package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// A family means what writing its declaration once for each element would mean, and
// that is how it is checked: each member in a scope of its own in which the variable is
// the element, with a report of its own. Equal mistakes of several members become one.

// family is a declaration with `for`, or a source of several tables.
type family struct {
	members []*member
	broken  bool // the set holds a mistake, which was reported
}

// member is one element's share of a family.
type member struct {
	*element
	node *ir.Node // nil where it is broken
}

// setOf is the set of a declaration that is a family; nil for others.
func setOf(d dsl.Decl) dsl.Expr {
	switch d := d.(type) {
	case *dsl.Pipeline:
		if d.For != nil {
			return d.For.Set
		}
	case *dsl.Resource:
		if d.For != nil {
			return d.For.Set
		}
		if d.Keyword.Text != "source" {
			return nil
		}
		for _, it := range d.Items {
			if o, ok := it.(*dsl.Option); ok && o.Name.Text == "tables" {
				return o.Value
			}
		}
	}
	return nil
}

// resolveFamily returns the family that sym declares; nil where it declares none.
func (s *scope) resolveFamily(sym *symbol) *family {
	set := setOf(sym.decl)
	if sym.kind != nodeSymbol || set == nil {
		return nil
	}
	if sym.state == resolving {
		sym.scope.add(diag.Diagnostic{Code: "E0212", Message: fmt.Sprintf("the family `%s` is defined by itself", sym.name.Text), At: set.At()})
		return &family{broken: true}
	}
	if sym.family != nil {
		return sym.family
	}
	sym.state = resolving
	own, d := sym.scope, sym.decl.(*dsl.Resource)
	elements, ok := own.elements(set)
	fam := &family{broken: !ok}
	sym.family, sym.state = fam, resolved
	own.eachMember(d.For, elements, func(in *scope, e *element) {
		m := &member{element: e}
		fam.members = append(fam.members, m)
		b := &nodeBuilder{scope: in, d: d, member: e}
		if m.node = b.build(); m.node != nil {
			in.prog.Nodes = append(in.prog.Nodes, m.node)
		}
	})
	return fam
}

// eachMember calls f for each element, in a scope in which the variable of f is it, and
// tells what went wrong: mistakes of several members at one place once.
func (s *scope) eachMember(d *dsl.For, elements []*element, f func(in *scope, e *element)) {
	tellings := make([]*diag.Report, len(elements))
	for n, e := range elements {
		c := *s.checker
		c.r = &diag.Report{}
		in := *s
		in.checker = &c
		if d != nil {
			in.element = &boundElement{d.Var.Text, d.Var.At(), e}
			in.noteElement(d.Var)
		}
		f(&in, e)
		tellings[n] = c.r
	}
	for _, d := range mergedMembers(elements, tellings) {
		s.add(d)
	}
}

// mergedMembers makes one diagnostic of those that members share: the same code at the
// same place.
func mergedMembers(elements []*element, reports []*diag.Report) []diag.Diagnostic {
	type key struct {
		code string
		at   diag.Span
	}
	type shared struct {
		first  diag.Diagnostic
		in     []string
		differ bool
	}
	byKey := map[key]*shared{}
	var order []*shared
	for n, r := range reports {
		for _, d := range r.Sorted() {
			k := key{d.Code, d.At}
			sh := byKey[k]
			if sh == nil {
				sh = &shared{first: d}
				byKey[k] = sh
				order = append(order, sh)
			}
			sh.in = append(sh.in, elements[n].name)
			sh.differ = sh.differ || d.Message != sh.first.Message
		}
	}
	var out []diag.Diagnostic
	for _, sh := range order {
		out = append(out, sh.first)
		if len(elements) == 1 || len(sh.in) == len(elements) && !sh.differ {
			continue // it has nothing to do with the element
		}
		d := &out[len(out)-1]
		d.Labels = slices.Clone(d.Labels)
		d.Message += fmt.Sprintf("; for %d of %d %s: %s", len(sh.in), len(elements), kindOf(elements), someOf(sh.in))
	}
	return out
}

// kindOf is what the elements are, as messages count them.
func kindOf(elements []*element) string {
	for _, e := range elements {
		if e.typ == nil || e.typ.Record.Table == nil {
			return "members"
		}
	}
	return "tables"
}

// someOf lists names, the first of many.
func someOf(names []string) string {
	const most = 8
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// memberRef resolves changed<pg.orders> or changed<T>; nil where that fails.
func (s *scope) memberRef(ref dsl.Ref, sym *symbol, fam *family) *ir.Node {
	name := sym.name.Text
	if fam.broken && len(fam.members) == 0 {
		return nil
	}
	if len(ref.Args) != 1 {
		example := "T"
		if s.element == nil {
			example = fam.members[0].name
		}
		d := diag.Diagnostic{
			Code:    "E0214",
			Message: fmt.Sprintf("`%s` is a family of %d, and this does not say which of them", name, len(fam.members)),
			At:      ref.At(),
			Helps:   []string{fmt.Sprintf("name the member:  %s<%s>", name, example)},
		}
		label(&d, sym.name.At(), "declared here")
		if s.element == nil {
			d.Helps = append(d.Helps, "or make a family of this, too:  for T in "+name)
		}
		s.add(d)
		return nil
	}
	e := s.argElement(ref.Args[0])
	if e == nil {
		return nil
	}
	for _, m := range fam.members {
		if m.is(e) {
			return m.node
		}
	}
	if !fam.broken {
		d := diag.Diagnostic{
			Code:    "E0214",
			Message: fmt.Sprintf("`%s` is not in the set of `%s`", e.name, name),
			At:      ref.Args[0].At(),
		}
		label(&d, setOf(sym.decl).At(), "the set")
		s.add(d)
	}
	return nil
}

// argElement is the element that a type argument names; nil where it names none, which
// is reported.
func (s *scope) argElement(t dsl.Type) *element {
	n, ok := t.(*dsl.NamedType)
	if ok && s.element != nil && len(n.Name.Parts) == 1 && n.Name.Parts[0].Text == s.element.variable {
		s.noteElement(n.Name.Parts[0])
		return s.element.element
	}
	typ := s.typeOf(t)
	if typ.Kind == types.Invalid {
		return nil
	}
	if typ.Kind != types.Record {
		s.add(diag.Diagnostic{Code: "E0214", Message: fmt.Sprintf("a member is named by a table, and this is %s", typ), At: t.At()})
		return nil
	}
	return &element{name: typ.Record.Name, typ: typ}
}

// is reports whether two elements are the same.
func (e *element) is(o *element) bool {
	if e.typ != nil && o.typ != nil {
		return e.typ.Record == o.typ.Record
	}
	return e.typ == nil && o.typ == nil && e.name == o.name
}

// elementType is T or T.key in a type; ok is false where p does not begin with the
// variable of the family.
func (s *scope) elementType(p dsl.Path) (t *types.Type, ok bool) {
	e := s.element
	if e == nil || p.Parts[0].Text != e.variable {
		return nil, false
	}
	s.noteElement(p.Parts[0])
	table := e.typ != nil && e.typ.Kind == types.Record && e.typ.Record.Table != nil
	switch {
	case e.typ == nil:
		s.add(diag.Diagnostic{Code: "E0403", Message: fmt.Sprintf("`%s` is a value here, and a type is needed", e.variable), At: p.At(), Helps: []string{"the elements of this set are constants"}})
		return invalid(), true
	case len(p.Parts) == 1:
		return e.typ, true
	case len(p.Parts) == 2 && p.Parts[1].Text == "key" && table:
		if len(e.typ.Record.Table.PrimaryKey()) == 0 {
			d := diag.Diagnostic{Code: "E0403", Message: fmt.Sprintf("the table %s has no primary key", e.typ.Record.Name), At: p.At(), Helps: []string{"leave it out of the set:  … except " + e.name}}
			label(&d, e.typ.Record.Table.At, "the table")
			s.add(d)
			return invalid(), true
		}
		return s.keyOf(e.typ.Record), true
	}
	s.add(diag.Diagnostic{
		Code:    "E0403",
		Message: fmt.Sprintf("there is no type `%s`", p.At().Text()),
		At:      p.At(),
		Helps:   []string{fmt.Sprintf("types are %s, %s?, %s.key and change<%s>", e.variable, e.variable, e.variable, e.variable)},
	})
	return invalid(), true
}

// elementValue is T.name, T.schema, a field of a constant record, or the constant
// itself; nil where x is none of these.
func (e *env) elementValue(x dsl.Expr) ir.Expr {
	el := e.element
	if el == nil {
		return nil
	}
	if n, ok := x.(*dsl.Name); ok && n.Ident.Text == el.variable {
		e.noteElement(n.Ident)
		if el.value != nil {
			return el.value
		}
		return e.misplaced(x.At(), fmt.Sprintf("`%s` is a table; its name is %s.name", el.variable, el.variable))
	}
	m, ok := x.(*dsl.Member)
	if !ok || !isName(m.X, el.variable) {
		return nil
	}
	e.noteElement(m.X.(*dsl.Name).Ident)
	constant := func(text string) ir.Expr { return &ir.Const{Typed: typed(x.At(), types.Of(types.String)), Value: text} }
	if el.typ != nil {
		switch {
		case m.Name.Text == "name" && el.typ.Record.Table != nil:
			return constant(el.typ.Record.Table.Name)
		case m.Name.Text == "name":
			return constant(lastPart(el.typ.Record.Name))
		case m.Name.Text == "schema" && el.typ.Record.Table != nil:
			schema := el.typ.Record.Table.Schema
			if schema == "" {
				schema = "public"
			}
			return constant(schema)
		}
		e.add(diag.Diagnostic{
			Code: "E0401", Message: fmt.Sprintf("`%s` has no `%s`%s", el.variable, m.Name.Text, didYouMean(m.Name.Text, []string{"name", "schema"})), At: m.Name.At(),
			Helps: []string{fmt.Sprintf("a table has %s.name and %s.schema; %s.key is a type", el.variable, el.variable, el.variable)},
		})
		return bad(x.At())
	}
	r, ok := el.value.(*ir.MakeRecord)
	if !ok {
		return nil // a text, of which a built-in may be called
	}
	for _, f := range r.Fields {
		if f.Field.Name == m.Name.Text {
			return f.Value
		}
	}
	e.add(noField(m.Name, r.T.Record))
	return bad(x.At())
}

// memberName is the name of a member's node, pipeline or file.
func memberName(name string, e *element) string {
	if e == nil {
		return name
	}
	return name + "_" + identifier(e.name)
}
