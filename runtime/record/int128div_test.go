package record

import (
	"math"
	"math/big"
	"testing"
)

// FuzzDivDecimal128 holds division and remainder against math/big.
func FuzzDivDecimal128(f *testing.F) {
	f.Add(int64(0), uint64(7), int64(0), uint64(2), uint8(0))
	f.Add(int64(0), uint64(5), int64(0), uint64(2), uint8(0))
	f.Add(int64(-1), uint64(math.MaxUint64), int64(0), uint64(3), uint8(6))
	f.Add(int64(math.MinInt64), uint64(0), int64(-1), uint64(math.MaxUint64), uint8(0))
	f.Add(int64(1)<<62, uint64(1), int64(1)<<61, uint64(3), uint8(38))
	f.Add(int64(1), uint64(1), int64(0), uint64(0), uint8(1))
	f.Fuzz(func(t *testing.T, ah int64, al uint64, bh int64, bl uint64, shift uint8) {
		a, b, n := Int128{ah, al}, Int128{bh, bl}, int(shift%60)
		x, y := toBig(a), toBig(b)
		got, why := DivDecimal128(a, b, n)
		rest, ok := a.Mod(b)
		if y.Sign() == 0 {
			if why != DivByZero || ok {
				t.Fatalf("division by zero gives %d", why)
			}
			return
		}
		if want := new(big.Int).Rem(x, y); !ok || toBig(rest).Cmp(want) != 0 {
			t.Fatalf("%v %% %v is %v, got %v", x, y, want, toBig(rest))
		}
		want := halfEven(new(big.Int).Mul(x, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)), y)
		if fits := want.BitLen() < 128; fits != (why == 0) || fits && toBig(got).Cmp(want) != 0 {
			t.Fatalf("%v e%d / %v is %v, got %v (%d)", x, n, y, want, toBig(got), why)
		}
	})
}

// halfEven is x / y, rounded half to even.
func halfEven(x, y *big.Int) *big.Int {
	q, r := new(big.Int).QuoRem(x, y, new(big.Int))
	twice := new(big.Int).Lsh(new(big.Int).Abs(r), 1)
	switch c := twice.Cmp(new(big.Int).Abs(y)); {
	case c > 0, c == 0 && q.Bit(0) == 1:
		q.Add(q, big.NewInt(int64(x.Sign()*y.Sign())))
	}
	return q
}
