package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// valueTarget is what a literal of a test is for, as messages name it.
type valueTarget struct {
	what    string    // "a value of `orders`", "the field `page` of Click"
	at      diag.Span // where its type is written; may be zero
	partial bool      // fields may be left out
}

// literal types a constant of a test by the type that it must have. It is freer than
// an expression: times, uuids and symbols are texts, as in the records themselves.
func (s *scope) literal(x dsl.Expr, t *types.Type, of valueTarget) ir.Expr {
	if _, broken := x.(*dsl.BadExpr); broken || t.Kind == types.Invalid {
		return bad(x.At())
	}
	if _, null := x.(*dsl.Null); null {
		if t.Nullable() || t.Kind == types.JSON {
			return &ir.Const{Typed: typed(x.At(), t)}
		}
		return s.unfit(x, t, of, "this is null")
	}
	switch t.Kind {
	case types.Optional:
		inner := s.literal(x, t.Elem, of)
		if c, ok := inner.(*ir.Const); ok && !isBad(c) && c.Value != nil {
			if t.Elem.Kind == types.Decimal && t.Elem.Precision == 0 {
				t = types.OptionalOf(c.T)
			}
			return &ir.Const{Typed: typed(x.At(), t), Value: c.Value}
		}
		if isBad(inner) {
			return inner
		}
		return &ir.Some{Typed: typed(x.At(), t), X: inner}
	case types.Record:
		return s.recordLiteral(x, t, of)
	case types.List, types.Set, types.Vector, types.Tuple:
		return s.listLiteral(x, t, of)
	case types.Map:
		return s.mapLiteral(x, t, of)
	case types.Enum:
		return s.enumLiteral(x, t, of)
	case types.Union:
		return s.unionLiteral(x, t, of)
	case types.Any, types.Change:
		v := s.constant(x, t)
		return s.into(v, target{typ: t, what: of.what, at: of.at, atText: "its type is written here"})
	}
	return s.plainLiteral(x, t, of)
}

// outside is said of a value of the right kind.
const outside = "this does not fit"

// unfit reports a literal that is not of the type.
func (s *scope) unfit(x dsl.Expr, t *types.Type, of valueTarget, here string) ir.Expr {
	d := diag.Diagnostic{Code: "E0902", Message: fmt.Sprintf("%s is %s", of.what, t), At: x.At(), Here: here}
	label(&d, of.at, "its type is written here")
	if how := literalForm(t.Strip()); how != "" && here != outside {
		d.Helps = []string{"write it like this:  " + how}
	}
	s.add(d)
	return bad(x.At())
}

// literalKind says what a literal is.
func literalKind(x dsl.Expr) string {
	switch x.(type) {
	case *dsl.Text:
		return "a text"
	case *dsl.Int, *dsl.Float, *dsl.Unary:
		return "a number"
	case *dsl.Bool:
		return "true or false"
	case *dsl.Quantity:
		return "a duration or size"
	case *dsl.List:
		return "a list"
	case *dsl.RecordLit:
		return "a record"
	}
	return "no constant"
}

// literalForm shows how a value of a type is written in a test.
func literalForm(t *types.Type) string {
	switch t.Kind {
	case types.Bool:
		return "true"
	case types.Timestamp:
		return `"2026-01-31T12:00:00Z"`
	case types.Datetime:
		return `"2026-01-31T12:00:00"`
	case types.Date:
		return `"2026-01-31"`
	case types.Time:
		return `"12:00:00"`
	case types.Duration:
		return `"PT1H30M", or 90m`
	case types.UUID, types.TimeUUID:
		return `"0b2f7e0e-7a3c-11f0-8de9-0242ac120002"`
	case types.Inet:
		return `"192.0.2.1"`
	case types.JSON:
		return `"{\"a\": 1}"`
	case types.Bytes:
		return `raw_bytes("00 ff"), or a text for its UTF-8`
	case types.Decimal:
		return "12.50"
	case types.String:
		return `"text"`
	case types.List, types.Set, types.Vector, types.Tuple:
		return "[ … ]"
	case types.Record, types.Map:
		return "{ name: … }"
	case types.Enum:
		if len(t.Enum.Symbols) > 0 {
			return t.Enum.Symbols[0]
		}
	}
	if t.IsNumber() {
		return "42"
	}
	return ""
}

func (s *scope) recordLiteral(x dsl.Expr, t *types.Type, of valueTarget) ir.Expr {
	lit, ok := x.(*dsl.RecordLit)
	if !ok {
		return s.unfit(x, t, of, "this is "+literalKind(x))
	}
	out := &ir.MakeRecord{Typed: typed(x.At(), t)}
	seen, sound := map[string]diag.Span{}, true
	if t.Record.Change != nil {
		seen["ts_ms"] = x.At() // a test need not say when
	}
	for _, lf := range lit.Fields {
		if a, fits := s.changeField(lf, t.Record); a != nil {
			seen[a.Field.Name], sound = lf.Name.At(), sound && fits
			out.Fields = append(out.Fields, *a)
			continue
		}
		f := t.Record.Field(lf.Name.Text)
		if f == nil && t.Record.Open {
			continue
		}
		first, twice := seen[lf.Name.Text]
		switch {
		case f == nil:
			s.addOf(t.Record, noTestField(lf.Name, t.Record, of))
			sound = false
			continue
		case twice:
			s.add(assignedTwice(lf.Name, first))
			sound = false
			continue
		}
		seen[f.Name] = lf.Name.At()
		s.noteField(lf.Name.At(), t.Record, f)
		at := f.TypeAt
		if at.IsZero() {
			at = f.At
		}
		v := s.literal(lf.Value, f.Type, valueTarget{what: fmt.Sprintf("the field `%s` of %s", f.Name, recordName(t.Record)), at: at})
		sound = sound && !isBad(v)
		out.Fields = append(out.Fields, ir.Assign{Field: f, Value: v, At: lf.At()})
	}
	s.noteLiteral(x.At(), t.Record, seen)
	if !of.partial {
		sound = s.wholeLiteral(x, t.Record, seen, of) && sound
	}
	if !sound {
		return bad(x.At())
	}
	return out
}

// changeField is `op` or `at` of a change, which pipelines see as a symbol and an
// instant, and the wire has as a letter and milliseconds; nil for other fields.
func (s *scope) changeField(lf dsl.RecordField, r *types.RecordType) (a *ir.Assign, fits bool) {
	if r.Change == nil {
		return nil, false
	}
	of := valueTarget{what: "`" + lf.Name.Text + "` of a change"}
	switch lf.Name.Text {
	case "op":
		f, op := r.Field("op"), types.ChangeOp()
		c, _ := s.literal(lf.Value, op, of).(*ir.Const)
		if i, ok := c.Value.(int); ok {
			c = &ir.Const{Typed: typed(lf.Value.At(), f.Type), Value: op.Enum.Letters[i]}
		}
		return &ir.Assign{Field: f, Value: c, At: lf.At()}, !isBad(c)
	case "at":
		f := r.Field("ts_ms")
		c, _ := s.literal(lf.Value, millis(), of).(*ir.Const)
		if ms, ok := c.Value.(int64); ok {
			c = &ir.Const{Typed: typed(lf.Value.At(), f.Type), Value: ms}
		}
		return &ir.Assign{Field: f, Value: c, At: lf.At()}, !isBad(c)
	}
	return nil, false
}

func noTestField(name dsl.Ident, r *types.RecordType, of valueTarget) diag.Diagnostic {
	var names []string
	for _, f := range r.Fields {
		names = append(names, f.Name)
	}
	d := diag.Diagnostic{
		Code:    "E0902",
		Message: fmt.Sprintf("%s has no field `%s`%s", of.what, name.Text, didYouMean(name.Text, names)),
		At:      name.At(),
		Helps:   []string{"its fields are " + listed(names)},
	}
	label(&d, of.at, "its type is written here")
	guess(&d, name.At(), name.Text, names)
	return d
}

// wholeLiteral reports required fields that a record of a test leaves out.
func (s *scope) wholeLiteral(x dsl.Expr, r *types.RecordType, seen map[string]diag.Span, of valueTarget) bool {
	var missing []string
	var first *types.Field
	for _, f := range r.Fields {
		if _, there := seen[f.Name]; !there && !f.HasDefault && !f.Type.Nullable() {
			if first == nil {
				first = f
			}
			missing = append(missing, f.Name)
		}
	}
	if first == nil {
		return true
	}
	d := diag.Diagnostic{
		Code:    "E0902",
		Message: fmt.Sprintf("%s needs %s, and this record leaves %s out", of.what, listed(missing), plural(len(missing), "it", "them")),
		At:      x.At(),
	}
	label(&d, first.At, "required: it is neither optional nor has a default")
	s.addOf(r, d)
	return false
}

// listLiteral is a constant where all of its elements are.
func (s *scope) listLiteral(x dsl.Expr, t *types.Type, of valueTarget) ir.Expr {
	lit, ok := x.(*dsl.List)
	if !ok {
		return s.unfit(x, t, of, "this is "+literalKind(x))
	}
	if n := fixedLength(t); n > 0 && len(lit.Items) != n {
		return s.unfit(x, t, of, fmt.Sprintf("this has %d elements", len(lit.Items)))
	}
	values, sound := []any{}, true
	for k, item := range lit.Items {
		elem := t.Elem
		if t.Kind == types.Tuple {
			elem = t.Items[k]
		}
		v := s.literal(item, elem, valueTarget{what: "an element of " + of.what, at: of.at})
		sound = sound && !isBad(v)
		values = append(values, constantOf(v))
	}
	if !sound {
		return bad(x.At())
	}
	return &ir.Const{Typed: typed(x.At(), t), Value: values}
}

// fixedLength is how many elements a value of t must have, 0 for any number.
func fixedLength(t *types.Type) int {
	switch t.Kind {
	case types.Tuple:
		return len(t.Items)
	case types.Vector:
		return t.Len
	}
	return 0
}

func (s *scope) mapLiteral(x dsl.Expr, t *types.Type, of valueTarget) ir.Expr {
	lit, ok := x.(*dsl.RecordLit)
	if !ok {
		return s.unfit(x, t, of, "this is "+literalKind(x))
	}
	entries, sound := []types.Entry{}, true
	for _, f := range lit.Fields {
		key, okKey := textConst(f.Name.Text, t.Key)
		if !okKey {
			s.add(diag.Diagnostic{Code: "E0902", Message: fmt.Sprintf("the keys of %s are %s", of.what, t.Key), At: f.Name.At()})
			sound = false
			continue
		}
		v := s.literal(f.Value, t.Elem, valueTarget{what: "an element of " + of.what, at: of.at})
		sound = sound && !isBad(v)
		entries = append(entries, types.Entry{Key: key, Value: constantOf(v)})
	}
	if !sound {
		return bad(x.At())
	}
	return &ir.Const{Typed: typed(x.At(), t), Value: entries}
}
