package record

import "math"

// ConnectDouble reads a number, or the name of a value that is none: "NaN", "Infinity",
// "-Infinity".
func ConnectDouble(b []byte, i int) (float64, int) {
	if uint(i) < uint(len(b)) && b[i] == '"' {
		return readNotFinite(b, i)
	}
	return JSONDouble(b, i)
}

// ConnectFloat is ConnectDouble for 32 bits.
func ConnectFloat(b []byte, i int) (float32, int) {
	if uint(i) < uint(len(b)) && b[i] == '"' {
		v, i := readNotFinite(b, i)
		return float32(v), i
	}
	return JSONFloat(b, i)
}

func readNotFinite(b []byte, i int) (float64, int) {
	end, _ := plainText(b, i+1)
	if end >= len(b) {
		return 0, bad(Short)
	}
	if b[end] == '"' {
		switch string(b[i+1 : end]) {
		case "NaN":
			return math.NaN(), end + 1
		case "Infinity":
			return math.Inf(1), end + 1
		case "-Infinity":
			return math.Inf(-1), end + 1
		}
	}
	return 0, bad(WrongKind)
}
