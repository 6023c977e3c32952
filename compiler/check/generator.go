package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/runtime/record"
)

// generators are the functions behind `gen.`, with the form that messages show.
var generators = map[string]string{
	"int":      "gen.int(1..50)",
	"normal":   "gen.normal(mean: 300, sd: 120)",
	"weighted": "gen.weighted({ HOME: 8, CART: 3 })",
	"text":     "gen.text(3..12)",
	"uuid":     "gen.uuid()",
	"time":     "gen.time(from: \"2026-01-01\", to: \"2026-12-31\")",
	"one_of":   "gen.one_of([\"a\", \"b\"])",
}

// generator is gen.f(…), in the fields of a datagen source.
func (e *env) generator(x *dsl.Call, fn *dsl.Member, want *types.Type) ir.Expr {
	name := fn.Name.Text
	if !e.gen {
		return e.misplaced(x.At(), "`gen` stands in the fields of a datagen source")
	}
	usage, known := generators[name]
	if !known {
		d := diag.Diagnostic{
			Code:    "E0201",
			Message: fmt.Sprintf("there is no generator `%s`%s", name, didYouMean(name, generatorNames())),
			At:      fn.Name.At(),
			Helps:   []string{"the generators are " + joined(generatorNames(), "and")},
		}
		guess(&d, fn.Name.At(), name, generatorNames())
		e.add(d)
		return bad(x.At())
	}
	var out ir.Expr
	switch name {
	case "int":
		out = e.genInt(x)
	case "normal":
		out = e.genNormal(x)
	case "weighted":
		out = e.genWeighted(x, want)
	case "text":
		out = e.genText(x)
	case "uuid":
		if len(x.Args) == 0 {
			out = generated(x, "uuid", types.Of(types.UUID))
		}
	case "time":
		out = e.genTime(x, want)
	case "one_of":
		out = e.genOneOf(x, want)
	}
	if out == nil {
		e.add(diag.Diagnostic{Code: "E0405", Message: fmt.Sprintf("`gen.%s` is called like this: %s", name, usage), At: x.At()})
		return bad(x.At())
	}
	return out
}

func generatorNames() []string {
	return []string{"int", "normal", "weighted", "text", "uuid", "time", "one_of"}
}

func generated(x *dsl.Call, name string, t *types.Type, args ...ir.Expr) ir.Expr {
	return &ir.Call{Typed: typed(x.At(), t), Fn: "gen." + name, Args: args}
}

// constInts reads the only argument as a range of whole numbers.
func (e *env) constInts(x *dsl.Call) (lo, hi *ir.Const) {
	if len(x.Args) != 1 || x.Args[0].Name != nil {
		return nil, nil
	}
	r, ok := x.Args[0].Value.(*dsl.Binary)
	if !ok || r.Op != dsl.OpRange {
		return nil, nil
	}
	if _, _, ok := rangeOf(r); !ok {
		return nil, nil
	}
	l, _ := e.expr(r.X, types.Of(types.Int64)).(*ir.Const)
	h, _ := e.expr(r.Y, types.Of(types.Int64)).(*ir.Const)
	if l == nil || h == nil || l.T.Kind != types.Int64 || h.T.Kind != types.Int64 {
		return nil, nil
	}
	return l, h
}

// genInt is a whole number of a range, each as likely: its type is that range.
func (e *env) genInt(x *dsl.Call) ir.Expr {
	lo, hi := e.constInts(x)
	if lo == nil {
		return nil
	}
	t := types.Of(types.Int64)
	t.Refine = &types.Refinement{HasRange: true, Min: fmt.Sprint(lo.Value), Max: fmt.Sprint(hi.Value)}
	return generated(x, "int", t, lo, hi)
}

// genText is random letters, of a length in the range.
func (e *env) genText(x *dsl.Call) ir.Expr {
	lo, hi := e.constInts(x)
	if lo == nil || lo.Value.(int64) < 0 || hi.Value.(int64) > 1<<20 {
		return nil
	}
	t := text()
	t.Refine = &types.Refinement{MaxLen: max(1, int(hi.Value.(int64)))}
	return generated(x, "text", t, lo, hi)
}

func (e *env) genNormal(x *dsl.Call) ir.Expr {
	mean, sd := e.named(x, "mean"), e.named(x, "sd")
	if mean == nil || sd == nil || len(x.Args) != 2 {
		return nil
	}
	m, _ := e.expr(mean, types.Of(types.Double)).(*ir.Const)
	s, _ := e.expr(sd, types.Of(types.Double)).(*ir.Const)
	if m == nil || s == nil || m.T.Kind != types.Double || s.T.Kind != types.Double {
		return nil
	}
	return generated(x, "normal", types.Of(types.Double), m, s)
}

// named returns the argument of that name.
func (e *env) named(x *dsl.Call, name string) dsl.Expr {
	for _, a := range x.Args {
		if a.Name != nil && a.Name.Text == name {
			return a.Value
		}
	}
	return nil
}

// genWeighted takes values with their weights: symbols of the expected enum, or
// texts. Its arguments are the list of values and the list of weights.
func (e *env) genWeighted(x *dsl.Call, want *types.Type) ir.Expr {
	if len(x.Args) != 1 {
		return nil
	}
	lit, ok := x.Args[0].Value.(*dsl.RecordLit)
	if !ok || len(lit.Fields) == 0 {
		return nil
	}
	t := text()
	if want != nil && want.Strip().Kind == types.Enum {
		t = want.Strip()
	}
	values := &ir.MakeList{Typed: typed(x.At(), types.ListOf(t))}
	weights := &ir.MakeList{Typed: typed(x.At(), types.ListOf(types.Of(types.Int64)))}
	for _, f := range lit.Fields {
		v := e.weightedValue(f.Name, t)
		w, isConst := e.expr(f.Value, types.Of(types.Int64)).(*ir.Const)
		if isBad(v) {
			return v
		}
		if n, isInt := int64(0), false; isConst {
			if n, isInt = w.Value.(int64); !isInt || n < 1 {
				return nil
			}
		} else {
			return nil
		}
		values.Items = append(values.Items, v)
		weights.Items = append(weights.Items, w)
	}
	return generated(x, "weighted", t, values, weights)
}

func (e *env) weightedValue(name dsl.Ident, t *types.Type) ir.Expr {
	if t.Kind != types.Enum {
		return &ir.Const{Typed: typed(name.At(), t), Value: name.Text}
	}
	if i := t.Enum.Index(name.Text); i >= 0 {
		return &ir.Const{Typed: typed(name.At(), t), Value: i}
	}
	return e.noSymbol(name.At(), name.Text, t)
}

// genTime is an instant between two.
func (e *env) genTime(x *dsl.Call, want *types.Type) ir.Expr {
	t := types.InUnit(types.Timestamp, types.Millis)
	if want != nil && want.Strip().Kind == types.Timestamp {
		t = types.InUnit(types.Timestamp, want.Strip().Unit)
	}
	from, okFrom := instant(e.named(x, "from"), t)
	to, okTo := instant(e.named(x, "to"), t)
	if !okFrom || !okTo || len(x.Args) != 2 || from.Value.(int64) > to.Value.(int64) {
		return nil
	}
	return generated(x, "time", t, from, to)
}

// instant reads a constant date, or timestamp with a zone, in the unit of t.
func instant(x dsl.Expr, t *types.Type) (*ir.Const, bool) {
	lit, ok := x.(*dsl.Text)
	if !ok {
		return nil, false
	}
	s, plain := lit.Plain()
	if !plain {
		return nil, false
	}
	if _, why := record.ParseDate(s); why == 0 {
		s += "T00:00:00Z"
	}
	v, why := record.ParseTimestampISO(s, record.Unit(t.Unit))
	return &ir.Const{Typed: typed(x.At(), t), Value: v}, why == 0
}

// genOneOf is one of a list of constants, each as likely.
func (e *env) genOneOf(x *dsl.Call, want *types.Type) ir.Expr {
	if len(x.Args) != 1 {
		return nil
	}
	lit, ok := x.Args[0].Value.(*dsl.List)
	if !ok || len(lit.Items) == 0 {
		return nil
	}
	var hint *types.Type
	if want != nil {
		hint = types.ListOf(want.Strip())
	}
	list := e.list(lit, hint)
	if isBad(list) {
		return list
	}
	return generated(x, "one_of", list.Type().Elem, list)
}
