package record

import (
	"encoding/binary"
	"math"
)

// AppendAvroLong appends a long, an int, the index of an enum or of a branch, or
// the count of a block.
func AppendAvroLong(d []byte, v int64) []byte { return appendUvarint(d, zigzag(v)) }

// AppendAvroBool appends a boolean.
func AppendAvroBool(d []byte, v bool) []byte {
	if v {
		return append(d, 1)
	}
	return append(d, 0)
}

// AppendAvroFloat appends a float.
func AppendAvroFloat(d []byte, v float32) []byte {
	return binary.LittleEndian.AppendUint32(d, math.Float32bits(v))
}

// AppendAvroDouble appends a double.
func AppendAvroDouble(d []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(d, math.Float64bits(v))
}

// AppendAvroText appends a string.
func AppendAvroText(d []byte, s string) []byte { return appendCounted(d, s, 1) }

// AppendAvroBytes appends bytes.
func AppendAvroBytes(d, p []byte) []byte { return AppendAvroText(d, str(p)) }

// AppendAvroUUID appends a uuid as a string.
func AppendAvroUUID(d []byte, u [16]byte) []byte {
	return AppendUUID(append(d, 2*uuidLen), u)
}

// AppendAvroDecimal64 appends a decimal in bytes, as few as its value needs.
func AppendAvroDecimal64(d []byte, v int64) []byte {
	n := len64(v)
	return appendBig64(append(d, byte(2*n)), v, n)
}

// AppendAvroDecimal128 is AppendAvroDecimal64 for more than 18 digits.
func AppendAvroDecimal128(d []byte, v Int128) []byte {
	n := v.size()
	return appendBig128(append(d, byte(2*n)), v, n)
}

// AppendAvroFixedDecimal64 appends a decimal in a fixed of n bytes. The schema's
// precision sees to it that they are enough.
func AppendAvroFixedDecimal64(d []byte, v int64, n int) []byte { return appendBig64(d, v, n) }

// AppendAvroFixedDecimal128 is AppendAvroFixedDecimal64 for more than 18 digits.
func AppendAvroFixedDecimal128(d []byte, v Int128, n int) []byte { return appendBig128(d, v, n) }

// FitsAvroDuration reports whether Avro can hold v: nothing negative, nothing
// finer than a millisecond, each part in 32 bits.
func FitsAvroDuration(v Duration) bool {
	return v.Months >= 0 && v.Days >= 0 && v.Nanos >= 0 && v.Nanos%1e6 == 0 && v.Nanos/1e6 <= math.MaxUint32
}

// AppendAvroDuration appends a duration for which FitsAvroDuration holds.
func AppendAvroDuration(d []byte, v Duration) []byte {
	d = binary.LittleEndian.AppendUint32(d, uint32(v.Months))
	d = binary.LittleEndian.AppendUint32(d, uint32(v.Days))
	return binary.LittleEndian.AppendUint32(d, uint32(v.Nanos/1e6))
}
