package record

import (
	"math"
	"math/big"
	"testing"
)

func FuzzArith64(f *testing.F) {
	for _, a := range []int64{0, 1, -1, 2, math.MinInt64, math.MaxInt64, 1 << 32, -(1 << 31)} {
		for _, b := range []int64{0, 1, -1, 3, math.MinInt64, math.MaxInt64, 1 << 31} {
			f.Add(a, b)
		}
	}
	f.Fuzz(func(t *testing.T, a, b int64) {
		x, y := big.NewInt(a), big.NewInt(b)
		check := func(name string, got int64, ok bool, want *big.Int) {
			t.Helper()
			if want == nil && ok || want != nil && (ok != want.IsInt64() || ok && got != want.Int64()) {
				t.Fatalf("%d %s %d: %d, %v; want %v", a, name, b, got, ok, want)
			}
		}
		var quo, rem *big.Int
		if b != 0 {
			quo, rem = new(big.Int).QuoRem(x, y, new(big.Int))
		}
		v, ok := AddInt64(a, b)
		check("+", v, ok, new(big.Int).Add(x, y))
		v, ok = SubInt64(a, b)
		check("-", v, ok, new(big.Int).Sub(x, y))
		v, ok = MulInt64(a, b)
		check("*", v, ok, new(big.Int).Mul(x, y))
		v, ok = NegInt64(a)
		check("negated", v, ok, new(big.Int).Neg(x))
		v, ok = DivInt64(a, b)
		check("/", v, ok, quo)
		v, ok = ModInt64(a, b)
		check("%", v, ok, rem)
		checkUnsigned(t, uint64(a), uint64(b))
		checkFits(t, a)
	})
}

func checkUnsigned(t *testing.T, a, b uint64) {
	t.Helper()
	x, y := new(big.Int).SetUint64(a), new(big.Int).SetUint64(b)
	check := func(name string, got uint64, ok bool, want *big.Int) {
		t.Helper()
		if want == nil && ok || want != nil && (ok != want.IsUint64() || ok && got != want.Uint64()) {
			t.Fatalf("%d %s %d: %d, %v; want %v", a, name, b, got, ok, want)
		}
	}
	var quo, rem *big.Int
	if b != 0 {
		quo, rem = new(big.Int).QuoRem(x, y, new(big.Int))
	}
	v, ok := AddUint64(a, b)
	check("+", v, ok, new(big.Int).Add(x, y))
	v, ok = SubUint64(a, b)
	check("-", v, ok, new(big.Int).Sub(x, y))
	v, ok = MulUint64(a, b)
	check("*", v, ok, new(big.Int).Mul(x, y))
	v, ok = DivUint64(a, b)
	check("/", v, ok, quo)
	v, ok = ModUint64(a, b)
	check("%", v, ok, rem)
}

func checkFits(t *testing.T, v int64) {
	t.Helper()
	for name, c := range map[string]struct{ got, want bool }{
		"int8":   {FitsInt8(v), v >= math.MinInt8 && v <= math.MaxInt8},
		"int16":  {FitsInt16(v), v >= math.MinInt16 && v <= math.MaxInt16},
		"int32":  {FitsInt32(v), v >= math.MinInt32 && v <= math.MaxInt32},
		"uint8":  {FitsUint8(v), v >= 0 && v <= math.MaxUint8},
		"uint16": {FitsUint16(v), v >= 0 && v <= math.MaxUint16},
		"uint32": {FitsUint32(v), v >= 0 && v <= math.MaxUint32},
		"int64":  {FitsInt64(uint64(v)), v >= 0},
	} {
		if c.got != c.want {
			t.Errorf("%d fits %s: %v", v, name, c.got)
		}
	}
}

func TestFits(t *testing.T) {
	for _, v := range longs() {
		checkFits(t, v)
	}
	for _, v := range []int64{127, 128, 255, 256, -128, -129, 32767, 32768, 65535, 65536} {
		checkFits(t, v)
	}
}

func TestFitsDecimal64(t *testing.T) {
	for precision := 1; precision <= 18; precision++ {
		last := int64(pow10s[precision]) - 1
		if !FitsDecimal64(last, precision) || !FitsDecimal64(-last, precision) ||
			FitsDecimal64(last+1, precision) || FitsDecimal64(-last-1, precision) {
			t.Errorf("precision %d: the border is not at %d", precision, last)
		}
	}
	if FitsDecimal64(math.MinInt64, 18) || !FitsDecimal64(math.MinInt64, 19+1) {
		t.Error("the lowest value has 19 digits")
	}
}

func TestRescaleDecimal64(t *testing.T) {
	for _, c := range []struct {
		v        int64
		from, to int
		want     int64
		ok       bool
	}{
		{1250, 2, 2, 1250, true},
		{1250, 2, 1, 125, true},
		{1250, 2, 0, 0, false},
		{1200, 2, 0, 12, true},
		{-1200, 2, 0, -12, true},
		{-125, 1, 3, -12500, true},
		{1, 0, 18, 1e18, true},
		{10, 0, 18, 0, false},
		{1, 0, 19, 0, false},
		{0, 0, 38, 0, true},
		{0, 38, 0, 0, true},
		{1, 38, 0, 0, false},
		{math.MinInt64, 0, 1, 0, false},
	} {
		if v, ok := RescaleDecimal64(c.v, c.from, c.to); ok != c.ok || ok && v != c.want {
			t.Errorf("RescaleDecimal64(%d, %d, %d) = %d, %v", c.v, c.from, c.to, v, ok)
		}
	}
}

func TestRoundDecimal64(t *testing.T) {
	for _, c := range []struct {
		v                  int64
		scale              int
		round, floor, ceil int64
	}{
		{149, 2, 1, 1, 2},
		{150, 2, 2, 1, 2},
		{-149, 2, -1, -2, -1},
		{-150, 2, -2, -2, -1},
		{49, 2, 0, 0, 1},
		{-49, 2, 0, -1, 0},
		{-50, 2, -1, -1, 0},
		{200, 2, 2, 2, 2},
		{7, 0, 7, 7, 7},
		{-7, 0, -7, -7, -7},
		{0, 2, 0, 0, 0},
		{1, 30, 0, 0, 1},
		{-1, 30, 0, -1, 0},
		{math.MaxInt64, 18, 9, 9, 10},
		{math.MinInt64, 18, -9, -10, -9},
		{math.MinInt64, 19, -1, -1, 0},
		{4999999999999999999, 19, 0, 0, 1},
		{5e18, 19, 1, 0, 1},
		{math.MinInt64, 20, 0, -1, 0},
	} {
		got := [3]int64{RoundDecimal64(c.v, c.scale), FloorDecimal64(c.v, c.scale), CeilDecimal64(c.v, c.scale)}
		if want := [3]int64{c.round, c.floor, c.ceil}; got != want {
			t.Errorf("%d at scale %d: %v, want %v", c.v, c.scale, got, want)
		}
	}
}

func TestFloatToInt64(t *testing.T) {
	for _, c := range []struct {
		f              float64
		round          int64
		roundOK, whole bool
	}{
		{0, 0, true, true},
		{0.5, 1, true, false},
		{-0.5, -1, true, false},
		{0.49999999999999994, 0, true, false},
		{2.5, 3, true, false},
		{-2.5, -3, true, false},
		{1 << 62, 1 << 62, true, true},
		{9223372036854774784, 9223372036854774784, true, true},
		{1 << 63, 0, false, false},
		{-1 << 63, math.MinInt64, true, true},
		{-9223372036854777856, 0, false, false},
		{math.NaN(), 0, false, false},
		{math.Inf(1), 0, false, false},
		{math.Inf(-1), 0, false, false},
	} {
		if v, ok := RoundToInt64(c.f); v != c.round || ok != c.roundOK {
			t.Errorf("RoundToInt64(%v) = %d, %v", c.f, v, ok)
		}
		if v, ok := FloatToInt64(c.f); ok != c.whole || ok && float64(v) != c.f {
			t.Errorf("FloatToInt64(%v) = %d, %v", c.f, v, ok)
		}
	}
	if IsFinite(math.NaN()) || IsFinite(math.Inf(-1)) || !IsFinite(math.MaxFloat64) || !IsFinite(0) {
		t.Error("IsFinite")
	}
}

func TestFloatToDecimal(t *testing.T) {
	for _, c := range []struct {
		f                float64
		precision, scale int
		want             int64
		ok               bool
	}{
		{21.5, 5, 2, 2150, true},
		{-21.5, 5, 2, -2150, true},
		{0.1 + 0.2, 5, 2, 30, true},
		{2.675, 5, 2, 268, true},
		{-2.675, 5, 2, -268, true},
		{2.665, 5, 2, 267, true},
		{999.99, 5, 2, 99999, true},
		{999.995, 5, 2, 0, false},
		{1000, 5, 2, 0, false},
		{1e-300, 5, 2, 0, true},
		{1e300, 18, 0, 0, false},
		{0, 1, 0, 0, true},
		{math.Copysign(0, -1), 1, 0, 0, true},
		{1e17, 18, 0, 1e17, true},
		{1e18, 18, 0, 0, false},
		{0.5, 1, 0, 1, true},
		{9.5, 1, 0, 0, false},
		{math.NaN(), 5, 2, 0, false},
		{math.Inf(1), 5, 2, 0, false},
	} {
		if v, ok := FloatToDecimal64(c.f, c.precision, c.scale); ok != c.ok || ok && v != c.want {
			t.Errorf("FloatToDecimal64(%v, %d, %d) = %d, %v", c.f, c.precision, c.scale, v, ok)
		}
	}
	if v, ok := FloatToDecimal128(1e30, 38, 5); !ok || string(AppendDecimal128(nil, v, 5)) != "1000000000000000000000000000000.00000" {
		t.Errorf("1e30 became %v, %v", v, ok)
	}
}

// FuzzFloatToDecimal holds the rounding against exact fractions of the text that
// people see.
func FuzzFloatToDecimal(f *testing.F) {
	f.Add(2.675, 2)
	f.Add(-1e-7, 6)
	f.Add(123456789.5, 0)
	f.Fuzz(func(t *testing.T, v float64, scale int) {
		if !IsFinite(v) {
			return
		}
		scale = int(uint(scale) % 19)
		got, ok := FloatToDecimal64(v, 18, scale)
		r, _ := new(big.Rat).SetString(string(AppendFloat(nil, v, 64)))
		r.Mul(r, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)))
		// Half away from zero: (2*|n| + d) / 2d, with the sign of n.
		n, d := new(big.Int).Abs(r.Num()), r.Denom()
		n.Lsh(n, 1).Add(n, d).Quo(n, new(big.Int).Lsh(d, 1))
		if r.Sign() < 0 {
			n.Neg(n)
		}
		fits := n.IsInt64() && FitsDecimal64(n.Int64(), 18)
		if ok != fits || ok && got != n.Int64() {
			t.Fatalf("%v at scale %d: %d, %v; want %v", v, scale, got, ok, n)
		}
	})
}
