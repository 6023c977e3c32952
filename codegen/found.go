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
		jen.List(jen.Id("text"), jen.Id("_")).Op(":=").Add(csv.Find(jen.Op("&").Id("t").Dot("s").Dot("text"), value, jen.Id("t").Dot("csv").Dot("cell").Call(field))),
		jen.Return(jen.Id("text")))...)
}

// byteOf adds the method that tells where in its row the cell begins in which a record
// failed to be read. Other formats are read in one go: how far tells without them.
func (p *pipe) byteOf(c *ir.Carrier, site int) {
	csv, ok := p.csv(c)
	if !ok {
		return
	}
	failed := jen.Id("f").Dot("Outcome")
	unknown := failed.Clone().Dot("Site").Call().Op("!=").Lit(site)
	if csv.Header {
		unknown.Op("||").Id("t").Dot("headed").Op("<").Lit(0)
	}
	value := jen.Id("in").Dot("Bytes").Call(jen.Id("in").Dot("Rows").Index(jen.Id("f").Dot("Row")).Dot("Value"))
	p.pkg.Declare(p.file,
		jen.Comment("Byte is where in its row the cell begins in which a record failed to be read."),
		p.ofFailure("Byte").Int().Block(
			jen.If(unknown).Block(jen.Return(jen.Lit(-1))),
			jen.List(jen.Id("_"), jen.Id("at")).Op(":=").Add(csv.Find(jen.Op("&").Id("t").Dot("s").Dot("text"), value, jen.Id("t").Dot("csv").Dot("cell").Call(failed.Clone().Dot("Field").Call()))),
			jen.Return(jen.Id("at"))))
}

// ofFailure begins a method of the task that tells something of a failure.
func (p *pipe) ofFailure(name string) *jen.Statement {
	return jen.Func().Params(jen.Id("t").Op("*").Id(p.name)).Id(name).
		Params(jen.Id("in").Op("*").Add(emit.R("Batch")), jen.Id("f").Qual(emit.Task, "Failure"))
}

func (p *pipe) foundMethod(body ...jen.Code) {
	p.finds[p.p] = true
	p.pkg.Declare(p.file,
		jen.Comment("Found is the text in which a record failed to be read."),
		p.ofFailure("Found").String().Block(body...))
}
