package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// fuse declares the function that writes what is read straight to where it goes; it reports
// whether there is one.
func (p *pipe) fuse(c *ir.Carrier) bool {
	to := p.onward()
	if to == nil || c.Converter == nil || c.Converter.Spec.Name != "json" || to.Node.Value.Type.Record != c.Type.Record {
		return false
	}
	json, ok := p.format(c).(*conv.JSON)
	if !ok {
		return false
	}
	f := emit.NewBody(p.pkg, "out", "s", "b", "i", "d", "from")
	f.Add(jen.Id("d").Op(":=").Op("*").Id("out"))
	if !json.Fuse(p.pkg, f, c.Type, p.writer(to.Node.Value)) {
		return false
	}
	f.Add(jen.Op("*").Id("out").Op("=").Id("d"), jen.Return(jen.Lit(0)))
	fn := p.pkg.Take(emit.Join(p.name, "fuse", p.p.From.Node.Name))
	p.pkg.Declare(p.file, emit.Doc("%s appends %s to *out while it reads it as %s.\nIt returns 0, or a cursor below zero where b is not in the usual form.",
		fn, inOneLine(to.Node.Value.At.Text()), inOneLine(c.At.Text())),
		jen.Func().Id(fn).Params(jen.Id("out").Op("*").Index().Byte(), jen.Id("s").Op("*").Id("scratch"), jen.Id("b").Index().Byte()).Int().Block(f.Code()...))
	p.fused = jen.Id(fn)
	return true
}

// onward is the only stage of a pipeline that does nothing but pass on what it reads; nil
// where there is more to do, or less: where the bytes go out unread.
func (p *pipe) onward() *ir.To {
	if len(p.p.Stages) != 1 || len(p.roots) > 0 || p.p.DecodeKey {
		return nil
	}
	to, ok := p.p.Stages[0].(*ir.To)
	if !ok || to.Node.Value == nil || to.Node.Value.Converter == nil || to.Node.Spec.Sink.Value == spec.Rows || p.p.Sinks[p.sinkOf(to)].PassValue {
		return nil
	}
	for _, e := range ir.Exprs(to) {
		if v, whole := e.(*ir.VarRef); whole && e == to.Value {
			if v.Var != p.p.From.Var {
				return nil
			}
			continue
		}
		if p.readsValue(e) {
			return nil
		}
	}
	return to
}

// readsValue reports whether an expression uses the value that is read.
func (p *pipe) readsValue(e ir.Expr) bool {
	found := false
	ir.Walk(e, func(e ir.Expr) bool {
		v, ok := e.(*ir.VarRef)
		found = found || ok && v.Var == p.p.From.Var
		return !found
	})
	return found
}

// passOn writes the record while it reads it; where that does not work it is read,
// then written.
func (p *pipe) passOn(f *emit.Body, to *ir.To) {
	general := f.Inner()
	p.decode(general, carrierOf(p.p.From), p.p.From.Var, "decode", "Value", p.p.Used)
	v := settled(p.value(general, to.Value), to.Node.Value)
	p.guard(general, v, to.Node.Value)
	p.write(general, v, to.Node.Value)
	f.Add(jen.Id("valueAt").Op(":=").Len(jen.Id("out").Dot("Slab")),
		jen.If(p.fused.Clone().Call(jen.Op("&").Id("out").Dot("Slab"), jen.Id("s"), jen.Id("in").Dot("Bytes").Call(jen.Id("row").Dot("Value"))).Op("<").Lit(0)).
			Block(general.Code()...),
		jen.Id("value").Op(":=").Id("out").Dot("Since").Call(jen.Id("valueAt")))
}
