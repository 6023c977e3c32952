package check

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// cast is x as TYPE. Below an optional it converts what is there: null stays null.
func (e *env) cast(x *dsl.Cast) ir.Expr {
	v := e.expr(x.X, nil)
	to := e.typeOf(x.Type)
	if isBad(v) || to.Kind == types.Invalid {
		return bad(x.At())
	}
	from := v.Type()
	nullable := to.Kind == types.Optional
	if !nullable && from.Kind == types.Optional {
		to = types.OptionalOf(to)
	}
	if c, ok := v.(*ir.Const); ok {
		if out := convConst(c, to); out != nil && !types.Same(from, to) {
			return out
		}
	}
	c := types.Cast(from, to)
	if c.Round && !e.rounded(v) {
		e.add(needsRounding(x, v, to))
		return bad(x.At())
	}
	if c.Kind == types.MayFail && provenRange(v, to) {
		c.Kind = types.Safe
	}
	switch c.Kind {
	case types.NoOp:
		e.warnNoCast(x, v)
		return v
	case types.Safe:
		return e.safeCast(x, v, to)
	case types.MayFail:
		return e.failingCast(x, v, to, nullable)
	case types.AlwaysFails:
		d := diag.Diagnostic{Code: "E0425", Message: fmt.Sprintf("no %s is ever %s", from.Strip(), article(to.Strip().String())), At: x.At()}
		label(&d, declaredAt(v), "its type is written here")
		e.add(d)
	case types.Forbidden:
		e.add(forbiddenCast(x, v, to, c.Use))
	}
	return bad(x.At())
}

func (e *env) warnNoCast(x *dsl.Cast, v ir.Expr) {
	e.add(diag.Diagnostic{
		Code:    "W0426",
		Message: fmt.Sprintf("%s is %s already", shown(x.X), v.Type()),
		At:      x.Type.At(),
		Fixes:   removeCast(x),
	})
}

func (e *env) safeCast(x *dsl.Cast, v ir.Expr, to *types.Type) ir.Expr {
	if to.Kind == types.Optional && v.Type().Kind != types.Optional {
		return &ir.Some{Typed: typed(x.At(), to), X: &ir.Convert{Typed: typed(x.At(), to.Elem), X: v}}
	}
	return &ir.Convert{Typed: typed(x.At(), to), X: v}
}

// failingCast is open, unless its own type is optional: then a failure is null.
func (e *env) failingCast(x *dsl.Cast, v ir.Expr, to *types.Type, nullable bool) ir.Expr {
	inner := to
	if v.Type().Kind != types.Optional {
		inner = to.Strip()
	}
	out := &ir.Convert{Typed: typed(x.At(), inner), X: v, Checked: true}
	if nullable {
		return &ir.Try{Typed: typed(x.At(), to), X: out}
	}
	e.opens(x.At(), fmt.Sprintf("the cast of %s to %s", v.Type().Strip(), to.Strip()))
	return out
}

func needsRounding(x *dsl.Cast, v ir.Expr, to *types.Type) diag.Diagnostic {
	source := x.X.At().Text()
	if _, loose := x.X.(*dsl.Binary); loose && !strings.HasPrefix(source, "(") {
		source = "(" + source + ")"
	}
	d := diag.Diagnostic{
		Code:    "E0420",
		Message: fmt.Sprintf("%s is %s, and a cast to %s would cut digits off", shown(x.X), v.Type(), to.Strip()),
		At:      x.At(),
		Helps:   []string{fmt.Sprintf("say how to round:  %s.round() as %s", source, to.Strip())},
	}
	label(&d, declaredAt(v), "its type is written here")
	if balanced(x.At()) && x.Type != nil {
		text := fmt.Sprintf("%s.round() as %s", source, x.Type.At().Text())
		if v.Type().IsFloat() {
			text = "(" + text + ")!" // out of range, or not a number
		}
		rewrite(&d, "round it", x.At(), text)
	}
	return d
}

// rounded reports whether v has no digits behind the point, though its type
// could: the result of round, floor or ceil.
func (e *env) rounded(v ir.Expr) bool {
	switch v := v.(type) {
	case *ir.Call:
		if v.Func != nil {
			return false
		}
		switch v.Fn {
		case "round", "floor", "ceil":
			return true
		case "clamp", "min", "max", "abs":
			return e.rounded(v.Args[0])
		}
	case *ir.Convert:
		return e.rounded(v.X)
	case *ir.Proven:
		return e.rounded(v.X)
	}
	return false
}

// provenRange reports whether a float cannot be outside of the integer type to: it
// is of a range, which NaN is outside of too.
func provenRange(v ir.Expr, to *types.Type) bool {
	from := v.Type().Strip()
	if !from.IsFloat() || from.Refine == nil || !from.Refine.HasRange || to.Strip().Refine != nil {
		return false
	}
	lo, okLo := new(big.Rat).SetString(from.Refine.Min)
	hi, okHi := new(big.Rat).SetString(from.Refine.Max)
	return okLo && okHi && to.Strip().IsInteger() &&
		inRange(integerBelow(lo), to.Strip().Kind) && inRange(integerBelow(hi), to.Strip().Kind)
}

func integerBelow(r *big.Rat) *big.Int { return new(big.Int).Quo(r.Num(), r.Denom()) }

func forbiddenCast(x *dsl.Cast, v ir.Expr, to *types.Type, use string) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0402",
		Message: fmt.Sprintf("%s is %s, and cannot be cast to %s", shown(x.X), v.Type(), to.Strip()),
		At:      x.At(),
	}
	if use != "" {
		d.Helps = []string{fmt.Sprintf("`%s` converts it, and asks for what a cast cannot say", use)}
	}
	label(&d, declaredAt(v), "its type is written here")
	return d
}
