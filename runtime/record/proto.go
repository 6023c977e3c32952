package record

import (
	"encoding/binary"
	"math"
)

// ProtoTag reads the number and wire type of the next field of a message of Protocol
// Buffers, as they stand there: the number times eight, plus the type. At the end of b
// it is 0, which no field has; with a cursor below zero it is 0 as well.
func ProtoTag(b []byte, i int) (tag uint32, j int) {
	if i == len(b) || i < 0 {
		return 0, i
	}
	u, i := uvarint(b, i)
	switch {
	case i < 0:
		return 0, i
	case u < 8 || u > math.MaxUint32: // fields are numbered from 1
		return 0, bad(BadSyntax)
	}
	return uint32(u), i
}

// ProtoTagByte is the tag at i where it takes one byte, else 0. The cursor behind it is
// i+1.
func ProtoTagByte(b []byte, i int) uint32 {
	if uint(i) < uint(len(b)) && int8(b[i]) >= 8 {
		return uint32(b[i])
	}
	return 0
}

// ProtoUint64 reads a number of variable length.
func ProtoUint64(b []byte, i int) (uint64, int) { return uvarint(b, i) }

// ProtoInt64 reads an int64, which is written as the uint64 of the same bits.
func ProtoInt64(b []byte, i int) (int64, int) {
	u, i := uvarint(b, i)
	return int64(u), i
}

// ProtoUint32 reads a uint32. A number that needs more bits is OutOfRange.
func ProtoUint32(b []byte, i int) (uint32, int) {
	if uint(i) < uint(len(b)) && b[i] < 0x80 {
		return uint32(b[i]), i + 1
	}
	return protoUint32Slow(b, i)
}

func protoUint32Slow(b []byte, i int) (uint32, int) {
	u, i := uvarint(b, i)
	if u > math.MaxUint32 {
		return 0, bad(OutOfRange)
	}
	return uint32(u), i
}

// ProtoInt32 reads an int32 or the number of a symbol. A negative one is written as
// an int64; a number that needs more than 32 bits is OutOfRange.
func ProtoInt32(b []byte, i int) (int32, int) {
	if uint(i) < uint(len(b)) && b[i] < 0x80 {
		return int32(b[i]), i + 1
	}
	return protoInt32Slow(b, i)
}

func protoInt32Slow(b []byte, i int) (int32, int) {
	u, i := uvarint(b, i)
	if int64(u) != int64(int32(u)) {
		return 0, bad(OutOfRange)
	}
	return int32(u), i
}

// ProtoSint64 reads a sint64, and ProtoSint32 a sint32: zig-zag, as in Avro.
func ProtoSint64(b []byte, i int) (int64, int) { return AvroLong(b, i) }

// ProtoSint32 reads a sint32.
func ProtoSint32(b []byte, i int) (int32, int) { return AvroInt(b, i) }

// ProtoBool reads a bool: any number but 0 is true.
func ProtoBool(b []byte, i int) (bool, int) {
	u, i := uvarint(b, i)
	return u != 0, i
}

// ProtoFixed32 reads a fixed32.
func ProtoFixed32(b []byte, i int) (uint32, int) {
	if i < 0 || len(b)-i < 4 {
		return 0, bad(Short)
	}
	return binary.LittleEndian.Uint32(b[i:]), i + 4
}

// ProtoFixed64 reads a fixed64.
func ProtoFixed64(b []byte, i int) (uint64, int) {
	if i < 0 || len(b)-i < 8 {
		return 0, bad(Short)
	}
	return binary.LittleEndian.Uint64(b[i:]), i + 8
}

// ProtoSfixed32 reads an sfixed32.
func ProtoSfixed32(b []byte, i int) (int32, int) {
	u, i := ProtoFixed32(b, i)
	return int32(u), i
}

// ProtoSfixed64 reads an sfixed64.
func ProtoSfixed64(b []byte, i int) (int64, int) {
	u, i := ProtoFixed64(b, i)
	return int64(u), i
}

// ProtoFloat reads a float.
func ProtoFloat(b []byte, i int) (float32, int) {
	u, i := ProtoFixed32(b, i)
	return math.Float32frombits(u), i
}

// ProtoDouble reads a double.
func ProtoDouble(b []byte, i int) (float64, int) {
	u, i := ProtoFixed64(b, i)
	return math.Float64frombits(u), i
}

// ProtoEnd reads the length of a text, a message or a packed list, and holds it
// against what remains. It returns where that ends, and where it begins.
func ProtoEnd(b []byte, i int) (end, j int) {
	if uint(i) < uint(len(b)) && b[i] < 0x80 {
		n := int(b[i])
		i++
		if n > len(b)-i {
			return 0, bad(Short)
		}
		return i + n, i
	}
	return protoEndSlow(b, i)
}

func protoEndSlow(b []byte, i int) (end, j int) {
	u, i := uvarint(b, i)
	switch {
	case i < 0:
		return 0, i
	case u > math.MaxInt32: // no message is longer than 2 GiB
		return 0, bad(BadLength)
	case int(u) > len(b)-i:
		return 0, bad(Short)
	}
	return i + int(u), i
}

// ProtoBytes reads bytes. They alias b and are never nil.
func ProtoBytes(b []byte, i int) ([]byte, int) {
	end, i := ProtoEnd(b, i)
	if i < 0 {
		return nil, i
	}
	return b[i:end:end], end
}

// ProtoText reads a string. It aliases b.
func ProtoText(b []byte, i int) (string, int) {
	end := 0
	if uint(i) < uint(len(b)) && b[i] < 0x80 {
		i++
		if end = i + int(b[i-1]); end > len(b) {
			return "", bad(Short)
		}
	} else if end, i = protoEndSlow(b, i); i < 0 {
		return "", i
	}
	return textAt(b, i, end-i)
}
