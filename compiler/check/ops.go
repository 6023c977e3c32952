package check

import (
	"fmt"
	"math/big"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// unary is !x or -x.
func (e *env) unary(x *dsl.Unary, want *types.Type) ir.Expr {
	if x.Op == dsl.OpNot {
		v := e.condition(x.X, "`!`")
		if isBad(v) {
			return v
		}
		return &ir.Unary{Typed: typed(x.At(), boolean()), Op: "!", X: v}
	}
	if c := e.negative(x, want); c != nil {
		return c
	}
	v := e.expr(x.X, want)
	n := types.Negated(v.Type())
	if n.Type == nil {
		e.add(e.noOperation("-", x.At(), n.Why, v))
		return bad(x.At())
	}
	if isBad(v) {
		return bad(x.At())
	}
	return &ir.Unary{Typed: typed(x.At(), n.Type), Op: "-", X: conv(v, n.Left)}
}

// negative folds -5 into one constant, so that the least int64 can be written.
func (e *env) negative(x *dsl.Unary, want *types.Type) ir.Expr {
	text, ok := numberText(x)
	if !ok {
		return nil
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil
	}
	_, isInt := x.X.(*dsl.Int)
	if want != nil {
		if c := numberAs(x.At(), r, fractionDigits(text), want.Strip().Bare()); c != nil {
			return c
		}
	}
	kind := types.Double
	if isInt {
		kind = types.Int64
	}
	if c := numberAs(x.At(), r, 0, types.Of(kind)); c != nil {
		return c
	}
	return nil
}

// condition types x as a bool.
func (e *env) condition(x dsl.Expr, of string) ir.Expr {
	v := e.expr(x, boolean())
	t := v.Type()
	if t.Kind == types.Bool || isBad(v) {
		return v
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

// binary is x OP y.
func (e *env) binary(x *dsl.Binary, want *types.Type) ir.Expr {
	switch x.Op {
	case dsl.OpAnd, dsl.OpOr:
		return e.logic(x)
	case dsl.OpElse:
		return e.orElse(x, want)
	case dsl.OpEq, dsl.OpNe:
		return e.equality(x)
	case dsl.OpLt, dsl.OpLe, dsl.OpGt, dsl.OpGe:
		return e.order(x)
	case dsl.OpRange:
		return e.misplaced(x.At(), "a range stands behind `in`, or is an argument")
	case dsl.OpAdd, dsl.OpSub, dsl.OpMul, dsl.OpDiv, dsl.OpMod:
		return e.arithmetic(x, want)
	}
	panic("check: no such operator: " + string(x.Op))
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

// operands types both sides; a literal takes the type of what it stands beside.
func (e *env) operands(x *dsl.Binary, want *types.Type) (left, right ir.Expr) {
	if leansOn(x.X) && !leansOn(x.Y) {
		right = e.expr(x.Y, want)
		return e.expr(x.X, right.Type()), right
	}
	left = e.expr(x.X, want)
	hint := left.Type()
	if leansOn(x.X) && want != nil {
		hint = want
	}
	return left, e.expr(x.Y, hint)
}

// leansOn reports whether x takes its type from what it stands beside.
func leansOn(x dsl.Expr) bool {
	switch x := x.(type) {
	case *dsl.Int, *dsl.Float, *dsl.Null:
		return true
	case *dsl.Unary:
		return x.Op == dsl.OpNeg && leansOn(x.X)
	}
	return false
}

// arithmetic is + - * / %.
func (e *env) arithmetic(x *dsl.Binary, want *types.Type) ir.Expr {
	left, right := e.operands(x, want)
	if isBad(left) || isBad(right) {
		return bad(x.At())
	}
	op := types.Operator(x.Op[0])
	a := types.Calculate(op, left.Type(), right.Type())
	if a.Type == nil {
		e.add(e.noOperation(string(x.Op), x.OpAt, a.Why, left, right))
		return bad(x.At())
	}
	if op != types.Add && op != types.Sub && op != types.Mul && isZero(right) {
		e.add(diag.Diagnostic{Code: "E0429", Message: "this divides by zero", At: x.Y.At()})
		return bad(x.At())
	}
	return &ir.Binary{Typed: typed(x.At(), a.Type), Op: string(x.Op), X: conv(left, a.Left), Y: conv(right, a.Right)}
}

// isZero reports whether v is the constant zero of an integer or decimal.
func isZero(v ir.Expr) bool {
	c, ok := v.(*ir.Const)
	if !ok {
		return false
	}
	switch n := c.Value.(type) {
	case int64:
		return n == 0 && c.T.IsInteger()
	case ir.Decimal:
		return n.Unscaled.Sign() == 0
	}
	return false
}

// noOperation reports an operator that its operands do not have.
func (e *env) noOperation(op string, at diag.Span, why types.Why, operands ...ir.Expr) diag.Diagnostic {
	d := diag.Diagnostic{Code: why.Code(), At: at}
	names := operandTypes(operands)
	switch why {
	case types.IntegerDivision:
		d.Message = "`/` on two whole numbers would lose the remainder"
		d.Helps = []string{
			fmt.Sprintf("whole result:   div(%s, %s)%s", operands[0].Place().Text(), operands[1].Place().Text(), bangFor(operands[1])),
			fmt.Sprintf("exact result:   (%s as double) / %s", operands[0].Place().Text(), operands[1].Place().Text()),
		}
		return d
	case types.Nullable:
		return mayBeNull(op, at, operands)
	case types.NoOrder:
		d.Message = fmt.Sprintf("`%s` compares what has an order, and %s has none", op, names)
	case types.NeverEqual:
		d.Message = fmt.Sprintf("%s are never equal", names)
		if c, ok := operands[len(operands)-1].(*ir.Const); ok && c.T.IsNumber() && operands[0].Type().Strip().IsNumber() {
			d.Message = fmt.Sprintf("`%s` is %s, which is never %s", operands[0].Place().Text(), operands[0].Type().Strip(), c.At.Text())
		}
	default:
		d.Code = "E0407"
		d.Message = fmt.Sprintf("`%s` is not defined for %s", op, names)
	}
	if op == "+" && anyText(operands) {
		d.Helps = []string{fmt.Sprintf("texts are joined by writing them together:  \"${%s}${%s}\"", operands[0].Place().Text(), operands[len(operands)-1].Place().Text())}
	}
	for _, o := range operands {
		label(&d, declaredAt(o), "the type of "+o.Place().Text())
	}
	return d
}

// bangFor is the `!` that a division needs where its divisor is not known.
func bangFor(divisor ir.Expr) string {
	if _, known := divisor.(*ir.Const); known {
		return ""
	}
	return "!"
}

// mayBeNull reports an operand that may be null.
func mayBeNull(op string, at diag.Span, operands []ir.Expr) diag.Diagnostic {
	for _, o := range operands {
		if !o.Type().Nullable() {
			continue
		}
		what := o.Place().Text()
		d := diag.Diagnostic{
			Code:    "E0406",
			Message: fmt.Sprintf("`%s` may be null, and `%s` needs a value", what, op),
			At:      o.Place(),
			Here:    "this is " + o.Type().String(),
			Helps: []string{
				fmt.Sprintf("drop such records before:  where %s != null", what),
				fmt.Sprintf("or give a value:           %s ?? …", what),
			},
		}
		label(&d, declaredAt(o), "may be null by this")
		return d
	}
	return diag.Diagnostic{Code: "E0406", Message: fmt.Sprintf("`%s` needs values, and null is none", op), At: at}
}

func operandTypes(operands []ir.Expr) string {
	parts := make([]string, len(operands))
	for i, o := range operands {
		parts[i] = o.Type().String()
	}
	return joined(parts, "and")
}

func anyText(operands []ir.Expr) bool {
	for _, o := range operands {
		if o.Type().Kind == types.String {
			return true
		}
	}
	return false
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

// orElse is x ?? y: y where x is null, or where something in x fails.
func (e *env) orElse(x *dsl.Binary, want *types.Type) ir.Expr {
	var open []opening
	left := e.collecting(&open).expr(x.X, want)
	hint := left.Type().Strip()
	if isBad(left) {
		hint = want
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
			Fixes:   []diag.Fix{{Title: "remove it", Edits: []diag.Edit{{At: diag.Span{File: x.X.At().File, Start: x.X.At().End, End: x.Y.At().End}}}}},
		})
		return left
	}
	t := types.Join(left.Type().Strip(), right.Type())
	if t == nil {
		e.add(e.differ(x.At(), "the sides of `??`", left, right))
		return bad(x.At())
	}
	return &ir.Else{Typed: typed(x.At(), t), X: conv(left, types.OptionalOf(t)), Y: conv(right, t)}
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
	if len(open) == 0 && !isBad(v) {
		mark := diag.Span{File: x.At().File, Start: x.X.At().End, End: x.At().End}
		e.add(diag.Diagnostic{
			Code:    "E0419",
			Message: fmt.Sprintf("%s cannot fail, so `!` has nothing to do", shown(x.X)),
			At:      mark,
			Fixes:   []diag.Fix{{Title: "remove `!`", Edits: []diag.Edit{{At: mark}}}},
		})
	}
	return v
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
	t := e.typeOf(x.Type)
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
	if broken {
		return bad(x.At())
	}
	out.X = conv(v, t)
	for i, item := range out.Set {
		out.Set[i] = conv(item, t.Strip())
	}
	return out
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

// ifThen is if c then a else b; each arm knows what the condition says.
func (e *env) ifThen(x *dsl.If, want *types.Type) ir.Expr {
	cond := e.condition(x.Cond, "`if`")
	yes := e.knowing(e.provenBy(x.Cond, true)).expr(x.Then, want)
	hint := want
	if hint == nil && !isBad(yes) {
		hint = yes.Type()
	}
	no := e.knowing(e.provenBy(x.Cond, false)).expr(x.Else, hint)
	if isBad(cond) || isBad(yes) || isBad(no) {
		return bad(x.At())
	}
	t := types.Join(yes.Type(), no.Type())
	if t == nil {
		e.add(e.differ(x.At(), "the arms of `if`", yes, no))
		return bad(x.At())
	}
	return &ir.If{Typed: typed(x.At(), t), Cond: cond, Then: conv(yes, t), Else: conv(no, t)}
}

// list is [a, b].
func (e *env) list(x *dsl.List, want *types.Type) ir.Expr {
	var elem, hint *types.Type
	if want != nil && (want.Strip().Kind == types.List || want.Strip().Kind == types.Set) {
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
	for i, item := range items {
		out.Items[i] = conv(item, elem)
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
