package builtin

import (
	"math"

	"github.com/flowc-lang/flowc/runtime/record"
)

// AbsInt64 returns v without its sign; ok is false for the one value whose opposite
// does not fit.
func AbsInt64(v int64) (_ int64, ok bool) {
	if v < 0 {
		return -v, v != math.MinInt64
	}
	return v, true
}

// AbsDecimal128 returns v without its sign; ok is false as for AbsInt64.
func AbsDecimal128(v record.Int128) (_ record.Int128, ok bool) {
	if v.Sign() < 0 {
		return v.Neg()
	}
	return v, true
}

// MinDecimal128 returns the smaller of two decimals of one scale.
func MinDecimal128(x, y record.Int128) record.Int128 {
	if y.Cmp(x) < 0 {
		return y
	}
	return x
}

// MaxDecimal128 returns the larger of two decimals of one scale.
func MaxDecimal128(x, y record.Int128) record.Int128 {
	if y.Cmp(x) > 0 {
		return y
	}
	return x
}

// ClampFloat64 returns v, or the bound that it is beyond. What is not a number
// becomes the lower bound.
func ClampFloat64(v, low, high float64) float64 {
	switch {
	case v > high && high >= low:
		return high
	case v >= low && v <= high:
		return v
	}
	return low
}

// Rejects is true: it stands where a mapping says that its record fails.
func Rejects() bool { return true }
