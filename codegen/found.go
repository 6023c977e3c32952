package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// found adds the method that tells the text in which a record failed to be read,
// for the formats that have one. It is only called on the way to a message.
func (p *pipe) found(c *ir.Carrier, site int) {
	if types.HasLabel(c.Type) {
		return // a labelled value goes to no log
	}
	var text *jen.Statement
	field := jen.Id("f").Dot("Outcome").Dot("Field").Call()
	value := jen.Id("in").Dot("Bytes").Call(jen.Id("in").Dot("Rows").Index(jen.Id("f").Dot("Row")).Dot("Value"))
	switch c.Converter.Spec.Name {
	case "csv":
		p.foundCSV(site, value, field)
		return
	case "json":
		text = emit.R("JSONFind").Call(value, jen.Id("fields").Index(field))
	case "json_schema":
		const frame = 5 // it was there, for a field was being read
		text = emit.R("JSONFind").Call(value.Index(jen.Lit(frame), jen.Empty()), jen.Id("fields").Index(field))
	case "utf8":
		text = jen.String().Parens(value)
	default:
		return
	}
	p.foundMethod(
		jen.If(jen.Id("f").Dot("Outcome").Dot("Site").Call().Op("!=").Lit(site).Op("||").Add(field.Clone()).Op("<").Lit(0)).Block(jen.Return(jen.Lit(""))),
		jen.Return(text))
}

// foundCSV tells the cell, or for what is wrong with a row as a whole the row, and
// for a header that does not fit the header.
func (p *pipe) foundCSV(site int, value, field *jen.Statement) {
	csv, _ := p.csv(p.reads)
	body := []jen.Code{jen.If(jen.Id("f").Dot("Outcome").Dot("Site").Call().Op("!=").Lit(site)).Block(jen.Return(jen.Lit("")))}
	if csv.Header {
		body = append(body, jen.If(jen.Id("t").Dot("headed").Op("<").Lit(0)).Block(jen.Return(jen.Lit("header ").Op("+").String().Parens(jen.Id("in").Dot("Head")))))
	}
	p.foundMethod(append(body,
		jen.If(field.Clone().Op("<").Lit(0)).Block(jen.Return(jen.String().Parens(value))),
		jen.Return(jen.Id("t").Dot("csv").Dot("found").Call(jen.Op("&").Id("t").Dot("s"), value, field)))...)
}

func (p *pipe) foundMethod(body ...jen.Code) {
	p.finds[p.p] = true
	p.pkg.Declare(p.file,
		jen.Comment("Found is the text in which a record failed to be read."),
		jen.Func().Params(jen.Id("t").Op("*").Id(p.name)).Id("Found").
			Params(jen.Id("in").Op("*").Add(emit.R("Batch")), jen.Id("f").Qual(emit.Task, "Failure")).String().Block(body...))
}
