package check

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// verdict is what a condition comes to for every record, if that is known before
// the run. Where a type decides it, by is the value of that type.
type verdict struct {
	known, holds bool
	by           ir.Expr
}

// verdictOf judges a condition by its constants, by the ranges of its types, and by
// values that are compared with themselves.
func verdictOf(e ir.Expr) verdict {
	switch e := e.(type) {
	case *ir.Const:
		holds, isBool := e.Value.(bool)
		return verdict{known: isBool, holds: holds}
	case *ir.Unary:
		v := verdictOf(e.X)
		v.holds = !v.holds
		return v
	case *ir.Binary:
		switch e.Op {
		case "&&", "||":
			return both(verdictOf(e.X), verdictOf(e.Y), e.Op == "||")
		}
		return compared(e)
	case *ir.InRange:
		lo := ranged(e.X, ">=", e.Lo)
		v := both(lo, ranged(e.X, "<=", e.Hi), false)
		if e.Not {
			v.holds = !v.holds
		}
		return v
	}
	return verdict{}
}

// both joins two verdicts: with || one that holds decides, with && one that does
// not.
func both(x, y verdict, or bool) verdict {
	switch {
	case x.known && x.holds == or:
		return x
	case y.known && y.holds == or:
		return y
	case x.known && y.known:
		return x
	}
	return verdict{}
}

// compared judges x op y.
func compared(e *ir.Binary) verdict {
	if samePath(e.X, e.Y) && !e.X.Type().Strip().IsFloat() { // a double may be no number, which equals nothing
		switch e.Op {
		case "==", "<=", ">=":
			return verdict{known: true, holds: true, by: e.X}
		case "!=", "<", ">":
			return verdict{known: true, by: e.X}
		}
		return verdict{}
	}
	if v := ranged(e.X, e.Op, e.Y); v.known {
		return v
	}
	mirrored := map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
	return ranged(e.Y, mirrored[e.Op], e.X)
}

// samePath reports whether two expressions are one path of fields.
func samePath(a, b ir.Expr) bool {
	switch a := a.(type) {
	case *ir.VarRef:
		b, ok := b.(*ir.VarRef)
		return ok && a.Var == b.Var
	case *ir.FieldOf:
		b, ok := b.(*ir.FieldOf)
		return ok && a.Field == b.Field && samePath(a.X, b.X)
	case *ir.Meta:
		b, ok := b.(*ir.Meta)
		return ok && a.Name == b.Name && a.Arg == b.Arg
	}
	return false
}

// ranged judges x op y where y is a constant number and the type of x has a range.
func ranged(x ir.Expr, op string, y ir.Expr) verdict {
	n, ok := wholeNumber(y)
	lo, hi := rangeOfType(x)
	if !ok || lo == nil {
		return verdict{}
	}
	below, above := hi.Cmp(n), lo.Cmp(n) // the largest and the smallest value against n
	switch op {
	case "<":
		return decided(below < 0, above >= 0, x)
	case "<=":
		return decided(below <= 0, above > 0, x)
	case ">":
		return decided(above > 0, below <= 0, x)
	case ">=":
		return decided(above >= 0, below < 0, x)
	case "==":
		return decided(below == 0 && above == 0, below < 0 || above > 0, x)
	case "!=":
		return decided(below < 0 || above > 0, below == 0 && above == 0, x)
	}
	return verdict{}
}

func decided(always, never bool, by ir.Expr) verdict {
	return verdict{known: always || never, holds: always, by: by}
}

// wholeNumber is the value of a constant whole number.
func wholeNumber(e ir.Expr) (*big.Rat, bool) {
	c, ok := e.(*ir.Const)
	if !ok {
		return nil, false
	}
	n, ok := c.Value.(int64)
	return new(big.Rat).SetInt64(n), ok && e.Type().IsInteger()
}

// rangeOfType are the bounds that the type of e has by its refinement, before it was
// converted for a comparison.
func rangeOfType(e ir.Expr) (lo, hi *big.Rat) {
	for {
		c, ok := e.(*ir.Convert)
		if !ok || c.Checked || !c.T.IsInteger() {
			break
		}
		e = c.X
	}
	t := e.Type()
	if !t.IsInteger() || t.Refine == nil || !t.Refine.HasRange {
		return nil, nil
	}
	if lo, ok := new(big.Rat).SetString(t.Refine.Min); ok {
		if hi, ok := new(big.Rat).SetString(t.Refine.Max); ok {
			return lo, hi
		}
	}
	return nil, nil
}

// constantWhere warns of a `where` that keeps all records, or none.
func (w *walk) constantWhere(stage diag.Span, cond ir.Expr) {
	v := verdictOf(cond)
	if isBad(cond) || !v.known {
		return
	}
	d := diag.Diagnostic{Code: "W0813", Message: fmt.Sprintf("this condition is always %v, so it keeps %s", v.holds, map[bool]string{true: "every record", false: "none"}[v.holds]), At: cond.Place()}
	because(&d, v)
	if v.holds {
		d.Fixes = []diag.Fix{{Title: "remove the stage", Guess: true, Edits: []diag.Edit{{At: wholeLine(stage), Text: ""}}}}
	}
	w.add(d)
}

// constantArm warns of an arm of a route that takes all records that come to it, or
// none.
func (w *walk) constantArm(cond ir.Expr) {
	v := verdictOf(cond)
	if isBad(cond) || !v.known {
		return
	}
	d := diag.Diagnostic{Code: "W0812", Message: fmt.Sprintf("this condition is always %v, so no record takes this arm", v.holds), At: cond.Place()}
	if v.holds {
		d.Message = "this condition is always true, so no record comes to the arms below"
		d.Helps = []string{"write `else` for the arm that takes what is left"}
	}
	because(&d, v)
	w.add(d)
}

// because adds the type that decides a condition.
func because(d *diag.Diagnostic, v verdict) {
	if v.by == nil {
		return
	}
	if t := v.by.Type(); t.Refine != nil && t.Refine.HasRange {
		label(d, declaredAt(v.by), fmt.Sprintf("`%s` is %s to %s", v.by.Place().Text(), t.Refine.Min, t.Refine.Max))
	}
}

// wholeLine is a stage with the line end and the indentation before it.
func wholeLine(at diag.Span) diag.Span {
	before := at.File.Text[:at.Start]
	if trimmed := strings.TrimRight(before, " \t"); strings.HasSuffix(trimmed, "\n") {
		at.Start = len(trimmed) - 1
	}
	return at
}
