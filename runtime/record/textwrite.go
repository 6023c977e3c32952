package record

import (
	"math"
	"math/bits"
	"strconv"
)

// digitPairs are the numbers 00 to 99, two digits each.
const digitPairs = "00010203040506070809101112131415161718192021222324252627282930313233343536373839" +
	"404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"

const hexDigits = "0123456789abcdef"

// AppendBool appends true or false.
func AppendBool(d []byte, v bool) []byte {
	if v {
		return append(d, "true"...)
	}
	return append(d, "false"...)
}

// AppendInt appends v in decimal digits.
func AppendInt(d []byte, v int64) []byte {
	if v < 0 {
		return AppendUint(append(d, '-'), -uint64(v))
	}
	return AppendUint(d, uint64(v))
}

// AppendUint appends v in decimal digits, two at a step, the last ones first.
func AppendUint(d []byte, v uint64) []byte {
	if v < 10 {
		return append(d, '0'+byte(v))
	}
	d = lengthen(d, countDigits(v))
	i := len(d)
	for v >= 100 {
		r := v % 100 * 2
		v /= 100
		i -= 2
		d[i], d[i+1] = digitPairs[r], digitPairs[r+1]
	}
	if v >= 10 {
		d[i-2], d[i-1] = digitPairs[v*2], digitPairs[v*2+1]
	} else {
		d[i-1] = '0' + byte(v)
	}
	return d
}

// lengthen makes d longer by n bytes, at most 20, which its caller sets.
func lengthen(d []byte, n int) []byte {
	if cap(d)-len(d) >= n {
		return d[:len(d)+n]
	}
	return append(d, "00000000000000000000"[:n]...)
}

// appendTwo appends a number from 0 to 99 in two digits.
func appendTwo(d []byte, v int) []byte {
	return append(d, digitPairs[v*2], digitPairs[v*2+1])
}

// appendPadded appends v with leading zeros in at least width digits.
func appendPadded(d []byte, v uint64, width int) []byte {
	switch {
	case width == 2 && v < 100:
		return append(d, digitPairs[v*2], digitPairs[v*2+1])
	case width == 3 && v < 1000:
		r := v % 100
		return append(d, '0'+byte(v/100), digitPairs[r*2], digitPairs[r*2+1])
	}
	for n := countDigits(v); n < width; n++ {
		d = append(d, '0')
	}
	return AppendUint(d, v)
}

// countDigits is how many decimal digits v has: of 0, one. A bit is 0.30103 digits.
func countDigits(v uint64) int {
	n := bits.Len64(v|1) * 1233 >> 12
	if v >= pow10s[n] {
		n++
	}
	return max(n, 1)
}

// AppendFloat appends the shortest text that reads back as v, a float of 32 or 64
// bits; NaN, Infinity and -Infinity for what is no number.
func AppendFloat(d []byte, v float64, bits int) []byte {
	if out, ok := appendShortFloat(d, v, bits); ok {
		return out
	}
	switch {
	case v != v:
		return append(d, "NaN"...)
	case v > math.MaxFloat64:
		return append(d, "Infinity"...)
	case v < -math.MaxFloat64:
		return append(d, "-Infinity"...)
	}
	if plainFloat(math.Abs(v), bits) {
		return strconv.AppendFloat(d, v, 'f', -1, bits)
	}
	d = strconv.AppendFloat(d, v, 'e', -1, bits)
	// e-09 is e-9 to the rest of the world.
	if n := len(d); d[n-4] == 'e' && d[n-3] == '-' && d[n-2] == '0' {
		d[n-2] = d[n-1]
		d = d[:n-1]
	}
	return d
}

// plainFloat reports whether a is written without an exponent. The bounds are
// those of JavaScript, rounded to the width of the float.
func plainFloat(a float64, bits int) bool {
	if bits == 32 {
		return a == 0 || float32(a) >= 1e-6 && float32(a) < 1e21
	}
	return a == 0 || a >= 1e-6 && a < 1e21
}

// appendShortFloat appends v where it has at most three digits behind the point
// and few enough in all that no other text of so few can mean the same float:
// then it is the shortest.
func appendShortFloat(d []byte, v float64, bits int) (_ []byte, ok bool) {
	limit := 1e11
	if bits == 32 {
		limit = 1e3
	}
	a := math.Abs(v)
	if !(a < limit) {
		return d, false
	}
	n := uint64(a*1000 + 0.5)
	if bits == 32 {
		ok = float32(n)/1000 == float32(a)
	} else {
		ok = float64(n)/1000 == a
	}
	if !ok || n == 0 && math.Signbit(v) {
		return d, false
	}
	if v < 0 {
		d = append(d, '-')
	}
	return appendThousandths(d, n), true
}

// appendThousandths appends n/1000 without zeros at its end.
func appendThousandths(d []byte, n uint64) []byte {
	d = AppendUint(d, n/1000)
	r := n % 1000
	if r == 0 {
		return d
	}
	d = append(d, '.', '0'+byte(r/100))
	if r %= 100; r != 0 {
		d = append(d, '0'+byte(r/10))
		if r %= 10; r != 0 {
			d = append(d, '0'+byte(r))
		}
	}
	return d
}

// AppendDecimal64 appends a decimal with exactly scale digits behind the point.
func AppendDecimal64(d []byte, v int64, scale int) []byte {
	if v < 0 {
		d = append(d, '-')
	}
	u := abs64(v)
	if scale <= 0 || scale >= len(pow10s) {
		return appendScaled(d, uint128{lo: u}, scale)
	}
	p := pow10s[scale]
	return appendPadded(append(AppendUint(d, u/p), '.'), u%p, scale)
}

// AppendDecimal128 is AppendDecimal64 for more than 18 digits.
func AppendDecimal128(d []byte, v Int128, scale int) []byte {
	if v.Hi < 0 {
		d = append(d, '-')
	}
	return appendScaled(d, v.abs(), scale)
}

// appendScaled appends u with scale digits behind the point.
func appendScaled(d []byte, u uint128, scale int) []byte {
	var t [3 * 19]byte
	digits := appendUint128(t[:0], u)
	if scale <= 0 {
		return append(d, digits...)
	}
	whole := len(digits) - scale
	if whole > 0 {
		d = append(d, digits[:whole]...)
		return append(append(d, '.'), digits[whole:]...)
	}
	d = append(d, "0."...)
	for ; whole < 0; whole++ {
		d = append(d, '0')
	}
	return append(d, digits...)
}

// appendUint128 appends u in decimal digits.
func appendUint128(d []byte, u uint128) []byte {
	if u.hi == 0 {
		return AppendUint(d, u.lo)
	}
	q, low := u.div(pow10s[19])
	if q.hi == 0 && q.lo < pow10s[19] {
		return appendPadded(AppendUint(d, q.lo), low, 19)
	}
	q, middle := q.div(pow10s[19])
	return appendPadded(appendPadded(AppendUint(d, q.lo), middle, 19), low, 19)
}

// AppendUUID appends a uuid in lower case.
func AppendUUID(d []byte, u [16]byte) []byte {
	var t [uuidLen]byte
	t[8], t[13], t[18], t[23] = '-', '-', '-', '-'
	for k, at := range uuidDigits {
		t[at], t[at+1] = hexDigits[u[k]>>4], hexDigits[u[k]&15]
	}
	return append(d, t[:]...)
}
