package record

import (
	"encoding/binary"
	"math"
)

// AvroLong reads a long: a zig-zag number of variable length.
func AvroLong(b []byte, i int) (int64, int) {
	u, i := uvarint(b, i)
	return int64(u>>1 ^ -(u & 1)), i // zigzag undone; no other call, so that this is inlined
}

// AvroInt reads an int. A number that needs more than 32 bits is OutOfRange.
func AvroInt(b []byte, i int) (int32, int) {
	if uint(i) < uint(len(b)) && b[i] < 0x80 {
		u := uint32(b[i])
		return int32(u>>1) ^ -int32(u&1), i + 1
	}
	return avroIntSlow(b, i)
}

func avroIntSlow(b []byte, i int) (int32, int) {
	v, i := AvroLong(b, i)
	if v != int64(int32(v)) {
		return 0, bad(OutOfRange)
	}
	return int32(v), i
}

// AvroBool reads a boolean: 0 or 1, nothing else.
func AvroBool(b []byte, i int) (bool, int) {
	if uint(i) >= uint(len(b)) {
		return false, bad(Short)
	}
	if b[i] > 1 {
		return false, bad(BadBool)
	}
	return b[i] == 1, i + 1
}

// AvroFloat reads a float.
func AvroFloat(b []byte, i int) (float32, int) {
	if i < 0 || len(b)-i < 4 {
		return 0, bad(Short)
	}
	return math.Float32frombits(binary.LittleEndian.Uint32(b[i:])), i + 4
}

// AvroDouble reads a double.
func AvroDouble(b []byte, i int) (float64, int) {
	if i < 0 || len(b)-i < 8 {
		return 0, bad(Short)
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(b[i:])), i + 8
}

// avroLength reads the length of bytes, and holds it against what remains. Most
// lengths take one byte.
func avroLength(b []byte, i int) (n, j int) {
	if uint(i) < uint(len(b)) && b[i] < 0x80 && b[i]&1 == 0 {
		n, i = int(b[i]>>1), i+1
		if n > len(b)-i {
			return 0, bad(Short)
		}
		return n, i
	}
	return avroLengthSlow(b, i)
}

func avroLengthSlow(b []byte, i int) (n, j int) {
	v, i := AvroLong(b, i)
	if i < 0 {
		return 0, i
	}
	if v < 0 {
		return 0, bad(BadLength)
	}
	if v > int64(len(b)-i) {
		return 0, bad(Short)
	}
	return int(v), i
}

// AvroBytes reads bytes. They alias b and are never nil.
func AvroBytes(b []byte, i int) ([]byte, int) {
	n, i := avroLength(b, i)
	if i < 0 {
		return nil, i
	}
	return b[i : i+n : i+n], i + n
}

// AvroText reads a string. It aliases b.
func AvroText(b []byte, i int) (string, int) {
	n := 0
	if uint(i) < uint(len(b)) && b[i] < 0x80 && b[i]&1 == 0 {
		n, i = int(b[i]>>1), i+1
		if n > len(b)-i {
			return "", bad(Short)
		}
	} else if n, i = avroLengthSlow(b, i); i < 0 {
		return "", i
	}
	return textAt(b, i, n)
}

// AvroFixed reads a fixed of n bytes. They alias b.
func AvroFixed(b []byte, i, n int) ([]byte, int) {
	if i < 0 || n < 0 || len(b)-i < n {
		return nil, bad(Short)
	}
	return b[i : i+n : i+n], i + n
}

// AvroUUID reads a uuid that is written as a string.
func AvroUUID(b []byte, i int) (u [16]byte, j int) {
	n, i := avroLength(b, i)
	if i < 0 {
		return u, i
	}
	u, r := ParseUUID(str(b[i : i+n]))
	if r != 0 {
		return u, bad(r)
	}
	return u, i + n
}

// AvroEnum reads the index of a symbol of an enum that has n of them.
func AvroEnum(b []byte, i, n int) (int, int) {
	if uint(i) < uint(len(b)) && b[i]&0x81 == 0 && int(b[i]>>1) < n {
		return int(b[i] >> 1), i + 1
	}
	v, i := AvroLong(b, i)
	if i >= 0 && uint64(v) >= uint64(n) {
		return 0, bad(BadEnum)
	}
	return int(v), i
}

// AvroBranch reads the index of a branch of a union that has n of them.
func AvroBranch(b []byte, i, n int) (int, int) {
	if uint(i) < uint(len(b)) && b[i]&0x81 == 0 && int(b[i]>>1) < n {
		return int(b[i] >> 1), i + 1
	}
	v, i := AvroLong(b, i)
	if i >= 0 && uint64(v) >= uint64(n) {
		return 0, bad(BadBranch)
	}
	return int(v), i
}

// AvroDuration reads a duration: a fixed of three numbers, months, days and
// milliseconds.
func AvroDuration(b []byte, i int) (Duration, int) {
	if i < 0 || len(b)-i < 12 {
		return Duration{}, bad(Short)
	}
	months := binary.LittleEndian.Uint32(b[i:])
	days := binary.LittleEndian.Uint32(b[i+4:])
	if months > math.MaxInt32 || days > math.MaxInt32 {
		return Duration{}, bad(OutOfRange)
	}
	millis := int64(binary.LittleEndian.Uint32(b[i+8:]))
	return Duration{Months: int32(months), Days: int32(days), Nanos: millis * 1e6}, i + 12
}
