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
	case dsl.OpNot:
		// not between two sides
	}
	panic("check: no such operator: " + string(x.Op))
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
	if why == types.AnyOperand {
		return anyOperand(op, operands)
	}
	switch why {
	case types.IntegerDivision:
		d.Message = "`/` on two whole numbers would lose the remainder"
		d.Helps = []string{
			fmt.Sprintf("whole result:   div(%s, %s)%s", operands[0].Place().Text(), operands[1].Place().Text(), bangFor(operands[1])),
			fmt.Sprintf("exact result:   (%s as double) / %s", operands[0].Place().Text(), operands[1].Place().Text()),
		}
		rewriteDivision(&d, operands[0], operands[1])
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
	case types.NoReason, types.Mismatch, types.Narrowing, types.UnitLoss, types.DecimalPrecision, types.DecimalScale,
		types.MissingField, types.MissingSymbol, types.AnyToTyped, types.AnyOperand, types.NoOperator:
		d.Code = "E0407"
		d.Message = fmt.Sprintf("`%s` is not defined for %s", op, names)
	}
	if d.Code == "E0407" && len(operands) == 2 {
		d.Helps = otherWay(op, operands[0], operands[1])
	}
	if op == "+" && anyText(operands) {
		d.Helps = []string{fmt.Sprintf("texts are joined by writing them together:  %s", together(operands))}
	}
	for _, o := range operands {
		label(&d, declaredAt(o), "the type of "+o.Place().Text())
	}
	return d
}

// anyOperand reports schema-free data beside an operator: the other side says what
// it should be.
func anyOperand(op string, operands []ir.Expr) diag.Diagnostic {
	var as *types.Type
	var any ir.Expr
	for _, o := range operands {
		if o.Type().Kind != types.Any {
			as = o.Type()
		} else if any == nil {
			any = o
		}
	}
	if as == nil {
		as = types.Of(types.Double)
	}
	return unnarrowed("`"+op+"`", any, as)
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
		if o.Type().Kind == types.Any {
			return unnarrowed("`"+op+"`", o, nil)
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
