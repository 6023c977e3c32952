package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/schema/protoshape"
	"github.com/flowc-lang/flowc/compiler/types"
)

// protoRead is the reading of one message: its locals.
type protoRead struct {
	*Protobuf
	p   *Package
	dst Value
	// tag is the tag that was read last, seen has a bit for each required field and each
	// union that was there.
	tag, seen string
	bits      map[int]int // by the field's index
}

// nextTag reads the next tag. One of a byte costs no call.
func (m *protoRead) nextTag() *jen.Statement {
	return jen.If(jen.Id(m.tag).Op("=").Add(emit.R("ProtoTagByte")).Call(jen.Id("b"), jen.Id("i")), jen.Id(m.tag).Op("!=").Lit(0)).
		Block(jen.Id("i").Op("++")).
		Else().Block(m.anyTag())
}

func (m *protoRead) anyTag() *jen.Statement {
	return jen.List(jen.Id(m.tag), jen.Id("i")).Op("=").Add(emit.R("ProtoTag")).Call(jen.Id("b"), jen.Id("i"))
}

// message reads the fields of a message into dst, which has been cleared, up to the end
// of b. Required fields are looked for at its end.
func (b *Protobuf) message(p *Package, f *emit.Body, dst Value, prefix string, used map[string]bool) {
	fields := protoshape.Fields(dst.T.Record)
	whole := p.Field(prefix)
	m := &protoRead{Protobuf: b, p: p, dst: dst, tag: f.Name("tag"), bits: map[int]int{}}
	index := make([]int, len(dst.T.Record.Fields))
	for k, fl := range dst.T.Record.Fields {
		index[k] = p.Field(join(prefix, fl.Name))
	}
	for _, fl := range fields {
		if _, ok := m.bits[fl.Index]; !ok && (used == nil || used[fl.Name]) && (fl.Required || inParts(&fl) && dst.Field(fl.Index).OK == nil) {
			m.bits[fl.Index] = len(m.bits)
		}
	}
	if len(m.bits) > 0 {
		m.seen = f.Name("seen")
		f.Add(jen.Var().Id(m.seen).Index(jen.Lit((len(m.bits) + 63) / 64)).Uint64())
	}
	in := f.Inner()
	known := []jen.Code{jen.Lit(0)}
	for k := range fields {
		fl := &fields[k]
		for _, t := range m.field(in, fl, index[fl.Index], used == nil || used[fl.Name]) {
			known = append(known, jen.Lit(int(t)))
		}
	}
	in.Add(jen.Switch(jen.Id(m.tag)).Block(
		jen.Case(known...).Comment("it stands before another one"),
		jen.Default().Block(
			jen.If(jen.Id("i").Op("=").Add(emit.R("SkipProto")).Call(jen.Id("b"), jen.Id("i"), jen.Id(m.tag)), jen.Id("i").Op("<").Lit(0)).
				Block(jen.Return(at(whole, jen.Id("i")))),
			m.nextTag())))
	f.Add(jen.Var().Id(m.tag).Uint32(),
		jen.For(m.anyTag(), jen.Id(m.tag).Op("!=").Lit(0), jen.Empty()).Block(in.Code()...),
		jen.If(jen.Id("i").Op("<").Lit(0)).Block(jen.Return(at(whole, jen.Id("i")))))
	m.end(f, fields, index, used)
}

// inParts reports whether a field's value is a message, which may be given in parts.
func inParts(fl *protoshape.Field) bool {
	return fl.Wrapped || fl.Type.Kind == types.Record || fl.Type.Kind == types.Timestamp || fl.Type.Kind == types.Duration
}

// end checks what can be told only when all of the message was read.
func (m *protoRead) end(f *emit.Body, fields []protoshape.Field, index []int, used map[string]bool) {
	for _, fl := range fields {
		if used != nil && !used[fl.Name] {
			continue
		}
		if fl.Required {
			check(f, index[fl.Index], m.has(fl.Index).Op("==").Lit(0), "Missing")
		}
		switch v := m.dst.Field(fl.Index); {
		case fl.Type.Kind == types.Map:
			m.lastOfEach(f, v)
			m.p.refine(f, v, index[fl.Index])
		case fl.Type.Kind == types.Vector:
			check(f, index[fl.Index], jen.Len(v.v()).Op("!=").Lit(fl.Type.Len), "BadRefine")
		case protoshape.Repeated(fl.Type):
			m.p.refine(f, v, index[fl.Index])
		}
	}
}

// bit and word say where a field's bit is.
func (m *protoRead) bit(field int) (word, bit int) { return m.bits[field] / 64, m.bits[field] % 64 }

func (m *protoRead) has(field int) *jen.Statement {
	word, bit := m.bit(field)
	return jen.Id(m.seen).Index(jen.Lit(word)).Op("&").Parens(jen.Lit(1).Op("<<").Lit(bit))
}

func (m *protoRead) see(field int) *jen.Statement {
	word, bit := m.bit(field)
	return jen.Id(m.seen).Index(jen.Lit(word)).Op("|=").Lit(1).Op("<<").Lit(bit)
}

// field adds the statements that read a field where its tag stands, and returns its
// tags. One that nobody uses is skipped.
func (m *protoRead) field(f *emit.Body, fl *protoshape.Field, field int, used bool) []uint32 {
	tag := tagOf(fl.Number, wireOf(fl))
	tags := []uint32{tag}
	if protoshape.Repeated(fl.Type) && tag&7 != protoshape.Lengthy {
		tags = append(tags, tagOf(fl.Number, protoshape.Lengthy))
	}
	if !used {
		f.Line(lineOf(fl.At, fl.Name+" is not used"))
		for _, t := range tags {
			f.Add(jen.For(jen.Id(m.tag).Op("==").Lit(int(t))).Block(
				jen.If(jen.Id("i").Op("=").Add(emit.R("SkipProto")).Call(jen.Id("b"), jen.Id("i"), jen.Id(m.tag)), jen.Id("i").Op("<").Lit(0)).
					Block(jen.Return(at(field, jen.Id("i")))),
				m.nextTag()))
		}
		return tags
	}
	f.Line(lineOf(fl.At, fl.Name))
	in := f.Inner()
	v := m.dst.Field(fl.Index)
	switch {
	case fl.Type.Kind == types.Map:
		m.entry(in, v, field)
	case protoshape.Repeated(fl.Type):
		item := m.room(in, v)
		m.item(in, item, field)
		if len(tags) > 1 {
			m.packed(f, v, tags[1], field)
		}
	default:
		m.single(in, fl, v, field)
		in.Add(m.nextTag())
		f.Add(jen.If(jen.Id(m.tag).Op("==").Lit(int(tag))).Block(in.Code()...))
		return tags
	}
	in.Add(m.nextTag())
	f.Add(jen.For(jen.Id(m.tag).Op("==").Lit(int(tag))).Block(in.Code()...))
	return tags
}

// single reads the value of a field that may be there once. A message that is there
// already goes on.
func (m *protoRead) single(f *emit.Body, fl *protoshape.Field, v Value, field int) {
	in := v.Inner()
	var absent *jen.Statement
	if v.OK != nil {
		absent = jen.Op("!").Add(v.ok())
	}
	if _, ok := m.bits[fl.Index]; ok && v.OK == nil {
		absent = m.has(fl.Index).Op("==").Lit(0)
	}
	if fl.Arm >= 0 {
		absent.Op("||").Add(in.v()).Dot("arm").Op("!=").Lit(fl.Arm)
		in = ArmValue(in, fl.Arm)
	}
	m.begin(f, fl, in, absent)
	if fl.Arm >= 0 {
		f.Add(v.v().Dot("arm").Op("=").Lit(fl.Arm))
	}
	if fl.OneOf != "" && fl.Arm < 0 {
		m.others(f, fl)
	}
	if v.OK != nil {
		f.Add(v.ok().Op("=").True())
	} else if _, ok := m.bits[fl.Index]; ok {
		f.Add(m.see(fl.Index))
	}
	in.Box = nil
	if fl.Wrapped {
		m.wrapped(f, in, field)
		return
	}
	m.item(f, in, field)
}

// begin makes a message that is not there yet an empty one; plain values need nothing.
func (m *protoRead) begin(f *emit.Body, fl *protoshape.Field, v Value, absent *jen.Statement) {
	if absent == nil {
		return
	}
	first := f.Inner()
	switch {
	case fl.Wrapped, v.T.Kind == types.Timestamp, v.T.Kind == types.Duration:
		first.Add(v.v().Op("=").Add(m.p.Zero(v.T)))
	case v.T.Kind == types.Record:
		first.Add(jen.Id(m.cleaner(m.p, v.T.Record)).Call(address(m.p.Inside(first, v))))
	default:
		return
	}
	f.Add(jen.If(absent).Block(first.Code()...))
}

// others makes the other members of a oneof null.
func (m *protoRead) others(f *emit.Body, fl *protoshape.Field) {
	for _, o := range protoshape.Fields(m.dst.T.Record) {
		if o.OneOf == fl.OneOf && o.Index != fl.Index {
			f.Add(m.dst.Field(o.Index).ok().Op("=").False())
		}
	}
}

// inEnd reads a length, and runs what with b ending there.
func (m *protoRead) inEnd(f *emit.Body, field int, what func(f *emit.Body)) {
	end := f.Name("end")
	f.Add(jen.Var().Id(end).Int())
	failed(f, field, []jen.Code{jen.Id(end), jen.Id("i")}, emit.R("ProtoEnd").Call(jen.Id("b"), jen.Id("i")))
	in := f.Inner()
	in.Add(jen.Id("b").Op(":=").Id("b").Index(jen.Empty(), jen.Id(end)))
	what(in)
	f.Add(jen.Block(in.Code()...))
}

// wrapped reads a message whose one field is the value.
func (m *protoRead) wrapped(f *emit.Body, v Value, field int) {
	v.T = &types.Type{Kind: v.T.Kind, Refine: v.T.Refine}
	m.inEnd(f, field, func(f *emit.Body) {
		inner := &protoRead{Protobuf: m.Protobuf, p: m.p, tag: f.Name("tag")}
		value := f.Inner()
		inner.item(value, v, field)
		inner.each(f, field, map[uint32]*emit.Body{tagOf(1, itemWire(v.T)): value})
	})
}

// each goes through a small message whose fields are in no order of their own.
func (m *protoRead) each(f *emit.Body, field int, fields map[uint32]*emit.Body) {
	var cases []jen.Code
	for n := range 3 {
		for tag, body := range fields {
			if int(tag>>3) == n {
				cases = append(cases, jen.Case(jen.Lit(int(tag))).Block(body.Code()...))
			}
		}
	}
	cases = append(cases, jen.Default().Block(
		jen.If(jen.Id("i").Op("=").Add(emit.R("SkipProto")).Call(jen.Id("b"), jen.Id("i"), jen.Id(m.tag)), jen.Id("i").Op("<").Lit(0)).
			Block(jen.Return(at(field, jen.Id("i"))))))
	f.Add(jen.Var().Id(m.tag).Uint32(),
		jen.For(m.anyTag(), jen.Id(m.tag).Op("!=").Lit(0), m.anyTag()).Block(jen.Switch(jen.Id(m.tag)).Block(cases...)),
		jen.If(jen.Id("i").Op("<").Lit(0)).Block(jen.Return(at(field, jen.Id("i")))))
}

// item reads one value behind its tag.
func (m *protoRead) item(f *emit.Body, v Value, field int) {
	p, t := m.p, v.T
	if protoshape.Wrapped(t) {
		m.wrapped(f, v, field)
		return
	}
	switch t.Kind {
	case types.Record:
		end := f.Name("end")
		f.Add(jen.Var().Id(end).Int())
		failed(f, field, []jen.Code{jen.Id(end), jen.Id("i")}, emit.R("ProtoEnd").Call(jen.Id("b"), jen.Id("i")))
		f.Add(jen.If(jen.Id("i").Op("=").Id(m.reader(p, t.Record)).Call(address(v), jen.Id("s"), jen.Id("b").Index(jen.Empty(), jen.Id(end)), jen.Id("i")), jen.Id("i").Op("<").Lit(0)).
			Block(jen.Return(at(field, jen.Id("i")))))
	case types.Timestamp:
		m.inEnd(f, field, func(f *emit.Body) {
			failed(f, field, []jen.Code{v.v(), jen.Id("i")}, emit.R("ProtoTimestamp").Call(jen.Id("b"), jen.Id("i"), v.v(), Unit(t.Unit)))
		})
		p.refine(f, v, field)
	case types.Duration:
		m.inEnd(f, field, func(f *emit.Body) {
			failed(f, field, []jen.Code{v.v(), jen.Id("i")}, emit.R("ProtoDuration").Call(jen.Id("b"), jen.Id("i"), v.v()))
		})
	default:
		m.scalar(f, v, field)
	}
}
