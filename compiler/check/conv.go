package check

import (
	"math/big"
	"slices"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// conv converts v to t, into which it fits: it adds the nodes that say how. A
// constant is converted here and now.
func conv(v ir.Expr, t *types.Type) ir.Expr {
	from := v.Type()
	switch {
	case from.Kind == types.Invalid || t.Kind == types.Invalid || from == t:
		return v
	case from.Kind == types.NullKind && t.Kind != types.Any:
		return &ir.Const{Typed: typed(v.Place(), t)}
	case t.Kind == types.Any && from.Kind != types.Any:
		if c, ok := v.(*ir.Const); ok {
			if out := constAny(c); out != nil {
				return out
			}
		}
		return &ir.Convert{Typed: typed(v.Place(), t), X: v}
	case t.Kind == types.Optional && from.Kind != types.Optional:
		return &ir.Some{Typed: typed(v.Place(), t), X: conv(v, t.Elem)}
	case sameGo(from, t), sameGo(from.Bare(), t):
		return retyped(v, t) // a refinement may be given up, that costs nothing
	}
	if c, ok := v.(*ir.Const); ok {
		if out := convConst(c, t); out != nil {
			return out
		}
	}
	if t.Kind == types.Union && from.Kind != types.Union {
		if arm := types.ArmOf(from, t); arm >= 0 {
			return &ir.Convert{Typed: typed(v.Place(), t), X: conv(v, t.Items[arm])}
		}
	}
	if t.Kind == types.Record {
		if lit, ok := v.(*ir.MakeRecord); ok {
			return convLiteral(lit, t)
		}
		if isPath(v) {
			return convRecord(v, t)
		}
	}
	fit := types.FitText(from, t)
	return &ir.Convert{Typed: typed(v.Place(), t), X: v, Checked: fit.Kind == types.Checks}
}

// sameGo reports whether values of both types are the same in the program that is
// generated, and every one of a is one of b.
func sameGo(a, b *types.Type) bool {
	if !types.Same(a, b) {
		return false
	}
	x, y := a.Strip(), b.Strip()
	switch x.Kind {
	case types.Record:
		return x.Record == y.Record
	case types.Enum:
		return x.Enum == y.Enum
	case types.List, types.Set:
		return sameGo(x.Elem, y.Elem)
	case types.Map:
		return sameGo(x.Key, y.Key) && sameGo(x.Elem, y.Elem)
	case types.Union, types.Tuple:
		return slices.EqualFunc(x.Items, y.Items, sameGo)
	}
	return true
}

// retyped gives a constant the exact type that is asked for, which may carry
// labels or a wire form; other values keep theirs.
func retyped(v ir.Expr, t *types.Type) ir.Expr {
	if c, ok := v.(*ir.Const); ok {
		out := *c
		out.T = t
		return &out
	}
	return v
}

// isPath reports whether reading v again costs nothing.
func isPath(v ir.Expr) bool {
	switch v := v.(type) {
	case *ir.VarRef:
		return true
	case *ir.FieldOf:
		return !v.Safe && isPath(v.X)
	case *ir.Proven:
		return isPath(v.X)
	}
	return false
}

// convRecord spells a structural conversion out, field by field (rule 10).
func convRecord(v ir.Expr, t *types.Type) ir.Expr {
	out := &ir.MakeRecord{Typed: typed(v.Place(), t)}
	from := v.Type().Record
	for _, f := range t.Record.Fields {
		have := from.Field(f.Name)
		if have == nil {
			continue // its default, or null
		}
		x := &ir.FieldOf{Typed: typed(v.Place(), have.Type), X: v, Field: have}
		out.Fields = append(out.Fields, ir.Assign{Field: f, Value: conv(x, f.Type), At: v.Place()})
	}
	return out
}

// convLiteral makes the record of type t in place of the one that was written.
func convLiteral(v *ir.MakeRecord, t *types.Type) ir.Expr {
	out := &ir.MakeRecord{Typed: typed(v.Place(), t)}
	for _, f := range t.Record.Fields {
		for _, a := range v.Fields {
			if a.Field.Name == f.Name {
				out.Fields = append(out.Fields, ir.Assign{Field: f, Value: conv(a.Value, f.Type), At: a.At})
			}
		}
	}
	return out
}

// convConst converts a constant, nil where that is not a matter of numbers and
// times or the value does not fit.
func convConst(c *ir.Const, t *types.Type) ir.Expr {
	if c.Value == nil || !satisfies(c, t) {
		return nil
	}
	if r, scale, ok := numberOf(c); ok && t.IsNumber() {
		if t.Kind == types.Decimal {
			return rescaled(c, r, scale, t)
		}
		out := numberAs(c.At, r, scale, t)
		if out == nil {
			return nil
		}
		return out
	}
	if c.T.Kind == t.Kind && c.T.Kind != types.Enum && !t.HasUnit() {
		return retyped(c, t) // a refinement that the value satisfies
	}
	return nil
}

// rescaled writes a number with exactly the digits of the decimal type t.
func rescaled(c *ir.Const, r *big.Rat, scale int, t *types.Type) ir.Expr {
	want := scale
	if t.Precision > 0 {
		want = t.Scale
	}
	u := new(big.Rat).Mul(r, new(big.Rat).SetInt(pow10(want)))
	if !u.IsInt() || t.Precision > 0 && len(new(big.Int).Abs(u.Num()).String()) > t.Precision {
		return nil
	}
	return &ir.Const{Typed: typed(c.At, t), Value: ir.Decimal{Unscaled: new(big.Int).Set(u.Num()), Scale: want}}
}

// numberOf returns a constant number exactly, with its digits behind the point.
func numberOf(c *ir.Const) (r *big.Rat, scale int, ok bool) {
	if !c.T.IsNumber() {
		return nil, 0, false
	}
	switch n := c.Value.(type) {
	case int64:
		return new(big.Rat).SetInt64(n), 0, true
	case *big.Int:
		return new(big.Rat).SetInt(n), 0, true
	case float64:
		r := new(big.Rat).SetFloat64(n)
		return r, 0, r != nil
	case ir.Decimal:
		return new(big.Rat).SetFrac(n.Unscaled, pow10(n.Scale)), n.Scale, true
	}
	return nil, 0, false
}

// constantOf returns the value of a constant expression as types.Field.Default
// holds it.
func constantOf(v ir.Expr) any {
	switch v := v.(type) {
	case *ir.Const:
		return v.Value
	case *ir.Some:
		return constantOf(v.X)
	case *ir.MakeList:
		out := []any{}
		for _, item := range v.Items {
			out = append(out, constantOf(item))
		}
		return out
	case *ir.MakeRecord:
		out := make([]any, len(v.T.Record.Fields))
		for i, f := range v.T.Record.Fields {
			out[i] = f.Default
			for _, a := range v.Fields {
				if a.Field.Name == f.Name {
					out[i] = constantOf(a.Value)
				}
			}
		}
		return out
	}
	return nil
}
