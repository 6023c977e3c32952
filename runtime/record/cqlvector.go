package record

import (
	"encoding/binary"
	"math"
)

// AppendCQLPartFloat appends a number of a vector, which has no length in front.
func AppendCQLPartFloat(d []byte, v float32) []byte {
	return binary.BigEndian.AppendUint32(d, math.Float32bits(v))
}

// AppendCQLPartDouble is AppendCQLPartFloat for a double.
func AppendCQLPartDouble(d []byte, v float64) []byte {
	return binary.BigEndian.AppendUint64(d, math.Float64bits(v))
}

// AppendCQLPartInt32 is AppendCQLPartFloat for an int.
func AppendCQLPartInt32(d []byte, v int32) []byte { return binary.BigEndian.AppendUint32(d, uint32(v)) }

// AppendCQLPartInt64 is AppendCQLPartFloat for a bigint.
func AppendCQLPartInt64(d []byte, v int64) []byte { return binary.BigEndian.AppendUint64(d, uint64(v)) }
