package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/dsl"
)

// eachExpr calls f for x and every expression in it, as they are written.
func eachExpr(x dsl.Expr, f func(dsl.Expr)) {
	if x == nil {
		return
	}
	f(x)
	for _, inner := range within(x) {
		eachExpr(inner, f)
	}
}

// within are the expressions directly in x.
func within(x dsl.Expr) []dsl.Expr {
	switch x := x.(type) {
	case *dsl.Null, *dsl.Bool, *dsl.Int, *dsl.Float, *dsl.Quantity, *dsl.Regex, *dsl.Whole, *dsl.Name, *dsl.BadExpr:
		return nil
	case *dsl.Text:
		var out []dsl.Expr
		for _, p := range x.Parts {
			out = append(out, p.X)
		}
		return out
	case *dsl.Member:
		return []dsl.Expr{x.X}
	case *dsl.Spread:
		return append([]dsl.Expr{x.X}, x.Except...)
	case *dsl.Call:
		out := []dsl.Expr{x.Fn}
		for _, a := range x.Args {
			out = append(out, a.Value)
		}
		return out
	case *dsl.Unary:
		return []dsl.Expr{x.X}
	case *dsl.Binary:
		return []dsl.Expr{x.X, x.Y}
	case *dsl.Is:
		return []dsl.Expr{x.X}
	case *dsl.In:
		return []dsl.Expr{x.X, x.Set}
	case *dsl.Cast:
		return []dsl.Expr{x.X}
	case *dsl.Bang:
		return []dsl.Expr{x.X}
	case *dsl.If:
		return []dsl.Expr{x.Cond, x.Then, x.Else}
	case *dsl.Match:
		out := []dsl.Expr{x.X}
		for _, a := range x.Arms {
			out = append(append(out, a.Patterns...), a.Guard, a.Value)
		}
		return out
	case *dsl.Lambda:
		return []dsl.Expr{x.Body}
	case *dsl.List:
		return x.Items
	case *dsl.RecordLit:
		var out []dsl.Expr
		for _, f := range x.Fields {
			out = append(out, f.Value)
		}
		return out
	}
	panic(fmt.Sprintf("check: no such expression: %T", x))
}
