package check

import (
	"fmt"
	"slices"
	"time"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// optionWants are the types of plain options, as messages name them.
var optionWants = map[spec.Type]string{
	spec.Text:     "a text",
	spec.Bool:     "true or false",
	spec.Int:      "a whole number",
	spec.Duration: "a duration such as 500ms",
	spec.Size:     "a size such as 64MiB",
	spec.Texts:    `a list of texts such as ["a", "b"]`,
}

// optionType is the type of a plain option's value.
func optionType(t spec.Type) *types.Type {
	switch t {
	case spec.Text:
		return text()
	case spec.Bool:
		return boolean()
	case spec.Int, spec.Size:
		return types.Of(types.Int64)
	case spec.Duration:
		return types.Of(types.Duration)
	case spec.Texts:
		return types.ListOf(text())
	case spec.Word, spec.Table, spec.TypeName, spec.Call, spec.Record, spec.Ref, spec.Regex, spec.Rotation, spec.Fields, spec.TableSet, spec.Labels, spec.Columns:
		// not plain
	}
	panic(fmt.Sprintf("check: no such plain option type: %d", t))
}

// plainOption is an expression of constants and params, and of the record where
// the option is read for each.
func (s *scope) plainOption(t spec.Type, o *spec.Option, x dsl.Expr, site *optionSite) *ir.Option {
	e := s.constants(o.When != spec.Static)
	// At a use an option sees what the record sees.
	ofEach := site.record != nil && (o.When == spec.Each || site.perUse && o.When != spec.Static)
	if ofEach {
		e = site.record
	}
	want := optionType(t)
	if why := wrongUnit(t, x); why != "" {
		s.add(site.mismatch(o, x.At(), why, optionWants[t]))
		return nil
	}
	v := e.value(x, want)
	if isBad(v) || !s.staysSame(o, v) {
		return nil
	}
	if ofEach && ofRecord(v) {
		if v = s.eachValue(t, o, x, v, site); v == nil || !s.keepsSecret(o, v) {
			return nil
		}
		return &ir.Option{Record: v, Var: site.record.cur}
	}
	if !types.FitInto(v.Type().Bare(), want).OK() {
		d := site.mismatch(o, x.At(), describe(v), optionWants[t])
		if t == spec.Texts && v.Type().Kind == types.String {
			d.Fixes = []diag.Fix{{Title: "make it a list", Edits: []diag.Edit{{At: x.At(), Text: "[" + x.At().Text() + "]"}}}}
		}
		literalMeant(&d, t, x)
		if p, ok := v.(*ir.ParamRef); ok {
			label(&d, p.Param.At, "the param")
		}
		s.add(d)
		return nil
	}
	v = conv(v, want)
	if !s.keepsSecret(o, v) || !s.optionInRange(t, o, v) {
		return nil
	}
	if !s.startValue(o, v) {
		return nil
	}
	return &ir.Option{Value: v}
}

// describe is what a value is, as messages name it.
func describe(v ir.Expr) string {
	if p, ok := v.(*ir.ParamRef); ok {
		return fmt.Sprintf("the param `%s`: %s", p.Param.Name, p.Type())
	}
	return v.Type().String()
}

// wrongUnit tells a size from a duration, which one type of constant cannot.
func wrongUnit(t spec.Type, x dsl.Expr) string {
	q, ok := x.(*dsl.Quantity)
	if !ok {
		return ""
	}
	is := ""
	switch q.Unit {
	case "duration":
		is = "a duration"
	case "%":
		is = "a share"
	case "records":
		is = "a number of records"
	default:
		is = "a size"
	}
	if t == spec.Duration && is == "a duration" || t == spec.Size && is == "a size" {
		return ""
	}
	return is
}

// optionInRange checks the bounds of a number, duration or size that is constant.
func (s *scope) optionInRange(t spec.Type, o *spec.Option, v ir.Expr) bool {
	c, ok := v.(*ir.Const)
	if !ok || o.Min == 0 && o.Max == 0 {
		return true
	}
	n, ok := c.Value.(int64)
	if !ok {
		return true
	}
	shown := func(n int64) string { return fmt.Sprint(n) }
	if t == spec.Duration {
		n /= int64(time.Millisecond)
		shown = func(ms int64) string { return (time.Duration(ms) * time.Millisecond).String() }
	}
	if t == spec.Size {
		shown = func(n int64) string { return fmt.Sprintf("%d bytes", n) }
	}
	if o.Min <= n && n <= o.Max {
		return true
	}
	s.add(diag.Diagnostic{
		Code:    "E0304",
		Message: fmt.Sprintf("the option `%s` is from %s to %s", o.Name, shown(o.Min), shown(o.Max)),
		At:      v.Place(),
		Helps:   []string{o.Doc},
	})
	return false
}

// startValue reports whether v is what the worker can make when it starts: a
// constant, a param, or a text or list of those.
func (s *scope) startValue(o *spec.Option, v ir.Expr) bool {
	ok := true
	visit(v, func(x ir.Expr) {
		switch x := x.(type) {
		case *ir.Const, *ir.ParamRef, *ir.Concat, *ir.MakeList, *ir.Convert:
		case *ir.Call:
			if ok && x.Fn != "to_string" {
				s.add(notPlain(o, v))
				ok = false
			}
		default:
			if ok {
				s.add(notPlain(o, v))
			}
			ok = false
		}
	})
	return ok
}

func notPlain(o *spec.Option, v ir.Expr) diag.Diagnostic {
	return diag.Diagnostic{
		Code:    "E0303",
		Message: fmt.Sprintf("the option `%s` takes a constant, a param, or a text with ${…} of those", o.Name),
		At:      v.Place(),
	}
}

// ofRecord reports whether v depends on the record.
func ofRecord(v ir.Expr) bool {
	switch v := v.(type) {
	case *ir.VarRef, *ir.Meta:
		return true
	case *ir.Concat:
		return anyOfRecord(v.Parts)
	case *ir.Call:
		return anyOfRecord(v.Args)
	case *ir.Const, *ir.ParamRef:
		return false
	case *ir.MakeList:
		return anyOfRecord(v.Items)
	}
	return true
}

func anyOfRecord(all []ir.Expr) bool {
	for _, v := range all {
		if ofRecord(v) {
			return true
		}
	}
	return false
}

// recordOption is an instant of the record.
func (s *scope) recordOption(o *spec.Option, x dsl.Expr, site *optionSite) *ir.Option {
	e := site.record
	if e == nil {
		e = s.constants(true)
	}
	v := e.value(x, nil)
	if isBad(v) {
		return nil
	}
	if v.Type().Kind == types.Timestamp {
		return &ir.Option{Record: v, Var: e.cur}
	}
	d := site.mismatch(o, x.At(), describe(v), "a timestamp, or one of "+joined(o.Words, "and"))
	if v.Type().Nullable() {
		d = mayBeNull(o.Name, x.At(), []ir.Expr{v})
	} else {
		label(&d, declaredAt(v), "its type is written here")
	}
	s.add(d)
	return nil
}

// mentionsRecord reports whether x reads the record or what comes with it.
func mentionsRecord(x dsl.Expr) bool {
	switch x := x.(type) {
	case *dsl.Whole:
		return true
	case *dsl.Name:
		return x.Ident.Text == "meta"
	case *dsl.Member:
		return mentionsRecord(x.X)
	case *dsl.Call:
		found := mentionsRecord(x.Fn)
		for _, a := range x.Args {
			found = found || mentionsRecord(a.Value)
		}
		return found
	case *dsl.Text:
		for _, p := range x.Parts {
			if p.X != nil && mentionsRecord(p.X) {
				return true
			}
		}
	case *dsl.List:
		return slices.ContainsFunc(x.Items, mentionsRecord)
	case *dsl.Binary:
		return mentionsRecord(x.X) || mentionsRecord(x.Y)
	case *dsl.If:
		return mentionsRecord(x.Cond) || mentionsRecord(x.Then) || mentionsRecord(x.Else)
	case *dsl.Match:
		return mentionsRecord(x.X)
	case *dsl.Cast:
		return mentionsRecord(x.X)
	case *dsl.Bang:
		return mentionsRecord(x.X)
	case *dsl.Unary:
		return mentionsRecord(x.X)
	}
	return false
}

func (s *scope) typeOption(x dsl.Expr) *ir.Option {
	if t := s.typeExpr(x, "a type"); t.Kind != types.Invalid {
		return &ir.Option{Type: t}
	}
	return nil
}

// typeExpr reads a dotted name as a type.
func (s *scope) typeExpr(x dsl.Expr, need string) *types.Type {
	parts := identsOf(x)
	if parts == nil {
		s.add(diag.Diagnostic{Code: "E0203", Message: need + " is needed here", At: x.At()})
		return invalid()
	}
	p := dsl.Path{Parts: parts}
	p.Span = x.At()
	return s.typePath(p)
}
