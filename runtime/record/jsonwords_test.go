package record

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestJSONNumbersInWords holds numbers that are read in words, since enough follows
// them, against the same ones at the end of the input, which are read digit by digit.
func TestJSONNumbersInWords(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	digits := func(most int) string {
		b := make([]byte, r.IntN(most+1))
		for k := range b {
			b[k] = "0123456789"[r.IntN(10)]
		}
		return string(b)
	}
	for range 300_000 {
		s := []string{"", "", "-", "+"}[r.IntN(4)] + digits(18)
		if r.IntN(2) == 0 {
			s = strings.TrimLeft(s, "0")
		}
		if r.IntN(2) == 0 {
			s += "." + digits(10)
		}
		if r.IntN(6) == 0 {
			s += []string{"e", "E+", "e-", "x", "\x00", "\xff", "/", ":", "\""}[r.IntN(9)] + digits(2)
		}
		end := []string{",", "}", "]", " ", "\n", "x", ""}[r.IntN(7)]
		short, long := []byte(s+end), []byte(s+end+`"next":"12345678901234567890"`)
		if end == "" {
			long = []byte(s + strings.Repeat(" ", 20))
		}
		v, i := JSONInt(short, 0)
		if w, j := JSONInt(long, 0); v != w || i != j && !(i == bad(Short) && j < 0) {
			t.Fatalf("JSONInt(%q) = %d, %d; in a record %d, %d", short, v, i, w, j)
		}
		f, i := JSONDouble(short, 0)
		if g, j := JSONDouble(long, 0); math.Float64bits(f) != math.Float64bits(g) || i != j && !(i == bad(Short) && j < 0) {
			t.Fatalf("JSONDouble(%q) = %v, %d; in a record %v, %d", short, f, i, g, j)
		}
	}
}
