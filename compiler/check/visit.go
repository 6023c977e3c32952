package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
)

// visit calls f for v and every expression in it.
func visit(v ir.Expr, f func(ir.Expr)) {
	if v == nil {
		return
	}
	f(v)
	for _, x := range parts(v) {
		visit(x, f)
	}
}

// parts are the expressions directly in v.
func parts(v ir.Expr) []ir.Expr {
	switch v := v.(type) {
	case *ir.Const, *ir.VarRef, *ir.ParamRef, *ir.Meta:
		return nil
	case *ir.FieldOf:
		return []ir.Expr{v.X}
	case *ir.AnyField, *ir.IsType, *ir.Narrowed, *ir.EditAny:
		return ir.Children(v)
	case *ir.Proven:
		return []ir.Expr{v.X}
	case *ir.Some:
		return []ir.Expr{v.X}
	case *ir.Must:
		return []ir.Expr{v.X}
	case *ir.Convert:
		return []ir.Expr{v.X}
	case *ir.Unary:
		return []ir.Expr{v.X}
	case *ir.Binary:
		return []ir.Expr{v.X, v.Y}
	case *ir.IsNull:
		return []ir.Expr{v.X}
	case *ir.IsArm:
		return []ir.Expr{v.X}
	case *ir.InSet:
		return append([]ir.Expr{v.X}, v.Set...)
	case *ir.InRange:
		return []ir.Expr{v.X, v.Lo, v.Hi}
	case *ir.Else:
		return []ir.Expr{v.X, v.Y}
	case *ir.Try:
		return []ir.Expr{v.X}
	case *ir.If:
		return []ir.Expr{v.Cond, v.Then, v.Else}
	case *ir.Match:
		return matchParts(v)
	case *ir.Concat:
		return v.Parts
	case *ir.Call:
		return v.Args
	case *ir.Lambda:
		return []ir.Expr{v.Body}
	case *ir.MakeList:
		return v.Items
	case *ir.MakeRecord:
		var out []ir.Expr
		for _, a := range v.Fields {
			out = append(out, a.Value)
		}
		return out
	}
	panic(fmt.Sprintf("check: no such expression: %T", v))
}

func matchParts(v *ir.Match) []ir.Expr {
	out := []ir.Expr{v.X}
	for _, a := range v.Arms {
		out = append(out, a.Values...)
		for _, r := range a.Ranges {
			out = append(out, r[0], r[1])
		}
		if a.Guard != nil {
			out = append(out, a.Guard)
		}
		out = append(out, a.Value)
	}
	return out
}
