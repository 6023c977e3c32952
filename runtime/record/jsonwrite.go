package record

import "encoding/binary"

// AppendJSONText appends s as a string, quoted. It escapes what JSON demands and
// nothing else.
func AppendJSONText(d []byte, s string) []byte {
	p := bytesOf(s)
	i := 0
	for ; len(p)-i >= 8; i += 8 {
		if special(binary.LittleEndian.Uint64(p[i:])) != 0 {
			return appendEscaped(d, s)
		}
	}
	if len(p) >= 8 {
		// The last eight bytes once more, in place of up to seven single ones.
		if special(binary.LittleEndian.Uint64(p[len(p)-8:])) != 0 {
			return appendEscaped(d, s)
		}
	} else {
		for _, c := range p[i:] {
			if c < ' ' || c == '"' || c == '\\' {
				return appendEscaped(d, s)
			}
		}
	}
	o := len(d)
	if cap(d)-o < len(s)+2 {
		return append(append(append(d, '"'), s...), '"')
	}
	d = d[:o+len(s)+2]
	d[o], d[len(d)-1] = '"', '"'
	copy(d[o+1:], s)
	return d
}

// appendEscaped is AppendJSONText for any text.
func appendEscaped(d []byte, s string) []byte {
	p := bytesOf(s)
	d = append(d, '"')
	for i := 0; ; {
		end, _ := plainText(p, i)
		d = append(d, p[i:end]...)
		if end == len(p) {
			return append(d, '"')
		}
		d = appendEscape(d, p[end])
		i = end + 1
	}
}

// appendEscape appends a quote, a backslash or a control character.
func appendEscape(d []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(d, '\\', c)
	case '\n':
		return append(d, '\\', 'n')
	case '\r':
		return append(d, '\\', 'r')
	case '\t':
		return append(d, '\\', 't')
	case '\b':
		return append(d, '\\', 'b')
	case '\f':
		return append(d, '\\', 'f')
	}
	return append(d, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

// AppendJSONBool appends true or false.
func AppendJSONBool(d []byte, v bool) []byte { return AppendBool(d, v) }

// AppendJSONInt appends a number.
func AppendJSONInt(d []byte, v int64) []byte { return AppendInt(d, v) }

// AppendJSONUint appends a number.
func AppendJSONUint(d []byte, v uint64) []byte { return AppendUint(d, v) }

// AppendJSONFloat appends a number, the shortest that reads back as v. JSON has
// none for what is not finite: the caller asks IsFinite first, and finds null
// here.
func AppendJSONFloat(d []byte, v float32) []byte {
	if !IsFinite(float64(v)) {
		return append(d, "null"...)
	}
	return AppendFloat(d, float64(v), 32)
}

// AppendJSONDouble is AppendJSONFloat for 64 bits.
func AppendJSONDouble(d []byte, v float64) []byte {
	if !IsFinite(v) {
		return append(d, "null"...)
	}
	return AppendFloat(d, v, 64)
}

// AppendJSONDecimal64 appends a number with scale digits behind the point. Where
// decimals are written as text, the quotes are the caller's.
func AppendJSONDecimal64(d []byte, v int64, scale int) []byte { return AppendDecimal64(d, v, scale) }

// AppendJSONDecimal128 is AppendJSONDecimal64 for more than 18 digits.
func AppendJSONDecimal128(d []byte, v Int128, scale int) []byte {
	return AppendDecimal128(d, v, scale)
}

// AppendJSONBase64 appends p as a string of standard base64, quoted.
func AppendJSONBase64(d, p []byte) []byte {
	return append(AppendBase64(append(d, '"'), p), '"')
}

// AppendJSONHex appends p as a string of hexadecimal digits, quoted.
func AppendJSONHex(d, p []byte) []byte {
	return append(AppendHex(append(d, '"'), p), '"')
}

// AppendJSONUUID appends a uuid, quoted.
func AppendJSONUUID(d []byte, u [16]byte) []byte {
	return append(AppendUUID(append(d, '"'), u), '"')
}
