package record

import (
	"encoding/binary"
	"math"
	"math/bits"
	"strconv"
)

// JSONInt reads a number without a fraction or an exponent.
func JSONInt(b []byte, i int) (int64, int) {
	if len(b)-i > 17 && i >= 0 {
		// At most 16 digits, as nearly all have, in two words.
		j, sign := i, int64(0)
		if b[i] == '-' {
			j, sign = i+1, -1
		}
		u, n := leadingDigits(binary.LittleEndian.Uint64(b[j:]))
		if n == 8 {
			if low, k := leadingDigits(binary.LittleEndian.Uint64(b[j+8:])); k > 0 {
				u, n = u*pow10s[k]+low, 8+k
			}
		}
		if n > 0 && (b[j] != '0' || n == 1) && endsNumber(b[j+n]) {
			return (int64(u) ^ sign) - sign, j + n
		}
	}
	return jsonInt(b, i)
}

// endsNumber reports whether c is what nearly always stands behind a number: a comma,
// or a closing bracket of either kind.
func endsNumber(c byte) bool { return c == ',' || c|0x20 == '}' }

// leadingDigits returns how many digits w, eight bytes of a text, begins with, and
// what number they are: any where there is none.
func leadingDigits(w uint64) (u uint64, n int) {
	w ^= lsb * '0' // digits are 0 to 9 now
	m := (w + lsb*0x76 | w) & msb
	n = bits.TrailingZeros64(m) >> 3 // 8 without a bit
	// The digits go where the last of eight stand; zeros come before them.
	return eightDigits(w << ((64 - 8*uint(n)) & 63)), n
}

// eightDigits joins the digits in the bytes of w, the first one the lowest: to numbers
// of two, of four, of eight.
func eightDigits(w uint64) uint64 {
	w = w * 2561 >> 8
	w = w & 0x00ff00ff00ff00ff * 6553601 >> 16
	return w & 0x0000ffff0000ffff * 42949672960001 >> 32
}

// jsonInt is JSONInt for any number.
func jsonInt(b []byte, i int) (int64, int) {
	negative := uint(i) < uint(len(b)) && b[i] == '-'
	start := i
	if negative {
		i++
	}
	u, i := jsonUint(b, i, start)
	if i < 0 {
		return 0, i
	}
	if negative {
		if u > 1<<63 {
			return 0, bad(OutOfRange)
		}
		return -int64(u), i
	}
	if u > math.MaxInt64 {
		return 0, bad(OutOfRange)
	}
	return int64(u), i
}

// JSONUint reads a number without a sign, a fraction or an exponent.
func JSONUint(b []byte, i int) (uint64, int) {
	if uint(i) < uint(len(b)) && b[i] == '-' {
		return 0, negativeUint(b, i)
	}
	return jsonUint(b, i, i)
}

// negativeUint tells a number below zero from no number at all.
func negativeUint(b []byte, i int) int {
	v, j := JSONInt(b, i)
	switch {
	case j < 0:
		return j
	case v == 0:
		return bad(BadNumber)
	}
	return bad(OutOfRange)
}

// jsonUint reads the digits from i on; start is where the number begins.
func jsonUint(b []byte, i, start int) (uint64, int) {
	first := i
	var u uint64
	over := false
	for uint(i) < uint(len(b)) {
		c := uint64(b[i] - '0')
		if c > 9 {
			break
		}
		if i-first >= 19 && u > (math.MaxUint64-c)/10 {
			over = true
		}
		u = u*10 + c
		i++
	}
	if n := i - first; n == 0 || n > 1 && b[first] == '0' {
		return 0, noNumber(b, first, start)
	}
	if uint(i) < uint(len(b)) {
		if c := b[i]; c == '.' || c|0x20 == 'e' {
			return 0, bad(BadNumber)
		}
	}
	if over {
		return 0, bad(OutOfRange)
	}
	return u, i
}

// noNumber is the failed cursor where no number stands at start; i is behind its
// sign.
func noNumber(b []byte, i, start int) int {
	if uint(start) < uint(len(b)) && b[start] != '-' && b[start]-'0' > 9 {
		return wrongKind(b, start)
	}
	if uint(i) >= uint(len(b)) {
		return bad(Short)
	}
	return bad(BadNumber)
}

// JSONFloat reads a number as a float of 32 bits.
func JSONFloat(b []byte, i int) (float32, int) {
	v, i := jsonFloat(b, i, 32)
	return float32(v), i
}

// JSONDouble reads a number as a float of 64 bits.
func JSONDouble(b []byte, i int) (float64, int) {
	if len(b)-i > 18 && i >= 0 {
		// At most eight digits on each side of the point, in a word each.
		j, negative := i, b[i] == '-'
		if negative {
			j++
		}
		first := j
		u, n := leadingDigits(binary.LittleEndian.Uint64(b[j:]))
		if j += n; n == 0 || n > 1 && b[first] == '0' {
			return jsonFloat(b, i, 64)
		}
		k := 0
		if b[j] == '.' {
			var low uint64
			low, k = leadingDigits(binary.LittleEndian.Uint64(b[j+1:]))
			if j += 1 + k; k == 0 {
				return jsonFloat(b, i, 64)
			}
			u = u*pow10s[k] + low
		}
		if endsNumber(b[j]) && u <= 1<<53 {
			v := float64(u) / floatPow10[k] // rounds once, as both are exact
			if negative {
				v = -v
			}
			return v, j
		}
	}
	return jsonFloat(b, i, 64)
}

// jsonFloat reads a number. Where its digits and the power of ten are exact as
// floats, so that the one division rounds once, it needs no more; the rest is for
// strconv.
func jsonFloat(b []byte, i, bits int) (float64, int) {
	start := i
	n, i := scanJSON(b, i)
	if i < 0 {
		return 0, i
	}
	if n.exact {
		v, ok := n.float(bits)
		if ok {
			return v, i
		}
	}
	v, err := strconv.ParseFloat(str(b[start:i]), bits)
	if err != nil {
		return 0, bad(OutOfRange)
	}
	return v, i
}

// jsonNumber is what scanJSON saw: m / 10^fraction, where exact says that this is
// the whole number.
type jsonNumber struct {
	negative, exact bool
	m               uint64
	fraction        int
}

// floatPow10 are the powers of ten that a float of 64 bits holds exactly; one of
// 32 bits holds the first eleven.
var floatPow10 = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// float returns n where its parts are exact as floats.
func (n *jsonNumber) float(bits int) (v float64, ok bool) {
	if bits == 32 {
		if n.m > 1<<24 || n.fraction > 10 {
			return 0, false
		}
		v = float64(float32(n.m) / float32(floatPow10[n.fraction]))
	} else {
		if n.m > 1<<53 {
			return 0, false
		}
		v = float64(n.m) / floatPow10[n.fraction]
	}
	if n.negative {
		v = -v
	}
	return v, true
}

// scanJSON reads a number in the grammar of JSON.
func scanJSON(b []byte, i int) (n jsonNumber, j int) {
	start := i
	if uint(i) < uint(len(b)) && b[i] == '-' {
		n.negative = true
		i++
	}
	first := i
	i = n.digits(b, i)
	count := i - first
	if count == 0 || count > 1 && b[first] == '0' {
		return n, noNumber(b, first, start)
	}
	if uint(i) < uint(len(b)) && b[i] == '.' {
		first = i + 1
		i = n.digits(b, first)
		n.fraction = i - first
		if n.fraction == 0 {
			return n, noNumber(b, i, start)
		}
	}
	n.exact = count+n.fraction <= 18
	if uint(i) < uint(len(b)) && b[i]|0x20 == 'e' {
		n.exact = false
		i = jsonExponent(b, i+1, start)
	}
	return n, i
}

// digits takes the digits from i on into n.m, which wraps where they are many.
func (n *jsonNumber) digits(b []byte, i int) int {
	for uint(i) < uint(len(b)) {
		c := b[i] - '0'
		if c > 9 {
			break
		}
		n.m = n.m*10 + uint64(c)
		i++
	}
	return i
}

// jsonExponent reads what stands behind the e.
func jsonExponent(b []byte, i, start int) int {
	if uint(i) < uint(len(b)) && (b[i] == '+' || b[i] == '-') {
		i++
	}
	first := i
	for uint(i) < uint(len(b)) && b[i]-'0' <= 9 {
		i++
	}
	if i == first {
		return noNumber(b, i, start)
	}
	return i
}

// JSONDecimal64 reads a decimal, as a number or as a string that holds one.
func JSONDecimal64(b []byte, i, precision, scale int) (int64, int) {
	s, i := jsonDecimal(b, i)
	if i < 0 {
		return 0, i
	}
	v, r := ParseDecimal64(s, precision, scale)
	if r != 0 {
		return 0, bad(r)
	}
	return v, i
}

// JSONDecimal128 is JSONDecimal64 for more than 18 digits.
func JSONDecimal128(b []byte, i, precision, scale int) (Int128, int) {
	s, i := jsonDecimal(b, i)
	if i < 0 {
		return Int128{}, i
	}
	v, r := ParseDecimal128(s, precision, scale)
	if r != 0 {
		return Int128{}, bad(r)
	}
	return v, i
}

// jsonDecimal returns the text of a number, or of the string at i. No number
// needs an escape, so none is read.
func jsonDecimal(b []byte, i int) (string, int) {
	if uint(i) < uint(len(b)) && b[i] == '"' {
		end, _ := plainText(b, i+1)
		if end >= len(b) {
			return "", bad(Short)
		}
		if b[end] != '"' {
			return "", bad(BadNumber)
		}
		return str(b[i+1 : end]), end + 1
	}
	_, end := scanJSON(b, i)
	if end < 0 {
		return "", end
	}
	return str(b[i:end]), end
}
