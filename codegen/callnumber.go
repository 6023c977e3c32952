package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// numberCalls adds the functions of numbers. Integers come as int64 or uint64,
// floats as doubles, decimals in the scale that they have.
func numberCalls(m map[string]emitter) {
	m["abs"] = (*calling).abs
	m["min"], m["max"] = extreme("min", "MinDecimal128"), extreme("max", "MaxDecimal128")
	m["clamp"] = (*calling).clamp
	m["round"], m["floor"], m["ceil"] = rounded("Round"), rounded("Floor"), rounded("Ceil")
	m["div"], m["mod"] = divided("/"), divided("%")
	m["pow"], m["sqrt"] = same("math", "Pow"), same("math", "Sqrt")
	m["is_finite"] = func(c *calling) conv.Value { return value(emit.R("IsFinite").Call(c.v(0))) }
	m["wrap_add"] = func(c *calling) conv.Value { return value(c.typed(jen.Parens(c.v(0).Op("+").Add(c.v(1))))) }
}

// isWide reports whether a number is an Int128 in Go.
func isWide(t *types.Type) bool {
	return t.Kind == types.Varint || t.Kind == types.Decimal && conv.Wide(t)
}

// typed gives an expression of nothing but constants the type of the call.
func (c *calling) typed(v *jen.Statement) *jen.Statement {
	for k := range c.args {
		if !c.isConst(k) {
			return v
		}
	}
	return c.pkg.Go(c.e.T).Parens(v)
}

func (c *calling) abs() conv.Value {
	t := c.args[0].T
	switch {
	case t.Kind == types.Uint64:
		return c.args[0]
	case t.Kind == types.Double:
		return value(jen.Qual("math", "Abs").Call(c.v(0)))
	case isWide(t):
		return c.must("size", builtin("AbsDecimal128", c.v(0)), "Overflow")
	case t.Kind == types.Decimal:
		x := c.bound(0, "number")
		return value(c.typed(jen.Id("max").Call(x.V.Clone(), jen.Op("-").Add(x.V.Clone()))))
	}
	return c.must("size", builtin("AbsInt64", c.v(0)), "Overflow")
}

// extreme is min or max: Go's own, but for wide decimals.
func extreme(name, wide string) emitter {
	return func(c *calling) conv.Value {
		if isWide(c.args[0].T) {
			return value(builtin(wide, c.all()...))
		}
		return value(c.typed(jen.Id(name).Call(c.all()...)))
	}
}

func (c *calling) clamp() conv.Value {
	x, low, high := c.v(0), c.v(1), c.v(2)
	switch {
	case c.kind() == types.Double:
		return value(builtin("ClampFloat64", x, low, high))
	case isWide(c.args[0].T):
		return value(builtin("MaxDecimal128", low, builtin("MinDecimal128", x, high)))
	}
	return value(c.typed(jen.Id("max").Call(low, jen.Id("min").Call(x, high))))
}

// rounded is round, floor or ceil. The scale of a decimal becomes 0; whole numbers
// stay.
func rounded(name string) emitter {
	return func(c *calling) conv.Value {
		t := c.args[0].T
		switch {
		case t.Kind == types.Double:
			return value(jen.Qual("math", name).Call(c.v(0)))
		case t.Kind != types.Decimal || t.Precision == 0:
			return c.args[0]
		case t.Scale == 0:
			return c.convert(c.f, c.args[0], c.e.T)
		}
		// One digit more may come in front, and at least one digit behind goes.
		whole := &types.Type{Kind: types.Decimal, Precision: min(t.Precision-t.Scale+1, 38)}
		n := emit.R(name+"Decimal"+decimalBits(t)).Call(c.v(0), jen.Lit(t.Scale))
		if conv.Wide(t) && !conv.Wide(whole) {
			whole.Precision = 38
		}
		return c.convert(c.f, c.pipe.local(c.f, "whole", conv.Value{V: n, T: whole}), c.e.T)
	}
}

// divided is div or mod. A divisor that is known not to be 0 or -1 needs no check.
func divided(op string) emitter {
	return func(c *calling) conv.Value {
		if !c.e.CanFail {
			return value(c.typed(jen.Parens(c.v(0).Op(op).Add(c.v(1)))))
		}
		return c.must(words[op][1], emit.R(words[op][0]+"Int64").Call(c.v(0), c.v(1)), "DivByZero")
	}
}
