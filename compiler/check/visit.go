package check

import "github.com/flowc-lang/flowc/compiler/ir"

// visit calls f for v and every expression in it.
func visit(v ir.Expr, f func(ir.Expr)) {
	ir.Walk(v, func(e ir.Expr) bool {
		f(e)
		return true
	})
}
