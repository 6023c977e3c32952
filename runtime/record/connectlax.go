package record

import (
	"math"
	"strconv"
)

// The readers of compat: connect give the answers of Connect's converter, which takes the
// number out of any value and asks no more: what is no number is 0, what does not fit
// loses its upper bits. Only what is no JSON fails, and null.

// ConnectLaxInt reads a value as an integer: a fraction is cut off, the lowest 64 bits
// count, what is no number is 0.
func ConnectLaxInt(b []byte, i int) (int64, int) {
	end := connectValue(b, i)
	if end < 0 || !isNumber(b[i]) {
		return 0, end
	}
	return wrapped(b[i:end]), end
}

// connectValue is the cursor behind a value that is not null.
func connectValue(b []byte, i int) int {
	end := JSONSkip(b, i)
	if end >= 0 && b[i] == 'n' {
		return bad(NullValue)
	}
	return end
}

func isNumber(c byte) bool { return c == '-' || c-'0' <= 9 }

// wrapped is a number of JSON without its fraction, in its lowest 64 bits.
func wrapped(text []byte) int64 {
	negative := text[0] == '-'
	if negative {
		text = text[1:]
	}
	whole, exponent := len(text), 0
	for k, c := range text {
		if c|0x20 == 'e' {
			whole, exponent = k, exponentOf(text[k+1:])
			break
		}
	}
	v := digitsBefore(text[:whole], exponent)
	if negative {
		v = -v
	}
	return int64(v)
}

// farExponent is beyond all that matters: the lowest 64 bits of 10^64 are 0.
const farExponent = 1 << 20

// exponentOf is a number of JSON's exponent, no farther than farExponent.
func exponentOf(text []byte) int {
	n, negative := 0, text[0] == '-'
	for _, c := range text {
		if d := int(c - '0'); d <= 9 && c >= '0' && n < farExponent {
			n = n*10 + d
		}
	}
	if negative {
		return -n
	}
	return n
}

// digitsBefore is what stands in front of the point of digits × 10^exponent.
func digitsBefore(text []byte, exponent int) uint64 {
	var v uint64
	left := exponent // digits behind the point that count, below zero those before that do not
	for _, c := range text {
		if c == '.' {
			break
		}
		left++
	}
	for _, c := range text {
		if c == '.' {
			continue
		}
		if left <= 0 {
			return v
		}
		v = v*10 + uint64(c-'0')
		left--
	}
	for ; left > 0 && v != 0; left-- {
		v *= 10
	}
	return v
}

// ConnectLaxDouble reads a value as a float of 64 bits: what is too large is infinite,
// what is no number is 0.
func ConnectLaxDouble(b []byte, i int) (float64, int) { return laxFloat(b, i, 64) }

// ConnectLaxFloat is ConnectLaxDouble for 32 bits.
func ConnectLaxFloat(b []byte, i int) (float32, int) {
	v, i := laxFloat(b, i, 32)
	return float32(v), i
}

func laxFloat(b []byte, i, bits int) (float64, int) {
	end := connectValue(b, i)
	if end < 0 || !isNumber(b[i]) {
		return 0, end
	}
	if v, j := jsonFloat(b, i, bits); j >= 0 {
		if v == 0 {
			v = 0 // a decimal number of Java has no zero below zero
		}
		return v, j
	}
	if b[i] == '-' {
		return math.Inf(-1), end
	}
	return math.Inf(1), end
}

// ConnectLaxBool reads a value as true or not.
func ConnectLaxBool(b []byte, i int) (bool, int) {
	end := connectValue(b, i)
	return end >= 0 && b[i] == 't', end
}

// ConnectText reports whether a text stands at i; anything else is passed over.
func ConnectText(b []byte, i int) (isText bool, j int) {
	if uint(i) < uint(len(b)) && b[i] == '"' {
		return true, i
	}
	return false, JSONSkip(b, i)
}

// ConnectAny reads schema-free data with the numbers that Connect has: integers in their
// lowest 64 bits, others as doubles in Java's text.
func ConnectAny(a *Arena, b []byte, i int) (Any, int) {
	end := JSONSkip(b, i)
	if end < 0 {
		return "", end
	}
	o := len(a.Bytes)
	for i < end {
		switch c := b[i]; {
		case c == '"':
			j := skipText(b, i)
			a.Bytes = append(a.Bytes, b[i:j]...)
			i = j
		case isNumber(c):
			_, j := scanJSON(b, i)
			a.Bytes = appendConnectNumber(a.Bytes, b[i:j])
			i = j
		default:
			a.Bytes = append(a.Bytes, c)
			i++
		}
	}
	return AnyOf(a.since(o)), end
}

// appendConnectNumber appends a number as Connect has it without a schema.
func appendConnectNumber(d, text []byte) []byte {
	for _, c := range text {
		if c == '.' || c|0x20 == 'e' {
			v, _ := laxFloat(text, 0, 64)
			return AppendJavaDouble(d, v, 64)
		}
	}
	return AppendInt(d, wrapped(text))
}

// AppendJavaDouble appends a number as Java's Double.toString writes it, Float.toString for
// 32 bits; what is not finite in quotes.
func AppendJavaDouble(d []byte, v float64, bits int) []byte {
	if name := notFinite(v); name != "" {
		return append(append(append(d, '"'), name...), '"')
	}
	return AppendJavaText(d, v, bits)
}

// AppendJavaText is AppendJavaDouble without quotes.
func AppendJavaText(d []byte, v float64, bits int) []byte {
	if name := notFinite(v); name != "" {
		return append(d, name...)
	}
	if v == 0 {
		if math.Signbit(v) {
			d = append(d, '-')
		}
		return append(d, "0.0"...)
	}
	// The shortest digits, but two at least: 4.9E-324, not 5E-324.
	var buf [32]byte
	e := strconv.AppendFloat(buf[:0], v, 'e', -1, bits)
	if k := mantissa(e); k == 1 {
		e = strconv.AppendFloat(buf[:0], v, 'e', 1, bits)
	}
	if e[0] == '-' {
		d, e = append(d, '-'), e[1:]
	}
	at := len(e)
	for e[at-1] != 'e' {
		at--
	}
	exponent := exponentOf(e[at:])
	e[1] = e[0] // over the point
	digits := e[1 : at-1]
	if exponent < -3 || exponent >= 7 {
		d = append(append(append(d, digits[0], '.'), digits[1:]...), 'E')
		return AppendInt(d, int64(exponent))
	}
	return appendPoint(d, digits, exponent)
}

// mantissa counts the digits in front of the e.
func mantissa(e []byte) int {
	n := 0
	for _, c := range e {
		if c == 'e' {
			return n
		}
		if c-'0' <= 9 {
			n++
		}
	}
	return n
}

// appendPoint appends d.ddd × 10^exponent without an exponent.
func appendPoint(d, digits []byte, exponent int) []byte {
	if exponent < 0 {
		d = append(d, "0."...)
		for ; exponent < -1; exponent++ {
			d = append(d, '0')
		}
		return append(d, trimmed(digits)...)
	}
	for k := 0; k <= exponent; k++ {
		c := byte('0')
		if k < len(digits) {
			c = digits[k]
		}
		d = append(d, c)
	}
	d = append(d, '.')
	if len(digits) <= exponent+1 {
		return append(d, '0')
	}
	return append(d, trimmed(digits[exponent+1:])...)
}

// trimmed is digits behind a point without the zeros at their end, but for one digit.
func trimmed(digits []byte) []byte {
	for len(digits) > 1 && digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	return digits
}
