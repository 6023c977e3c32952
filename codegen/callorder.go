package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// sum adds the elements up in the type of the result.
func (c *calling) sum() conv.Value {
	out := c.declareLocal(c.f, or(c.hint, "total"), c.e.T)
	c.loop("item", func(in *emit.Body, item conv.Value) {
		switch {
		case c.e.T.IsFloat():
			in.Add(out.V.Clone().Op("+=").Add(c.convert(in, item, c.e.T).V))
		case isWide(c.e.T):
			// The sum has the scale of the elements.
			n := c.checked(in, "sum", out.V.Clone().Dot("Add").Call(c.wide(in, item)), "Overflow")
			in.Add(out.V.Clone().Op("=").Add(n))
		default:
			v := c.convert(in, item, c.e.T)
			suffix := "Int64"
			if c.e.T.Kind == types.Uint64 {
				suffix = "Uint64"
			}
			n := c.checked(in, "sum", emit.R("Add"+suffix).Call(out.V.Clone(), v.V), "Overflow")
			in.Add(out.V.Clone().Op("=").Add(n))
		}
	})
	if c.e.T.Kind == types.Decimal {
		c.f.Must(jen.Op("!").Add(emit.R("FitsDecimal128")).Call(out.V.Clone(), jen.Lit(c.e.T.Precision)), "Overflow", 0)
	}
	return out
}

// sort orders a copy of the list.
func (c *calling) sort() conv.Value {
	list := c.bound(0, "list")
	room := builtin("Room", jen.Op("&").Id("s").Dot(c.pkg.Arena(c.e.T.Elem)), jen.Len(list.V.Clone()))
	n := c.f.Name(or(c.hint, "sorted"))
	c.f.Add(jen.Id(n).Op(":=").Append(room, list.V.Clone().Op("...")))
	switch elem := c.e.T.Elem; {
	case isWide(elem):
		c.f.Add(jen.Qual("slices", "SortFunc").Call(jen.Id(n), emit.R("Int128").Dot("Cmp")))
	case elem.Kind == types.TimeUUID:
		c.f.Add(jen.Qual("slices", "SortFunc").Call(jen.Id(n), jen.Qual(emit.Builtin, "CompareTimeUUID")))
	case elem.Kind == types.UUID:
		c.f.Add(jen.Qual("slices", "SortFunc").Call(jen.Id(n), jen.Qual(emit.Builtin, "CompareUUID")))
	case elem.Kind == types.Bytes:
		c.f.Add(jen.Qual("slices", "SortFunc").Call(jen.Id(n), jen.Qual("bytes", "Compare")))
	default:
		c.f.Add(jen.Qual("slices", "Sort").Call(jen.Id(n)))
	}
	return value(jen.Id(n))
}

// distinct keeps the first of equal elements.
func (c *calling) distinct() conv.Value {
	elem := c.e.T.Elem
	if plain(elem) || elem.Kind == types.Optional && plain(elem.Elem) {
		list := c.bound(0, "list")
		room := builtin("Room", jen.Op("&").Id("s").Dot(c.pkg.Arena(elem)), jen.Len(list.V.Clone()))
		return value(builtin("Distinct", room, list.V.Clone()))
	}
	out := c.room("distinct")
	c.loop("item", func(in *emit.Body, item conv.Value) {
		again, body := in.Name("again"), in.Inner()
		seen := body.Name("seen")
		equal := c.compare(body, "==", conv.ElemValue(jen.Id(seen), elem), item)
		body.Add(jen.If(equal).Block(jen.Id(again).Op("=").True(), jen.Break()))
		in.Add(
			jen.Id(again).Op(":=").False(),
			jen.For(jen.List(jen.Id("_"), jen.Id(seen)).Op(":=").Range().Add(out.Clone())).Block(body.Code()...),
			jen.If(jen.Op("!").Id(again)).Block(appendTo(out, c.element(in, item, elem))))
	})
	return value(out)
}
