package record

import (
	"encoding/binary"
	"math"
)

// A cell of CQL is its length in 32 bits, big-endian, and its bytes. The same form
// holds the elements of collections, tuples and user types.

// Lengths that mean something else.
const (
	CQLNull  = -1 // null: an upsert deletes the column
	CQLUnset = -2 // not bound: an upsert leaves the column as it is
)

// AppendCQLNull appends a null cell.
func AppendCQLNull(d []byte) []byte { return append(d, 0xff, 0xff, 0xff, 0xff) }

// AppendCQLUnset appends a cell that leaves the column as it is.
func AppendCQLUnset(d []byte) []byte { return append(d, 0xff, 0xff, 0xff, 0xfe) }

// AppendCQLBool appends a boolean.
func AppendCQLBool(d []byte, v bool) []byte {
	if v {
		return append(d, 0, 0, 0, 1, 1)
	}
	return append(d, 0, 0, 0, 1, 0)
}

// AppendCQLInt8 appends a tinyint.
func AppendCQLInt8(d []byte, v int8) []byte { return append(d, 0, 0, 0, 1, byte(v)) }

// AppendCQLInt16 appends a smallint.
func AppendCQLInt16(d []byte, v int16) []byte {
	return append(d, 0, 0, 0, 2, byte(v>>8), byte(v))
}

// AppendCQLInt32 appends an int.
func AppendCQLInt32(d []byte, v int32) []byte {
	return append(d, 0, 0, 0, 4, byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
}

// AppendCQLInt64 appends a bigint or a counter.
func AppendCQLInt64(d []byte, v int64) []byte {
	return binary.BigEndian.AppendUint64(append(d, 0, 0, 0, 8), uint64(v))
}

// AppendCQLFloat appends a float.
func AppendCQLFloat(d []byte, v float32) []byte {
	return AppendCQLInt32(d, int32(math.Float32bits(v)))
}

// AppendCQLDouble appends a double.
func AppendCQLDouble(d []byte, v float64) []byte {
	return AppendCQLInt64(d, int64(math.Float64bits(v)))
}

// AppendCQLText appends a text, varchar or ascii.
func AppendCQLText(d []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint32(d, uint32(len(s))), s...)
}

// AppendCQLBytes appends a blob.
func AppendCQLBytes(d, p []byte) []byte {
	return append(binary.BigEndian.AppendUint32(d, uint32(len(p))), p...)
}

// AppendCQLUUID appends a uuid or timeuuid.
func AppendCQLUUID(d []byte, u [16]byte) []byte {
	return append(append(d, 0, 0, 0, 16), u[:]...)
}

// AppendCQLDate appends a date from the days since 1970. CQL counts without a
// sign, and 1970 stands in the middle.
func AppendCQLDate(d []byte, days int32) []byte {
	return AppendCQLInt32(d, days^math.MinInt32)
}

// AppendCQLTime appends a time from the nanoseconds since midnight.
func AppendCQLTime(d []byte, nanos int64) []byte { return AppendCQLInt64(d, nanos) }

// AppendCQLTimestamp appends a timestamp from the milliseconds since 1970.
func AppendCQLTimestamp(d []byte, millis int64) []byte { return AppendCQLInt64(d, millis) }

// AppendCQLVarint64 appends a varint.
func AppendCQLVarint64(d []byte, v int64) []byte {
	n := len64(v)
	return appendBig64(append(d, 0, 0, 0, byte(n)), v, n)
}

// AppendCQLVarint128 is AppendCQLVarint64 for 128 bits.
func AppendCQLVarint128(d []byte, v Int128) []byte {
	n := v.size()
	return appendBig128(append(d, 0, 0, 0, byte(n)), v, n)
}

// AppendCQLDecimal64 appends a decimal: its scale, and the varint.
func AppendCQLDecimal64(d []byte, v int64, scale int) []byte {
	n := len64(v)
	d = binary.BigEndian.AppendUint32(append(d, 0, 0, 0, byte(4+n)), uint32(scale))
	return appendBig64(d, v, n)
}

// AppendCQLDecimal128 is AppendCQLDecimal64 for more than 18 digits.
func AppendCQLDecimal128(d []byte, v Int128, scale int) []byte {
	n := v.size()
	d = binary.BigEndian.AppendUint32(append(d, 0, 0, 0, byte(4+n)), uint32(scale))
	return appendBig128(d, v, n)
}

// CQLBegin leaves room for the length of a cell that is made of several parts: a
// collection, a tuple. CQLEnd fills it in.
func CQLBegin(d []byte) (_ []byte, mark int) {
	return append(d, 0, 0, 0, 0), len(d)
}

// CQLEnd ends the cell that CQLBegin began.
func CQLEnd(d []byte, mark int) []byte {
	binary.BigEndian.PutUint32(d[mark:], uint32(len(d)-mark-4))
	return d
}

// AppendCQLCount appends the number of elements of a list or set, or of the pairs
// of a map.
func AppendCQLCount(d []byte, n int) []byte {
	return binary.BigEndian.AppendUint32(d, uint32(n))
}

// CQLCell reads the cell at i. n is its length, or CQLNull or CQLUnset, for which
// cell is nil; else it aliases b.
func CQLCell(b []byte, i int) (cell []byte, n int32, j int) {
	if i < 0 || len(b)-i < 4 {
		return nil, 0, bad(Short)
	}
	n = int32(binary.BigEndian.Uint32(b[i:]))
	i += 4
	switch {
	case n == CQLNull || n == CQLUnset:
		return nil, n, i
	case n < 0 || int(n) > len(b)-i:
		return nil, 0, bad(BadLength)
	}
	return b[i : i+int(n) : i+int(n)], n, i + int(n)
}
