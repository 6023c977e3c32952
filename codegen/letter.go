package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// letterReader declares the function that takes the values of a topic of dead letters
// apart again, for a replay.
func (g *generator) letterReader(n *ir.Node) string {
	if name, ok := g.letterReaders[n]; ok {
		return name
	}
	name := g.pkg.Take(emit.Join("read", n.Name, "letter"))
	g.letterReaders[n] = name
	t := n.Value.Type.Strip()
	c := &ir.Carrier{Type: t, Converter: n.Value.Converter, At: n.Value.At}
	decode := g.pkg.Take(emit.Join("decode", n.Name, "letter"))
	body := emit.NewBody(g.pkg, "v", "s", "b", "i", "j")
	body.Add(jen.If(jen.Id("b").Op("==").Nil()).Block(jen.Return(emit.Reason("NullValue"))))
	g.format(c).ReadWhole(g.pkg, body, conv.Value{V: jen.Id("v"), T: t}, nil)
	body.Add(jen.Return(jen.Lit(0)))
	g.pkg.Declare(projectFile,
		jen.Commentf("%s reads a dead letter of topic %s. It returns 0, or a cursor below zero.", decode, n.Name),
		jen.Func().Id(decode).Params(jen.Id("v").Op("*").Add(g.pkg.Go(t)), jen.Id("s").Op("*").Id("scratch"), jen.Id("b").Index().Byte()).Int().Block(body.Code()...),
		jen.Commentf("%s takes a dead letter of topic %s apart. It reports whether it is one.", name, n.Name),
		jen.Func().Id(name).Params(jen.Id("b").Index().Byte(), jen.Id("l").Op("*").Qual(emit.Task, "Letter")).Bool().Block(g.takeApart(t, decode)...))
	return name
}

// takeApart is the body of a letterReader.
func (g *generator) takeApart(t *types.Type, decode string) []jen.Code {
	code := []jen.Code{
		jen.Var().Id("v").Add(g.pkg.Go(t)),
		jen.Var().Id("s").Id("scratch"),
		jen.If(jen.Id(decode).Call(jen.Op("&").Id("v"), jen.Op("&").Id("s"), jen.Id("b")).Op("<").Lit(0)).Block(jen.Return(jen.False())),
		jen.List(jen.Id("l").Dot("Key"), jen.Id("l").Dot("Value"), jen.Id("l").Dot("Headers")).Op("=").List(jen.Nil(), jen.Nil(), jen.Nil()),
	}
	for k, f := range t.Record.Fields {
		v := conv.FieldValue(jen.Id("v"), t.Record, k)
		field := jen.Id("l").Dot(emit.Exported(f.Name))
		switch f.Type.Kind {
		case types.List:
			header := f.Type.Elem.Record
			at := jen.Add(v.V.Clone()).Index(jen.Id("k"))
			value := conv.FieldValue(at.Clone(), header, 1)
			code = append(code, jen.For(jen.Id("k").Op(":=").Range().Add(v.V.Clone())).Block(
				jen.Id("h").Op(":=").Qual(emit.Task, "LetterHeader").Values(jen.Id("Name").Op(":").Add(conv.FieldValue(at.Clone(), header, 0).V.Clone())),
				jen.If(value.OK.Clone()).Block(jen.Id("h").Dot("Value").Op("=").Append(jen.Index().Byte().Values(), value.V.Clone().Op("..."))),
				field.Clone().Op("=").Append(field.Clone(), jen.Id("h"))))
		case types.Optional:
			code = append(code, jen.If(v.OK.Clone()).Block(field.Clone().Op("=").Append(jen.Index().Byte().Values(), v.V.Clone().Op("..."))))
		default:
			code = append(code, field.Clone().Op("=").Add(v.V.Clone()))
		}
	}
	return append(code, jen.Return(jen.True()))
}
