package builtin

import (
	"math"
	"testing"

	"github.com/flowc-lang/flowc/runtime/record"
)

func TestAbs(t *testing.T) {
	for _, v := range []int64{0, 1, -1, math.MaxInt64, -math.MaxInt64, math.MinInt64} {
		got, ok := AbsInt64(v)
		wide, _ := AbsDecimal128(record.FromInt64(v))
		if n, fits := wide.Int64(); ok != fits || ok && got != n {
			t.Errorf("AbsInt64(%d) = %d, %v", v, got, ok)
		}
	}
	if _, ok := AbsDecimal128(record.Int128{Hi: math.MinInt64}); ok {
		t.Error("the least Int128 has no opposite")
	}
}

func TestExtremes(t *testing.T) {
	low, high := record.FromInt64(-5), record.FromInt64(7)
	if MinDecimal128(low, high) != low || MinDecimal128(high, low) != low || MaxDecimal128(low, high) != high || MaxDecimal128(high, low) != high {
		t.Error("min and max do not agree")
	}
}

func TestClampFloat64(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct{ v, low, high, want float64 }{
		{0.5, 0, 1, 0.5},
		{-1, 0, 1, 0},
		{2, 0, 1, 1},
		{inf, 0, 1, 1},
		{-inf, 0, 1, 0},
		{nan, 0, 1, 0},
		{nan, -2, 1, -2},
		{5, 3, 1, 3},
		{2, 3, 1, 3},
		{0, 3, 1, 3},
	} {
		if got := ClampFloat64(c.v, c.low, c.high); got != c.want {
			t.Errorf("ClampFloat64(%v, %v, %v) = %v, want %v", c.v, c.low, c.high, got, c.want)
		}
	}
}
