package check

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// target is what a value goes into, with all that a message about it needs.
type target struct {
	typ  *types.Type
	what string // "the column `celsius`", "the key of the topic readings"
	name string // of the field or column, empty for other targets
	at   diag.Span
	// atText explains the other place.
	atText string
	nameAt diag.Span // the name on the left side, zero where there is none
	keyAt  diag.Span // what makes a column part of the key
	keyOf  string    // "clustering column", "partition key column"
	system string    // "Cassandra ", empty where the system has no name
	text   bool      // the receiving side is text by nature: see types.FitText
	spread bool      // the value is brought by `*`
}

// fieldTarget is the field or column f of r.
func fieldTarget(r *types.RecordType, f *types.Field) target {
	t := target{typ: f.Type, name: f.Name, at: f.TypeAt, what: fmt.Sprintf("the field `%s` of %s", f.Name, recordName(r))}
	if t.at.IsZero() {
		t.at = f.At
	}
	t.atText = "the field is " + f.Type.String()
	if r.Table != nil {
		t.what = fmt.Sprintf("the column `%s` of %s", f.Name, r.Name)
		t.atText = "the column is " + columnType(r.Table, f)
		t.keyAt, t.text = f.KeyAt, true
		t.keyOf = "partition key column"
		if r.Table.System == "cql" {
			t.system = "Cassandra "
		}
		for _, c := range r.Table.Clustering {
			if c == f.Name {
				t.keyOf = "clustering column"
			}
		}
	}
	return t
}

// columnType is a column's type as its DDL says it.
func columnType(t *types.Table, f *types.Field) string {
	if own := t.Column[f.Name]; own != "" {
		return own
	}
	return f.Type.String()
}

// fit says how a value of type from goes into t.
func (t target) fit(from *types.Type) types.Fit {
	if t.text {
		return types.FitText(from, t.typ)
	}
	return types.FitInto(from, t.typ)
}

// into converts v to what t takes, or reports why it does not go in.
func (s *scope) into(v ir.Expr, t target) ir.Expr {
	if isBad(v) || t.typ.Kind == types.Invalid {
		return bad(v.Place())
	}
	fit := t.fit(v.Type())
	if c, ok := v.(*ir.Const); ok && c.Value != nil {
		return s.constInto(c, t, fit)
	}
	if !fit.OK() {
		s.add(refusal(v, t, fit))
		return bad(v.Place())
	}
	return conv(v, t.typ)
}

// constInto converts a constant, which may fit where its type does not.
func (s *scope) constInto(c *ir.Const, t target, fit types.Fit) ir.Expr {
	to := t.typ.Strip()
	if out := convConst(c, to); out != nil {
		return conv(out, t.typ)
	}
	if r, _, ok := numberOf(c); (ok && to.IsNumber() || c.T.Kind == to.Kind) && !satisfies(c, to) {
		d := diag.Diagnostic{
			Code:    "E0430",
			Message: fmt.Sprintf("%s is outside of %s", c.At.Text(), to),
			At:      c.At,
		}
		if ok && to.Refine == nil && to.IsInteger() && r.IsInt() {
			d.Message = fmt.Sprintf("%s does not fit %s", c.At.Text(), to)
		}
		label(&d, t.at, t.atText)
		s.add(d)
		return bad(c.At)
	}
	if !fit.OK() {
		s.add(refusal(c, t, fit))
		return bad(c.At)
	}
	return conv(c, t.typ)
}

// satisfies reports whether a constant is a value of t, as far as ranges, sizes
// and patterns go.
func satisfies(c *ir.Const, t *types.Type) bool {
	r, _, isNumber := numberOf(c)
	if isNumber && t.IsInteger() && (!r.IsInt() || !inRange(r.Num(), t.Kind)) {
		return false
	}
	refine := t.Refine
	if refine == nil {
		return true
	}
	if refine.HasRange && isNumber {
		lo, _ := new(big.Rat).SetString(refine.Min)
		hi, _ := new(big.Rat).SetString(refine.Max)
		if lo != nil && r.Cmp(lo) < 0 || hi != nil && r.Cmp(hi) > 0 {
			return false
		}
	}
	s, isText := c.Value.(string)
	if !isText {
		return true
	}
	if refine.MaxLen > 0 && utf8.RuneCountInString(s) > refine.MaxLen {
		return false
	}
	if refine.Pattern != "" {
		re, err := regexp.Compile("^(?:" + refine.Pattern + ")$")
		return err != nil || re.MatchString(s) // the parser reports a bad pattern
	}
	return true
}

// refusal says why v does not go into t.
func refusal(v ir.Expr, t target, fit types.Fit) diag.Diagnostic {
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
	}
	if t.spread {
		d.Helps = assignInstead(t.name, d.Helps)
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
		return []string{fmt.Sprintf("round it first:  %s.round() as %s", source, to.Bare())}
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

// fitDefault converts a default to its field's type; another mistake than a
// value outside of the type is E0416.
func (s *scope) fitDefault(e ir.Expr, f *types.Field) (ir.Expr, bool) {
	c, isConst := e.(*ir.Const)
	if isConst && c.Value != nil {
		if out := convConst(c, f.Type.Strip()); out != nil {
			return conv(out, f.Type), true
		}
	}
	fit := types.FitInto(e.Type(), f.Type)
	switch {
	case isConst && c.Value != nil && !satisfies(c, f.Type.Strip()) && (fit.OK() || c.T.IsNumber() && f.Type.Strip().IsNumber()):
		s.add(s.outside(c, f))
		return nil, false
	case !fit.OK():
		d := diag.Diagnostic{
			Code:    "E0416",
			Message: fmt.Sprintf("the default of `%s` is %s, and the field is %s", f.Name, e.Type(), f.Type),
			At:      e.Place(),
		}
		label(&d, f.TypeAt, "the field's type")
		s.add(d)
		return nil, false
	}
	return conv(e, f.Type), true
}

func (s *scope) outside(c *ir.Const, f *types.Field) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0430",
		Message: fmt.Sprintf("%s is outside of %s", c.At.Text(), f.Type.Strip()),
		At:      c.At,
	}
	label(&d, f.TypeAt, "the field's type")
	return d
}

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
		Fixes:   []diag.Fix{{Title: "remove the cast", Edits: []diag.Edit{{At: diag.Span{File: x.At().File, Start: x.X.At().End, End: x.At().End}}}}},
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
	d := diag.Diagnostic{
		Code:    "E0420",
		Message: fmt.Sprintf("%s is %s, and a cast to %s would cut digits off", shown(x.X), v.Type(), to.Strip()),
		At:      x.At(),
		Helps:   []string{fmt.Sprintf("say how to round:  %s.round() as %s", source, to.Strip())},
	}
	label(&d, declaredAt(v), "its type is written here")
	return d
}

// rounded reports whether v has no digits behind the point, though its type
// could: the result of round, floor or ceil.
func (e *env) rounded(v ir.Expr) bool {
	switch v := v.(type) {
	case *ir.Call:
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
