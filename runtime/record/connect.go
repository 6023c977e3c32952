package record

import "encoding/base64"

// The values of Kafka Connect's JSON converter that look otherwise than in plain JSON.

// AppendConnectDecimal64 appends the unscaled number of a decimal as Connect does: the
// fewest big-endian bytes in two's complement, in base64, quoted.
func AppendConnectDecimal64(d []byte, v int64) []byte {
	var p [8]byte
	return AppendJSONBase64(d, appendBig64(p[:0], v, len64(v)))
}

// AppendConnectDecimal128 is AppendConnectDecimal64 for more than 18 digits.
func AppendConnectDecimal128(d []byte, v Int128) []byte {
	var p [16]byte
	return AppendJSONBase64(d, appendBig128(p[:0], v, v.size()))
}

// ConnectDecimal64 reads what AppendConnectDecimal64 writes, or a number.
func ConnectDecimal64(b []byte, i, precision, scale int) (int64, int) {
	if uint(i) >= uint(len(b)) || b[i] != '"' {
		return JSONDecimal64(b, i, precision, scale)
	}
	v, i := connectUnscaled(b, i)
	if i < 0 {
		return 0, i
	}
	n, ok := v.Int64()
	if !ok || !FitsDecimal64(n, precision) {
		return 0, bad(OutOfRange)
	}
	return n, i
}

// ConnectDecimal128 is ConnectDecimal64 for more than 18 digits.
func ConnectDecimal128(b []byte, i, precision, scale int) (Int128, int) {
	if uint(i) >= uint(len(b)) || b[i] != '"' {
		return JSONDecimal128(b, i, precision, scale)
	}
	v, i := connectUnscaled(b, i)
	if i >= 0 && !FitsDecimal128(v, precision) {
		return Int128{}, bad(OutOfRange)
	}
	return v, i
}

// maxUnscaled is how many characters of base64 the widest decimal needs, with some more
// for bytes in front that only repeat the sign.
const maxUnscaled = 64

// connectUnscaled reads a string of base64 that holds a number in two's complement.
func connectUnscaled(b []byte, i int) (Int128, int) {
	end, _ := plainText(b, i+1)
	if end >= len(b) {
		return Int128{}, bad(Short)
	}
	text := b[i+1 : end]
	if b[end] != '"' || len(text)%4 != 0 {
		return Int128{}, bad(BadText)
	}
	if len(text) > maxUnscaled {
		return Int128{}, bad(OutOfRange)
	}
	var p [maxUnscaled / 4 * 3]byte
	n, err := base64.StdEncoding.Strict().Decode(p[:], text)
	if err != nil {
		return Int128{}, bad(BadText)
	}
	v, r := big128(p[:n])
	if r != 0 {
		return Int128{}, bad(r)
	}
	return v, end + 1
}

// AppendConnectDouble appends a number, and what is not finite as Java names it, quoted.
func AppendConnectDouble(d []byte, v float64) []byte {
	if name := notFinite(v); name != "" {
		return append(append(append(d, '"'), name...), '"')
	}
	return AppendFloat(d, v, 64)
}

// AppendConnectFloat is AppendConnectDouble for 32 bits.
func AppendConnectFloat(d []byte, v float32) []byte {
	if !IsFinite(float64(v)) {
		return AppendConnectDouble(d, float64(v))
	}
	return AppendFloat(d, float64(v), 32)
}

// notFinite is Java's name of a value that is no number, empty for those that are.
func notFinite(v float64) string {
	switch {
	case v != v:
		return "NaN"
	case v > 0 && !IsFinite(v):
		return "Infinity"
	case !IsFinite(v):
		return "-Infinity"
	}
	return ""
}
