package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/schema/protoshape"
	"github.com/flowc-lang/flowc/compiler/types"
)

// room makes room for one element at the end of a list or map, and returns it. Other
// fields may stand between the elements of a list, so it cannot be cut from its arena
// at the end: it moves where another list has grown behind it.
func (m *protoRead) room(f *emit.Body, list Value) Value {
	t := list.T
	arena := jen.Id("s")
	if t.Kind == types.Map {
		arena = arena.Dot(m.p.MapArena(t))
	} else {
		arena = arena.Dot(m.p.Arena(t.Elem))
	}
	f.Add(jen.If(jen.Len(list.v()).Op("==").Cap(list.v())).Block(
		list.v().Op("=").Qual(emit.Builtin, "Extend").Call(jen.Op("&").Add(arena), list.v())),
		list.v().Op("=").Add(list.v()).Index(jen.Empty(), jen.Len(list.v()).Op("+").Lit(1)))
	item := list.v().Index(jen.Len(list.v()).Op("-").Lit(1))
	if t.Kind == types.Map {
		return Value{V: item, T: t}
	}
	m.zero(f, Value{V: item, T: t.Elem})
	return Value{V: item, T: t.Elem}
}

// zero empties an element that may be read in parts.
func (m *protoRead) zero(f *emit.Body, v Value) {
	switch {
	case v.T.Kind == types.Record:
		f.Add(jen.Id(m.cleaner(m.p, v.T.Record)).Call(address(v)))
	case protoshape.Wrapped(v.T), v.T.Kind == types.Timestamp, v.T.Kind == types.Duration:
		f.Add(v.v().Op("=").Add(m.p.Zero(v.T)))
	}
}

// packed reads the elements of a list that stand in one piece.
func (m *protoRead) packed(f *emit.Body, list Value, tag uint32, field int) {
	in := f.Inner()
	m.inEnd(in, field, func(f *emit.Body) {
		each := f.Inner()
		m.item(each, m.room(each, list), field)
		f.Add(jen.For(jen.Id("i").Op("<").Len(jen.Id("b"))).Block(each.Code()...))
	})
	in.Add(m.nextTag())
	f.Add(jen.For(jen.Id(m.tag).Op("==").Lit(int(tag))).Block(in.Code()...))
}

// entry reads one entry of a map. A part that is absent is zero.
func (m *protoRead) entry(f *emit.Body, list Value, field int) {
	t := list.T
	entry := m.room(f, list)
	key, value := Value{V: entry.v().Dot("key"), T: t.Key}, Value{V: entry.v().Dot("value"), T: t.Elem}
	m.absent(f, key)
	m.absent(f, value)
	m.inEnd(f, field, func(f *emit.Body) {
		inner := &protoRead{Protobuf: m.Protobuf, p: m.p, tag: f.Name("tag")}
		k, v := f.Inner(), f.Inner()
		inner.item(k, key, field)
		inner.item(v, value, field)
		inner.each(f, field, map[uint32]*emit.Body{
			tagOf(1, itemWire(t.Key)): k, tagOf(2, itemWire(t.Elem)): v,
		})
	})
}

// absent gives a part of an entry the value that it has where it is absent.
func (m *protoRead) absent(f *emit.Body, v Value) {
	switch {
	case v.T.Kind == types.Record:
		m.zero(f, v)
	case v.T.Kind == types.Enum && v.T.Enum.Open:
		f.Add(v.v().Op("=").Lit(v.T.Enum.Symbols[0]))
	default:
		f.Add(v.v().Op("=").Add(m.p.Zero(v.T)))
	}
}

// lastOfEach keeps of the entries with equal keys the last one.
func (m *protoRead) lastOfEach(f *emit.Body, v Value) {
	entry := m.p.Entry(v.T)
	key := "last of " + entry
	n, ok := m.p.funcs[key]
	if !ok {
		n = m.p.Take(emit.Join("last of each", entry))
		m.p.funcs[key] = n
		m.p.declareLast(n, entry, v.T.Key)
	}
	f.Add(jen.If(jen.Len(v.v()).Op(">").Lit(1)).Block(v.v().Op("=").Id(n).Call(jen.Id("s"), v.v())))
}

func (p *Package) declareLast(name, entry string, key *types.Type) {
	kind := jen.Qual(emit.Builtin, "Keys").Types(p.Go(key))
	keys := p.arenaFor(kind.GoString(), emit.Join(key.Kind.String(), "keys"), kind)
	id := jen.Id
	p.Declare("scratch", emit.Doc("%s keeps of the entries with equal keys the last one.", name),
		jen.Func().Id(name).Params(id("s").Op("*").Id("scratch"), id("list").Index().Id(entry)).Index().Id(entry).Block(
			id("keys").Op(":=").Qual(emit.Builtin, "KeysFor").Call(jen.Op("&").Id("s").Dot(keys), jen.Len(id("list"))),
			id("n").Op(":=").Lit(0),
			jen.For(jen.List(id("_"), id("e")).Op(":=").Range().Id("list")).Block(
				id("k").Op(":=").Id("n"),
				jen.If(id("keys").Op("!=").Nil()).Block(id("k").Op("=").Id("keys").Dot("Place").Call(id("e").Dot("key"), id("n"))).
					Else().Block(jen.For(id("j").Op(":=").Range().Id("n")).Block(
					jen.If(id("list").Index(id("j")).Dot("key").Op("==").Id("e").Dot("key")).Block(id("k").Op("=").Id("j")))),
				id("list").Index(id("k")).Op("=").Id("e"),
				id("n").Op("=").Id("max").Call(id("n"), id("k").Op("+").Lit(1)),
			),
			jen.Return(id("list").Index(jen.Empty(), id("n")))))
}
