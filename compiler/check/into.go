package check

import (
	"fmt"
	"math/big"
	"regexp"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
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
	if fit.NanoRange {
		s.add(nanoRange(v, t))
	}
	return conv(v, t.typ)
}

// nanoRange warns of a time that becomes one in nanoseconds: 64 bits of them reach from
// 1677 to 2262 only.
func nanoRange(v ir.Expr, t target) diag.Diagnostic {
	source := v.Place().Text()
	if t.spread {
		source = t.name + " = (." + t.name
	} else {
		source = "(" + source
	}
	d := diag.Diagnostic{
		Code:    "W0424",
		Message: fmt.Sprintf("%s takes times from 1677 to 2262 only, and others fail", t.what),
		At:      v.Place(),
		Here:    "this is " + v.Type().String(),
		Helps:   []string{fmt.Sprintf("say that it is meant:  %s as %s)!", source, t.typ.Strip().Bare())},
	}
	if !t.spread {
		rewriteAsHelped(&d, v, t)
	} else {
		d.Here = fmt.Sprintf("`*` brings .%s: %s", t.name, v.Type())
	}
	label(&d, t.at, t.atText)
	return d
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

// fitDefault converts a default to its field's type; another mistake than a
// value outside of the type is E0416.
func (s *scope) fitDefault(e ir.Expr, f *types.Field) (ir.Expr, bool) {
	c, isConst := e.(*ir.Const)
	if isConst && c.Value != nil {
		if out := convConst(c, f.Type.Strip()); out != nil {
			return conv(out, f.Type), true
		}
		if v, ok := textDefault(c, f.Type.Strip()); ok {
			return conv(&ir.Const{Typed: typed(c.At, f.Type.Strip()), Value: v}, f.Type), true
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

// textDefault reads the default of a time, an id or an address, which is written as a text;
// ok is false where it is none.
func textDefault(c *ir.Const, t *types.Type) (v any, ok bool) {
	text, isText := c.Value.(string)
	switch t.Kind {
	case types.Date, types.Time, types.Timestamp, types.Datetime, types.UUID, types.TimeUUID, types.Inet:
		if isText {
			return textConst(text, t)
		}
	}
	return nil, false
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
