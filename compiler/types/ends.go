package types

import "math/big"

// Ends returns the least and the greatest value that the range of an integer, varint or
// decimal lets in, in units of its last digit. An end is nil where the type itself ends no
// later.
func Ends(t *Type) (lo, hi *big.Int) {
	scale := power(10, uint(t.Scale))
	own, in := natural(t), t.Refine.interval()
	if in.min != nil && (own.min == nil || in.min.Cmp(own.min) > 0) {
		lo = new(big.Int).Neg(floor(new(big.Rat).Neg(new(big.Rat).Mul(in.min, scale))))
	}
	if in.max != nil && (own.max == nil || in.max.Cmp(own.max) < 0) {
		hi = floor(new(big.Rat).Mul(in.max, scale))
	}
	return lo, hi
}

// IsEmpty reports whether no value of an integer, varint or decimal is in its range.
func IsEmpty(t *Type) bool {
	if !t.IsInteger() && t.Kind != Decimal {
		return false
	}
	lo, hi := Ends(t)
	return natural(t).misses(t.Refine.interval()) || lo != nil && hi != nil && lo.Cmp(hi) > 0
}

// floor returns the greatest integer that is not above r.
func floor(r *big.Rat) *big.Int { return new(big.Int).Div(r.Num(), r.Denom()) }
