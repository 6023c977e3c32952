package record

import (
	"encoding/binary"
	"math"
)

// Kafka's own serializers write a number as its big-endian bytes and nothing else,
// so a value of another length is of another type.

// sized checks that b is one number of n bytes, and returns the cursor behind it.
func sized(b []byte, n int) int {
	switch {
	case len(b) < n:
		return bad(Short)
	case len(b) > n:
		return bad(Trailing)
	}
	return n
}

// BigBool reads all of b as a bool: one byte, which is 0 or 1.
func BigBool(b []byte) (bool, int) {
	i := sized(b, 1)
	if i > 0 && b[0] > 1 {
		return false, bad(WrongKind)
	}
	return i > 0 && b[0] == 1, i
}

// BigInt16 reads all of b as an int16.
func BigInt16(b []byte) (int16, int) {
	if i := sized(b, 2); i < 0 {
		return 0, i
	}
	return int16(binary.BigEndian.Uint16(b)), 2
}

// BigInt32 reads all of b as an int32.
func BigInt32(b []byte) (int32, int) {
	if i := sized(b, 4); i < 0 {
		return 0, i
	}
	return int32(binary.BigEndian.Uint32(b)), 4
}

// BigInt64 reads all of b as an int64.
func BigInt64(b []byte) (int64, int) {
	if i := sized(b, 8); i < 0 {
		return 0, i
	}
	return int64(binary.BigEndian.Uint64(b)), 8
}

// BigFloat reads all of b as a float.
func BigFloat(b []byte) (float32, int) {
	v, i := BigInt32(b)
	return math.Float32frombits(uint32(v)), i
}

// BigDouble reads all of b as a double.
func BigDouble(b []byte) (float64, int) {
	v, i := BigInt64(b)
	return math.Float64frombits(uint64(v)), i
}

// AppendBigBool appends one byte.
func AppendBigBool(d []byte, v bool) []byte {
	if v {
		return append(d, 1)
	}
	return append(d, 0)
}

// AppendBigInt16 appends the two bytes of v.
func AppendBigInt16(d []byte, v int16) []byte { return binary.BigEndian.AppendUint16(d, uint16(v)) }

// AppendBigInt32 appends the four bytes of v.
func AppendBigInt32(d []byte, v int32) []byte { return binary.BigEndian.AppendUint32(d, uint32(v)) }

// AppendBigInt64 appends the eight bytes of v.
func AppendBigInt64(d []byte, v int64) []byte { return binary.BigEndian.AppendUint64(d, uint64(v)) }

// AppendBigFloat appends the four bytes of v. A value that is no number has one form,
// as floatToIntBits gives it: keys that are equal stay equal bytes.
func AppendBigFloat(d []byte, v float32) []byte {
	if v != v {
		return AppendBigInt32(d, 0x7fc00000)
	}
	return AppendBigInt32(d, int32(math.Float32bits(v)))
}

// AppendBigDouble is AppendBigFloat in eight bytes.
func AppendBigDouble(d []byte, v float64) []byte {
	if v != v {
		return AppendBigInt64(d, 0x7ff8000000000000)
	}
	return AppendBigInt64(d, int64(math.Float64bits(v)))
}
