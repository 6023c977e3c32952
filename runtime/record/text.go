package record

import (
	"math"
	"strconv"
)

// ParseInt reads the whole of s as an integer of that many bits.
func ParseInt(s string, bits int) (int64, Reason) {
	digits, negative := s, false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		digits, negative = s[1:], s[0] == '-'
	}
	u, r := ParseUint(digits, 64)
	if r != 0 {
		return 0, r
	}
	limit := uint64(1) << (bits - 1)
	if negative {
		if u > limit {
			return 0, OutOfRange
		}
		return -int64(u), 0
	}
	if u >= limit {
		return 0, OutOfRange
	}
	return int64(u), 0
}

// ParseUint reads the whole of s as an integer without a sign.
func ParseUint(s string, bits int) (uint64, Reason) {
	if s == "" {
		return 0, BadNumber
	}
	var u uint64
	over := false
	for i := range len(s) {
		c := uint64(s[i] - '0')
		if c > 9 {
			return 0, BadNumber
		}
		if u > (math.MaxUint64-c)/10 {
			over = true
		}
		u = u*10 + c
	}
	if over || bits < 64 && u>>bits != 0 {
		return 0, OutOfRange
	}
	return u, 0
}

// ParseFloat reads the whole of s as a float of 32 or 64 bits. NaN, Infinity and
// -Infinity are numbers, as AppendFloat writes them.
func ParseFloat(s string, bits int) (float64, Reason) {
	v, i := jsonFloat(bytesOf(s), 0, bits)
	if i == len(s) && i > 0 {
		return v, 0
	}
	if i == bad(OutOfRange) {
		return 0, OutOfRange
	}
	switch s {
	case "NaN":
		return math.NaN(), 0
	case "Infinity":
		return math.Inf(1), 0
	case "-Infinity":
		return math.Inf(-1), 0
	}
	if _, r := scanNumber(s); r != 0 {
		return 0, r
	}
	v, err := strconv.ParseFloat(s, bits)
	if err != nil {
		return 0, OutOfRange
	}
	return v, 0
}

// ParseBool reads true or false.
func ParseBool(s string) (bool, Reason) {
	switch s {
	case "true":
		return true, 0
	case "false":
		return false, 0
	}
	return false, BadBool
}

// ParseDecimal64 reads the whole of s as a decimal. A digit behind the scale that
// is not 0 is ScaleLoss, one too many in front is OutOfRange.
func ParseDecimal64(s string, precision, scale int) (int64, Reason) {
	if v, ok := shortDecimal(s, scale); ok && FitsDecimal64(v, precision) {
		return v, 0
	}
	v, r := ParseDecimal128(s, min(precision, 18), scale)
	return int64(v.Lo), r
}

// shortDecimal reads what most decimals look like: a few digits, no more of them
// behind the point than the scale, no exponent.
func shortDecimal(s string, scale int) (v int64, ok bool) {
	i := 0
	if s != "" && s[0] == '-' {
		i = 1
	}
	if len(s) == i || len(s)-i > 17 || scale > 17 {
		return 0, false
	}
	point := -1
	for j := i; j < len(s); j++ {
		c := s[j] - '0'
		if c > 9 {
			if s[j] != '.' || point >= 0 || j == i || j == len(s)-1 {
				return 0, false
			}
			point = j
			continue
		}
		v = v*10 + int64(c)
	}
	zeros := scale
	if point >= 0 {
		zeros -= len(s) - 1 - point
	}
	if zeros < 0 {
		return 0, false
	}
	if v, ok = MulInt64(v, int64(pow10s[zeros])); i == 1 {
		v = -v
	}
	return v, ok
}

// ParseDecimal128 is ParseDecimal64 for more than 18 digits.
func ParseDecimal128(s string, precision, scale int) (Int128, Reason) {
	n, r := scanNumber(s)
	if r != 0 {
		return Int128{}, r
	}
	return n.int128(precision, scale)
}

// uuidLen is the length of a uuid as text.
const uuidLen = 36

// ParseUUID reads a uuid: 36 characters, hexadecimal digits of either case in
// groups of 8, 4, 4, 4 and 12.
func ParseUUID(s string) (u [16]byte, r Reason) {
	if len(s) != uuidLen || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return u, BadUUID
	}
	for k, at := range uuidDigits {
		hi, lo := hexDigit(s[at]), hexDigit(s[at+1])
		if hi|lo > 15 {
			return [16]byte{}, BadUUID
		}
		u[k] = hi<<4 | lo
	}
	return u, 0
}

// uuidDigits is where in a uuid's text each byte stands.
var uuidDigits = [16]uint8{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34}

// hexDigit is the value of a hexadecimal digit, 255 for other characters.
func hexDigit(c byte) byte {
	switch {
	case c-'0' <= 9:
		return c - '0'
	case c|0x20-'a' <= 5:
		return c | 0x20 - 'a' + 10
	}
	return 255
}
