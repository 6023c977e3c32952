package record

import (
	"bytes"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"google.golang.org/protobuf/proto"
)

// FuzzProtobuf takes any bytes as the fields of a message, step by step, beside the
// reference implementation: the same tags, values and ends, and the same refusals. Then
// it takes them as times.
func FuzzProtobuf(f *testing.F) {
	for _, s := range []string{
		"", "\x08\x01", "\x0a\x03abc", "\x0a\xff\xff\xff\xff\x0f", "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01\x01", "\x0d1234\x0912345678",
		"\x0b\x08\x01\x13\x14\x0c", "\x0b\x0b\x0c", "\x0b\xa5\xa5\xa5\xa5\x14\x08\x01\x13\x14\x0c", "\x0c", "\x0f", "\x00\x00", "\x98\x80\x00\x07", "\xf8\xff\xff\xff\x0f\x01", "\xf8\xff\xff\xff\x7f\x01",
		"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x10\xfb\xff\xff\xff\xff\xff\xff\xff\xff\x01", "\x08\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
		"\x0a\x80\x01" + string(make([]byte, 128)),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		fieldsBeside(t, b)
		timesBeside(t, b)
	})
}

// fieldsBeside goes through the fields of b. Groups nest deeper for the reference.
func fieldsBeside(t *testing.T, b []byte) {
	for i := 0; ; {
		tag, j := ProtoTag(b, i)
		number, kind, n := protowire.ConsumeTag(b[i:])
		if i == len(b) {
			if tag != 0 || j != i {
				t.Fatalf("tag %d at the end of %x", tag, b)
			}
			return
		}
		if (j < 0) != (n < 0 || number > protowire.MaxValidNumber) {
			t.Fatalf("tag at %d of %x: cursor %d, the reference %d", i, b, j, n)
		}
		if short := ProtoTagByte(b, i); short != 0 && (short != tag || j != i+1) {
			t.Fatalf("tag at %d of %x: %d, in a byte %d", i, b, tag, short)
		}
		if j < 0 {
			return
		}
		if j != i+n || tag != uint32(number)<<3|uint32(kind) {
			t.Fatalf("tag at %d of %x: %d to %d, the reference %d, %d to %d", i, b, tag, j, number, kind, i+n)
		}
		end := SkipProto(b, j, tag)
		switch n := protowire.ConsumeFieldValue(number, kind, b[j:]); {
		case end == bad(TooDeep), end == bad(BadLength):
			return
		case end < 0 && n >= 0 && outOfRange(b[j:j+n]):
			return // which the reference looks at outside of groups only
		case (end < 0) != (n < 0), end >= 0 && end != j+n:
			t.Fatalf("field at %d of %x: cursor %d, the reference %d", i, b, end, j+n)
		}
		if end < 0 {
			return
		}
		valueBeside(t, b, j, kind)
		i = end
	}
}

// outOfRange reports whether there is a field inside a group whose number no schema can
// have.
func outOfRange(group []byte) bool {
	for len(group) > 0 {
		number, kind, n := protowire.ConsumeTag(group)
		if number > protowire.MaxValidNumber {
			return true
		}
		if n < 0 {
			return false
		}
		group = group[n:]
		if kind == protowire.StartGroupType || kind == protowire.EndGroupType {
			continue // what stands in it is looked at as well
		}
		if n = protowire.ConsumeFieldValue(number, kind, group); n < 0 {
			return false
		}
		group = group[n:]
	}
	return false
}

// valueBeside reads the value at i, which is whole, in each way.
func valueBeside(t *testing.T, b []byte, i int, kind protowire.Type) {
	switch kind {
	case protowire.VarintType:
		want, _ := protowire.ConsumeVarint(b[i:])
		u, _ := ProtoUint64(b, i)
		v, _ := ProtoInt64(b, i)
		z, _ := ProtoSint64(b, i)
		on, _ := ProtoBool(b, i)
		if u != want || v != int64(want) || z != protowire.DecodeZigZag(want) || on != protowire.DecodeBool(want) {
			t.Fatalf("%x: %d, %d, %d, %v", b[i:], u, v, z, on)
		}
		if n, j := ProtoInt32(b, i); (j >= 0) != (int64(want) == int64(int32(want))) || j >= 0 && n != int32(want) {
			t.Fatalf("%x as int32: %d, %d", b[i:], n, j)
		}
		if n, j := ProtoUint32(b, i); (j >= 0) != (want == uint64(uint32(want))) || j >= 0 && n != uint32(want) {
			t.Fatalf("%x as uint32: %d, %d", b[i:], n, j)
		}
		if d := AppendProtoVarint(nil, want); !bytes.Equal(d, protowire.AppendVarint(nil, want)) {
			t.Fatalf("%d is written as %x", want, d)
		}
	case protowire.BytesType:
		want, _ := protowire.ConsumeBytes(b[i:])
		if p, _ := ProtoBytes(b, i); !bytes.Equal(p, want) {
			t.Fatalf("%x: %x", b[i:], p)
		}
		at := 1
		d := CloseProto(append(make([]byte, at, 8), want...), at)
		if !bytes.Equal(d, protowire.AppendBytes(nil, want)) {
			t.Fatalf("%x is written as %x", want, d)
		}
	case protowire.Fixed32Type, protowire.Fixed64Type, protowire.StartGroupType, protowire.EndGroupType:
	}
}

// timesBeside reads b as a Timestamp and a Duration, and writes what they are again.
func timesBeside(t *testing.T, b []byte) {
	var at timestamppb.Timestamp
	if v, i := ProtoTimestamp(b, 0, 0, Nanos); i >= 0 {
		if err := proto.Unmarshal(b, &at); err != nil || at.AsTime().UnixNano() != v {
			t.Fatalf("%x is %d, for the reference %v, %v", b, v, &at, err)
		}
		if got, j := ProtoTimestamp(AppendProtoTimestamp(nil, v, Nanos), 1, 0, Nanos); got != v || j < 0 {
			t.Fatalf("%d comes back as %d", v, got)
		}
	}
	var took durationpb.Duration
	if v, i := ProtoDuration(b, 0, Duration{}); i >= 0 {
		if err := proto.Unmarshal(b, &took); err != nil || took.AsDuration().Nanoseconds() != v.Nanos {
			t.Fatalf("%x is %v, for the reference %v, %v", b, v, &took, err)
		}
		if got, j := ProtoDuration(AppendProtoDuration(nil, v), 1, Duration{}); got != v || j < 0 {
			t.Fatalf("%v comes back as %v", v, got)
		}
	}
}
