package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// each runs the stages behind it in a loop. A record passes where one of its elements
// does; what fails for an element fails the whole record.
func (p *pipe) each(f *emit.Body, s *ir.Each, rest []ir.Stage) {
	f.Line(lineOf(s.Place(), firstLine(s.Place().Text())))
	p.at(s.Place(), "each")
	list := p.local(f, "list", p.named(f, "list", s.List))
	outer := p.sent
	if outer == "" {
		p.sent = f.Name("sent")
		f.Add(jen.Id(p.sent).Op(":=").False())
	}
	in := f.Inner()
	n := in.Name(s.Var.Name)
	elem := list.T.Elem
	head, item := jen.List(jen.Id("_"), jen.Id(n)), jen.Id(n)
	if elem.Strip().Kind == types.Record {
		head, item = jen.Id(n), list.V.Clone().Index(jen.Id(n)) // not copied
	}
	p.vars[s.Var] = conv.ElemValue(item, elem)
	out := p.out
	p.stages(in, rest)
	p.out = out
	loop := jen.For(head.Op(":=").Range().Add(list.V.Clone()))
	if !uses(goText(jen.Block(in.Code()...)), n) {
		loop = jen.For(jen.Range().Add(list.V.Clone()))
	}
	f.Add(loop.Block(in.Code()...))
	if outer != "" {
		return // the loop around it goes on
	}
	f.Add(jen.If(jen.Id(p.sent)).Block(jen.Return(emit.R("Passed"))), jen.Return(emit.R("Filtered")))
	p.sent = ""
}

// filtered ends the work on a record, or on the element of one, that goes nowhere.
func (p *pipe) filtered() jen.Code {
	if p.sent != "" {
		return jen.Continue()
	}
	return jen.Return(emit.R("Filtered"))
}

// passed ends the work on a record, or on the element of one, that has arrived.
func (p *pipe) passed(f *emit.Body) {
	if p.sent == "" {
		f.Add(jen.Return(emit.R("Passed")))
		return
	}
	f.Add(jen.Id(p.sent).Op("=").True(), jen.Continue())
}
