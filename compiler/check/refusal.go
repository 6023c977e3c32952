package check

import (
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// refusal says why v does not go into t.
func refusal(v ir.Expr, t target, fit types.Fit) diag.Diagnostic {
	if fit.Why == types.AnyToTyped && fit.Path == "" {
		return anyToTyped(v, t)
	}
	if fit.Why == types.Nullable && fit.Path == "" {
		return nullRefusal(v, t)
	}
	d := diag.Diagnostic{Code: fit.Why.Code(), At: v.Place(), Here: "this is " + v.Type().String()}
	source := v.Place().Text()
	if t.spread {
		d.Code, source = "E0415", "."+t.name
		d.Here = fmt.Sprintf("`*` brings .%s: %s", t.name, v.Type())
	}
	from, to := v.Type(), t.typ
	inner := ""
	if fit.Path != "" && fit.From != nil {
		from, to = fit.From, fit.To
		inner = "`" + fit.Path + "` of "
	}
	d.Message = fmt.Sprintf("%s`%s` is %s, and %s wants %s", inner, source, from, t.what, wanted(t, to))
	switch fit.Why {
	case types.MissingField:
		d.Message = fmt.Sprintf("`%s` has no field `%s`, which %s needs", source, fit.Path[1:], t.what)
	case types.MissingSymbol:
		d.Helps = append(d.Helps, fmt.Sprintf("the symbol %s is missing there", fit.Symbol))
	case types.Narrowing, types.DecimalPrecision, types.DecimalScale, types.UnitLoss, types.Mismatch:
		d.Helps = append(d.Helps, castHelp(source, from, to)...)
	case types.NoReason, types.Nullable, types.AnyToTyped, types.AnyOperand, types.NoOperator, types.IntegerDivision, types.NeverEqual, types.NoOrder:
		// the headline says it all
	}
	if t.spread {
		d.Helps = assignInstead(t.name, d.Helps)
	} else if fit.Path == "" {
		rewriteAsHelped(&d, v, t)
	}
	label(&d, declaredAt(v), source+" is declared here")
	label(&d, t.at, t.atText)
	return d
}

// wanted is the type that a target takes, in the words of its own system where
// the whole value is meant.
func wanted(t target, to *types.Type) string {
	if to == t.typ {
		return to.Strip().String()
	}
	return to.String()
}

// castHelp proposes the cast that makes a value fit, where there is one.
func castHelp(source string, from, to *types.Type) []string {
	to = to.Strip()
	c := types.Cast(from, to)
	if c.Kind == types.Safe && !c.Round {
		return []string{fmt.Sprintf("write:  %s as %s", source, to.Bare())}
	}
	if c.Round {
		if from = from.Strip(); from.Kind == types.Decimal && from.Precision > 0 && types.Cast(types.DecimalOf(from.Precision-from.Scale+1, 0), to).Kind == types.Safe {
			return []string{fmt.Sprintf("round it first:  %s.round() as %s", source, to.Bare())}
		}
		return []string{fmt.Sprintf("round it first:  (%s.round() as %s)!", source, to.Bare())}
	}
	if c.Kind == types.MayFail {
		return []string{
			fmt.Sprintf("fail where it does not fit:  (%s as %s)!", source, to.Bare()),
			fmt.Sprintf("or give a value:             %s as %s ?? …", source, to.Bare()),
		}
	}
	switch c.Use {
	case "":
		return nil
	case "date":
		return []string{fmt.Sprintf("say in which zone:  date(%s, \"UTC\")", source)}
	}
	return []string{fmt.Sprintf("convert it:  %s(%s)", c.Use, source)}
}

func assignInstead(name string, helps []string) []string {
	if len(helps) == 0 {
		return []string{fmt.Sprintf("assign it beside the `*`:  %s = …", name)}
	}
	return helps
}

// nullRefusal reports null on its way into what takes none.
func nullRefusal(v ir.Expr, t target) diag.Diagnostic {
	source := v.Place().Text()
	what := source
	d := diag.Diagnostic{Code: "E0412", At: v.Place(), Here: "this is " + v.Type().String()}
	if t.spread {
		source, what = "."+t.name, t.name
		d.Here = fmt.Sprintf("`*` brings .%s: %s", t.name, v.Type())
	}
	if v.Type().Kind == types.NullKind {
		d.Here = ""
	}
	if x := castSource(v); x != nil {
		// Of a cast the value is what may be null: that is what a `where` tests.
		source, what = x.Place().Text(), x.Place().Text()
		d.At, d.Here = x.Place(), "this is "+x.Type().String()
	}
	if t.name != "" {
		what = t.name
	}
	if t.keyAt.IsZero() {
		d.Message = fmt.Sprintf("`%s` may be null, and %s may not", what, t.what)
	} else {
		d.Message = fmt.Sprintf("`%s` may be null, but the %scolumn is part of the primary key", what, t.system)
	}
	if !t.nameAt.IsZero() && !t.keyAt.IsZero() {
		label(&d, t.nameAt, fmt.Sprintf("goes to the %s `%s`", t.keyOf, t.name))
	}
	label(&d, declaredAt(v), "null comes in here")
	if t.keyAt.IsZero() {
		label(&d, t.at, t.atText)
	} else {
		label(&d, t.keyAt, "key columns cannot be null")
	}
	if v.Type().Kind != types.NullKind {
		d.Helps = nullHelps(v, source, t)
	}
	return d
}

// nullHelps say what to do about a value that may be null.
func nullHelps(v ir.Expr, source string, t target) []string {
	path := simplePath(source)
	value := fmt.Sprintf("(%s) ?? %s", source, zeroText(t.typ))
	if x := castSource(v); x != nil && path {
		value = fmt.Sprintf("(%s ?? %s) as %s", source, zeroText(x.Type()), t.typ.Strip().Bare())
	} else if path {
		value = fmt.Sprintf("%s ?? %s", source, zeroText(t.typ))
	}
	if t.spread {
		value = t.name + " = " + value
	}
	if !path {
		return []string{"give a value:  " + value}
	}
	return []string{
		"drop such records before:  where " + source + " != null",
		"or give a value:           " + value,
	}
}

// simplePath reports whether a source text is a path that a `where` can test.
func simplePath(source string) bool { return !strings.ContainsAny(source, " (\"") }

// castSource returns what a cast was made of, nil for other expressions.
func castSource(v ir.Expr) ir.Expr {
	c, ok := v.(*ir.Convert)
	if ok && c.X.Type().Kind == types.Optional {
		return c.X
	}
	return nil
}

// zeroText is an example of a value of t, as one would write it.
func zeroText(t *types.Type) string {
	switch t = t.Strip(); {
	case t.IsFloat() || t.Kind == types.Decimal && t.Scale > 0:
		return "0.0"
	case t.IsNumber():
		return "0"
	case t.Kind == types.String:
		return "\"none\""
	case t.Kind == types.Bool:
		return "false"
	case t.Kind == types.Enum && len(t.Enum.Symbols) > 0:
		return t.Enum.Symbols[0]
	}
	return "…"
}
