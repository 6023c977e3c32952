package builtin

import (
	"math"
	"strconv"
	"strings"
)

// headerNumber reads a number as Java's BigDecimal does, and gives it the narrowest type
// that Connect finds for it.
func headerNumber(token string) (headerNode, bool) {
	d, ok := scanDecimal(token)
	if !ok {
		return headerNode{}, false
	}
	if len(d.digits) == 0 {
		return headerNode{kind: headerInt8}, true
	}
	if n, ok := d.integer(); ok {
		return headerNode{kind: integerKind(n), n: n}, true
	}
	if d.scale != 0 {
		for _, to := range []struct {
			bits int
			kind headerKind
		}{{32, headerFloat}, {64, headerDouble}} {
			if f, err := strconv.ParseFloat(token, to.bits); err == nil && !math.IsInf(f, 0) {
				return headerNode{kind: to.kind, f: f}, true
			}
		}
	}
	return headerNode{kind: headerDecimal, text: token, n: d.scale}, true
}

func integerKind(n int64) headerKind {
	switch {
	case n == int64(int8(n)):
		return headerInt8
	case n == int64(int16(n)):
		return headerInt16
	case n == int64(int32(n)):
		return headerInt32
	}
	return headerInt64
}

// scanned is a number in text: digits × 10^-scale.
type scanned struct {
	negative bool
	digits   string // from the first that is not 0, maybe with a point among them
	point    int    // where the point stands in digits, -1 without one
	scale    int64
}

// scanDecimal takes a number apart.
func scanDecimal(s string) (d scanned, ok bool) {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		d.negative, s = s[0] == '-', s[1:]
	}
	mantissa, exponent, hasExponent := s, "", false
	if k := strings.IndexAny(s, "eE"); k >= 0 {
		mantissa, exponent, hasExponent = s[:k], s[k+1:], true
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if len(whole)+len(fraction) == 0 || !allDigits(whole) || !allDigits(fraction) {
		return d, false
	}
	d.scale = int64(len(fraction))
	if hasExponent {
		e, ok := smallExponent(exponent)
		if !ok {
			return d, false
		}
		d.scale -= e
	}
	d.digits = strings.TrimLeft(mantissa, "0.")
	d.point = strings.IndexByte(d.digits, '.')
	if strings.Trim(d.digits, "0") == "" {
		d.digits = ""
	}
	return d, d.scale == int64(int32(d.scale))
}

// smallExponent reads an exponent of at most ten digits.
func smallExponent(s string) (int64, bool) {
	negative := strings.HasPrefix(s, "-")
	if negative || strings.HasPrefix(s, "+") {
		s = s[1:]
	}
	if s == "" || len(s) > 10 || !allDigits(s) {
		return 0, false
	}
	var n int64
	for _, c := range []byte(s) {
		n = n*10 + int64(c-'0')
	}
	if negative {
		n = -n
	}
	return n, true
}

func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// integer is the number where it is a whole one of 64 bits.
func (d *scanned) integer() (int64, bool) {
	count := len(d.digits)
	if d.point >= 0 {
		count--
	}
	whole := int64(count) - d.scale // digits in front of the point
	if whole < 1 || whole > 19 {
		return 0, false
	}
	var n uint64
	var k int64
	for _, c := range []byte(d.digits) {
		switch {
		case c == '.':
			continue
		case k < whole:
			n = n*10 + uint64(c-'0')
		case c != '0':
			return 0, false
		}
		k++
	}
	for ; k < whole; k++ {
		n *= 10
	}
	if d.negative {
		return -int64(n), n <= 1<<63
	}
	return int64(n), n <= math.MaxInt64
}
