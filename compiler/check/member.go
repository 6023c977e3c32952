package check

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// member is x.name: a field, a symbol of an enum, or something of meta.
func (e *env) member(m *dsl.Member) ir.Expr {
	if v := e.elementValue(m); v != nil {
		return v
	}
	if v := e.qualified(m); v != nil {
		return v
	}
	x := e.expr(m.X, nil)
	if isBad(x) {
		return bad(m.At())
	}
	t := x.Type()
	if t.Kind == types.Any {
		return e.anyField(m, x)
	}
	if t.Kind == types.Optional && !m.Safe {
		return e.needsNull(m, x)
	}
	of := t.Strip()
	if of.Kind == types.Union {
		return e.unionField(m, t)
	}
	if of.Kind != types.Record {
		d := diag.Diagnostic{
			Code:    "E0401",
			Message: fmt.Sprintf("%s is %s, and has no field `%s`", shown(m.X), t, m.Name.Text),
			At:      m.Name.At(),
		}
		ours := functionsElsewhere[plainName(m.Name.Text)]
		if ours == "" && findBuiltin(m.Name.Text) != nil {
			ours = m.Name.Text
		}
		if ours != "" {
			d.Helps = []string{fmt.Sprintf("a function is called:  %s.%s()", m.X.At().Text(), ours)}
		}
		e.add(d)
		return bad(m.At())
	}
	f := of.Record.Field(m.Name.Text)
	if f == nil {
		e.add(noField(m.Name, of.Record))
		return bad(m.At())
	}
	if f.Type.Kind == types.Invalid {
		return bad(m.At())
	}
	out := &ir.FieldOf{Typed: typed(m.At(), f.Type), X: x, Field: f}
	if t.Kind == types.Optional {
		out.Safe, out.T = true, types.OptionalOf(f.Type)
	}
	return e.proven(m, out)
}

// shown is an expression as messages name it.
func shown(x dsl.Expr) string { return "`" + x.At().Text() + "`" }

// needsNull reports a field of something that may be null.
func (e *env) needsNull(m *dsl.Member, x ir.Expr) ir.Expr {
	what := m.X.At().Text()
	d := diag.Diagnostic{
		Code:    "E0406",
		Message: fmt.Sprintf("`%s` may be null, so `.%s` needs an answer for that", what, m.Name.Text),
		At:      m.At(),
		Here:    fmt.Sprintf("%s is %s", what, x.Type()),
		Helps: []string{
			fmt.Sprintf("null where it is null:      %s?.%s", what, m.Name.Text),
			fmt.Sprintf("or drop such records before:  where %s != null", what),
		},
	}
	label(&d, declaredAt(x), "may be null by this")
	e.add(d)
	return bad(m.At())
}

// declaredAt is where the type of a field is written; zero for other expressions.
func declaredAt(x ir.Expr) diag.Span {
	switch x := x.(type) {
	case *ir.FieldOf:
		if x.Field.TypeAt.IsZero() {
			return x.Field.At
		}
		return x.Field.TypeAt
	case *ir.Proven:
		return declaredAt(x.X)
	case *ir.AnyField, *ir.Narrowed:
		return schemaFreeBy(x)
	case *ir.Some:
		return declaredAt(x.X)
	case *ir.Convert:
		return declaredAt(x.X)
	}
	return diag.Span{}
}

func noField(name dsl.Ident, r *types.RecordType) diag.Diagnostic {
	names := fieldNames(r)
	d := diag.Diagnostic{
		Code:    "E0401",
		Message: fmt.Sprintf("%s has no field `%s`%s", recordName(r), name.Text, didYouMean(name.Text, names)),
		At:      name.At(),
	}
	if near, ok := diag.Nearest(name.Text, names); ok {
		label(&d, r.Field(near).At, "this one is there")
	} else {
		label(&d, r.At, "declared here")
		d.Helps = []string{"its fields are " + joined(names, "and")}
	}
	guess(&d, name.At(), name.Text, names)
	if r.Table != nil && slices.Contains(r.Table.Filled, name.Text) {
		d.Message = fmt.Sprintf("nothing is assigned to `%s` of %s: the database fills it when the row is written", name.Text, recordName(r))
		d.Helps, d.Fixes = nil, nil
	}
	if r.Open {
		d.Helps = append(d.Helps, fmt.Sprintf("a field that the type does not name is had by renaming it:  rename { %s = %s }", name.Text, name.Text))
	}
	return d
}

func fieldNames(r *types.RecordType) []string {
	var names []string
	for _, f := range r.Named() {
		names = append(names, f.Name)
	}
	return names
}

// recordName is a record as messages name it.
func recordName(r *types.RecordType) string {
	switch {
	case r.Table != nil:
		return "the table " + r.Name
	case r.Name != "":
		return r.Name
	}
	return "the record"
}

// qualified is a member that is no field: meta.x, Page.PAY, module.Status.DRAFT.
// nil where m is a field.
func (e *env) qualified(m *dsl.Member) ir.Expr {
	if root, ok := m.X.(*dsl.Name); ok && e.locals[root.Ident.Text] == nil {
		if root.Ident.Text == "meta" && e.names["meta"] == nil {
			return e.meta(m)
		}
	}
	t, known := e.typeNamed(m.X)
	switch {
	case !known:
		return nil
	case t.Kind == types.Invalid:
		return bad(m.At())
	case t.Kind != types.Enum:
		e.add(diag.Diagnostic{
			Code:    "E0203",
			Message: fmt.Sprintf("%s is a type, and a value is needed here", shown(m.X)),
			At:      m.X.At(),
		})
		return bad(m.At())
	}
	if i := t.Enum.Index(m.Name.Text); i >= 0 {
		return &ir.Const{Typed: typed(m.At(), t), Value: i}
	}
	return e.noSymbol(m.Name.At(), m.Name.Text, t)
}

// typeNamed returns the type that x names, and whether it names one: Page,
// module.Status, module.namespace.Status.
func (e *env) typeNamed(x dsl.Expr) (*types.Type, bool) {
	parts := identsOf(x)
	if len(parts) == 0 || e.locals[parts[0].Text] != nil {
		return nil, false
	}
	sym := e.names[parts[0].Text]
	switch {
	case sym == nil:
		return nil, false
	case sym.kind == typeSymbol && len(parts) == 1:
		e.use(parts[0])
		return e.resolveType(sym), true
	case sym.kind == moduleSymbol && len(parts) > 1:
		e.use(parts[0])
		p := dsl.Path{Parts: parts}
		p.Span = x.At()
		return e.moduleType(sym, p), true
	}
	return nil, false
}

// identsOf returns the parts of a dotted name, none for other expressions.
func identsOf(x dsl.Expr) []dsl.Ident {
	switch x := x.(type) {
	case *dsl.Name:
		return []dsl.Ident{x.Ident}
	case *dsl.Member:
		if base := identsOf(x.X); base != nil && !x.Safe {
			return append(base, x.Name)
		}
	}
	return nil
}
