package conv

import (
	"fmt"
	"math"
	"math/big"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// Constant is a constant of a type as Go: V, and for an optional OK.
func (p *Package) Constant(t *types.Type, c any) Value {
	if t.Kind == types.Optional {
		if c == nil {
			return Value{V: p.Zero(t.Elem), OK: jen.False(), T: t}
		}
		return Value{V: p.Constant(t.Elem, c).V, OK: jen.True(), T: t}
	}
	if t.Kind == types.Any && c == nil {
		return Value{V: emit.R("Any").Call(jen.Lit("")), T: t}
	}
	return Value{V: p.constant(t, c), T: t}
}

func (p *Package) constant(t *types.Type, c any) *jen.Statement {
	switch c := c.(type) {
	case bool:
		return jen.Lit(c)
	case string:
		if t.Kind == types.Any {
			return emit.R("Any").Call(jen.Lit(c))
		}
		return jen.Lit(c)
	case []byte:
		return jen.Index().Byte().Call(jen.Lit(string(c)))
	case [16]byte:
		return bytes16(c)
	case types.DecimalConst:
		return decimalConst(t, c)
	case types.DurationConst:
		return emit.R("Duration").Values(jen.Id("Months").Op(":").Op(fmt.Sprint(c.Months)), jen.Id("Days").Op(":").Op(fmt.Sprint(c.Days)), jen.Id("Nanos").Op(":").Op(fmt.Sprint(c.Nanos)))
	case float64:
		return float(c)
	case *big.Int:
		if t.Kind == types.Uint64 {
			return jen.Op(c.String())
		}
		return wide(c)
	case int:
		return p.intConst(t, int64(c))
	case int32:
		return p.intConst(t, int64(c))
	case int64:
		return p.intConst(t, c)
	case []any:
		return p.composite(t, c)
	case []types.Entry:
		return p.entries(t, c)
	}
	panic(fmt.Sprintf("conv: no constant %T of %s", c, t))
}

// composite is a constant list, set or record.
func (p *Package) composite(t *types.Type, items []any) *jen.Statement {
	if t.Kind == types.Record {
		var fields []jen.Code
		for k, item := range items {
			name, has := fieldNames(t.Record, k)
			if types.Boxed(t.Record.Fields[k].Type) && item == nil && has != "" {
				continue // no box
			}
			v := p.Constant(t.Record.Fields[k].Type, item)
			fields = append(fields, jen.Id(name).Op(":").Add(v.V))
			if has != "" {
				fields = append(fields, jen.Id(has).Op(":").Add(v.OK))
			}
		}
		return p.Go(t).Values(fields...)
	}
	if len(items) == 0 {
		return jen.Nil()
	}
	var out []jen.Code
	for _, item := range items {
		out = append(out, p.element(t.Elem, item))
	}
	return p.Go(t).Values(out...)
}

// element is a constant as the element of a list or map.
func (p *Package) element(t *types.Type, c any) *jen.Statement {
	v := p.Constant(t, c)
	if t.Kind != types.Optional {
		return v.V
	}
	return p.Elem(t).Values(jen.Id("v").Op(":").Add(v.V), jen.Id("ok").Op(":").Add(v.OK))
}

// entries is a constant map.
func (p *Package) entries(t *types.Type, list []types.Entry) *jen.Statement {
	if len(list) == 0 {
		return jen.Nil()
	}
	var out []jen.Code
	for _, e := range list {
		out = append(out, jen.Values(jen.Id("key").Op(":").Add(p.Constant(t.Key, e.Key).V), jen.Id("value").Op(":").Add(p.element(t.Elem, e.Value))))
	}
	return p.Go(t).Values(out...)
}

func (p *Package) intConst(t *types.Type, c int64) *jen.Statement {
	switch t.Kind {
	case types.Decimal, types.Varint:
		return decimalConst(t, types.DecimalConst{Unscaled: big.NewInt(c)})
	case types.Float, types.Double:
		return float(float64(c))
	case types.Enum:
		if t.Enum.Open {
			return jen.Lit(t.Enum.Symbols[c])
		}
		return jen.Id(p.Enum(t.Enum)).Parens(jen.Op(fmt.Sprint(c)))
	case types.Duration:
		return emit.R("Duration").Values(jen.Id("Nanos").Op(":").Op(fmt.Sprint(c)))
	default:
		return jen.Op(fmt.Sprint(c))
	}
}

func float(c float64) *jen.Statement {
	if math.IsInf(c, 0) || math.IsNaN(c) {
		panic("conv: a constant that is not finite")
	}
	return jen.Lit(c)
}

func bytes16(c [16]byte) *jen.Statement {
	items := make([]jen.Code, len(c))
	for i, b := range c {
		items[i] = jen.Op(fmt.Sprintf("%#02x", b))
	}
	return jen.Index(jen.Lit(16)).Byte().Values(items...)
}

// decimalConst is a decimal constant in the scale of t.
func decimalConst(t *types.Type, c types.DecimalConst) *jen.Statement {
	u := new(big.Int).Set(c.Unscaled)
	for s := c.Scale; s < t.Scale; s++ {
		u.Mul(u, big.NewInt(10))
	}
	for s := c.Scale; s > t.Scale; s-- {
		u.Quo(u, big.NewInt(10))
	}
	if Wide(t) {
		return wide(u)
	}
	return jen.Op(u.String())
}

// wide is a record.Int128 literal.
func wide(u *big.Int) *jen.Statement {
	m := new(big.Int).And(u, new(big.Int).SetUint64(math.MaxUint64))
	hi := new(big.Int).Rsh(u, 64)
	return emit.R("Int128").Values(jen.Dict{jen.Id("Hi"): jen.Op(hi.String()), jen.Id("Lo"): jen.Op(m.String())})
}

// Zero is the zero value of a type as Go.
func (p *Package) Zero(t *types.Type) *jen.Statement {
	switch t.Kind {
	case types.Bool:
		return jen.False()
	case types.String, types.JSON, types.Inet:
		return jen.Lit("")
	case types.Bytes, types.List, types.Set, types.Map, types.Vector:
		return jen.Nil()
	case types.UUID, types.TimeUUID, types.Duration, types.Record, types.Union, types.Tuple:
		return p.Go(t).Values()
	case types.Decimal, types.Varint:
		if Wide(t) {
			return p.Go(t).Values()
		}
	case types.Optional:
		return p.Zero(t.Elem)
	}
	return jen.Lit(0)
}

// Unit is the constant of the package record for a unit.
func Unit(u types.Unit) *jen.Statement {
	switch u {
	case types.Seconds:
		return emit.R("Seconds")
	case types.Millis:
		return emit.R("Millis")
	case types.Micros:
		return emit.R("Micros")
	case types.Nanos, types.NoUnit:
		return emit.R("Nanos")
	}
	panic("conv: no such unit")
}
