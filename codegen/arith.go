package codegen

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// typed binds a number to a local, so that Go takes what is made of it for no
// constant.
func (p *pipe) typed(f *emit.Body, v conv.Value) conv.Value {
	n := f.Name("number")
	f.Add(jen.Var().Id(n).Add(p.pkg.Go(v.T)).Op("=").Add(v.V))
	return conv.Value{V: jen.Id(n), OK: v.OK, T: v.T}
}

// goText is the Go source of a piece of code.
func goText(c jen.Code) string { return fmt.Sprintf("%#v", c) }

// words are the names of the operators in the package record, and of the locals
// that hold their results.
var words = map[string][2]string{"+": {"Add", "sum"}, "-": {"Sub", "difference"}, "*": {"Mul", "product"}, "/": {"Div", "quotient"}, "%": {"Mod", "rest"}}

// arith is x op y of type t. Integers are checked; decimals are only where the
// precision of t does not prove that the result fits.
func (p *pipe) arith(f *emit.Body, op string, x, y conv.Value, t *types.Type) conv.Value {
	if isLiteral(x.V) && isLiteral(y.V) {
		x = p.typed(f, x) // else Go computes the result, and refuses one that is too large
	}
	switch t.Kind {
	case types.Float, types.Double:
		return p.arithFloat(f, op, x, y, t)
	case types.Decimal, types.Varint:
		return p.arithDecimal(f, op, x, y, t)
	case types.Int64, types.Uint64:
		suffix := "Int64"
		if t.Kind == types.Uint64 {
			suffix = "Uint64"
		}
		return conv.Value{V: p.checked(f, words[op][1], emit.R(words[op][0]+suffix).Call(x.V.Clone(), y.V.Clone()), reasonOf(op)), T: t}
	}
	return p.arithSmall(f, op, x, y, t)
}

func reasonOf(op string) string {
	if op == "/" || op == "%" {
		return "DivByZero"
	}
	return "Overflow"
}

// checked is `n, ok := call; if !ok { fail }`.
func (p *pipe) checked(f *emit.Body, want string, call jen.Code, reason string) *jen.Statement {
	n, ok := f.Name(want), f.Name("ok")
	f.Add(jen.List(jen.Id(n), jen.Id(ok)).Op(":=").Add(call))
	f.Must(jen.Op("!").Id(ok), reason, 0)
	return jen.Id(n)
}

// arithSmall does integers narrower than 64 bits in 64, where they cannot
// overflow, and checks the result.
func (p *pipe) arithSmall(f *emit.Body, op string, x, y conv.Value, t *types.Type) conv.Value {
	a, b := jen.Int64().Parens(x.V.Clone()), jen.Int64().Parens(y.V.Clone())
	var n *jen.Statement
	if op == "%" || op == "/" {
		n = p.checked(f, words[op][1], emit.R(words[op][0]+"Int64").Call(a, b), "DivByZero")
	} else {
		name := f.Name(words[op][1])
		f.Add(jen.Id(name).Op(":=").Add(a).Op(op).Add(b))
		n = jen.Id(name)
	}
	f.Must(jen.Op("!").Add(emit.R("Fits"+conv.IntName(t.Kind))).Call(n.Clone()), "Overflow", 0)
	return conv.Value{V: p.pkg.Go(t).Parens(n), T: t}
}

func (p *pipe) arithFloat(_ *emit.Body, op string, x, y conv.Value, t *types.Type) conv.Value {
	if op == "%" {
		v := jen.Qual("math", "Mod").Call(double(x), double(y))
		if t.Kind == types.Float {
			v = jen.Float32().Parens(v)
		}
		return conv.Value{V: v, T: t}
	}
	return conv.Value{V: jen.Parens(x.V.Clone().Op(op).Add(y.V.Clone())), T: t}
}

// arithDecimal adds in the scale of t, and multiplies with the scales added. Up to
// 18 digits the precision of t is the proof that int64 suffices.
func (p *pipe) arithDecimal(f *emit.Body, op string, x, y conv.Value, t *types.Type) conv.Value {
	if op == "/" {
		return p.divide(f, x, y, t)
	}
	switch {
	case t.Kind == types.Varint:
		x, y = p.convert(f, x, t), p.convert(f, y, t)
	case op != "*":
		x, y = p.convert(f, x, scaled(x.T, t)), p.convert(f, y, scaled(y.T, t))
	}
	if !conv.Wide(t) && op == "%" {
		return conv.Value{V: p.checked(f, words[op][1], emit.R("ModInt64").Call(x.V.Clone(), y.V.Clone()), "DivByZero"), T: t}
	}
	if !conv.Wide(t) {
		return conv.Value{V: jen.Parens(x.V.Clone().Op(op).Add(y.V.Clone())), T: t}
	}
	a, b := p.wide(f, x), p.wide(f, y)
	n := p.checked(f, words[op][1], a.Dot(words[op][0]).Call(b), reasonOf(op))
	if t.Kind == types.Decimal && op != "%" {
		f.Must(jen.Op("!").Add(emit.R("FitsDecimal128")).Call(n.Clone(), jen.Lit(t.Precision)), "Overflow", 0)
	}
	return conv.Value{V: n, T: t}
}

// divide is the quotient of two decimals in the scale of t, rounded half to even.
func (p *pipe) divide(f *emit.Body, x, y conv.Value, t *types.Type) conv.Value {
	n, why := f.Name("quotient"), f.Name("why")
	f.Add(jen.List(jen.Id(n), jen.Id(why)).Op(":=").Add(emit.R("DivDecimal128")).Call(p.wide(f, x), p.wide(f, y), jen.Lit(t.Scale+y.T.Scale-x.T.Scale)),
		jen.If(jen.Id(why).Op("!=").Lit(0)).Block(f.Fail(jen.Op("-").Int().Parens(jen.Id(why)), 0)))
	f.Must(jen.Op("!").Add(emit.R("FitsDecimal128")).Call(jen.Id(n), jen.Lit(t.Precision)), "Overflow", 0)
	if conv.Wide(t) {
		return conv.Value{V: jen.Id(n), T: t}
	}
	return conv.Value{V: p.checked(f, "narrow", jen.Id(n).Dot("Int64").Call(), "Overflow"), T: t}
}

// scaled is the type of x brought to the scale and width of t.
func scaled(x, t *types.Type) *types.Type {
	digits := x.Precision - x.Scale + t.Scale
	if conv.Wide(t) {
		digits = max(digits, 19)
	}
	return &types.Type{Kind: types.Decimal, Precision: min(max(digits, 1), 38), Scale: t.Scale}
}

// wide is a decimal as an Int128.
func (p *pipe) wide(_ *emit.Body, x conv.Value) *jen.Statement {
	if conv.Wide(x.T) {
		return x.V.Clone()
	}
	return emit.R("FromInt64").Call(x.V.Clone())
}
