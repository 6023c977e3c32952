package codegen

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

func isList(k types.Kind) bool { return k == types.List || k == types.Set || k == types.Vector }

// convertList converts each element into a new list, unless all are what they have
// to be.
func (p *pipe) convertList(f *emit.Body, v conv.Value, to *types.Type) conv.Value {
	v = p.local(f, "list", v)
	if p.asItIs(v.T.Elem, to.Elem) {
		return p.settled(f, v, to)
	}
	n, k, in := f.Name("converted"), f.Name("k"), f.Inner()
	arena := jen.Op("&").Id("s").Dot(p.pkg.Arena(to.Elem))
	f.Add(jen.Id(n).Op(":=").Add(builtin("Room", arena, jen.Len(v.V.Clone()))))
	item := p.convertElem(in, conv.ElemValue(v.V.Clone().Index(jen.Id(k)), v.T.Elem), to.Elem)
	in.Add(appendTo(jen.Id(n), p.element(in, item, to.Elem)))
	f.Add(jen.For(jen.Id(k).Op(":=").Range().Add(v.V.Clone())).Block(in.Code()...))
	return p.settled(f, conv.Value{V: jen.Id(n), T: &types.Type{Kind: v.T.Kind, Elem: to.Elem}}, to)
}

// settled is a list of the right elements as one of type to: a set holds each once.
func (p *pipe) settled(f *emit.Body, v conv.Value, to *types.Type) conv.Value {
	if to.Kind == types.Set && v.T.Kind == types.List && plain(to.Elem.Strip()) {
		n := f.Name("set")
		room := builtin("Room", jen.Op("&").Id("s").Dot(p.pkg.Arena(to.Elem)), jen.Len(v.V.Clone()))
		f.Add(jen.Id(n).Op(":=").Add(builtin("Distinct", room, v.V)))
		v.V = jen.Id(n)
	}
	if to.Kind == types.Vector && v.T.Kind != types.Vector {
		v = p.local(f, "vector", v)
		f.Must(jen.Len(v.V.Clone()).Op("!=").Lit(to.Len), "BadRefine", 0)
	}
	v.T = to
	return v
}

// convertElem converts an element. A null fails where there is none in the target.
func (p *pipe) convertElem(f *emit.Body, v conv.Value, to *types.Type) conv.Value {
	if v.T.Kind == types.Optional && to.Kind != types.Optional {
		f.Must(not(v.OK.Clone()), "NullValue", 0)
		v = v.Inner()
		v.OK = nil
	}
	return p.convert(f, v, to)
}

// convertMap converts the keys and values into a new map.
func (p *pipe) convertMap(f *emit.Body, v conv.Value, to *types.Type) conv.Value {
	v = p.local(f, "entries", v)
	if p.asItIs(v.T.Key, to.Key) && p.asItIs(v.T.Elem, to.Elem) {
		v.T = to
		return v
	}
	n, k, in := f.Name("converted"), f.Name("k"), f.Inner()
	arena := jen.Op("&").Id("s").Dot(p.pkg.MapArena(to))
	f.Add(jen.Id(n).Op(":=").Add(builtin("Room", arena, jen.Len(v.V.Clone()))))
	entry := v.V.Clone().Index(jen.Id(k))
	key := p.convertElem(in, conv.Value{V: entry.Clone().Dot("key"), T: v.T.Key}, to.Key)
	item := p.convertElem(in, conv.ElemValue(entry.Clone().Dot("value"), v.T.Elem), to.Elem)
	in.Add(appendTo(jen.Id(n), jen.Id(p.pkg.Entry(to)).Values(jen.Dict{jen.Id("key"): p.whole(in, key), jen.Id("value"): p.element(in, item, to.Elem)})))
	f.Add(jen.For(jen.Id(k).Op(":=").Range().Add(v.V.Clone())).Block(in.Code()...))
	return conv.Value{V: jen.Id(n), T: to}
}

// asItIs reports whether a value of one type is one of the other without code: the
// same Go type, and nothing to check.
func (p *pipe) asItIs(from, to *types.Type) bool {
	if from == to {
		return true
	}
	if from.Kind != to.Kind || from.Refine != to.Refine && to.Refine != nil {
		return false
	}
	switch from.Kind {
	case types.Optional, types.List, types.Set:
		return p.asItIs(from.Elem, to.Elem)
	case types.Map:
		return p.asItIs(from.Key, to.Key) && p.asItIs(from.Elem, to.Elem)
	case types.Vector:
		return from.Len == to.Len && p.asItIs(from.Elem, to.Elem)
	case types.Union:
		return p.pkg.Union(from) == p.pkg.Union(to)
	case types.Tuple:
		return types.Same(from, to)
	case types.Record:
		return p.pkg.Struct(from.Record) == p.pkg.Struct(to.Record)
	case types.Enum:
		return from.Enum == to.Enum
	case types.Decimal:
		return from.Precision == to.Precision && from.Scale == to.Scale
	default:
		return from.Unit == to.Unit
	}
}

// convertEnum finds the symbol in another enum.
func (p *pipe) convertEnum(f *emit.Body, v conv.Value, to *types.Type) conv.Value {
	switch {
	case v.T.Enum == to.Enum:
		v.T = to
		return v
	case to.Enum.Open:
		return conv.Value{V: p.pkg.EnumText(v.T.Enum, v.V), T: to}
	case !v.T.Enum.Open && slices.Equal(v.T.Enum.Symbols, to.Enum.Symbols):
		return conv.Value{V: p.pkg.Go(to).Parens(v.V), T: to}
	}
	parse := jen.Id(p.pkg.EnumParser(to.Enum)).Call(p.pkg.EnumText(v.T.Enum, v.V))
	return conv.Value{V: p.checked(f, "symbol", parse, "BadEnum"), T: to}
}
