package record

// The first and the last second of google.protobuf.Timestamp, from the year 1 to the
// year 9999.
const (
	protoFirstSecond = -62135596800
	protoLastSecond  = 253402300799
)

// ProtoTimestamp reads the fields of a google.protobuf.Timestamp, from i to the end of
// b. Those that are not there stay as they are in old. What is finer than the unit is
// ScaleLoss.
func ProtoTimestamp(b []byte, i int, old int64, unit Unit) (int64, int) {
	seconds, nanos := unit.split(old)
	seconds, nanos, i = protoParts(b, i, seconds, nanos)
	if i < 0 {
		return 0, i
	}
	if seconds < protoFirstSecond || seconds > protoLastSecond || nanos < 0 || nanos > 999_999_999 {
		return 0, bad(OutOfRange)
	}
	v, r := unit.join(seconds, nanos)
	if r != 0 {
		return 0, bad(r)
	}
	return v, i
}

// ProtoDuration reads the fields of a google.protobuf.Duration, from i to the end of b.
// Those that are not there stay as they are in old.
func ProtoDuration(b []byte, i int, old Duration) (Duration, int) {
	seconds, nanos, i := protoParts(b, i, old.Nanos/1e9, old.Nanos%1e9)
	if i < 0 {
		return Duration{}, i
	}
	if nanos < -999_999_999 || nanos > 999_999_999 || seconds < 0 && nanos > 0 || seconds > 0 && nanos < 0 {
		return Duration{}, bad(OutOfRange)
	}
	v, ok := MulInt64(seconds, 1e9)
	if ok {
		v, ok = AddInt64(v, nanos)
	}
	if !ok {
		return Duration{}, bad(OutOfRange)
	}
	return Duration{Nanos: v}, i
}

// The tags of the two parts that a time and a duration have: varints, whose kind is 0.
const (
	protoFirst  = 1 << 3
	protoSecond = 2 << 3
)

// protoParts reads the int64 that has number 1 and the int32 that has number 2.
func protoParts(b []byte, i int, first, second int64) (_, _ int64, j int) {
	for {
		var tag uint32
		switch tag, i = ProtoTag(b, i); tag {
		case 0:
			return first, second, i
		case protoFirst:
			first, i = ProtoInt64(b, i)
		case protoSecond:
			var n int32
			n, i = ProtoInt32(b, i)
			second = int64(n)
		default:
			i = SkipProto(b, i, tag)
		}
	}
}

// FitsProtoTimestamp reports whether google.protobuf.Timestamp can hold v.
func FitsProtoTimestamp(v int64, unit Unit) bool {
	seconds, _ := unit.split(v)
	return seconds >= protoFirstSecond && seconds <= protoLastSecond
}

// FitsProtoDuration reports whether google.protobuf.Duration can hold v: it has no
// months and days, whose length differs.
func FitsProtoDuration(v Duration) bool { return v.Months == 0 && v.Days == 0 }

// AppendProtoTimestamp appends the fields of a google.protobuf.Timestamp, with their
// length in front.
func AppendProtoTimestamp(d []byte, v int64, unit Unit) []byte {
	seconds, nanos := unit.split(v)
	return appendProtoParts(d, seconds, nanos)
}

// AppendProtoDuration appends the fields of a google.protobuf.Duration, with their
// length in front.
func AppendProtoDuration(d []byte, v Duration) []byte {
	return appendProtoParts(d, v.Nanos/1e9, v.Nanos%1e9)
}

func appendProtoParts(d []byte, first, second int64) []byte {
	at := len(d) + 1
	d = append(d, 0)
	if first != 0 {
		d = AppendProtoVarint(append(d, protoFirst), uint64(first))
	}
	if second != 0 {
		d = AppendProtoVarint(append(d, protoSecond), uint64(second))
	}
	return CloseProto(d, at)
}
