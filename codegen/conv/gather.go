package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// gathering is where the elements of a list go while they are read: to its arena,
// from where the list is cut. Elements that may hold such lists in turn would get in
// between; they go to a stack, and to the arena when all are there.
type gathering struct {
	arena, stack *jen.Statement
	from         string
}

// gather begins a list or map of t.
func (p *Package) gather(f *emit.Body, t *types.Type) gathering {
	arena := func() string { return p.Arena(t.Elem) }
	name := func() (string, *jen.Statement) { return p.typeName(t.Elem), p.Elem(t.Elem) }
	if t.Kind == types.Map {
		arena = func() string { return p.MapArena(t) }
		name = func() (string, *jen.Statement) { return p.typeName(t), jen.Id(p.Entry(t)) }
	}
	g := gathering{arena: jen.Id("s").Dot(arena()), from: f.Name("from")}
	g.stack = g.arena
	if types.Recursive(t.Elem) {
		n, elem := name()
		g.stack = jen.Id("s").Dot(p.stackOf(n, elem))
	}
	f.Add(jen.Id(g.from).Op(":=").Len(g.stack.Clone()))
	return g
}

// add puts an element behind those that are there.
func (g gathering) add(f *emit.Body, item *jen.Statement) {
	f.Add(g.stack.Clone().Op("=").Append(g.stack.Clone(), item))
}

// end sets dst to the list.
func (g gathering) end(f *emit.Body, dst Value) {
	if g.stack == g.arena {
		f.Add(dst.v().Op("=").Add(cut(g.arena, g.from)))
		return
	}
	f.Add(dst.v().Op("=").Qual(emit.Builtin, "Keep").Call(jen.Op("&").Add(g.arena.Clone()), g.stack.Clone().Index(jen.Id(g.from), jen.Empty())),
		g.stack.Clone().Op("=").Add(g.stack.Clone()).Index(jen.Empty(), jen.Id(g.from)))
}

// stackOf is the scratch field where such elements wait for their list to end.
func (p *Package) stackOf(name string, elem *jen.Statement) string {
	return p.arenaFor("open "+elem.GoString(), emit.Join("open", name), elem)
}
