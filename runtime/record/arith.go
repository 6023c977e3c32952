package record

import (
	"math"
	"math/bits"
)

// AddInt64 returns a+b; ok is false on overflow.
func AddInt64(a, b int64) (v int64, ok bool) {
	v = a + b
	return v, (a^v)&(b^v) >= 0
}

// SubInt64 returns a-b; ok is false on overflow.
func SubInt64(a, b int64) (v int64, ok bool) {
	v = a - b
	return v, (a^b)&(a^v) >= 0
}

// MulInt64 returns a*b; ok is false on overflow.
func MulInt64(a, b int64) (v int64, ok bool) {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	// From the product without signs to the one with signs.
	high := int64(hi) - a>>63&b - b>>63&a
	return int64(lo), high == int64(lo)>>63
}

// NegInt64 returns -a; ok is false for the one value that has no opposite.
func NegInt64(a int64) (v int64, ok bool) { return -a, a != math.MinInt64 }

// DivInt64 returns a/b, rounded towards zero; ok is false for b = 0 and on
// overflow.
func DivInt64(a, b int64) (v int64, ok bool) {
	if b == 0 || a == math.MinInt64 && b == -1 {
		return 0, false
	}
	return a / b, true
}

// ModInt64 returns the remainder of a/b, which has the sign of a; ok is false for
// b = 0.
func ModInt64(a, b int64) (v int64, ok bool) {
	if b == 0 {
		return 0, false
	}
	return a % b, true
}

// AddUint64 returns a+b; ok is false on overflow.
func AddUint64(a, b uint64) (v uint64, ok bool) { return a + b, a+b >= a }

// SubUint64 returns a-b; ok is false where that is below zero.
func SubUint64(a, b uint64) (v uint64, ok bool) { return a - b, a >= b }

// MulUint64 returns a*b; ok is false on overflow.
func MulUint64(a, b uint64) (v uint64, ok bool) {
	hi, lo := bits.Mul64(a, b)
	return lo, hi == 0
}

// DivUint64 returns a/b; ok is false for b = 0.
func DivUint64(a, b uint64) (v uint64, ok bool) {
	if b == 0 {
		return 0, false
	}
	return a / b, true
}

// ModUint64 returns the remainder of a/b; ok is false for b = 0.
func ModUint64(a, b uint64) (v uint64, ok bool) {
	if b == 0 {
		return 0, false
	}
	return a % b, true
}

// FitsInt8 reports whether an int8 holds v.
func FitsInt8(v int64) bool { return v == int64(int8(v)) }

// FitsInt16 reports whether an int16 holds v.
func FitsInt16(v int64) bool { return v == int64(int16(v)) }

// FitsInt32 reports whether an int32 holds v.
func FitsInt32(v int64) bool { return v == int64(int32(v)) }

// FitsInt64 reports whether an int64 holds v.
func FitsInt64(v uint64) bool { return v <= math.MaxInt64 }

// FitsUint8 reports whether a uint8 holds v.
func FitsUint8(v int64) bool { return v == int64(uint8(v)) }

// FitsUint16 reports whether a uint16 holds v.
func FitsUint16(v int64) bool { return v == int64(uint16(v)) }

// FitsUint32 reports whether a uint32 holds v.
func FitsUint32(v int64) bool { return v == int64(uint32(v)) }

// IsFinite reports whether f is a number: not NaN, not infinite.
func IsFinite(f float64) bool { return f-f == 0 }

// RoundToInt64 returns the whole number next to f, halves away from zero; ok is
// false where an int64 does not hold it.
func RoundToInt64(f float64) (v int64, ok bool) { return floatToInt64(math.Round(f)) }

// FloatToInt64 returns f as an int64; ok is false where f is not whole, or too
// large.
func FloatToInt64(f float64) (v int64, ok bool) {
	v, ok = floatToInt64(f)
	return v, ok && float64(v) == f
}

// floatToInt64 cuts f; ok is false outside the range, where Go's own conversion
// depends on the processor.
func floatToInt64(f float64) (v int64, ok bool) {
	if f >= -1<<63 && f < 1<<63 {
		return int64(f), true
	}
	return 0, false
}
