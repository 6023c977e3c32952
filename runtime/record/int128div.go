package record

import "math/bits"

// Mod is the remainder of v divided by w, with the sign of v; ok is false for the
// divisor 0.
func (v Int128) Mod(w Int128) (remainder Int128, ok bool) {
	if w == (Int128{}) {
		return Int128{}, false
	}
	_, r := v.abs().quoRem(w.abs())
	return r.signed(v.Hi < 0)
}

// DivDecimal128 is the quotient of two decimals: a × 10^shift / b, rounded half to
// even.
func DivDecimal128(a, b Int128, shift int) (quotient Int128, why Reason) {
	if b == (Int128{}) {
		return Int128{}, DivByZero
	}
	divisor := b.abs()
	q, r := a.abs().quoRem(divisor)
	for range shift {
		var digit uint64
		digit, r = r.nextDigit(divisor)
		ten, ok := q.mul(uint128{0, 10})
		if !ok {
			return Int128{}, Overflow
		}
		if q, ok = ten.plus(digit); !ok {
			return Int128{}, Overflow
		}
	}
	if up := roundsUp(q, r, divisor); up {
		var ok bool
		if q, ok = q.plus(1); !ok {
			return Int128{}, Overflow
		}
	}
	quotient, ok := q.signed(a.Hi < 0 != (b.Hi < 0))
	if !ok {
		return Int128{}, Overflow
	}
	return quotient, 0
}

// roundsUp reports whether the remainder r of a division by d is more than half of
// d, or half of it behind an odd quotient.
func roundsUp(q, r, d uint128) bool {
	rest, _ := d.minus(r) // r is less than d
	return rest.less(r) || rest == r && q.lo&1 == 1
}

// quoRem divides bit by bit; d is not 0.
func (u uint128) quoRem(d uint128) (quotient, remainder uint128) {
	if d.hi == 0 {
		q, r := u.div(d.lo)
		return q, uint128{0, r}
	}
	// The quotient has at most 64 bits, as d has more than that.
	shift := bits.LeadingZeros64(d.hi) - bits.LeadingZeros64(u.hi)
	for ; shift >= 0; shift-- {
		part := uint128{d.hi<<shift | d.lo>>(64-shift), d.lo << shift}
		quotient.lo <<= 1
		if less, borrow := u.minus(part); borrow == 0 {
			u, quotient.lo = less, quotient.lo|1
		}
	}
	return quotient, u
}

// nextDigit is the next digit of a long division by d behind the remainder u: u × 10
// / d, and what remains.
func (u uint128) nextDigit(d uint128) (digit uint64, remainder uint128) {
	over, lo := bits.Mul64(u.lo, 10)
	top, hi := bits.Mul64(u.hi, 10)
	hi, carry := bits.Add64(hi, over, 0)
	top += carry
	rest := uint128{hi, lo}
	for top > 0 || !rest.less(d) {
		var borrow uint64
		rest, borrow = rest.minus(d)
		top -= borrow
		digit++
	}
	return digit, rest
}

func (u uint128) minus(w uint128) (difference uint128, borrow uint64) {
	lo, b := bits.Sub64(u.lo, w.lo, 0)
	hi, b := bits.Sub64(u.hi, w.hi, b)
	return uint128{hi, lo}, b
}
