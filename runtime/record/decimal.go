package record

import "strconv"

// A decimal is an integer and a scale that the type fixes: 12.50 with scale 2 is
// 1250. Up to 18 digits are an int64, up to 38 an Int128.

// FitsDecimal64 reports whether v has no more than precision digits.
func FitsDecimal64(v int64, precision int) bool {
	return precision >= len(pow10s) || abs64(v) < pow10s[precision]
}

// FitsDecimal128 reports whether v has no more than precision digits.
func FitsDecimal128(v Int128, precision int) bool {
	return precision > maxPrecision || v.abs().less(pow10(precision))
}

// maxPrecision is how many digits a decimal may have.
const maxPrecision = 38

// abs64 returns v without its sign.
func abs64(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}

// RescaleDecimal64 changes the scale of v; ok is false where digits would be lost
// or the result does not fit.
func RescaleDecimal64(v int64, from, to int) (_ int64, ok bool) {
	n := to - from
	switch {
	case v == 0 || n == 0:
		return v, true
	case n > 18 || n < -18:
		return 0, false
	case n > 0:
		return MulInt64(v, int64(pow10s[n]))
	}
	p := int64(pow10s[-n])
	return v / p, v%p == 0
}

// RescaleDecimal128 is RescaleDecimal64 for more than 18 digits.
func RescaleDecimal128(v Int128, from, to int) (_ Int128, ok bool) {
	n := to - from
	switch {
	case v == Int128{} || n == 0:
		return v, true
	case n > maxPrecision || n < -maxPrecision:
		return Int128{}, false
	case n > 0:
		u, ok := v.abs().mul(pow10(n))
		if !ok {
			return Int128{}, false
		}
		return u.signed(v.Hi < 0)
	}
	whole, rest := v.cut(-n)
	return whole, rest == uint128{}
}

// RoundDecimal64 returns the whole number next to v, halves away from zero.
func RoundDecimal64(v int64, scale int) int64 {
	whole, rest := cut64(v, scale)
	if scale < len(pow10s) && rest != 0 && abs64(rest) >= pow10s[scale]/2 {
		whole += sign64(v)
	}
	return whole
}

// FloorDecimal64 returns the next whole number that is not above v.
func FloorDecimal64(v int64, scale int) int64 {
	whole, rest := cut64(v, scale)
	if rest < 0 {
		whole--
	}
	return whole
}

// CeilDecimal64 returns the next whole number that is not below v.
func CeilDecimal64(v int64, scale int) int64 {
	whole, rest := cut64(v, scale)
	if rest > 0 {
		whole++
	}
	return whole
}

// cut64 takes the whole part of v apart from what stands behind the point. Both
// have the sign of v.
func cut64(v int64, scale int) (whole, rest int64) {
	if scale > 18 {
		return 0, v
	}
	p := int64(pow10s[scale])
	return v / p, v % p
}

// sign64 is -1 for a negative v, else 1.
func sign64(v int64) int64 { return v>>63 | 1 }

// RoundDecimal128 is RoundDecimal64 for more than 18 digits.
func RoundDecimal128(v Int128, scale int) Int128 {
	whole, rest := v.cut(scale)
	if scale > 0 && !rest.less(half(scale)) {
		whole, _ = whole.Add(FromInt64(sign64(v.Hi)))
	}
	return whole
}

// half is a half at that scale, which is above 0.
func half(scale int) uint128 {
	h, _ := pow10(scale).div(2)
	return h
}

// FloorDecimal128 is FloorDecimal64 for more than 18 digits.
func FloorDecimal128(v Int128, scale int) Int128 {
	whole, rest := v.cut(scale)
	if v.Hi < 0 && rest != (uint128{}) {
		whole, _ = whole.Sub(FromInt64(1))
	}
	return whole
}

// CeilDecimal128 is CeilDecimal64 for more than 18 digits.
func CeilDecimal128(v Int128, scale int) Int128 {
	whole, rest := v.cut(scale)
	if v.Hi >= 0 && rest != (uint128{}) {
		whole, _ = whole.Add(FromInt64(1))
	}
	return whole
}

// cut takes the last n digits off v, which is at most maxPrecision. They come
// without the sign.
func (v Int128) cut(n int) (whole Int128, rest uint128) {
	u := v.abs()
	if n <= 19 {
		q, r := u.div(pow10s[n])
		whole, _ = q.signed(v.Hi < 0)
		return whole, uint128{lo: r}
	}
	q, low := u.div(pow10s[19])
	q, high := q.div(pow10s[n-19])
	whole, _ = q.signed(v.Hi < 0)
	rest, _ = uint128{lo: high}.mul(uint128{lo: pow10s[19]})
	rest, _ = rest.plus(low)
	return whole, rest
}

// DecimalToFloat64 returns the float that is next to v.
func DecimalToFloat64(v int64, scale int) float64 {
	if m := abs64(v); m < 1<<53 && scale < len(floatPow10) {
		// Both are exact, so that the one division rounds once.
		return float64(v) / floatPow10[scale]
	}
	var t [48]byte
	return textToFloat64(AppendDecimal64(t[:0], v, scale))
}

// Decimal128ToFloat64 is DecimalToFloat64 for more than 18 digits.
func Decimal128ToFloat64(v Int128, scale int) float64 {
	if n, ok := v.Int64(); ok {
		return DecimalToFloat64(n, scale)
	}
	var t [48]byte
	return textToFloat64(AppendDecimal128(t[:0], v, scale))
}

// textToFloat64 converts digits that we wrote ourselves.
func textToFloat64(b []byte) float64 {
	f, err := strconv.ParseFloat(str(b), 64)
	if err != nil {
		panic("record: " + string(b) + " is not a number")
	}
	return f
}

// FloatToDecimal64 returns f, as people would write it, rounded to scale, halves
// away from zero; ok is false where f is not finite or precision is too small.
func FloatToDecimal64(f float64, precision, scale int) (v int64, ok bool) {
	w, ok := FloatToDecimal128(f, min(precision, 18), scale)
	return int64(w.Lo), ok
}

// FloatToDecimal128 is FloatToDecimal64 for more than 18 digits.
func FloatToDecimal128(f float64, precision, scale int) (v Int128, ok bool) {
	if !IsFinite(f) {
		return Int128{}, false
	}
	var t [32]byte
	n, _ := scanNumber(str(strconv.AppendFloat(t[:0], f, 'e', -1, 64)))
	n.round(scale)
	v, r := n.int128(precision, scale)
	return v, r == 0
}
