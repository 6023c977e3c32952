package types

import "math/big"

// MaxPrecision is where the precision of a decimal with bounds ends.
const MaxPrecision = 38

// bits are the sizes of the fixed-size integers; half of them are signed.
var bits = map[Kind]uint{
	Int8: 8, Int16: 16, Int32: 32, Int64: 64,
	Uint8: 8, Uint16: 16, Uint32: 32, Uint64: 64,
}

// interval is a set of numbers by its ends; a nil end is open.
type interval struct{ min, max *big.Rat }

// within reports whether every number of i is in j.
func (i interval) within(j interval) bool {
	above := j.min == nil || i.min != nil && i.min.Cmp(j.min) >= 0
	below := j.max == nil || i.max != nil && i.max.Cmp(j.max) <= 0
	return above && below
}

// misses reports whether no number of i is in j.
func (i interval) misses(j interval) bool {
	return i.max != nil && j.min != nil && i.max.Cmp(j.min) < 0 ||
		i.min != nil && j.max != nil && i.min.Cmp(j.max) > 0
}

// cut returns the part of i that is in j.
func (i interval) cut(j interval) interval {
	if j.min != nil && (i.min == nil || j.min.Cmp(i.min) > 0) {
		i.min = j.min
	}
	if j.max != nil && (i.max == nil || j.max.Cmp(i.max) < 0) {
		i.max = j.max
	}
	return i
}

// natural is what a number of that kind can be without its refinement.
func natural(t *Type) interval {
	if n, ok := bits[t.Kind]; ok {
		if t.IsSigned() {
			return interval{new(big.Rat).Neg(power(2, n-1)), minusOne(power(2, n-1))}
		}
		return interval{new(big.Rat), minusOne(power(2, n))}
	}
	if t.Kind == Decimal && t.Precision > 0 {
		top := minusOne(power(10, uint(t.Precision)))
		return around(top.Quo(top, power(10, uint(t.Scale))))
	}
	return interval{}
}

// around returns [-top, top].
func around(top *big.Rat) interval { return interval{new(big.Rat).Neg(top), top} }

// values is what a number of type t can be.
func values(t *Type) interval { return natural(t).cut(t.Refine.interval()) }

// interval is the range of a refinement, all numbers without one.
func (r *Refinement) interval() interval {
	if r == nil || !r.HasRange {
		return interval{}
	}
	return interval{bound(r.Min), bound(r.Max)}
}

// bound reads an end of a range; an empty or unreadable one is open.
func bound(s string) *big.Rat {
	v, ok := new(big.Rat).SetString(s)
	if !ok {
		return nil
	}
	return v
}

func power(base int64, n uint) *big.Rat {
	return new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(base), new(big.Int).SetUint64(uint64(n)), nil))
}

func minusOne(r *big.Rat) *big.Rat { return new(big.Rat).Sub(r, big.NewRat(1, 1)) }

// Digits returns how many decimal digits the integers of type t have at most,
// with its range; 0 for a varint without one.
func Digits(t *Type) int {
	v := values(t)
	if v.min == nil || v.max == nil {
		return 0
	}
	return max(intDigits(v.min), intDigits(v.max))
}

// intDigits counts the digits before the point, at least one.
func intDigits(r *big.Rat) int {
	n := new(big.Int).Quo(r.Num(), r.Denom())
	return len(n.Abs(n).String())
}

// AsDecimal returns the narrowest decimal that holds every value of the integer
// or decimal t; a varint needs one
// without bounds. nil for other types.
func AsDecimal(t *Type) *Type {
	switch {
	case t.Kind == Decimal:
		return t
	case t.IsInteger() && Digits(t) > 0:
		return DecimalOf(Digits(t), 0)
	case t.Kind == Varint:
		return Of(Decimal)
	}
	return nil
}

// Bounds returns the least and the greatest integer of t, and whether there are such.
func Bounds(t *Type) (lo, hi *big.Int, ok bool) {
	v := values(t)
	if !t.IsInteger() || v.min == nil || v.max == nil || !v.min.IsInt() || !v.max.IsInt() {
		return nil, nil, false
	}
	return v.min.Num(), v.max.Num(), true
}
