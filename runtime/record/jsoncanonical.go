package record

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// A canonical value of JSON is one that stands there exactly as AppendJSON… writes it: it
// may be copied as it is. The readers here return the cursor behind such a value, which they check
// as the others do, without making anything of it. A cursor below zero says that the value is
// another one or no such value; which, the usual reader tells.

// CanonicalText reads a string that has no escapes but those that must be there.
func CanonicalText(b []byte, i int) int {
	if uint(i) >= uint(len(b)) || b[i] != '"' {
		return bad(BadSyntax)
	}
	i++
	var high uint64
	start := i
	for len(b)-i >= 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		m := special(w)
		if m == 0 {
			high |= w
			i += 8
			continue
		}
		n := bits.TrailingZeros64(m) &^ 7
		high |= w & (1<<n - 1)
		i += n >> 3
		if b[i] == '"' {
			if high&msb != 0 && !utf8.Valid(b[start:i]) {
				return bad(BadUTF8)
			}
			return i + 1
		}
		if i = canonicalEscape(b, i); i < 0 {
			return i
		}
	}
	// Less than a word is left of the record.
	for i < len(b) {
		switch c := b[i]; {
		case c == '"':
			if !utf8.Valid(b[start:i]) {
				return bad(BadUTF8)
			}
			return i + 1
		case c == '\\':
			if i = canonicalEscape(b, i); i < 0 {
				return i
			}
		case c < ' ':
			return bad(BadSyntax)
		default:
			i++
		}
	}
	return bad(Short)
}

// canonicalEscape returns the cursor behind an escape that appendEscape writes.
func canonicalEscape(b []byte, i int) int {
	if len(b)-i < 2 || b[i] != '\\' {
		return bad(BadSyntax)
	}
	switch b[i+1] {
	case '"', '\\', 'n', 'r', 't', 'b', 'f':
		return i + 2
	}
	var a [6]byte
	if len(b)-i < len(a) {
		return bad(Short)
	}
	c := hexDigit(b[i+4])<<4 | hexDigit(b[i+5])
	if c >= ' ' || string(appendEscape(a[:0], c)) != string(b[i:i+len(a)]) {
		return bad(BadSyntax)
	}
	return i + len(a)
}

// CanonicalInt is JSONInt for any number but -0.
func CanonicalInt(b []byte, i int) (int64, int) {
	v, j := JSONInt(b, i)
	if v == 0 && j-i == 2 {
		return 0, bad(BadNumber)
	}
	return v, j
}

// CanonicalDouble reads a number of at most 15 digits without an exponent or zeros at its end.
// No other text of so few digits means the same float, so that this one is the shortest.
func CanonicalDouble(b []byte, i int) int {
	if uint(i) < uint(len(b)) && b[i] == '-' {
		i++
	}
	whole := countDigits8(b, i)
	if whole == 0 || whole > 1 && b[i] == '0' {
		return bad(BadNumber)
	}
	end := i + whole
	if uint(end) < uint(len(b)) && b[end] == '.' {
		fraction := countDigits8(b, end+1)
		end += 1 + fraction
		// Below a millionth a float is written with an exponent.
		if fraction == 0 || b[end-1] == '0' || whole+fraction > 15 || b[i] == '0' && fraction > 6 {
			return bad(BadNumber)
		}
	}
	if uint(end) >= uint(len(b)) || !endsNumber(b[end]) {
		return bad(BadNumber)
	}
	return end
}

// countDigits8 is how many digits stand at i, up to eight: fewer than there are where the
// input ends within a word.
func countDigits8(b []byte, i int) int {
	if len(b)-i < 8 {
		n := 0
		for _, c := range b[min(i, len(b)):] {
			if c-'0' > 9 {
				break
			}
			n++
		}
		return n
	}
	w := binary.LittleEndian.Uint64(b[i:]) ^ lsb*'0'
	return bits.TrailingZeros64((w+lsb*0x76|w)&msb) >> 3
}

// CanonicalBase64 reads a string of standard base64.
func CanonicalBase64(b []byte, i int) int {
	if uint(i) >= uint(len(b)) || b[i] != '"' {
		return bad(BadSyntax)
	}
	i++
	for len(b)-i >= 5 {
		if _, ok := sextets(b[i], b[i+1], b[i+2], b[i+3]); !ok {
			break
		}
		i += 4
	}
	if len(b)-i >= 5 && b[i+3] == '=' {
		w, ok := sextets(b[i], b[i+1], 'A', 'A')
		rest := uint32(0xffff)
		if b[i+2] != '=' {
			w, ok = sextets(b[i], b[i+1], b[i+2], 'A')
			rest = 0xff
		}
		if !ok || w&rest != 0 {
			return bad(BadText)
		}
		i += 4
	}
	if i >= len(b) || b[i] != '"' {
		return bad(BadText)
	}
	return i + 1
}

// JSONTightArray is JSONArray without space.
func JSONTightArray(b []byte, i int) (more bool, j int) {
	if len(b)-i < 2 || b[i] != '[' {
		return false, bad(BadSyntax)
	}
	if b[i+1] == ']' {
		return false, i + 2
	}
	return true, i + 1
}

// JSONTightNext is JSONNext of an array without space.
func JSONTightNext(b []byte, i int) (more bool, j int) {
	if uint(i) < uint(len(b)) {
		switch b[i] {
		case ',':
			return true, i + 1
		case ']':
			return false, i + 1
		}
	}
	return false, bad(BadSyntax)
}

// JSONTightEnd returns the cursor behind the brace that ends an object.
func JSONTightEnd(b []byte, i int) int {
	if uint(i) < uint(len(b)) && b[i] == '}' {
		return i + 1
	}
	return bad(BadSyntax)
}

// RewriteText appends to d what b holds from its cursor from on, and the string at i as
// it is canonical. It returns d and the cursor behind the string, twice: up to there d is
// complete.
func RewriteText(d []byte, a *Arena, b []byte, from, i int) (_ []byte, complete, j int) {
	s, j := JSONText(a, b, i)
	if j < 0 {
		return d, from, j
	}
	return AppendJSONText(append(d, b[from:i]...), s), j, j
}

// RewriteDouble is RewriteText for a number.
func RewriteDouble(d, b []byte, from, i int) (_ []byte, complete, j int) {
	v, j := JSONDouble(b, i)
	if j < 0 {
		return d, from, j
	}
	return AppendJSONDouble(append(d, b[from:i]...), v), j, j
}
