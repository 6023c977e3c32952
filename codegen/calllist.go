package codegen

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// listCalls adds the functions of lists and maps. What they build stands in the
// scratch, in the arena of such elements.
func listCalls(m map[string]emitter) {
	m["first"] = func(c *calling) conv.Value { return c.at("first", func(string) *jen.Statement { return jen.Lit(0) }) }
	m["last"] = func(c *calling) conv.Value {
		return c.at("last", func(list string) *jen.Statement { return jen.Len(jen.Op(list)).Op("-").Lit(1) })
	}
	m["get"] = (*calling).get
	m["map"], m["filter"] = (*calling).mapEach, (*calling).filter
	m["any"], m["all"] = (*calling).someHold, (*calling).allHold
	m["sum"] = (*calling).sum
	m["sort"], m["distinct"] = (*calling).sort, (*calling).distinct
	m["keys"], m["values"] = (*calling).keys, (*calling).values
}

func decimal(n int64) string { return fmt.Sprint(n) }

// loop runs over the elements of argument 0: body gets the element. Records are
// not copied.
func (c *calling) loop(name string, body func(in *emit.Body, item conv.Value)) {
	list := c.bound(0, "list")
	elem := list.T.Elem
	in := c.f.Inner()
	n := in.Name(name)
	head := jen.List(jen.Id("_"), jen.Id(n))
	if elem.Strip().Kind == types.Record {
		head = jen.Id(n)
		body(in, conv.ElemValue(list.V.Clone().Index(jen.Id(n)), elem))
	} else {
		body(in, conv.ElemValue(jen.Id(n), elem))
	}
	loop := jen.For(head.Op(":=").Range().Add(list.V.Clone()))
	if !uses(goText(jen.Block(in.Code()...)), n) {
		loop = jen.For(jen.Range().Add(list.V.Clone()))
	}
	c.f.Add(loop.Block(in.Code()...))
}

// lambda evaluates the body of argument 1 for an element.
func (c *calling) lambda(in *emit.Body, item conv.Value) conv.Value {
	l := c.e.Args[1].(*ir.Lambda)
	c.vars[l.Params[0]] = item
	return c.expr(in, l.Body)
}

// param is the name of the parameter of the lambda that argument 1 is.
func (c *calling) param() string { return c.e.Args[1].(*ir.Lambda).Params[0].Name }

// room declares an empty list with room for as many elements as argument 0 has.
func (c *calling) room(want string) *jen.Statement {
	n := c.f.Name(or(c.hint, want))
	list := c.bound(0, "list")
	c.f.Add(jen.Id(n).Op(":=").Add(builtin("Room", jen.Op("&").Id("s").Dot(c.pkg.Arena(c.e.T.Elem)), jen.Len(list.V.Clone()))))
	return jen.Id(n)
}

// appendTo is out = append(out, v).
func appendTo(out *jen.Statement, v *jen.Statement) *jen.Statement {
	return out.Clone().Op("=").Append(out.Clone(), v)
}

func (c *calling) mapEach() conv.Value {
	out := c.room("mapped")
	c.loop(c.param(), func(in *emit.Body, item conv.Value) {
		v := c.lambda(in, item)
		in.Add(appendTo(out, c.element(in, v, c.e.T.Elem)))
	})
	return value(out)
}

func (c *calling) filter() conv.Value {
	out := c.room("filtered")
	c.loop(c.param(), func(in *emit.Body, item conv.Value) {
		holds := c.lambda(in, item).V
		in.Add(jen.If(holds).Block(appendTo(out, c.element(in, item, c.e.T.Elem))))
	})
	return value(out)
}

// someHold is any: it looks for an element for which the lambda holds.
func (c *calling) someHold() conv.Value {
	return c.search("found", true, c.param(), func(in *emit.Body, item conv.Value) *jen.Statement {
		return c.lambda(in, item).V
	})
}

// allHold is all: it looks for one for which the lambda does not hold.
func (c *calling) allHold() conv.Value {
	return c.search("every", false, c.param(), func(in *emit.Body, item conv.Value) *jen.Statement {
		l := c.e.Args[1].(*ir.Lambda)
		c.vars[l.Params[0]] = item
		return c.fails(in, l.Body)
	})
}

// search leaves the loop at the first element for which cond holds: then the
// result is found, else the opposite.
func (c *calling) search(want string, found bool, item string, cond func(*emit.Body, conv.Value) *jen.Statement) conv.Value {
	c.bound(0, "list")
	n := c.f.Name(or(c.hint, want))
	c.f.Add(jen.Id(n).Op(":=").Lit(!found))
	c.loop(item, func(in *emit.Body, item conv.Value) {
		holds := cond(in, item)
		in.Add(jen.If(holds).Block(jen.Id(n).Op("=").Lit(found), jen.Break()))
	})
	return value(jen.Id(n))
}

// contains is of a text or of a list.
func (c *calling) contains() conv.Value {
	if c.kind() == types.String {
		return value(jen.Qual("strings", "Contains").Call(c.v(0), c.v(1)))
	}
	if plain(c.args[0].T.Elem) {
		return value(jen.Qual("slices", "Contains").Call(c.v(0), c.v(1)))
	}
	want := c.bound(1, "wanted")
	return c.search("found", true, "item", func(in *emit.Body, item conv.Value) *jen.Statement {
		return c.compare(in, "==", item, want)
	})
}

// plain reports whether == of Go is what == means for elements of t.
func plain(t *types.Type) bool {
	switch t.Kind {
	case types.Bytes, types.Record, types.List, types.Set, types.Map, types.Optional, types.Vector, types.Tuple, types.Union, types.Any:
		return false
	default:
		return true
	}
}

// at is the element at an index, null where there is none.
func (c *calling) at(want string, index func(list string) *jen.Statement) conv.Value {
	list := c.bound(0, "list")
	out := c.declareLocal(c.f, or(c.hint, want), c.e.T)
	in := c.f.Inner()
	c.assign(in, out, conv.ElemValue(list.V.Clone().Index(index(goText(list.V))), list.T.Elem))
	c.f.Add(jen.If(jen.Len(list.V.Clone()).Op(">").Lit(0)).Block(in.Code()...))
	return out
}

func (c *calling) get() conv.Value {
	switch c.kind() {
	case types.Map:
		return c.lookup()
	case types.Tuple:
		return c.bound(0, "parts").Field(int(c.e.Args[1].(*ir.Const).Value.(int64)))
	}
	list, i := c.bound(0, "list"), c.bound(1, "index")
	out := c.declareLocal(c.f, or(c.hint, "element"), c.e.T)
	in := c.f.Inner()
	c.assign(in, out, conv.ElemValue(list.V.Clone().Index(i.V.Clone()), list.T.Elem))
	within := i.V.Clone().Op(">=").Lit(0).Op("&&").Add(i.V.Clone()).Op("<").Int64().Parens(jen.Len(list.V.Clone()))
	if c.isConst(1) {
		within = jen.Int64().Parens(jen.Len(list.V.Clone())).Op(">").Add(i.V.Clone())
		if n, ok := c.e.Args[1].(*ir.Const).Value.(int64); !ok || n < 0 {
			return out // there is never one
		}
	}
	c.f.Add(jen.If(within).Block(in.Code()...))
	return out
}

// lookup is the value of a key. Where the input had a key twice, the last one
// counts.
func (c *calling) lookup() conv.Value {
	m, key := c.bound(0, "entries"), c.bound(1, "key")
	out := c.declareLocal(c.f, or(c.hint, "element"), c.e.T)
	in := c.f.Inner()
	k := in.Name("k")
	hit := in.Inner()
	entry := m.V.Clone().Index(jen.Id(k))
	c.assign(hit, out, conv.ElemValue(entry.Clone().Dot("value"), m.T.Elem))
	same := c.compare(in, "==", conv.Value{V: entry.Clone().Dot("key"), T: m.T.Key}, key)
	in.Add(jen.If(same).Block(hit.Code()...))
	c.f.Add(jen.For(jen.Id(k).Op(":=").Range().Add(m.V.Clone())).Block(in.Code()...))
	return out
}

func (c *calling) keys() conv.Value {
	return c.entries("keys", func(_ *emit.Body, entry *jen.Statement) *jen.Statement { return entry.Dot("key") })
}

func (c *calling) values() conv.Value {
	return c.entries("values", func(_ *emit.Body, entry *jen.Statement) *jen.Statement { return entry.Dot("value") })
}

// entries is a list of a part of each entry of a map.
func (c *calling) entries(want string, part func(*emit.Body, *jen.Statement) *jen.Statement) conv.Value {
	out := c.room(want)
	m := c.args[0]
	in := c.f.Inner()
	k := in.Name("k")
	in.Add(appendTo(out, part(in, m.V.Clone().Index(jen.Id(k)))))
	c.f.Add(jen.For(jen.Id(k).Op(":=").Range().Add(m.V.Clone())).Block(in.Code()...))
	return value(out)
}
