package record

import (
	"cmp"
	"math"
	"math/bits"
)

// Int128 is an integer of 128 bits in two's complement: the unscaled value of a
// decimal of 19 to 38 digits. The zero value is 0.
type Int128 struct {
	Hi int64
	Lo uint64
}

// FromInt64 returns v in 128 bits.
func FromInt64(v int64) Int128 { return Int128{Hi: v >> 63, Lo: uint64(v)} }

// FromUint64 returns v in 128 bits.
func FromUint64(v uint64) Int128 { return Int128{Lo: v} }

// Int64 returns v where 64 bits hold it.
func (v Int128) Int64() (int64, bool) {
	return int64(v.Lo), v.Hi == int64(v.Lo)>>63
}

// Uint64 returns v where 64 bits without a sign hold it.
func (v Int128) Uint64() (uint64, bool) { return v.Lo, v.Hi == 0 }

// Sign is -1, 0 or 1.
func (v Int128) Sign() int { return v.Cmp(Int128{}) }

// Cmp is -1 where v < w, 0 where they are equal, and 1 where v > w.
func (v Int128) Cmp(w Int128) int {
	if v.Hi != w.Hi {
		return cmp.Compare(v.Hi, w.Hi)
	}
	return cmp.Compare(v.Lo, w.Lo)
}

// Add returns v+w; ok is false on overflow.
func (v Int128) Add(w Int128) (sum Int128, ok bool) {
	lo, carry := bits.Add64(v.Lo, w.Lo, 0)
	hi, _ := bits.Add64(uint64(v.Hi), uint64(w.Hi), carry)
	sum = Int128{Hi: int64(hi), Lo: lo}
	return sum, (v.Hi^sum.Hi)&(w.Hi^sum.Hi) >= 0
}

// Sub returns v-w; ok is false on overflow.
func (v Int128) Sub(w Int128) (difference Int128, ok bool) {
	lo, borrow := bits.Sub64(v.Lo, w.Lo, 0)
	hi, _ := bits.Sub64(uint64(v.Hi), uint64(w.Hi), borrow)
	difference = Int128{Hi: int64(hi), Lo: lo}
	return difference, (v.Hi^w.Hi)&(v.Hi^difference.Hi) >= 0
}

// Neg returns -v; ok is false for the one value that has no opposite.
func (v Int128) Neg() (Int128, bool) { return Int128{}.Sub(v) }

// Mul returns v*w; ok is false on overflow.
func (v Int128) Mul(w Int128) (product Int128, ok bool) {
	p, ok := v.abs().mul(w.abs())
	if !ok {
		return Int128{}, false
	}
	return p.signed(v.Hi < 0 != (w.Hi < 0))
}

// uint128 is the size of an Int128 without its sign.
type uint128 struct{ hi, lo uint64 }

// abs returns v without its sign.
func (v Int128) abs() uint128 {
	if v.Hi >= 0 {
		return uint128{uint64(v.Hi), v.Lo}
	}
	lo, borrow := bits.Sub64(0, v.Lo, 0)
	hi, _ := bits.Sub64(0, uint64(v.Hi), borrow)
	return uint128{hi, lo}
}

// signed returns u with a sign; ok is false where it does not fit.
func (u uint128) signed(negative bool) (v Int128, ok bool) {
	if !negative {
		return Int128{int64(u.hi), u.lo}, u.hi <= math.MaxInt64
	}
	v, _ = Int128{}.Sub(Int128{int64(u.hi), u.lo})
	return v, v.Hi < 0 || u == uint128{}
}

// mul returns u*w; ok is false on overflow.
func (u uint128) mul(w uint128) (product uint128, ok bool) {
	if u.hi != 0 && w.hi != 0 {
		return uint128{}, false
	}
	hi, lo := bits.Mul64(u.lo, w.lo)
	over1, cross1 := bits.Mul64(u.hi, w.lo)
	over2, cross2 := bits.Mul64(u.lo, w.hi)
	hi, carry1 := bits.Add64(hi, cross1, 0)
	hi, carry2 := bits.Add64(hi, cross2, 0)
	return uint128{hi, lo}, over1|over2|carry1|carry2 == 0
}

// div returns u/n and the remainder.
func (u uint128) div(n uint64) (quotient uint128, remainder uint64) {
	quotient.hi, remainder = u.hi/n, u.hi%n
	quotient.lo, remainder = bits.Div64(remainder, u.lo, n)
	return quotient, remainder
}

// less reports whether u < w.
func (u uint128) less(w uint128) bool {
	return u.hi < w.hi || u.hi == w.hi && u.lo < w.lo
}

// pow10 returns 10 to the power of n, which is 0 to 38.
func pow10(n int) uint128 {
	if n < len(pow10s) {
		return uint128{lo: pow10s[n]}
	}
	hi, lo := bits.Mul64(pow10s[19], pow10s[n-19])
	return uint128{hi, lo}
}

// pow10s are the powers of ten that 64 bits hold.
var pow10s = [...]uint64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

// plus returns u+n; ok is false on overflow.
func (u uint128) plus(n uint64) (_ uint128, ok bool) {
	lo, carry := bits.Add64(u.lo, n, 0)
	hi, over := bits.Add64(u.hi, 0, carry)
	return uint128{hi, lo}, over == 0
}
