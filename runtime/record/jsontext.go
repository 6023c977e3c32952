package record

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// special marks, with the top bit of each byte, a quote, a backslash or a control
// character among eight bytes. Behind the first such byte others may be marked
// wrongly.
func special(w uint64) uint64 {
	quote, slash := w^(lsb*'"'), w^(lsb*'\\')
	return ((w - lsb*0x20) | (quote - lsb) | (slash - lsb)) & ^w & msb
}

// JSONText reads a string. It aliases b, or the arena where the string has
// escapes.
func JSONText(a *Arena, b []byte, i int) (string, int) {
	if uint(i) < uint(len(b)) && b[i] == '"' {
		// Text without escapes, as nearly all is.
		var high uint64
		for j := i + 1; len(b)-j >= 8; j += 8 {
			w := binary.LittleEndian.Uint64(b[j:])
			m := special(w)
			if m == 0 {
				high |= w
				continue
			}
			n := bits.TrailingZeros64(m) &^ 7
			high |= w & (1<<n - 1)
			j += n >> 3
			if b[j] != '"' {
				break
			}
			t := b[i+1 : j]
			if high&msb != 0 && !utf8.Valid(t) {
				return "", bad(BadUTF8)
			}
			return str(t), j + 1
		}
	}
	s, i := jsonText(a, b, i)
	return str(s), i
}

// jsonText is JSONText for any text.
func jsonText(a *Arena, b []byte, i int) ([]byte, int) {
	if uint(i) >= uint(len(b)) || b[i] != '"' {
		return nil, wrongKind(b, i)
	}
	start := i + 1
	i, ascii := plainText(b, start)
	if i >= len(b) {
		return nil, bad(Short)
	}
	if b[i] != '"' {
		return unescape(a, b, start, i)
	}
	s := b[start:i:i]
	if !ascii && !utf8.Valid(s) {
		return nil, bad(BadUTF8)
	}
	return s, i + 1
}

// plainText returns the cursor of the first quote, backslash or control character
// from i on, len(b) without one, and whether all before it is ASCII.
func plainText(b []byte, i int) (j int, ascii bool) {
	var high uint64
	for ; len(b)-i >= 8; i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		if m := special(w); m != 0 {
			n := bits.TrailingZeros64(m) &^ 7
			high |= w & (1<<n - 1)
			return i + n>>3, high&msb == 0
		}
		high |= w
	}
	for ; i < len(b); i++ {
		c := b[i]
		if c < ' ' || c == '"' || c == '\\' {
			break
		}
		high |= uint64(c)
	}
	return i, high&msb == 0
}

// unescape reads the rest of a string into the arena. b[start:i] is plain.
func unescape(a *Arena, b []byte, start, i int) ([]byte, int) {
	o := len(a.Bytes)
	for {
		a.Bytes = append(a.Bytes, b[start:i]...)
		if i >= len(b) {
			i = bad(Short)
			break
		}
		if b[i] == '"' {
			s := a.since(o)
			if !ValidText(s) {
				i = bad(BadUTF8)
				break
			}
			return s, i + 1
		}
		if b[i] != '\\' {
			i = bad(BadSyntax)
			break
		}
		if i = a.escape(b, i+1); i < 0 {
			break
		}
		start = i
		i, _ = plainText(b, i)
	}
	a.Bytes = a.Bytes[:o]
	return nil, i
}

// escape reads what stands behind a backslash.
func (a *Arena) escape(b []byte, i int) int {
	if i >= len(b) {
		return bad(Short)
	}
	c := b[i]
	switch c {
	case '"', '\\', '/':
	case 'n':
		c = '\n'
	case 't':
		c = '\t'
	case 'r':
		c = '\r'
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'u':
		r, j := escapedRune(b, i+1)
		if j >= 0 {
			a.Bytes = utf8.AppendRune(a.Bytes, r)
		}
		return j
	default:
		return bad(BadSyntax)
	}
	a.Bytes = append(a.Bytes, c)
	return i + 1
}

// escapedRune reads the digits behind \u, and the second half of a pair of
// surrogates. One half alone means no character.
func escapedRune(b []byte, i int) (rune, int) {
	r, i := hex4(b, i)
	if i < 0 || !utf16.IsSurrogate(r) {
		return r, i
	}
	for k, want := range []byte(`\u`) {
		if i+k >= len(b) {
			return 0, bad(Short)
		}
		if b[i+k] != want {
			return 0, bad(BadUTF8)
		}
	}
	low, i := hex4(b, i+2)
	if i < 0 {
		return 0, i
	}
	if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
		return 0, bad(BadUTF8)
	}
	return r, i
}

// hex4 reads four hexadecimal digits.
func hex4(b []byte, i int) (rune, int) {
	if len(b)-i < 4 {
		return 0, bad(Short)
	}
	var r rune
	for _, c := range b[i : i+4] {
		d := hexDigit(c)
		if d > 15 {
			return 0, bad(BadSyntax)
		}
		r = r<<4 | rune(d)
	}
	return r, i + 4
}

// JSONBase64 reads a string of standard base64 into the arena.
func JSONBase64(a *Arena, b []byte, i int) ([]byte, int) {
	s, i := JSONText(a, b, i)
	if i < 0 {
		return nil, i
	}
	p, r := ParseBase64(a, s)
	if r != 0 {
		return nil, bad(r)
	}
	return p, i
}

// JSONHex reads a string of hexadecimal digits into the arena.
func JSONHex(a *Arena, b []byte, i int) ([]byte, int) {
	s, i := JSONText(a, b, i)
	if i < 0 {
		return nil, i
	}
	p, r := ParseHex(a, s)
	if r != 0 {
		return nil, bad(r)
	}
	return p, i
}

// JSONUUID reads a uuid. Nothing in one needs an escape, so none is read.
func JSONUUID(b []byte, i int) (u [16]byte, j int) {
	if uint(i) >= uint(len(b)) || b[i] != '"' {
		return u, wrongKind(b, i)
	}
	i++
	if len(b)-i < uuidLen+1 {
		return u, bad(Short)
	}
	u, r := ParseUUID(str(b[i : i+uuidLen]))
	if r != 0 || b[i+uuidLen] != '"' {
		return u, bad(BadUUID)
	}
	return u, i + uuidLen + 1
}
