package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/schema/protoshape"
	"github.com/flowc-lang/flowc/compiler/types"
)

// Protobuf is the binary encoding of Protocol Buffers.
//
// A reader goes through the fields in the order of their numbers, in which writers put
// them, and looks at the tag before each: where they stand so, one comparison finds
// each field. What is left then is unknown, and skipped, or stands elsewhere, and the
// reader begins again at the first field. So a message may be given in parts, and the
// last value of a field wins, as protobuf demands.
type Protobuf struct {
	Framing Framing // Raw, Registry, Lookup
	ID      uint32  // of a Registry
	Index   []int   // the message's place in its file, for a Registry
	Subject string  // variable of a Lookup, a subject.Proto
}

// Name is part of the names of readers and writers. The framing is around a whole
// value only.
func (*Protobuf) Name() string { return "Protobuf" }

// ReadWhole reads the framing, and all of the rest as a message.
func (b *Protobuf) ReadWhole(p *Package, f *emit.Body, dst Value, used map[string]bool) {
	switch b.Framing {
	case Raw:
		f.Add(jen.Id("i").Op(":=").Lit(0))
	case Registry:
		f.Add(jen.Id("i").Op(":=").Add(emit.R("RegistryFrame")).Call(jen.Id("b"), jen.Lit(int(b.ID))))
		f.Add(jen.If(jen.Id("i").Op("<").Lit(0)).Block(jen.Return(jen.Id("i"))))
		var path []jen.Code
		path = append(path, jen.Id("b"), jen.Id("i"))
		for _, n := range b.Index {
			path = append(path, jen.Lit(n))
		}
		f.Add(jen.If(jen.Id("i").Op("=").Add(emit.R("ProtoIndex")).Call(path...), jen.Id("i").Op("<").Lit(0)).Block(jen.Return(jen.Id("i"))))
	case Lookup:
		f.Add(jen.Id("i").Op(":=").Id(b.Subject).Dot("Frame").Call(jen.Id("b")))
		f.Add(jen.If(jen.Id("i").Op("<").Lit(0)).Block(jen.Return(jen.Id("i"))))
	case SingleObject:
		panic("conv: protobuf has no such framing")
	}
	b.clear(p, f, dst, used)
	b.message(p, f, dst, "", used)
}

// WriteWhole appends the framing and the message.
func (b *Protobuf) WriteWhole(p *Package, f *emit.Body, src Value) {
	switch b.Framing {
	case Registry:
		appendTo(f, "AppendRegistryFrame", jen.Lit(int(b.ID)))
		f.Text(MessageIndex(b.Index))
	case Lookup:
		f.Add(jen.Id("d").Op("=").Id(b.Subject).Dot("AppendFrame").Call(jen.Id("d")))
	case Raw, SingleObject:
	}
	if src.Fields != nil {
		b.writeFields(p, f, src)
		return
	}
	f.Add(jen.Id("d").Op("=").Id(b.writer(p, src.T.Record)).Call(jen.Id("d"), address(src)))
}

// MessageIndex is the place of a message in its file as it stands behind the schema's
// id: a zigzag count and numbers, or a zero for the first one.
func MessageIndex(path []int) string {
	if len(path) == 1 && path[0] == 0 {
		return "\x00"
	}
	out := varint(nil, uint64(len(path))<<1)
	for _, n := range path {
		out = varint(out, uint64(n)<<1)
	}
	return string(out)
}

func varint(d []byte, u uint64) []byte {
	for ; u >= 0x80; u >>= 7 {
		d = append(d, byte(u)|0x80)
	}
	return append(d, byte(u))
}

// tagOf is the tag of a field whose values stand there in a wire type.
func tagOf(number, wire int) uint32 { return uint32(number)<<3 | uint32(wire) }

// wireOf is how one value of a field stands there.
func wireOf(fl *protoshape.Field) int {
	t := fl.Type
	switch {
	case fl.Wrapped || t.Kind == types.Map:
		return protoshape.Lengthy
	case protoshape.Repeated(t):
		return itemWire(t.Elem)
	}
	return itemWire(t)
}

// itemWire is how one value of t stands there.
func itemWire(t *types.Type) int {
	if protoshape.Wrapped(t) {
		return protoshape.Lengthy
	}
	return protoshape.WireType(protoshape.Word(t))
}

// Bad implements [Guarded]: durations have no months and days, timestamps end with the
// year 9999, what is no symbol of an open enum must be a number, and of the members of
// a oneof one is set.
func (b *Protobuf) Bad(v Value) *jen.Statement {
	switch t := v.T; t.Kind {
	case types.Duration:
		return badDuration(v, "FitsProtoDuration")
	case types.Timestamp:
		return jen.Op("!").Add(emit.R("FitsProtoTimestamp")).Call(v.v(), Unit(t.Unit))
	case types.Enum:
		if !t.Enum.Open {
			return nil
		}
		unknown := jen.Op("!").Add(emit.R("IsProtoNumber")).Call(v.v())
		for _, symbol := range t.Enum.Symbols {
			unknown.Op("&&").Add(v.v()).Op("!=").Lit(symbol)
		}
		return unknown
	case types.Record:
		return severalOf(v)
	default:
		return nil
	}
}

// severalOf is the condition under which more than one member of a oneof is set, nil for
// a record without one.
func severalOf(v Value) *jen.Statement {
	groups := map[string][]jen.Code{}
	var names []string
	for _, fl := range protoshape.Fields(v.T.Record) {
		if fl.OneOf == "" || fl.Arm >= 0 {
			continue
		}
		if groups[fl.OneOf] == nil {
			names = append(names, fl.OneOf)
		}
		groups[fl.OneOf] = append(groups[fl.OneOf], v.Field(fl.Index).ok())
	}
	var out *jen.Statement
	for _, n := range names {
		cond := emit.R("SeveralOf").Call(groups[n]...)
		if out == nil {
			out = cond
		} else {
			out.Op("||").Add(cond)
		}
	}
	return out
}
