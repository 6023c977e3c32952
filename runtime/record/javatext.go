package record

import "unicode/utf8"

// What Kafka Connect's StringConverter reads and writes are Java's texts.

// replacement stands for bytes that are no UTF-8.
const replacement = "\uFFFD"

// JavaText returns b as text. What is no UTF-8 becomes the sign for that, one for each
// sequence that could have been a character up to there.
func JavaText(a *Arena, b []byte) string {
	if ValidText(b) {
		return str(b)
	}
	o := len(a.Bytes)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			a.Bytes = append(a.Bytes, replacement...)
			b = b[broken(b):]
			continue
		}
		a.Bytes = append(a.Bytes, b[:n]...)
		b = b[n:]
	}
	return str(a.since(o))
}

// broken is how many bytes at the start of b begin a character without being one. Half a
// pair of surrogates is one piece.
func broken(b []byte) int {
	// What the second byte may be, by the first.
	low, high, more := byte(0x80), byte(0xbf), 0
	switch c := b[0]; {
	case c >= 0xc2 && c <= 0xdf:
		more = 1
	case c >= 0xe0 && c <= 0xef:
		more = 2
		if c == 0xe0 {
			low = 0xa0
		}
	case c >= 0xf0 && c <= 0xf4:
		more = 3
		if c == 0xf0 {
			low = 0x90
		}
		if c == 0xf4 {
			high = 0x8f
		}
	}
	n := 1
	for n <= more && n < len(b) && b[n] >= low && b[n] <= high {
		low, high = 0x80, 0xbf
		n++
	}
	return n
}

// AppendJavaAny appends schema-free data as Java writes its maps and lists:
// {a=1, b=[1, x]}. Numbers are those of ConnectAny.
func AppendJavaAny(d []byte, v Any) []byte {
	b := AnyBytes(v)
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case c == '"':
			j := skipText(b, i)
			d = appendUnquoted(d, b[i+1:j-1])
			i = j
		case isNumber(c):
			_, j := scanJSON(b, i)
			d = appendConnectNumber(d, b[i:j])
			i = j
		case c == ':':
			d = append(d, '=')
			i++
		case c == ',':
			d = append(d, ',', ' ')
			i++
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		default:
			d = append(d, c)
			i++
		}
	}
	return d
}

// appendUnquoted appends what stands between the quotes of a text that is known to be right.
func appendUnquoted(d, text []byte) []byte {
	a := Arena{Bytes: d}
	for k := 0; k >= 0 && k < len(text); {
		if text[k] == '\\' {
			k = a.escape(text, k+1)
			continue
		}
		a.Bytes = append(a.Bytes, text[k])
		k++
	}
	return a.Bytes
}
