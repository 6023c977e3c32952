package check

import (
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/internal/quantity"
	"github.com/flowc-lang/flowc/runtime/record"
)

// enumLiteral takes a symbol as a text, bare, or behind the enum's name.
func (s *scope) enumLiteral(x dsl.Expr, t *types.Type, of valueTarget) ir.Expr {
	name := ""
	if text, ok := x.(*dsl.Text); ok {
		name, _ = text.Plain()
	} else if parts := identsOf(x); len(parts) > 0 {
		name = parts[len(parts)-1].Text
	} else {
		return s.unfit(x, t, of, "this is "+literalKind(x))
	}
	if i := t.Enum.Index(name); i >= 0 {
		return &ir.Const{Typed: typed(x.At(), t), Value: i}
	}
	if _, quoted := x.(*dsl.Text); quoted && t.Enum.Open {
		return &ir.Const{Typed: typed(x.At(), t), Value: name}
	}
	d := diag.Diagnostic{
		Code:    "E0902",
		Message: fmt.Sprintf("%s has no symbol `%s`%s", of.what, name, didYouMean(name, t.Enum.Symbols)),
		At:      x.At(),
		Helps:   []string{"its symbols are " + joined(t.Enum.Symbols, "and")},
	}
	label(&d, t.Enum.At, "the enum")
	s.add(d)
	return bad(x.At())
}

// plainLiteral is a value that is neither built of others nor a symbol.
func (s *scope) plainLiteral(x dsl.Expr, t *types.Type, of valueTarget) ir.Expr {
	var v any
	ok := false
	call, word := calledWord(x)
	switch lit := x.(type) {
	case *dsl.Text:
		text, plain := lit.Plain()
		switch v, ok = textConst(text, t); {
		case !plain:
			return s.unfit(x, t, of, "this is not constant")
		case !ok && literalForm(t) != "" && literalForm(t)[0] == '"':
			return s.unfit(x, t, of, "this text is none")
		}
	case *dsl.Bool:
		v, ok = lit.Value, t.Kind == types.Bool
	case *dsl.Quantity:
		if d, err := quantity.Duration(lit.Text); err == nil && t.Kind == types.Duration && lit.Unit == "duration" {
			v, ok = types.DurationConst{Nanos: int64(d)}, true
		}
	case *dsl.Int, *dsl.Float, *dsl.Unary:
		if n, isConst := s.constant(x, t).(*ir.Const); isConst && t.IsNumber() {
			if isBad(n) {
				return n
			}
			if t.Kind == types.Decimal && t.Precision == 0 && n.T.Kind == types.Decimal {
				return n // a column without a scale takes that of the number
			}
			if c, isConst := convConst(n, t).(*ir.Const); isConst {
				return c
			}
			return s.unfit(x, t, of, outside)
		}
	case *dsl.Call:
		if word == "raw_bytes" && t.Kind == types.Bytes {
			raw, fine := s.rawBytes(call)
			if !fine {
				return bad(x.At())
			}
			v, ok = raw, true
		}
	}
	if !ok {
		return s.unfit(x, t, of, "this is "+literalKind(x))
	}
	c := &ir.Const{Typed: typed(x.At(), t), Value: v}
	if !satisfies(c, t) || !exactBytes(c, t) {
		return s.unfit(x, t, of, outside)
	}
	return c
}

func exactBytes(c *ir.Const, t *types.Type) bool {
	b, ok := c.Value.([]byte)
	return !ok || t.Refine == nil || t.Refine.Exact == 0 || len(b) == t.Refine.Exact
}

// textConst reads a text as a constant of a type, in the form that JSON has it in.
func textConst(text string, t *types.Type) (any, bool) {
	var why record.Reason
	var v any
	switch t.Kind {
	case types.String:
		return text, true
	case types.Bytes:
		return []byte(text), true
	case types.JSON:
		return text, json.Valid([]byte(text))
	case types.Inet:
		return text, record.ValidInet(text)
	case types.Date:
		v, why = record.ParseDate(text)
	case types.Time:
		v, why = record.ParseTime(text, record.Unit(t.Unit))
	case types.Timestamp:
		v, why = record.ParseTimestampISO(text, record.Unit(t.Unit))
	case types.Datetime:
		v, why = record.ParseDatetimeISO(text, record.Unit(t.Unit))
	case types.UUID, types.TimeUUID:
		v, why = record.ParseUUID(text)
	case types.Duration:
		d, bad := record.ParseDuration(text)
		v, why = types.DurationConst{Months: d.Months, Days: d.Days, Nanos: d.Nanos}, bad
	case types.Enum:
		i := t.Enum.Index(text)
		if i < 0 && t.Enum.Open {
			return text, true
		}
		return i, i >= 0
	default:
		return numberConst(text, t)
	}
	return v, why == 0
}

// numberConst reads a number in quotation marks, as decimals stand in JSON and the
// keys of maps everywhere.
func numberConst(text string, t *types.Type) (any, bool) {
	if !t.IsNumber() {
		return nil, false
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil, false
	}
	n := numberAs(diag.Span{}, r, fractionDigits(text), t)
	if n == nil {
		return nil, false
	}
	c, ok := convConst(n, t).(*ir.Const)
	if !ok {
		return nil, false
	}
	return c.Value, true
}
