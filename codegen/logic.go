package codegen

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// binary is x op y.
func (p *pipe) binary(f *emit.Body, e *ir.Binary) conv.Value {
	switch e.Op {
	case "&&", "||":
		return conv.Value{V: p.logic(f, e), T: e.T}
	case "==", "!=", "<", "<=", ">", ">=":
		x := p.expr(f, e.X)
		return conv.Value{V: p.compare(f, e.Op, x, p.expr(f, e.Y)), T: e.T}
	}
	x := p.expr(f, e.X)
	return p.arith(f, e.Op, x, p.expr(f, e.Y), e.T)
}

// fails is the opposite of a condition.
func (p *pipe) fails(f *emit.Body, e ir.Expr) *jen.Statement {
	switch e := e.(type) {
	case *ir.Unary:
		if e.Op == "!" {
			return p.cond(f, e.X)
		}
	case *ir.IsNull:
		return p.cond(f, &ir.IsNull{Typed: e.Typed, X: e.X, Not: !e.Not})
	case *ir.Binary:
		// Not so < and its kin: nothing holds for what is not a number.
		if opposite := map[string]string{"==": "!=", "!=": "=="}[e.Op]; opposite != "" {
			return p.cond(f, &ir.Binary{Typed: e.Typed, Op: opposite, X: e.X, Y: e.Y})
		}
	}
	return not(p.cond(f, e))
}

// logic is && or ||. What the right side needs before is only done where the left
// side does not decide.
func (p *pipe) logic(f *emit.Body, e *ir.Binary) *jen.Statement {
	x := p.cond(f, e.X).Clone()
	names, drop := f.Maybe("holds")
	in := f.Inner()
	y := p.cond(in, e.Y).Clone()
	if in.Empty() {
		drop()
		return operand(x, e.Op).Op(e.Op).Add(operand(y, e.Op))
	}
	n := names[0]
	f.Add(jen.Id(n).Op(":=").Add(x))
	guard := jen.Id(n)
	if e.Op == "||" {
		guard = jen.Op("!").Id(n)
	}
	in.Add(jen.Id(n).Op("=").Add(y))
	f.Add(jen.If(guard).Block(in.Code()...))
	return jen.Id(n)
}

// operand puts parentheses around what binds looser than op.
func operand(c *jen.Statement, op string) *jen.Statement {
	text := goText(c)
	if op == "&&" && uses(text, "||") || op == "||" && uses(text, "&&") {
		return jen.Parens(c)
	}
	return c
}

// compare is x op y as a Go condition.
func (p *pipe) compare(f *emit.Body, op string, x, y conv.Value) *jen.Statement {
	if x.OK != nil || y.OK != nil {
		return p.compareOptional(f, op, x, y)
	}
	a, b, t := x.V.Clone(), y.V.Clone(), x.T
	switch t.Kind {
	case types.Any:
		same := emit.R("AnyEqual").Call(arena(), a, b)
		if op == "!=" {
			return jen.Op("!").Add(same)
		}
		return same
	case types.Bool, types.Duration:
		a, b = closed(a), closed(b)
	case types.Decimal, types.Varint:
		return p.compareDecimal(f, op, x, y)
	case types.Record, types.List, types.Set, types.Map, types.Tuple, types.Vector, types.Union:
		eq := jen.Id(p.pkg.Equal(t)).Call(p.whole(f, x), p.whole(f, y))
		if op == "!=" {
			return jen.Op("!").Add(eq)
		}
		return eq
	case types.TimeUUID:
		if op != "==" && op != "!=" {
			return builtin("CompareTimeUUID", a, b).Op(op).Lit(0)
		}
	case types.Bytes:
		return jen.String().Parens(a).Op(op).String().Parens(b)
	case types.Enum:
		if y.T.Kind == types.String {
			return p.pkg.EnumText(t.Enum, a).Op(op).Add(b)
		}
	case types.String:
		if y.T.Kind == types.Enum {
			return a.Op(op).Add(p.pkg.EnumText(y.T.Enum, b))
		}
	}
	return a.Op(op).Add(b)
}

// closed puts parentheses around what is no operand: a comparison, or a literal that
// the parser would take for a block.
func closed(c *jen.Statement) *jen.Statement {
	if isOperand(c) {
		return c
	}
	return jen.Parens(c)
}

// compareOptional is == or != where a side may be null: null equals null only.
func (p *pipe) compareOptional(f *emit.Body, op string, x, y conv.Value) *jen.Statement {
	okX, okY := x.OK, y.OK
	inX, inY := x.Inner(), y.Inner()
	inX.OK, inY.OK = nil, nil
	var eq *jen.Statement
	switch {
	case x.T.Kind == types.NullKind || y.T.Kind == types.NullKind:
		eq = present(x).Op("==").Add(present(y))
	case always(okX) && always(okY):
		eq = p.compare(f, "==", inX, inY)
	case always(okX):
		eq = okY.Clone().Op("&&").Add(p.compare(f, "==", inX, inY))
	case always(okY):
		eq = okX.Clone().Op("&&").Add(p.compare(f, "==", inX, inY))
	default:
		eq = okX.Clone().Op("==").Add(okY.Clone()).Op("&&").Parens(not(okX.Clone()).Op("||").Add(p.compare(f, "==", inX, inY)))
	}
	if op == "!=" {
		return jen.Op("!").Parens(eq)
	}
	return jen.Parens(eq)
}

// always reports a value that is known to be there: by its type, or as T? that was made
// of a T.
func always(ok *jen.Statement) bool { return ok == nil || goText(ok) == "true" }

func present(v conv.Value) *jen.Statement {
	if v.OK == nil {
		return jen.True()
	}
	return v.OK.Clone()
}

// compareDecimal brings both sides to the larger scale first.
func (p *pipe) compareDecimal(f *emit.Body, op string, x, y conv.Value) *jen.Statement {
	if isWide(x.T) && isWide(y.T) && x.T.Scale == y.T.Scale {
		return closed(x.V.Clone()).Dot("Cmp").Call(y.V.Clone()).Op(op).Lit(0)
	}
	scale := max(x.T.Scale, y.T.Scale)
	digits := max(x.T.Precision-x.T.Scale, y.T.Precision-y.T.Scale) + scale
	t := &types.Type{Kind: types.Decimal, Precision: min(digits, 38), Scale: scale}
	a, b := p.convert(f, x, t), p.convert(f, y, t)
	if conv.Wide(t) {
		return closed(a.V.Clone()).Dot("Cmp").Call(b.V.Clone()).Op(op).Lit(0)
	}
	return a.V.Clone().Op(op).Add(b.V.Clone())
}

func (p *pipe) inSet(f *emit.Body, e *ir.InSet) conv.Value {
	x := p.local(f, "subject", p.expr(f, e.X))
	cond := jen.False()
	for k, s := range e.Set {
		eq := p.compare(f, "==", x, p.expr(f, s))
		if k == 0 {
			cond = eq
			continue
		}
		cond = cond.Op("||").Add(eq)
	}
	return conv.Value{V: negate(cond, e.Not, len(e.Set) > 1), T: e.T}
}

func (p *pipe) inRange(f *emit.Body, e *ir.InRange) conv.Value {
	x := p.local(f, "subject", p.expr(f, e.X))
	lo := p.compare(f, ">=", x, p.expr(f, e.Lo))
	hi := p.compare(f, "<=", x, p.expr(f, e.Hi))
	return conv.Value{V: negate(lo.Op("&&").Add(hi), e.Not, false), T: e.T}
}

func negate(c *jen.Statement, yes, parens bool) *jen.Statement {
	switch {
	case yes:
		return jen.Op("!").Parens(c)
	case parens:
		return jen.Parens(c)
	}
	return c
}

func (p *pipe) unary(f *emit.Body, e *ir.Unary) conv.Value {
	x := p.expr(f, e.X)
	if e.Op == "!" {
		return conv.Value{V: not(x.V.Clone()), T: e.T}
	}
	zero := p.pkg.Constant(x.T, int64(0))
	if x.T.Kind == types.Float || x.T.Kind == types.Double || x.T.Kind == types.Decimal && !conv.Wide(x.T) {
		if strings.HasPrefix(goText(x.V), "-") {
			x.V = jen.Parens(x.V) // -- is something else in Go
		}
		return conv.Value{V: jen.Op("-").Add(x.V), T: e.T}
	}
	return p.arith(f, "-", zero, x, e.T)
}
