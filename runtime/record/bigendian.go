package record

import (
	"encoding/binary"
	"math/bits"
)

// Avro decimals, CQL varints and decimals are the same thing: two's complement,
// big-endian, of any length that holds the sign.

// len64 is the number of bytes that v needs.
func len64(v int64) int {
	return bits.Len64(uint64(v^v>>63))/8 + 1
}

// appendBig64 appends v in n bytes, n of which may be more than v needs.
func appendBig64(d []byte, v int64, n int) []byte {
	for ; n > 8; n-- {
		d = append(d, byte(v>>63))
	}
	for s := n*8 - 8; s >= 0; s -= 8 {
		d = append(d, byte(v>>s))
	}
	return d
}

// appendBig128 is appendBig64 for 128 bits.
func appendBig128(d []byte, v Int128, n int) []byte {
	if n <= 8 {
		return appendBig64(d, int64(v.Lo), n)
	}
	return binary.BigEndian.AppendUint64(appendBig64(d, v.Hi, n-8), v.Lo)
}

// size is the number of bytes that v needs.
func (v Int128) size() int {
	if v.Hi == int64(v.Lo)>>63 {
		return len64(int64(v.Lo))
	}
	return 8 + len64(v.Hi)
}

// big64 is the number in p. Bytes in front that only repeat the sign are allowed;
// no bytes at all are no number.
func big64(p []byte) (int64, Reason) {
	if len(p) == 0 {
		return 0, BadLength
	}
	sign := byte(int8(p[0]) >> 7)
	for len(p) > 8 {
		if p[0] != sign || int8(p[1]^sign) < 0 {
			return 0, OutOfRange
		}
		p = p[1:]
	}
	v := int64(int8(p[0]))
	for _, c := range p[1:] {
		v = v<<8 | int64(c)
	}
	return v, 0
}

// big128 is big64 for 128 bits.
func big128(p []byte) (Int128, Reason) {
	if len(p) <= 8 {
		v, r := big64(p)
		return FromInt64(v), r
	}
	low := len(p) - 8
	hi, r := big64(p[:low])
	return Int128{Hi: hi, Lo: binary.BigEndian.Uint64(p[low:])}, r
}

// AvroDecimal64 reads a decimal in bytes. Its value is without the scale; whether
// the precision holds is for FitsDecimal64 to say.
func AvroDecimal64(b []byte, i int) (int64, int) {
	n, i := avroLength(b, i)
	if i < 0 {
		return 0, i
	}
	return AvroFixedDecimal64(b, i, n)
}

// AvroDecimal128 is AvroDecimal64 for more than 18 digits.
func AvroDecimal128(b []byte, i int) (Int128, int) {
	n, i := avroLength(b, i)
	if i < 0 {
		return Int128{}, i
	}
	return AvroFixedDecimal128(b, i, n)
}

// AvroFixedDecimal64 reads a decimal in a fixed of n bytes.
func AvroFixedDecimal64(b []byte, i, n int) (int64, int) {
	if i < 0 || len(b)-i < n {
		return 0, bad(Short)
	}
	v, r := big64(b[i : i+n])
	if r != 0 {
		return 0, bad(r)
	}
	return v, i + n
}

// AvroFixedDecimal128 is AvroFixedDecimal64 for more than 18 digits.
func AvroFixedDecimal128(b []byte, i, n int) (Int128, int) {
	if i < 0 || len(b)-i < n {
		return Int128{}, bad(Short)
	}
	v, r := big128(b[i : i+n])
	if r != 0 {
		return Int128{}, bad(r)
	}
	return v, i + n
}
