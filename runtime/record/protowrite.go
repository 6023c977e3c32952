package record

import (
	"encoding/binary"
	"math"
)

// AppendProtoVarint appends a number of variable length: an unsigned one, or the bits
// of a signed one in 64 bits.
func AppendProtoVarint(d []byte, u uint64) []byte { return appendUvarint(d, u) }

// AppendProtoSint appends a sint32 or sint64.
func AppendProtoSint(d []byte, v int64) []byte { return AppendProtoVarint(d, zigzag(v)) }

// AppendProtoBool appends a bool.
func AppendProtoBool(d []byte, v bool) []byte { return AppendAvroBool(d, v) }

// AppendProtoFixed32 appends a fixed32, or the bits of an sfixed32.
func AppendProtoFixed32(d []byte, u uint32) []byte { return binary.LittleEndian.AppendUint32(d, u) }

// AppendProtoFixed64 appends a fixed64, or the bits of an sfixed64.
func AppendProtoFixed64(d []byte, u uint64) []byte { return binary.LittleEndian.AppendUint64(d, u) }

// AppendProtoFloat appends a float.
func AppendProtoFloat(d []byte, v float32) []byte { return AppendProtoFixed32(d, math.Float32bits(v)) }

// AppendProtoDouble appends a double.
func AppendProtoDouble(d []byte, v float64) []byte { return AppendProtoFixed64(d, math.Float64bits(v)) }

// AppendProtoText appends a string with its length.
func AppendProtoText(d []byte, s string) []byte { return appendCounted(d, s, 0) }

// AppendProtoBytes appends bytes with their length.
func AppendProtoBytes(d, p []byte) []byte { return AppendProtoText(d, str(p)) }

// CloseProto writes the length of what stands behind at in front of it: most lengths
// take the one byte that was left for them there, for a longer one it moves.
func CloseProto(d []byte, at int) []byte {
	n := len(d) - at
	if n < 0x80 {
		d[at-1] = byte(n)
		return d
	}
	return closeProtoSlow(d, at, n)
}

func closeProtoSlow(d []byte, at, n int) []byte {
	var head [binary.MaxVarintLen64]byte
	h := binary.PutUvarint(head[:], uint64(n))
	d = append(d, head[1:h]...)
	copy(d[at-1+h:], d[at:at+n])
	copy(d[at-1:], head[:h])
	return d
}
