package builtin

import (
	"math"
	"testing"

	"github.com/flowc-lang/flowc/runtime/record"
)

// TestRandIsFixed holds the values: a change of them changes the records of every
// datagen source.
func TestRandIsFixed(t *testing.T) {
	r := NewRand(42, 7, 1)
	var a record.Arena
	if got := [3]int64{r.Int(1, 1000), r.Int(math.MinInt64, math.MaxInt64), r.Int(5, 5)}; got != [3]int64{110, 5790516568575765049, 5} {
		t.Errorf("whole numbers: %v", got)
	}
	if got := r.Text(&a, 3, 8); got != "uxk" {
		t.Errorf("text: %s", got)
	}
}

func TestRandIsSpread(t *testing.T) {
	const n = 100_000
	var counts [10]int
	var weighted [3]int
	var sum, squares float64
	for i := range int64(n) {
		r := NewRand(1, i, 0)
		counts[r.Int(0, 9)]++
		weighted[r.Weighted([]int64{8, 11, 12})]++
		v := r.Normal(300, 120)
		sum += v
		squares += (v - 300) * (v - 300)
	}
	for k, c := range counts {
		if math.Abs(float64(c)-n/10) > 500 {
			t.Errorf("%d came %d times", k, c)
		}
	}
	for k, want := range []float64{8, 3, 1} {
		if math.Abs(float64(weighted[k])-n*want/12) > 800 {
			t.Errorf("index %d came %d times", k, weighted[k])
		}
	}
	if mean, deviation := sum/n, math.Sqrt(squares/n); math.Abs(mean-300) > 2 || math.Abs(deviation-120) > 2 {
		t.Errorf("mean %v, deviation %v", mean, deviation)
	}
}

func TestRandDiffersByEachPart(t *testing.T) {
	seen := map[int64]bool{}
	for seed := range int64(10) {
		for offset := range int64(10) {
			for field := range 10 {
				r := NewRand(seed, offset, field)
				seen[r.Int(math.MinInt64, math.MaxInt64)] = true
			}
		}
	}
	if len(seen) != 1000 {
		t.Errorf("1000 generators began with %d values", len(seen))
	}
}

func TestRandStaysInItsBounds(t *testing.T) {
	var a record.Arena
	for i := range int64(2000) {
		r := NewRand(3, i, 0)
		if v := r.Int(-3, 4); v < -3 || v > 4 {
			t.Fatalf("%d is outside", v)
		}
		if s := r.Text(&a, 0, 5); len(s) > 5 {
			t.Fatalf("%q is too long", s)
		}
		if k := r.Index(3); k < 0 || k > 2 {
			t.Fatalf("index %d", k)
		}
		if id := r.UUID(); id[6]>>4 != 4 || id[8]>>6 != 2 {
			t.Fatalf("%x is no uuid", id)
		}
	}
}
