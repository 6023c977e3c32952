package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// convert makes v a value of type to. The checker allowed it; what may be lost is
// checked here and fails.
func (p *pipe) convert(f *emit.Body, v conv.Value, to *types.Type) conv.Value {
	from := v.T
	switch {
	case to.Kind == types.Any && from.Kind != types.Any:
		return p.toAny(f, v)
	case from.Kind == types.NullKind:
		return p.pkg.Constant(optional(to), nil)
	case from.Kind == types.Optional && to.Kind == types.Optional:
		return p.convertInside(f, v, to)
	case to.Kind == types.Optional:
		out := p.convert(f, v, to.Elem)
		out.T, out.OK = to, jen.True()
		return out
	case from.Kind == types.Optional:
		panic("codegen: conversion of " + from.String() + " to " + to.String() + " needs a proof")
	}
	out := p.convertValue(f, v, to)
	if to.Kind == types.String {
		out.T = to // what was written as text is checked as any other
	}
	p.refine(f, out, from)
	return out
}

// convertInside converts what is within an optional, where it is there.
func (p *pipe) convertInside(f *emit.Body, v conv.Value, to *types.Type) conv.Value {
	names, drop := f.Maybe("converted", "has converted")
	in := f.Inner()
	inner := v.Inner()
	inner.OK = nil
	got := p.convert(in, inner, to.Elem)
	if in.Empty() && simple(got) {
		drop()
		got.OK, got.T = v.OK.Clone(), to
		if to.Elem.Kind == types.Decimal && to.Elem.Precision == 0 {
			got.T = &types.Type{Kind: types.Optional, Elem: from(v).Elem}
		}
		return got
	}
	out := p.declareAs(f, names, &types.Type{Kind: types.Optional, Elem: got.T})
	in.Add(out.V.Clone().Op("=").Add(p.whole(in, got)))
	f.Add(out.OK.Clone().Op("=").Add(v.OK.Clone()), jen.If(out.OK.Clone()).Block(in.Code()...))
	return out
}

func from(v conv.Value) *types.Type { return v.T }

// refine checks the bounds of a refined type that the value did not come from.
func (p *pipe) refine(f *emit.Body, v conv.Value, from *types.Type) {
	if v.T.Refine == nil || from.Refine == v.T.Refine {
		return
	}
	for _, bad := range p.pkg.RefineChecks(v) {
		f.Must(bad, "BadRefine", 0)
	}
}

func (p *pipe) convertValue(f *emit.Body, v conv.Value, to *types.Type) conv.Value {
	from := v.T
	if v.V != nil && isLiteral(v.V) && from.Kind != to.Kind {
		v = p.typed(f, v)
	}
	switch {
	case from.Kind == types.Any && to.Kind != types.Any:
		return p.fromAny(f, v, to)
	case to.Kind == types.Any || to.Kind == types.Invalid:
		return v
	case to.Kind == types.Union || from.Kind == types.Union:
		return p.convertUnion(f, v, to)
	case to.Kind == types.Tuple && from.Kind == types.Tuple:
		return p.convertTuple(f, v, to)
	case to.Kind == types.Decimal && to.Precision == 0:
		return v // a CQL decimal takes any: the value keeps its own scale
	case to.Kind == types.Varint:
		return p.toVarint(f, v, to)
	case to.Kind == types.Record && from.Kind == types.Record:
		return p.convertRecord(f, v, to)
	case isList(to.Kind) && isList(from.Kind):
		return p.convertList(f, v, to)
	case to.Kind == types.Map && from.Kind == types.Map:
		return p.convertMap(f, v, to)
	case to.Kind == types.Enum && from.Kind == types.Enum:
		return p.convertEnum(f, v, to)
	case to.Kind == types.TimeUUID && from.Kind == types.UUID:
		f.Must(jen.Parens(v.V.Clone()).Index(jen.Lit(6)).Op(">>").Lit(4).Op("!=").Lit(1), "BadUUID", 0) // not of version 1
	case to.Kind == types.JSON && from.Kind == types.String:
		f.Must(jen.Op("!").Add(emit.R("ValidJSON")).Call(v.V.Clone()), "BadText", 0)
	case to.Kind == types.Bytes && from.Kind == types.String:
		return conv.Value{V: jen.Index().Byte().Parens(v.V), T: to}
	case to.Kind == types.String && from.Kind == types.Bytes:
		f.Must(jen.Op("!").Add(emit.R("ValidText")).Call(v.V.Clone()), "BadUTF8", 0)
		return conv.Value{V: emit.R("Text").Call(v.V), T: to}
	case conv.IsInt(from.Kind) && conv.IsInt(to.Kind):
		return p.convertInt(f, v, to)
	case to.Kind == types.Decimal:
		return p.toDecimal(f, v, to)
	case from.Kind == types.Decimal || from.Kind == types.Varint:
		return p.fromDecimal(f, v, to)
	case isFloat(to.Kind) && to.Kind == from.Kind:
	case isFloat(to.Kind) && (conv.IsInt(from.Kind) || isFloat(from.Kind)):
		return conv.Value{V: p.pkg.Go(to).Parens(v.V), T: to}
	case isFloat(from.Kind) && conv.IsInt(to.Kind):
		n := p.checked(f, "number", emit.R("FloatToInt64").Call(double(v)), "OutOfRange")
		return p.convertInt(f, conv.Value{V: n, T: &types.Type{Kind: types.Int64}}, to)
	case from.Kind == types.String && to.Kind != types.String && to.Kind != types.JSON:
		out := p.declareLocal(f, "parsed", to)
		p.pkg.ReadText(f, out, v.V, conv.TextForm{}, 0)
		return out
	case to.Kind == types.String && from.Kind != types.String:
		return p.toText(f, v)
	case isMoment(from.Kind) && isMoment(to.Kind) && from.Unit != to.Unit:
		return conv.Value{V: p.checked(f, "moment", emit.R("ConvertTime").Call(v.V, conv.Unit(from.Unit), conv.Unit(to.Unit)), "OutOfRange"), T: to}
	}
	v.T = to
	return v
}

func isFloat(k types.Kind) bool { return k == types.Float || k == types.Double }
func isMoment(k types.Kind) bool {
	return k == types.Time || k == types.Timestamp || k == types.Datetime
}

// double is a float as a float64.
func double(v conv.Value) *jen.Statement {
	if v.T.Kind == types.Double {
		return v.V.Clone()
	}
	return jen.Float64().Parens(v.V.Clone())
}

// bounds are the bits of an integer kind, and whether it has a sign.
func bounds(k types.Kind) (bits int, signed bool) {
	switch k {
	case types.Int8:
		return 8, true
	case types.Int16:
		return 16, true
	case types.Int32:
		return 32, true
	case types.Uint8:
		return 8, false
	case types.Uint16:
		return 16, false
	case types.Uint32:
		return 32, false
	case types.Uint64:
		return 64, false
	default:
		return 64, true
	}
}

// holds reports whether every value of from is one of to.
func holds(from, to types.Kind) bool {
	fb, fs := bounds(from)
	tb, ts := bounds(to)
	if fs == ts {
		return fb <= tb
	}
	return !fs && fb < tb
}

func (p *pipe) convertInt(f *emit.Body, v conv.Value, to *types.Type) conv.Value {
	switch {
	case v.T.Kind == to.Kind:
	case holds(v.T.Kind, to.Kind):
	case v.T.Kind == types.Uint64:
		f.Must(jen.Op("!").Add(emit.R("FitsInt64")).Call(v.V.Clone()), "OutOfRange", 0)
		return p.convertInt(f, conv.Value{V: jen.Int64().Parens(v.V), T: &types.Type{Kind: types.Int64}}, to)
	case to.Kind == types.Uint64:
		f.Must(v.V.Clone().Op("<").Lit(0), "OutOfRange", 0)
	default:
		wide := v.V.Clone()
		if v.T.Kind != types.Int64 {
			wide = jen.Int64().Parens(wide)
		}
		f.Must(jen.Op("!").Add(emit.R("Fits"+conv.IntName(to.Kind))).Call(wide), "OutOfRange", 0)
	}
	if v.T.Kind == to.Kind {
		return conv.Value{V: v.V, T: to}
	}
	return conv.Value{V: p.pkg.Go(to).Parens(v.V), T: to}
}

// toDecimal converts to a decimal with bounds.
func (p *pipe) toDecimal(f *emit.Body, v conv.Value, to *types.Type) conv.Value {
	switch {
	case isFloat(v.T.Kind):
		n := "64"
		if conv.Wide(to) {
			n = "128"
		}
		return conv.Value{V: p.checked(f, "number", emit.R("FloatToDecimal"+n).Call(double(v), jen.Lit(to.Precision), jen.Lit(to.Scale)), "OutOfRange"), T: to}
	case v.T.Kind == types.Uint64:
		return p.rescale(f, conv.Value{V: emit.R("FromUint64").Call(v.V), T: &types.Type{Kind: types.Decimal, Precision: 20}}, to)
	case conv.IsInt(v.T.Kind):
		digits := map[types.Kind]int{types.Int8: 3, types.Uint8: 3, types.Int16: 5, types.Uint16: 5, types.Int32: 10, types.Uint32: 10, types.Int64: 18}[v.T.Kind]
		x := v.V
		if v.T.Kind != types.Int64 {
			x = jen.Int64().Parens(x)
		}
		v := conv.Value{V: x, T: &types.Type{Kind: types.Decimal, Precision: digits}}
		if digits == 18 {
			digits++ // an int64 may have 19, and no decimal of 19 is one in Go
		}
		return p.rescaleDigits(f, v, to, digits)
	case v.T.Kind == types.String:
		out := p.declareLocal(f, "parsed", to)
		p.pkg.ReadText(f, out, v.V, conv.TextForm{}, 0)
		return out
	}
	return p.rescale(f, v, to)
}

// toVarint converts to a whole number of up to 128 bits.
func (p *pipe) toVarint(f *emit.Body, v conv.Value, to *types.Type) conv.Value {
	switch from := v.T; {
	case from.Kind == types.Uint64:
		return conv.Value{V: emit.R("FromUint64").Call(v.V), T: to}
	case conv.IsInt(from.Kind):
		return conv.Value{V: emit.R("FromInt64").Call(jen.Int64().Parens(v.V)), T: to}
	case from.Kind == types.String:
		out := p.declareLocal(f, "parsed", to)
		p.pkg.ReadText(f, out, v.V, conv.TextForm{}, 0)
		return out
	}
	out := p.toDecimal(f, v, &types.Type{Kind: types.Decimal, Precision: 38})
	out.T = to
	return out
}

// rescale brings a decimal to another scale and precision. It is a plain
// multiplication where the types prove that nothing is lost.
func (p *pipe) rescale(f *emit.Body, v conv.Value, to *types.Type) conv.Value {
	digits := v.T.Precision
	if digits == 0 {
		digits = 39 // without bounds, but for those of 128 bits
	}
	return p.rescaleDigits(f, v, to, digits)
}

// rescaleDigits is rescale for a value that has at most so many digits.
func (p *pipe) rescaleDigits(f *emit.Body, v conv.Value, to *types.Type, digits int) conv.Value {
	from := v.T
	safe := to.Scale >= from.Scale && to.Precision-to.Scale >= digits-from.Scale
	if from.Scale == to.Scale && conv.Wide(from) == conv.Wide(to) {
		if !safe && to.Precision > 0 {
			n := "64"
			if conv.Wide(to) {
				n = "128"
			}
			f.Must(jen.Op("!").Add(emit.R("FitsDecimal"+n)).Call(v.V.Clone(), jen.Lit(to.Precision)), "OutOfRange", 0)
		}
		return conv.Value{V: v.V, T: to}
	}
	if !conv.Wide(from) && !conv.Wide(to) {
		if safe {
			return conv.Value{V: jen.Parens(v.V.Clone().Op("*").Lit(pow10(to.Scale - from.Scale))), T: to}
		}
		n := p.checked(f, "rescaled", emit.R("RescaleDecimal64").Call(v.V, jen.Lit(from.Scale), jen.Lit(to.Scale)), "ScaleLoss")
		f.Must(jen.Op("!").Add(emit.R("FitsDecimal64")).Call(n.Clone(), jen.Lit(to.Precision)), "OutOfRange", 0)
		return conv.Value{V: n, T: to}
	}
	n := p.checked(f, "rescaled", emit.R("RescaleDecimal128").Call(p.wide(f, v), jen.Lit(from.Scale), jen.Lit(to.Scale)), "ScaleLoss")
	if !safe || !conv.Wide(to) {
		f.Must(jen.Op("!").Add(emit.R("FitsDecimal128")).Call(n.Clone(), jen.Lit(to.Precision)), "OutOfRange", 0)
	}
	if conv.Wide(to) {
		return conv.Value{V: n, T: to}
	}
	return conv.Value{V: p.checked(f, "narrow", n.Clone().Dot("Int64").Call(), "OutOfRange"), T: to}
}

func pow10(n int) int64 {
	out := int64(1)
	for range n {
		out *= 10
	}
	return out
}

// fromDecimal converts a decimal to a float, an integer or text.
func (p *pipe) fromDecimal(f *emit.Body, v conv.Value, to *types.Type) conv.Value {
	switch {
	case isFloat(to.Kind):
		fn := "DecimalToFloat64"
		if conv.Wide(v.T) {
			fn = "Decimal128ToFloat64"
		}
		d := emit.R(fn).Call(v.V, jen.Lit(v.T.Scale))
		if to.Kind == types.Float {
			d = jen.Float32().Parens(d)
		}
		return conv.Value{V: d, T: to}
	case conv.IsInt(to.Kind):
		whole := p.rescale(f, v, &types.Type{Kind: types.Decimal, Precision: v.T.Precision, Scale: 0})
		n := whole.V
		if conv.Wide(whole.T) {
			n = p.checked(f, "number", n.Clone().Dot("Int64").Call(), "OutOfRange")
		}
		return p.convertInt(f, conv.Value{V: n, T: &types.Type{Kind: types.Int64}}, to)
	}
	return p.toText(f, v)
}

// toText is a value as text, in the form of ISO.
func (p *pipe) toText(f *emit.Body, v conv.Value) conv.Value {
	t := &types.Type{Kind: types.String}
	switch v.T.Kind {
	case types.Enum:
		return conv.Value{V: p.pkg.EnumText(v.T.Enum, v.V), T: t}
	case types.String, types.JSON, types.Inet:
		return conv.Value{V: v.V, T: t}
	}
	// What v is made of may be written to the scratch, which is not to happen between
	// the lines that append to it.
	v = p.local(f, "value", v)
	return p.text(f, "text", func(in *emit.Body) { p.pkg.WriteText(in, v, conv.TextForm{}) })
}

// text collects what write appends to d in the scratch, as a text.
func (p *pipe) text(f *emit.Body, want string, write func(*emit.Body)) conv.Value {
	n := f.Name(want)
	in := f.Inner()
	in.Add(jen.Id("d").Op(":=").Id("s").Dot("text").Dot("Bytes"), jen.Id("from").Op(":=").Len(jen.Id("d")))
	write(in)
	in.Add(jen.Id("s").Dot("text").Dot("Bytes").Op("=").Id("d"), jen.Id(n).Op("=").Add(emit.R("Text")).Call(jen.Id("d").Index(jen.Id("from"), jen.Empty())))
	f.Add(jen.Var().Id(n).String(), jen.Block(in.Code()...))
	return conv.Value{V: jen.Id(n), T: &types.Type{Kind: types.String}}
}

// convertRecord fits a record into another by name.
func (p *pipe) convertRecord(f *emit.Body, v conv.Value, to *types.Type) conv.Value {
	if v.T.Record == to.Record || v.Fields == nil && p.asItIs(v.T, to) {
		v.T = to
		return v
	}
	out := conv.Value{T: to}
	for _, fl := range to.Record.Fields {
		k := v.T.Record.Index(fl.Name)
		if k < 0 {
			out.Fields = append(out.Fields, p.absent(fl))
			continue
		}
		out.Fields = append(out.Fields, p.local(f, fl.Name, p.convert(f, v.Field(k), fl.Type)))
	}
	return out
}
