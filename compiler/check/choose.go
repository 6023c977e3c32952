package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// orElse is x ?? y: y where x is null, or where something in x fails.
func (e *env) orElse(x *dsl.Binary, want *types.Type) ir.Expr {
	var open []opening
	left := e.collecting(&open).expr(x.X, want)
	hint := left.Type().Strip()
	if isBad(left) {
		hint = want
	}
	if _, null := x.Y.(*dsl.Null); null && !isBad(left) && len(open) == 0 {
		e.add(diag.Diagnostic{
			Code:    "E0419",
			Message: fmt.Sprintf("`?? null` changes nothing: %s is null already where it has no value", shown(x.X)),
			At:      x.OpAt.To(x.Y.At()),
			Fixes:   removeElse(x),
		})
		return left
	}
	right := e.expr(x.Y, hint)
	if isBad(left) || isBad(right) {
		return bad(x.At())
	}
	if len(open) > 0 {
		left = &ir.Try{Typed: typed(x.X.At(), types.OptionalOf(left.Type())), X: left}
	}
	if !left.Type().Nullable() {
		e.add(diag.Diagnostic{
			Code:    "E0419",
			Message: fmt.Sprintf("%s is never null and cannot fail, so `??` has nothing to do", shown(x.X)),
			At:      x.OpAt,
			Fixes:   removeElse(x),
		})
		return left
	}
	t := joinInto(want, left.Type().Strip(), right.Type())
	if t == nil {
		e.add(e.differ(x.At(), "the sides of `??`", left, right))
		return bad(x.At())
	}
	return &ir.Else{Typed: typed(x.At(), t), X: conv(left, types.OptionalOf(t)), Y: conv(right, t)}
}

// joinInto is the type that values of both types go into: the narrowest one, or else
// the union that is expected.
func joinInto(want, a, b *types.Type) *types.Type {
	t := types.Join(a, b)
	if t == nil && want != nil && want.Strip().Kind == types.Union && types.FitInto(a, want).OK() && types.FitInto(b, want).OK() {
		return want
	}
	return t
}

// joinValues is joinInto for two values: a constant number takes the type of the other
// where it is one of that.
func joinValues(want *types.Type, a, b *ir.Expr) *types.Type {
	if t := joinInto(want, (*a).Type(), (*b).Type()); t != nil {
		return t
	}
	if adopts(a, (*b).Type()) {
		return (*b).Type()
	}
	if adopts(b, (*a).Type()) {
		return (*a).Type()
	}
	return nil
}

// adopts gives a constant number the type t, and reports whether it is a value of it.
func adopts(v *ir.Expr, t *types.Type) bool {
	c, ok := (*v).(*ir.Const)
	if !ok || !c.T.IsNumber() || !t.Strip().IsNumber() {
		return false
	}
	out := convConst(c, t.Strip())
	if out != nil {
		*v = out
	}
	return out != nil
}

// differ reports values that should have one type and do not.
func (e *env) differ(at diag.Span, what string, values ...ir.Expr) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0402",
		Message: fmt.Sprintf("%s have different types: %s", what, operandTypes(values)),
		At:      at,
	}
	for _, v := range values {
		if v.Place() != at {
			label(&d, v.Place(), "this is "+v.Type().String())
		}
	}
	return d
}

// bang is x!: what fails in x applies the error policy.
func (e *env) bang(x *dsl.Bang, want *types.Type) ir.Expr {
	var open []opening
	v := e.collecting(&open).expr(x.X, want)
	if len(open) > 0 && e.bangs != nil {
		*e.bangs++
	}
	if len(open) == 0 && !isBad(v) {
		mark := bangAt(x)
		e.add(diag.Diagnostic{
			Code:    "E0419",
			Message: fmt.Sprintf("%s cannot fail, so `!` has nothing to do", shown(x.X)),
			At:      mark,
			Fixes:   []diag.Fix{{Title: "remove `!`", Edits: []diag.Edit{{At: mark}}}},
		})
	}
	return v
}

// ifThen is if c then a else b; each arm knows what the condition says.
func (e *env) ifThen(x *dsl.If, want *types.Type) ir.Expr {
	cond := e.condition(x.Cond, "`if`")
	then, other := e.knowing(e.provenBy(x.Cond, true)), e.knowing(e.provenBy(x.Cond, false))
	var yes, no ir.Expr
	if want == nil && isFail(x.Then) {
		no = other.expr(x.Else, want)
		yes = then.expr(x.Then, hintOf(no))
	} else {
		yes = then.expr(x.Then, want)
		no = other.expr(x.Else, or(want, hintOf(yes)))
	}
	if isBad(cond) || isBad(yes) || isBad(no) {
		return bad(x.At())
	}
	t := joinValues(want, &yes, &no)
	if t == nil {
		e.add(e.differ(x.At(), "the arms of `if`", yes, no))
		return bad(x.At())
	}
	return &ir.If{Typed: typed(x.At(), t), Cond: cond, Then: conv(yes, t), Else: conv(no, t)}
}

// isFail reports whether x is fail("…"), whose type is that of what else could be.
func isFail(x dsl.Expr) bool {
	if b, ok := x.(*dsl.Bang); ok {
		x = b.X
	}
	c, ok := x.(*dsl.Call)
	return ok && isName(c.Fn, "fail")
}

// hintOf is the type of v where it is known.
func hintOf(v ir.Expr) *types.Type {
	if isBad(v) {
		return nil
	}
	return v.Type()
}

// or is the first hint that says something.
func or(a, b *types.Type) *types.Type {
	if a != nil {
		return a
	}
	return b
}

// list is [a, b].
func (e *env) list(x *dsl.List, want *types.Type) ir.Expr {
	if want != nil && want.Strip().Kind == types.Tuple {
		return e.tuple(x, want.Strip())
	}
	var elem, hint *types.Type
	if want != nil && (want.Strip().Kind == types.List || want.Strip().Kind == types.Set || want.Strip().Kind == types.Vector) {
		hint = want.Strip().Elem
	}
	items := make([]ir.Expr, 0, len(x.Items))
	for _, item := range x.Items {
		v := e.expr(item, hint)
		if isBad(v) {
			return bad(x.At())
		}
		t := v.Type()
		if elem != nil {
			t = types.Join(elem, v.Type())
		}
		if t == nil {
			e.add(e.differ(item.At(), "the elements of a list", items[0], v))
			return bad(x.At())
		}
		elem = t
		items = append(items, v)
	}
	switch {
	case elem == nil && hint == nil:
		return e.misplaced(x.At(), "nothing says what this empty list is of")
	case elem == nil:
		elem = hint
	}
	out := &ir.MakeList{Typed: typed(x.At(), types.ListOf(elem)), Items: items}
	if want != nil && want.Strip().Kind == types.Vector && len(items) == want.Strip().Len && types.FitInto(elem, hint).OK() {
		out.T, elem = want.Strip(), hint
	}
	for i, item := range items {
		out.Items[i] = conv(item, elem)
	}
	return out
}

// tuple is [a, b] where a tuple is expected: each part has its own type.
func (e *env) tuple(x *dsl.List, want *types.Type) ir.Expr {
	if len(x.Items) != len(want.Items) {
		e.add(diag.Diagnostic{
			Code:    "E0402",
			Message: fmt.Sprintf("%s has %d parts, and this has %d", want, len(want.Items), len(x.Items)),
			At:      x.At(),
		})
		return bad(x.At())
	}
	out := &ir.MakeList{Typed: typed(x.At(), want)}
	for i, item := range x.Items {
		v := e.into(e.expr(item, want.Items[i]), target{typ: want.Items[i], what: fmt.Sprintf("part %d of %s", i+1, want)})
		if isBad(v) {
			return bad(x.At())
		}
		out.Items = append(out.Items, v)
	}
	return out
}

// recordLit is { a: e }.
func (e *env) recordLit(x *dsl.RecordLit, want *types.Type) ir.Expr {
	r := &types.RecordType{At: x.At()}
	out := &ir.MakeRecord{Typed: typed(x.At(), types.RecordOf(r))}
	broken := false
	for _, f := range x.Fields {
		if first := r.Field(f.Name.Text); first != nil {
			e.add(assignedTwice(f.Name, first.At))
			continue
		}
		v := e.expr(f.Value, fieldHint(want, f.Name.Text))
		broken = broken || isBad(v)
		field := &types.Field{Name: f.Name.Text, Type: v.Type(), At: f.Name.At()}
		r.Fields = append(r.Fields, field)
		out.Fields = append(out.Fields, ir.Assign{Field: field, Value: v, At: f.At()})
	}
	if broken {
		return bad(x.At())
	}
	return out
}

func fieldHint(want *types.Type, name string) *types.Type {
	if want == nil || want.Strip().Kind != types.Record {
		return nil
	}
	if f := want.Strip().Record.Field(name); f != nil {
		return f.Type
	}
	return nil
}

func assignedTwice(name dsl.Ident, first diag.Span) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0413",
		Message: fmt.Sprintf("`%s` is assigned twice", name.Text),
		At:      name.At(),
	}
	label(&d, first, "first assigned here")
	return d
}
