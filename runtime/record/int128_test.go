package record

import (
	"math"
	"math/big"
	"testing"
)

// toBig is v for the reference.
func toBig(v Int128) *big.Int {
	n := new(big.Int).Lsh(big.NewInt(v.Hi), 64)
	return n.Add(n, new(big.Int).SetUint64(v.Lo))
}

// fromBig is the other way; ok is false where n does not fit.
func fromBig(n *big.Int) (v Int128, ok bool) {
	lo := new(big.Int).And(n, new(big.Int).SetUint64(math.MaxUint64))
	hi := new(big.Int).Rsh(n, 64)
	return Int128{Hi: hi.Int64(), Lo: lo.Uint64()}, hi.IsInt64()
}

func TestInt128Borders(t *testing.T) {
	low, high := Int128{Hi: math.MinInt64}, Int128{Hi: math.MaxInt64, Lo: math.MaxUint64}
	one, minus := FromInt64(1), FromInt64(-1)
	for name, c := range map[string]struct {
		op func() (Int128, bool)
		ok bool
	}{
		"high+1":  {func() (Int128, bool) { return high.Add(one) }, false},
		"high+-1": {func() (Int128, bool) { return high.Add(minus) }, true},
		"low-1":   {func() (Int128, bool) { return low.Sub(one) }, false},
		"low+1":   {func() (Int128, bool) { return low.Add(one) }, true},
		"-low":    {low.Neg, false},
		"-high":   {high.Neg, true},
		"low*-1":  {func() (Int128, bool) { return low.Mul(minus) }, false},
		"low*1":   {func() (Int128, bool) { return low.Mul(one) }, true},
		"high*2":  {func() (Int128, bool) { return high.Mul(FromInt64(2)) }, false},
		"2^64*2^63": {func() (Int128, bool) {
			return Int128{Hi: 1}.Mul(Int128{Lo: 1 << 63})
		}, false},
		"-2^64*2^63": {func() (Int128, bool) {
			return Int128{Hi: -1}.Mul(Int128{Lo: 1 << 63})
		}, true},
	} {
		if _, ok := c.op(); ok != c.ok {
			t.Errorf("%s: ok is %v", name, ok)
		}
	}
}

func FuzzInt128(f *testing.F) {
	for _, a := range []int64{0, 1, -1, math.MinInt64, math.MaxInt64} {
		for _, b := range []uint64{0, 1, math.MaxUint64, 1 << 63} {
			f.Add(a, b, int64(b), uint64(a), 7)
		}
	}
	f.Fuzz(func(t *testing.T, ahi int64, alo uint64, bhi int64, blo uint64, scale int) {
		for _, shift := range []int{0, 40, 64} { // the sizes meet in different ways
			v := Int128{ahi >> min(shift, 63), alo}
			if shift == 64 {
				v = FromInt64(int64(alo))
			}
			checkInt128(t, v, Int128{bhi, blo}, scale)
			checkInt128(t, v, FromInt64(bhi), scale)
		}
	})
}

func checkInt128(t *testing.T, v, w Int128, scale int) {
	a, b := toBig(v), toBig(w)
	want := func(name string, got Int128, ok bool, n *big.Int) {
		t.Helper()
		if x, fits := fromBig(n); ok != fits || ok && x != got {
			t.Fatalf("%s of %v and %v: %v, %v; want %v", name, a, b, toBig(got), ok, n)
		}
	}
	got, ok := v.Add(w)
	want("add", got, ok, new(big.Int).Add(a, b))
	got, ok = v.Sub(w)
	want("sub", got, ok, new(big.Int).Sub(a, b))
	got, ok = v.Mul(w)
	want("mul", got, ok, new(big.Int).Mul(a, b))
	got, ok = v.Neg()
	want("neg", got, ok, new(big.Int).Neg(a))
	if v.Cmp(w) != a.Cmp(b) || v.Sign() != a.Sign() {
		t.Fatalf("cmp of %v and %v: %d", a, b, v.Cmp(w))
	}
	if n, ok := v.Int64(); ok != a.IsInt64() || ok && n != a.Int64() {
		t.Fatalf("Int64 of %v: %d, %v", a, n, ok)
	}
	if n, ok := v.Uint64(); ok != a.IsUint64() || ok && n != a.Uint64() {
		t.Fatalf("Uint64 of %v: %d, %v", a, n, ok)
	}
	checkDecimal128(t, v, int(uint(scale)%39))
}

// checkDecimal128 compares what depends on a scale with the reference.
func checkDecimal128(t *testing.T, v Int128, scale int) {
	a := toBig(v)
	p := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	up, ok := RescaleDecimal128(v, 0, scale)
	if n, fits := fromBig(new(big.Int).Mul(a, p)); ok != fits || ok && n != up {
		t.Fatalf("%v to scale %d: %v, %v", a, scale, toBig(up), ok)
	}
	if down, ok := RescaleDecimal128(up, scale, 0); toBig(up).Cmp(new(big.Int).Mul(a, p)) == 0 && (!ok || down != v) {
		t.Fatalf("%v to scale %d and back: %v, %v", a, scale, toBig(down), ok)
	}
	whole, rest := new(big.Int).QuoRem(a, p, new(big.Int))
	if down, ok := RescaleDecimal128(v, scale, 0); ok != (rest.Sign() == 0) || ok && toBig(down).Cmp(whole) != 0 {
		t.Fatalf("%v from scale %d: %v, %v", a, scale, toBig(down), ok)
	}
	step := func(n *big.Int, by int64) *big.Int { return new(big.Int).Add(n, big.NewInt(by)) }
	floor, ceil, round := whole, whole, whole
	if rest.Sign() < 0 {
		floor = step(whole, -1)
	}
	if rest.Sign() > 0 {
		ceil = step(whole, 1)
	}
	if twice := new(big.Int).Abs(rest); twice.Lsh(twice, 1).Cmp(p) >= 0 && rest.Sign() != 0 {
		round = step(whole, int64(rest.Sign()))
	}
	for name, c := range map[string]struct {
		got  Int128
		want *big.Int
	}{
		"floor": {FloorDecimal128(v, scale), floor},
		"ceil":  {CeilDecimal128(v, scale), ceil},
		"round": {RoundDecimal128(v, scale), round},
	} {
		if toBig(c.got).Cmp(c.want) != 0 {
			t.Fatalf("%s of %v at scale %d: %v, want %v", name, a, scale, toBig(c.got), c.want)
		}
	}
	if n, ok := v.Int64(); ok {
		for name, c := range map[string]struct {
			got  int64
			want *big.Int
		}{
			"floor64": {FloorDecimal64(n, scale), floor},
			"ceil64":  {CeilDecimal64(n, scale), ceil},
			"round64": {RoundDecimal64(n, scale), round},
		} {
			if c.want.Cmp(big.NewInt(c.got)) != 0 {
				t.Fatalf("%s of %v at scale %d: %d, want %v", name, a, scale, c.got, c.want)
			}
		}
	}
	if got, want := FitsDecimal128(v, scale), new(big.Int).Abs(a).Cmp(p) < 0; got != want {
		t.Fatalf("FitsDecimal128(%v, %d) is %v", a, scale, got)
	}
	checkDecimalText(t, v, scale)
}

// checkDecimalText writes v and reads it again, as text and as a float.
func checkDecimalText(t *testing.T, v Int128, scale int) {
	text := string(AppendDecimal128(nil, v, scale))
	r, ok := new(big.Rat).SetString(text)
	p := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	want := new(big.Rat).SetFrac(toBig(v), p)
	if !ok || r.Cmp(want) != 0 {
		t.Fatalf("%v at scale %d is written %s", toBig(v), scale, text)
	}
	if got, reason := ParseDecimal128(text, 39, scale); reason != 0 || got != v {
		t.Fatalf("%s became %v, %d", text, toBig(got), reason)
	}
	f, _ := want.Float64()
	if got := Decimal128ToFloat64(v, scale); got != f {
		t.Fatalf("%s as a float is %v, want %v", text, got, f)
	}
}
