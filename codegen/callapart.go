package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// parseCSV puts the cells of a line into the scratch.
func (c *calling) parseCSV() conv.Value {
	list := jen.Id("s").Dot(c.pkg.Arena(c.e.T.Elem))
	from, ok, n := c.f.Name("from"), c.f.Name("ok"), c.f.Name(or(c.hint, "cells"))
	c.f.Add(
		jen.Id(from).Op(":=").Len(list.Clone()),
		jen.Var().Id(ok).Bool(),
		jen.List(list.Clone(), jen.Id(ok)).Op("=").Add(builtin("CSVFields", arena(), list.Clone(), c.v(0), jen.LitByte(c.text(1)[0]))))
	c.f.Must(jen.Op("!").Id(ok), "BadText", 0)
	c.f.Add(jen.Id(n).Op(":=").Add(list.Clone()).Index(jen.Id(from), jen.Len(list.Clone()), jen.Len(list.Clone())))
	return value(jen.Id(n))
}

// parseKV puts one pair after the other into the scratch.
func (c *calling) parseKV() conv.Value {
	pairs := jen.Id("s").Dot(c.pkg.MapArena(c.e.T))
	rest := c.f.Name("rest")
	c.f.Add(jen.Id(rest).Op(":=").Add(c.v(0)))
	from, n := c.f.Name("from"), c.f.Name(or(c.hint, "pairs"))
	in := c.f.Inner()
	key, val, more, ok := in.Name("key"), in.Name("value"), in.Name("more"), in.Name("ok")
	in.Add(
		jen.Var().List(jen.Id(key), jen.Id(val)).String(),
		jen.Var().List(jen.Id(more), jen.Id(ok)).Bool(),
		jen.List(jen.Id(key), jen.Id(val), jen.Id(rest), jen.Id(more), jen.Id(ok)).Op("=").
			Add(builtin("Pair", arena(), jen.Id(rest), jen.Lit(c.text(1)), jen.Lit(c.text(2)))))
	in.Must(jen.Op("!").Id(ok), "BadText", 0)
	in.Add(
		jen.If(jen.Op("!").Id(more)).Block(jen.Break()),
		pairs.Clone().Op("=").Append(pairs.Clone(), jen.Id(c.pkg.Entry(c.e.T)).Values(jen.Dict{jen.Id("key"): jen.Id(key), jen.Id("value"): jen.Id(val)})))
	c.f.Add(jen.Id(from).Op(":=").Len(pairs.Clone()), jen.For().Block(in.Code()...),
		jen.Id(n).Op(":=").Add(pairs.Clone()).Index(jen.Id(from), jen.Len(pairs.Clone()), jen.Len(pairs.Clone())))
	return value(jen.Id(n))
}

// parseURL leaves the parts where they are: they become the fields of the record.
func (c *calling) parseURL() conv.Value {
	u := c.checked(c.f, or(c.hint, "url"), builtin("ParseURL", c.v(0)), "BadText")
	out := conv.Value{}
	for _, fl := range c.e.T.Record.Fields {
		v := conv.Value{V: u.Clone().Dot(emit.Exported(fl.Name)), T: fl.Type}
		if fl.Type.Kind == types.Optional {
			v.OK = u.Clone().Dot("Has" + emit.Exported(fl.Name))
		}
		out.Fields = append(out.Fields, v)
	}
	return out
}

// fail ends the record at the place of the call, so that the message is what is shown
// of it. The condition always holds: what stands behind a plain return would be code
// that is never reached.
func (c *calling) fail() conv.Value {
	outer := c.place
	c.place = c.e.Place()
	c.f.Must(builtin("Rejects"), "Rejected", 0)
	c.place = outer
	return c.declareLocal(c.f, or(c.hint, "never"), c.e.T)
}
