package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// inKey is the option of a `to` whose text depends on the record and goes with each
// row as its key, nil without.
func inKey(to *ir.To) *ir.Option {
	for _, s := range to.Node.Spec.Sink.Options {
		if o := option(to, s.Name); o != nil && s.InKey && o.Record != nil {
			return o
		}
	}
	return nil
}

// optionText writes the text of an option and returns the expression of its span.
// What of it is text of the record must be one name: with a slash in it, the record
// would choose the folder.
func (p *pipe) optionText(f *emit.Body, o *ir.Option) *jen.Statement {
	f.Line(lineOf(o.At, o.Spec.Name+" = "+firstLine(o.At.Text())))
	outer := p.place
	p.place = o.At
	text := p.namedParts(f, o.Record)
	p.place = outer
	f.Add(jen.Id("keyAt").Op(":=").Len(jen.Id("out").Dot("Slab")))
	for _, part := range text {
		f.Add(jen.Id("out").Dot("Slab").Op("=").Append(jen.Id("out").Dot("Slab"), part.Op("...")))
	}
	f.Add(jen.Id("key").Op(":=").Id("out").Dot("Since").Call(jen.Id("keyAt")))
	return jen.Id("key")
}

// namedParts are the parts of a path, those of the record checked.
func (p *pipe) namedParts(f *emit.Body, e ir.Expr) []*jen.Statement {
	parts := []ir.Expr{e}
	if c, ok := e.(*ir.Concat); ok {
		parts = c.Parts
	}
	var out []*jen.Statement
	for _, x := range parts {
		v := p.local(f, "part", p.expr(f, x))
		if fromRecord(x) {
			f.Must(jen.Op("!").Add(emit.R("IsFileName")).Call(v.V.Clone()), "BadText", 0)
		}
		out = append(out, v.V.Clone())
	}
	return out
}

// fromRecord reports whether a part of a path is text that the record brings: numbers
// and times are safe, and so is what the author wrote.
func fromRecord(e ir.Expr) bool {
	found := false
	ir.Walk(e, func(e ir.Expr) bool {
		switch e.(type) {
		case *ir.VarRef, *ir.FieldOf, *ir.Meta, *ir.AnyField:
			t := e.Type().Strip()
			found = found || t.Kind == types.String || t.Kind == types.Any || t.Kind == types.Bytes || t.Kind == types.JSON || t.Kind == types.Record
		}
		return !found
	})
	return found
}

// stem is what the text of an option that depends on the record begins with, as far as it
// is the same for all; nil without.
func (w *wire) stem(to *ir.To) *jen.Statement {
	o := inKey(to)
	if o == nil {
		return nil
	}
	c, ok := o.Record.(*ir.Concat)
	if !ok {
		return nil
	}
	var same []ir.Expr
	for _, x := range c.Parts {
		_, isConst := x.(*ir.Const)
		_, isParam := x.(*ir.ParamRef)
		if x.Type().Kind != types.String || !isConst && !isParam {
			break
		}
		same = append(same, x)
	}
	if len(same) == 0 {
		return nil
	}
	return w.value(spec.Text, &ir.Concat{Typed: c.Typed, Parts: same})
}
