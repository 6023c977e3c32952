package check

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/internal/quantity"
)

// intLiteral is a whole number, of the expected number type if it fits there,
// else an int64.
func (e *env) intLiteral(at diag.Span, digits string, want *types.Type) ir.Expr {
	n, ok := new(big.Int).SetString(digits, 10)
	if !ok {
		return bad(at) // the lexer lets only digits through
	}
	if want != nil {
		if c := numberAs(at, new(big.Rat).SetInt(n), 0, want.Strip().Bare()); c != nil {
			return c
		}
	}
	if n.IsInt64() {
		return &ir.Const{Typed: typed(at, types.Of(types.Int64)), Value: n.Int64()}
	}
	e.add(diag.Diagnostic{
		Code:    "E0110",
		Message: fmt.Sprintf("the number %s is too large for int64", digits),
		At:      at,
	})
	return bad(at)
}

// floatLiteral is a number with a point or an exponent: a decimal or float where
// one is expected, else a double.
func (e *env) floatLiteral(at diag.Span, written string, want *types.Type) ir.Expr {
	r, ok := new(big.Rat).SetString(written)
	if !ok {
		return bad(at)
	}
	if want != nil && (want.Strip().IsFloat() || want.Strip().Kind == types.Decimal) {
		if c := numberAs(at, r, fractionDigits(written), want.Strip().Bare()); c != nil {
			return c
		}
	}
	f, err := strconv.ParseFloat(written, 64)
	if err != nil {
		e.add(diag.Diagnostic{Code: "E0110", Message: fmt.Sprintf("the number %s is too large for double", written), At: at})
		return bad(at)
	}
	return &ir.Const{Typed: typed(at, types.Of(types.Double)), Value: f}
}

// fractionDigits counts the digits behind the point as written, so that 1.50 keeps
// its scale of two.
func fractionDigits(written string) int {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(written), "e")
	_, fraction, _ := strings.Cut(mantissa, ".")
	n, err := strconv.Atoi(exponent)
	if err != nil {
		n = 0
	}
	return max(0, len(fraction)-n)
}

// numberAs returns the number r as a constant of the number type t, nil where t
// is no number or cannot hold r. A decimal gets the narrowest type that holds it,
// so that `.price * 2` grows by one digit only.
func numberAs(at diag.Span, r *big.Rat, scale int, t *types.Type) *ir.Const {
	switch {
	case t.IsInteger() && r.IsInt():
		if !inRange(r.Num(), t.Kind) {
			return nil
		}
		if r.Num().IsInt64() {
			return &ir.Const{Typed: typed(at, t), Value: r.Num().Int64()}
		}
		return &ir.Const{Typed: typed(at, t), Value: new(big.Int).Set(r.Num())}
	case t.IsFloat():
		f, _ := r.Float64()
		if math.IsInf(f, 0) {
			return nil
		}
		return &ir.Const{Typed: typed(at, t), Value: f}
	case t.Kind == types.Decimal:
		return decimalConst(at, r, scale)
	}
	return nil
}

// decimalConst returns r with at least scale digits behind the point; nil where
// its digits do not end, or are too many.
func decimalConst(at diag.Span, r *big.Rat, scale int) *ir.Const {
	for ; scale <= types.MaxPrecision; scale++ {
		u := new(big.Rat).Mul(r, new(big.Rat).SetInt(pow10(scale)))
		if !u.IsInt() {
			continue
		}
		digits := max(len(new(big.Int).Abs(u.Num()).String()), scale, 1)
		if digits > types.MaxPrecision {
			return nil
		}
		return &ir.Const{
			Typed: typed(at, types.DecimalOf(digits, scale)),
			Value: ir.Decimal{Unscaled: new(big.Int).Set(u.Num()), Scale: scale},
		}
	}
	return nil
}

func pow10(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// inRange reports whether an integer of that kind can be n.
func inRange(n *big.Int, k types.Kind) bool {
	bits, signed := 0, true
	switch k {
	case types.Int8:
		bits = 7
	case types.Int16:
		bits = 15
	case types.Int32:
		bits = 31
	case types.Int64:
		bits = 63
	case types.Uint8:
		bits, signed = 8, false
	case types.Uint16:
		bits, signed = 16, false
	case types.Uint32:
		bits, signed = 32, false
	case types.Uint64:
		bits, signed = 64, false
	case types.Varint:
		return true
	default:
		return false
	}
	if n.Sign() < 0 {
		// -2^b fits b bits and a sign, as 2^b - 1 does.
		return signed && new(big.Int).Not(n).BitLen() <= bits
	}
	return n.BitLen() <= bits
}

// quantity is a duration or a size: the value of a setting, or an argument of a
// built-in. A duration counts nanoseconds, a size bytes.
func (e *env) quantity(x *dsl.Quantity) ir.Expr {
	if x.Unit == "duration" {
		d, err := quantity.Duration(x.Text)
		if err != nil {
			return e.misplaced(x.At(), "this duration is out of range")
		}
		return &ir.Const{Typed: typed(x.At(), types.Of(types.Duration)), Value: int64(d)}
	}
	if n, err := quantity.Size(x.Text + x.Unit); err == nil {
		return &ir.Const{Typed: typed(x.At(), types.Of(types.Int64)), Value: n}
	}
	return e.misplaced(x.At(), fmt.Sprintf("`%s` cannot stand here", x.At().Text()))
}
