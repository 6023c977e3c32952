package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/schema/protoshape"
	"github.com/flowc-lang/flowc/compiler/types"
)

// writer is the function that writes the fields of a message.
func (b *Protobuf) writer(p *Package, r *types.RecordType) string {
	return p.writer(b.Name(), r, func(f *emit.Body) {
		b.writeFields(p, f, Value{V: jen.Id("v"), T: types.RecordOf(r)})
	})
}

// writeFields appends the fields of a record in the order of their numbers.
func (b *Protobuf) writeFields(p *Package, f *emit.Body, src Value) {
	for _, fl := range protoshape.Fields(src.T.Record) {
		f.Line(lineOf(fl.At, fl.Name))
		b.writeField(p, f, &fl, src.Field(fl.Index))
	}
}

// writeField appends one field, unless it is absent.
func (b *Protobuf) writeField(p *Package, f *emit.Body, fl *protoshape.Field, v Value) {
	in := f.Inner()
	inner := v.Inner()
	if fl.Arm < 0 {
		inner.T = fl.Type // with what the schema says of its form
	}
	switch {
	case fl.Arm >= 0:
		b.writeTagged(p, in, fl, ArmValue(inner, fl.Arm))
		f2 := f.Inner()
		f2.Add(jen.If(inner.v().Dot("arm").Op("==").Lit(fl.Arm)).Block(in.Code()...))
		in = f2
	case fl.Type.Kind == types.Map:
		b.writeMap(p, f, fl, inner)
		return
	case protoshape.Repeated(fl.Type):
		b.writeList(p, f, fl, inner)
		return
	default:
		b.writeTagged(p, in, fl, inner)
	}
	switch {
	case v.OK != nil:
		f.Add(v.ifPresent(in.Code(), nil)...)
	case fl.Implicit:
		f.Add(jen.If(b.notZero(fl.Type, inner)).Block(in.Code()...))
	default:
		f.Add(in.Code()...)
	}
}

// notZero is the condition under which a field without presence is written.
func (b *Protobuf) notZero(t *types.Type, v Value) *jen.Statement {
	switch t.Kind {
	case types.Bool:
		return v.v()
	case types.String:
		return v.v().Op("!=").Lit("")
	case types.Bytes:
		return jen.Len(v.v()).Op(">").Lit(0)
	case types.Float:
		return jen.Qual("math", "Float32bits").Call(v.v()).Op("!=").Lit(0) // -0 is not 0
	case types.Double:
		return jen.Qual("math", "Float64bits").Call(v.v()).Op("!=").Lit(0)
	case types.Enum:
		if t.Enum.Open {
			return v.v().Op("!=").Lit(t.Enum.Symbols[0])
		}
	}
	return v.v().Op("!=").Lit(0)
}

// writeTagged appends the tag of a field and one value.
func (b *Protobuf) writeTagged(p *Package, f *emit.Body, fl *protoshape.Field, v Value) {
	f.Text(tagText(fl.Number, wireOf(fl)))
	if fl.Wrapped {
		b.writeWrapped(p, f, v)
		return
	}
	b.writeItem(p, f, v)
}

func tagText(number, wire int) string { return string(varint(nil, uint64(tagOf(number, wire)))) }

// hole runs what, and writes the length of what it appends in front of that.
func (b *Protobuf) hole(f *emit.Body, what func(f *emit.Body)) {
	f.Text("\x00")
	in := f.Inner()
	start := in.Name("start")
	in.Add(jen.Id(start).Op(":=").Len(jen.Id("d")))
	what(in)
	appendTo(in, "CloseProto", jen.Id(start))
	f.Add(jen.Block(in.Code()...))
}

// writeWrapped appends a message whose one field is the value.
func (b *Protobuf) writeWrapped(p *Package, f *emit.Body, v Value) {
	v.T = &types.Type{Kind: v.T.Kind}
	b.hole(f, func(f *emit.Body) {
		in := f.Inner()
		in.Text(tagText(1, itemWire(v.T)))
		b.writeItem(p, in, v)
		f.Add(jen.If(b.notZero(v.T, v)).Block(in.Code()...))
	})
}

// writeItem appends one value behind its tag.
func (b *Protobuf) writeItem(p *Package, f *emit.Body, v Value) {
	t := v.T
	if protoshape.Wrapped(t) {
		b.writeWrapped(p, f, v)
		return
	}
	switch t.Kind {
	case types.Record:
		b.hole(f, func(f *emit.Body) {
			if v.Fields != nil {
				b.writeFields(p, f, v)
				return
			}
			f.Add(jen.Id("d").Op("=").Id(b.writer(p, t.Record)).Call(jen.Id("d"), address(v)))
		})
		return
	case types.Timestamp:
		appendTo(f, "AppendProtoTimestamp", v.v(), Unit(t.Unit))
		return
	case types.Duration:
		appendTo(f, "AppendProtoDuration", v.v())
		return
	}
	b.writeScalar(p, f, v)
}

func (b *Protobuf) writeScalar(p *Package, f *emit.Body, v Value) {
	t := v.T
	switch word := protoshape.Word(t); word {
	case "text":
		if t.Kind == types.JSON || t.Kind == types.Inet {
			appendTo(f, "AppendProtoText", v.v())
			return
		}
		b.hole(f, func(f *emit.Body) { p.WriteText(f, v, TextForm{}) })
	case "enum":
		appendTo(f, "AppendProtoVarint", jen.Uint64().Parens(p.protoNumber(t.Enum, v)))
	default:
		s := protoScalars[word]
		if s.as == "" {
			appendTo(f, "AppendProto"+s.write, v.v())
			return
		}
		appendTo(f, "AppendProto"+s.write, jen.Id(s.as).Parens(v.v()))
	}
}

// protoNumber is the number of an enum's value.
func (p *Package) protoNumber(e *types.EnumType, v Value) *jen.Statement {
	switch {
	case e.Open:
		return jen.Id(p.numberOf(e)).Call(v.v())
	case e.Numbers != nil:
		return jen.Id(p.numbers(e)).Index(v.v())
	}
	return v.v()
}

// writeList appends the elements of a list, in one piece or each behind a tag.
func (b *Protobuf) writeList(p *Package, f *emit.Body, fl *protoshape.Field, list Value) {
	k := f.Name("k")
	item := Value{V: list.v().Index(jen.Id(k)), T: fl.Type.Elem}
	loop := func(body []jen.Code) jen.Code {
		return jen.For(jen.Id(k).Op(":=").Range().Add(list.v())).Block(body...)
	}
	if !fl.Packed {
		in := f.Inner()
		in.Text(tagText(fl.Number, wireOf(fl)))
		b.writeItem(p, in, item)
		f.Add(loop(in.Code()))
		return
	}
	some := f.Inner()
	some.Text(tagText(fl.Number, protoshape.Lengthy))
	b.hole(some, func(f *emit.Body) {
		in := f.Inner()
		b.writeItem(p, in, item)
		f.Add(loop(in.Code()))
	})
	f.Add(jen.If(jen.Len(list.v()).Op(">").Lit(0)).Block(some.Code()...))
}

// writeMap appends a message of key and value for each entry.
func (b *Protobuf) writeMap(p *Package, f *emit.Body, fl *protoshape.Field, list Value) {
	t, k := fl.Type, f.Name("k")
	in := f.Inner()
	entry := list.v().Index(jen.Id(k))
	in.Text(tagText(fl.Number, protoshape.Lengthy))
	b.hole(in, func(f *emit.Body) {
		f.Text(tagText(1, itemWire(t.Key)))
		b.writeItem(p, f, Value{V: entry.Clone().Dot("key"), T: t.Key})
		f.Text(tagText(2, itemWire(t.Elem)))
		b.writeItem(p, f, Value{V: entry.Clone().Dot("value"), T: t.Elem})
	})
	f.Add(jen.For(jen.Id(k).Op(":=").Range().Add(list.v())).Block(in.Code()...))
}
