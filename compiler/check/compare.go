package check

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// condition types x as a bool.
func (e *env) condition(x dsl.Expr, of string) ir.Expr {
	v := e.expr(x, boolean())
	t := v.Type()
	if t.Kind == types.Bool || isBad(v) {
		return v
	}
	if t.Kind == types.Any {
		e.add(unnarrowed(of, v, boolean()))
		return bad(x.At())
	}
	d := diag.Diagnostic{
		Code:    "E0408",
		Message: fmt.Sprintf("%s needs a condition, and this is %s", of, t),
		At:      x.At(),
	}
	if t.Kind == types.Optional && t.Elem.Kind == types.Bool {
		d.Message = fmt.Sprintf("%s needs a condition, and this one may be null", of)
		d.Helps = []string{fmt.Sprintf("say what null means:  %s ?? false", x.At().Text())}
	}
	label(&d, declaredAt(v), "its type is written here")
	e.add(d)
	return bad(x.At())
}

// logic types the right side knowing what the left one proves by not deciding.
func (e *env) logic(x *dsl.Binary) ir.Expr {
	left := e.condition(x.X, "`"+string(x.Op)+"`")
	right := e.knowing(e.provenBy(x.X, x.Op == dsl.OpAnd)).condition(x.Y, "`"+string(x.Op)+"`")
	if isBad(left) || isBad(right) {
		return bad(x.At())
	}
	return &ir.Binary{Typed: typed(x.At(), boolean()), Op: string(x.Op), X: left, Y: right}
}

// equality is x == y or x != y.
func (e *env) equality(x *dsl.Binary) ir.Expr {
	if _, null := x.Y.(*dsl.Null); null {
		return e.nullTest(x.At(), x.X, x.Op == dsl.OpNe)
	}
	if _, null := x.X.(*dsl.Null); null {
		return e.nullTest(x.At(), x.Y, x.Op == dsl.OpNe)
	}
	left, right := e.operands(x, nil)
	if isBad(left) || isBad(right) {
		return bad(x.At())
	}
	c := types.Equality(exactType(left), exactType(right))
	if c.As == nil {
		d := e.noOperation(string(x.Op), x.OpAt, c.Why, left, right)
		e.helpCompare(&d, left, right)
		e.add(d)
		return bad(x.At())
	}
	if holdsAny(c.As, nil) {
		e.add(e.anyWithin(string(x.Op), x.OpAt, left, right))
		return bad(x.At())
	}
	as := unrefined(c.As)
	return &ir.Binary{Typed: typed(x.At(), boolean()), Op: string(x.Op), X: conv(left, as), Y: conv(right, as)}
}

// exactType is the type of v, of a constant number with the value as its range:
// then `.small == 300` is seen to be never true where .small is an int8.
func exactType(v ir.Expr) *types.Type {
	c, ok := v.(*ir.Const)
	if !ok || !c.T.IsInteger() {
		return v.Type()
	}
	r, _, ok := numberOf(c)
	if !ok {
		return v.Type()
	}
	t := *c.T
	t.Refine = &types.Refinement{HasRange: true, Min: decimalText(r), Max: decimalText(r)}
	return &t
}

// unrefined is t without its refinement: what is compared need not be checked.
func unrefined(t *types.Type) *types.Type {
	if t.Kind == types.Optional {
		return types.OptionalOf(unrefined(t.Elem))
	}
	if t.Refine == nil {
		return t
	}
	out := *t
	out.Refine = nil
	return &out
}

// helpCompare says how an enum is compared with what was written as a text.
func (e *env) helpCompare(d *diag.Diagnostic, left, right ir.Expr) {
	enum, other := left, right
	if right.Type().Strip().Kind == types.Enum {
		enum, other = right, left
	}
	c, ok := other.(*ir.Const)
	if !ok || enum.Type().Strip().Kind != types.Enum {
		return
	}
	symbol, ok := c.Value.(string)
	if !ok {
		return
	}
	t := enum.Type().Strip()
	d.Code, d.Message = "E0409", fmt.Sprintf("the enum %s and a text are never equal", t)
	if t.Enum.Index(symbol) >= 0 {
		d.Helps = []string{"write the symbol without quotes:  " + symbol}
		return
	}
	d.Helps = []string{"its symbols are " + joined(t.Enum.Symbols, "and")}
}

// symbolOf is a text as a symbol where t is an open enum, which may hold any.
func symbolOf(c *ir.Const, t *types.Type) ir.Expr {
	symbol, ok := c.Value.(string)
	if !ok || !t.IsOpenEnum() || c.T.Kind != types.String {
		return c
	}
	if i := t.Enum.Index(symbol); i >= 0 {
		return &ir.Const{Typed: typed(c.At, t), Value: i}
	}
	return &ir.Const{Typed: typed(c.At, t), Value: symbol}
}

// nullTest is x == null, or with not x != null.
func (e *env) nullTest(at diag.Span, x dsl.Expr, not bool) ir.Expr {
	v := e.expr(x, nil)
	if isBad(v) {
		return bad(at)
	}
	if v.Type().Nullable() {
		return &ir.IsNull{Typed: typed(at, boolean()), X: v, Not: not}
	}
	d := diag.Diagnostic{
		Code:    "E0409",
		Message: fmt.Sprintf("%s is never null", shown(x)),
		At:      at,
		Here:    fmt.Sprintf("it is %s", v.Type()),
	}
	if _, proven := v.(*ir.Proven); proven {
		d.Message = fmt.Sprintf("%s is known not to be null here", shown(x))
		d.Here = "a condition before this one says so"
	}
	label(&d, declaredAt(v), "its type is written here")
	e.add(d)
	return bad(at)
}

// order is < <= > >=.
func (e *env) order(x *dsl.Binary) ir.Expr {
	left, right := e.operands(x, nil)
	if isBad(left) || isBad(right) {
		return bad(x.At())
	}
	c := types.Order(left.Type(), right.Type())
	if c.As == nil {
		e.add(e.noOperation(string(x.Op), x.OpAt, c.Why, left, right))
		return bad(x.At())
	}
	return &ir.Binary{Typed: typed(x.At(), boolean()), Op: string(x.Op), X: conv(left, c.As), Y: conv(right, c.As)}
}

// is is x is null; x is TYPE narrows schema-free data and unions.
func (e *env) is(x *dsl.Is) ir.Expr {
	if x.Type == nil {
		return e.nullTest(x.At(), x.X, x.Not)
	}
	v := e.expr(x.X, nil)
	if isBad(v) {
		return bad(x.At())
	}
	if v.Type().Kind == types.Any {
		return e.isType(x, v)
	}
	t := e.typeOf(x.Type)
	if v.Type().Strip().Kind == types.Union {
		return e.isArm(x, v, t)
	}
	if t.Kind != types.Invalid {
		e.add(diag.Diagnostic{
			Code:    "E0407",
			Message: fmt.Sprintf("%s is always %s, so `is` has nothing to ask", shown(x.X), v.Type()),
			At:      x.At(),
		})
	}
	return bad(x.At())
}

// in is x in [a, b] or x in lo..hi.
func (e *env) in(x *dsl.In) ir.Expr {
	v := e.expr(x.X, nil)
	switch set := x.Set.(type) {
	case *dsl.List:
		return e.inSet(x, v, set)
	case *dsl.Binary:
		if set.Op == dsl.OpRange {
			return e.inRange(x, v, set)
		}
	}
	if !isBad(v) {
		e.add(diag.Diagnostic{
			Code:    "E0407",
			Message: "`in` needs a list or a range",
			At:      x.Set.At(),
			Helps:   []string{"in [\"a\", \"b\"]", "in 1..9"},
		})
	}
	return bad(x.At())
}

func (e *env) inSet(x *dsl.In, v ir.Expr, set *dsl.List) ir.Expr {
	out := &ir.InSet{Typed: typed(x.At(), boolean()), X: v, Not: x.Not}
	t := v.Type()
	broken := isBad(v)
	for _, item := range set.Items {
		i := e.expr(item, v.Type())
		if isBad(i) || broken {
			broken = true
			continue
		}
		c := types.Equality(t, i.Type())
		if c.As == nil || i.Type().Nullable() {
			d := e.noOperation("in", item.At(), c.Why, v, i)
			e.helpCompare(&d, v, i)
			e.add(d)
			broken = true
			continue
		}
		out.Set = append(out.Set, i)
		t = c.As
	}
	if !broken && holdsAny(t, nil) {
		e.add(e.anyWithin("in", x.At(), v))
		broken = true
	}
	if broken {
		return bad(x.At())
	}
	out.X = conv(v, t)
	for i, item := range out.Set {
		out.Set[i] = conv(item, t.Strip())
	}
	return out
}

// holdsAny reports whether values of t have schema-free data within: two of those are
// compared, what holds them is not.
func holdsAny(t *types.Type, open []*types.RecordType) bool {
	inner := func(t *types.Type) bool { return t.Kind == types.Any || holdsAny(t, open) }
	switch t = t.Strip(); t.Kind {
	case types.List, types.Set, types.Vector:
		return inner(t.Elem)
	case types.Map:
		return inner(t.Key) || inner(t.Elem)
	case types.Union, types.Tuple:
		return slices.ContainsFunc(t.Items, inner)
	case types.Record:
		if slices.Contains(open, t.Record) {
			return false
		}
		open = append(open[:len(open):len(open)], t.Record)
		return t.Record.Open || slices.ContainsFunc(t.Record.Fields, func(f *types.Field) bool { return inner(f.Type) })
	}
	return false
}

// anyWithin reports a comparison of what has schema-free data within.
func (e *env) anyWithin(op string, at diag.Span, values ...ir.Expr) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0407",
		Message: fmt.Sprintf("`%s` cannot compare %s: it has schema-free data within", op, values[0].Type().Strip()),
		At:      at,
		Helps:   []string{"compare the fields that matter"},
	}
	label(&d, declaredAt(values[0]), "its type is written here")
	return d
}

func (e *env) inRange(x *dsl.In, v ir.Expr, r *dsl.Binary) ir.Expr {
	lo, hi := e.expr(r.X, v.Type()), e.expr(r.Y, v.Type())
	if isBad(v) || isBad(lo) || isBad(hi) {
		return bad(x.At())
	}
	t := v.Type()
	for _, end := range []ir.Expr{lo, hi} {
		c := types.Order(t, end.Type())
		if c.As == nil {
			e.add(e.noOperation("in", x.At(), c.Why, v, end))
			return bad(x.At())
		}
		t = c.As
	}
	return &ir.InRange{Typed: typed(x.At(), boolean()), X: conv(v, t), Lo: conv(lo, t), Hi: conv(hi, t), Not: x.Not}
}
