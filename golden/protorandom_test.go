package golden

import (
	"math"
	"math/rand/v2"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
)

// anyMessage is a message at random: whole, or several in one, with their fields in
// another order and unknown ones between, or damaged.
func anyMessage(t *testing.T, r *rand.Rand, of protoreflect.MessageDescriptor) []byte {
	var b []byte
	for range 1 + r.IntN(3)*r.IntN(2) {
		m := dynamicpb.NewMessage(of)
		fillMessage(r, m, 0)
		part, err := proto.MarshalOptions{AllowPartial: true}.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		b = append(b, part...)
	}
	switch r.IntN(4) {
	case 0:
		return shuffledFields(r, b)
	case 1:
		return damaged(r, b)
	}
	return b
}

// fillMessage sets some fields.
func fillMessage(r *rand.Rand, m protoreflect.Message, depth int) {
	d := m.Descriptor()
	switch d.FullName() {
	case "google.protobuf.Timestamp":
		set(m, "seconds", protoreflect.ValueOfInt64(r.Int64N(9e9)))
		set(m, "nanos", protoreflect.ValueOfInt32(r.Int32N(1e9)))
		return
	case "google.protobuf.Duration":
		sign := int64(1 - 2*r.IntN(2))
		set(m, "seconds", protoreflect.ValueOfInt64(sign*r.Int64N(9e9)))
		set(m, "nanos", protoreflect.ValueOfInt32(int32(sign)*r.Int32N(1e9)))
		return
	}
	for k := range d.Fields().Len() {
		f := d.Fields().Get(k)
		if r.IntN(3) > 0 || depth > 3 {
			continue
		}
		switch {
		case f.IsMap():
			for range r.IntN(4) {
				key := anyValue(r, m, f.MapKey(), depth).MapKey()
				m.Mutable(f).Map().Set(key, anyMapValue(r, m.Mutable(f).Map(), f.MapValue(), depth))
			}
		case f.IsList():
			for range r.IntN(5) {
				list := m.Mutable(f).List()
				if f.Message() != nil {
					fillMessage(r, list.AppendMutable().Message(), depth+1)
					continue
				}
				list.Append(anyValue(r, m, f, depth))
			}
		default:
			m.Set(f, anyValue(r, m, f, depth))
		}
	}
}

func set(m protoreflect.Message, name protoreflect.Name, v protoreflect.Value) {
	m.Set(m.Descriptor().Fields().ByName(name), v)
}

func anyMapValue(r *rand.Rand, m protoreflect.Map, f protoreflect.FieldDescriptor, depth int) protoreflect.Value {
	if f.Message() == nil {
		return anyValue(r, nil, f, depth)
	}
	v := m.NewValue()
	fillMessage(r, v.Message(), depth+1)
	return v
}

// anyValue is one value of a field: often at the bounds of its type.
func anyValue(r *rand.Rand, m protoreflect.Message, f protoreflect.FieldDescriptor, depth int) protoreflect.Value {
	n := []uint64{0, 1, math.MaxUint64, 1 << 31, 1<<31 - 1, 1 << 63, 127, 128, r.Uint64(), r.Uint64N(1 << 20)}[r.IntN(10)]
	switch f.Kind() {
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(n&1 == 1)
	case protoreflect.EnumKind:
		return protoreflect.ValueOfEnum(protoreflect.EnumNumber(int32(n)))
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		return protoreflect.ValueOfInt32(int32(n))
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		return protoreflect.ValueOfUint32(uint32(n))
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind:
		return protoreflect.ValueOfInt64(int64(n))
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return protoreflect.ValueOfUint64(n)
	case protoreflect.FloatKind:
		return protoreflect.ValueOfFloat32(math.Float32frombits(uint32(n)))
	case protoreflect.DoubleKind:
		return protoreflect.ValueOfFloat64(math.Float64frombits(n))
	case protoreflect.StringKind:
		return protoreflect.ValueOfString([]string{"", "a", "héllo", "漢字漢字漢字漢字", string(make([]byte, 200))}[r.IntN(5)])
	case protoreflect.BytesKind:
		return protoreflect.ValueOfBytes([]byte{0xff, byte(n)}[:r.IntN(3)])
	case protoreflect.MessageKind, protoreflect.GroupKind:
		v := m.NewField(f)
		fillMessage(r, v.Message(), depth+1)
		return v
	}
	panic("no such kind")
}

// shuffledFields puts the fields into another order, with unknown ones between.
func shuffledFields(r *rand.Rand, b []byte) []byte {
	var fields [][]byte
	for len(b) > 0 {
		_, _, n := protowire.ConsumeField(b)
		fields = append(fields, b[:n])
		b = b[n:]
	}
	unknown := protowire.AppendTag(nil, 2000, protowire.StartGroupType)
	unknown = protowire.AppendVarint(protowire.AppendTag(unknown, 1, protowire.VarintType), r.Uint64())
	fields = append(fields, protowire.AppendTag(unknown, 2000, protowire.EndGroupType),
		protowire.AppendVarint(protowire.AppendTag(nil, protowire.Number(1+r.IntN(40)), protowire.VarintType), r.Uint64N(300)),
		protowire.AppendBytes(protowire.AppendTag(nil, protowire.Number(1+r.IntN(40)), protowire.BytesType), []byte{8, 1}))
	r.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
	var out []byte
	for _, f := range fields {
		out = append(out, f...)
	}
	return out
}

// damaged changes some bytes, or cuts the message off.
func damaged(r *rand.Rand, b []byte) []byte {
	b = append([]byte{}, b...)
	for range 1 + r.IntN(3) {
		if len(b) == 0 {
			return b
		}
		k := r.IntN(len(b))
		switch r.IntN(3) {
		case 0:
			b = b[:k]
		case 1:
			b[k] ^= 1 << r.IntN(8)
		case 2:
			b[k] = byte(r.Uint32())
		}
	}
	return b
}
