package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// generated makes the value of a record that a source makes up: an expression for
// each field that something uses. Each field draws from a generator of its own, so
// that pipelines that use other fields see the same record.
func (p *pipe) generated(f *emit.Body) {
	src := p.p.From.Node
	fields := src.Value.Type.Record.Fields
	out := conv.Value{T: src.Value.Type, Fields: make([]conv.Value, len(fields))}
	for _, a := range src.Options["fields"].Fields {
		k := src.Value.Type.Record.Index(a.Field.Name)
		if p.p.Decode && (p.p.Used == nil || p.p.Used[a.Field.Name]) {
			out.Fields[k] = p.made(f, k, a)
		}
	}
	for k, fl := range fields {
		if out.Fields[k].T == nil {
			out.Fields[k] = p.absent(fl)
		}
	}
	p.vars[p.p.From.Var] = out
}

// made evaluates field k.
func (p *pipe) made(f *emit.Body, k int, a ir.Assign) conv.Value {
	p.at(a.At, "map")
	f.Line(lineOf(a.At, firstLine(a.At.Text())))
	p.making = a.Field.Name
	p.rand = f.Name(a.Field.Name + " rand")
	in := f.Part()
	v := p.local(in, a.Field.Name, p.named(in, a.Field.Name, a.Value))
	if uses(goText(jen.Block(in.Code()...)), p.rand) {
		f.Add(jen.Id(p.rand).Op(":=").Add(builtin("NewRand", p.seed(f), jen.Id("row").Dot("Offset"), jen.Lit(k))))
	}
	f.Add(in.Code()...)
	return v
}

// seed is the option of that name.
func (p *pipe) seed(f *emit.Body) *jen.Statement {
	src := p.p.From.Node
	o, ok := src.Options["seed"]
	if !ok {
		return jen.Op(defaultOf(src.Spec.Source.Options, "seed"))
	}
	v := p.expr(f, o.Value)
	if v.T.Kind != types.Int64 {
		return jen.Int64().Parens(v.V)
	}
	return v.V
}

// draw is gen.name(…). The result is bound at once: values are drawn in the order
// in which they are written.
func (p *pipe) draw(f *emit.Body, name string, e *ir.Call, hint string) conv.Value {
	n := f.Name(or(hint, "drawn"))
	f.Add(jen.Id(n).Op(":=").Add(p.drawn(f, name, e)))
	return conv.Value{V: jen.Id(n), T: e.T}
}

func (p *pipe) drawn(f *emit.Body, name string, e *ir.Call) *jen.Statement {
	rand := func(method string, args ...jen.Code) *jen.Statement {
		return jen.Id(p.rand).Dot(method).Call(args...)
	}
	number := func(k int) *jen.Statement { return p.expr(f, e.Args[k]).V }
	switch name {
	case "int", "time":
		return rand("Int", number(0), number(1))
	case "normal":
		return rand("Normal", number(0), number(1))
	case "text":
		return rand("Text", arena(), number(0), number(1))
	case "uuid":
		return rand("UUID")
	case "weighted":
		weights := p.table("weights", "are the weights, each with those before it added.", jen.Int64(), sums(e.Args[1].(*ir.MakeList).Items))
		return p.choices(f, e).Index(rand("Weighted", weights.Index(jen.Op(":"))))
	case "one_of":
		list := p.choices(f, e)
		return list.Clone().Index(rand("Index", jen.Len(list)))
	}
	panic("codegen: gen." + name + " has no code")
}

// choices are the values of a list: a package variable where they are constants.
func (p *pipe) choices(f *emit.Body, e *ir.Call) *jen.Statement {
	list, ok := e.Args[0].(*ir.MakeList)
	if !ok {
		return p.local(f, "choices", p.expr(f, e.Args[0])).V
	}
	elem := list.T.Elem
	var items []jen.Code
	for _, x := range list.Items {
		if _, ok := x.(*ir.Const); !ok {
			return p.local(f, "choices", p.expr(f, list)).V
		}
		items = append(items, p.element(f, p.expr(f, x), elem))
	}
	return p.table("choices", "are what is drawn from.", p.pkg.Elem(elem), items)
}

// table is a package variable of constants.
func (p *pipe) table(want, doc string, elem *jen.Statement, items []jen.Code) *jen.Statement {
	n := p.pkg.Take(emit.Join(p.name, p.making, want))
	p.pkg.Declare(p.file, jen.Commentf("%s %s", n, doc), jen.Var().Id(n).Op("=").Index(jen.Op("...")).Add(elem).Values(items...))
	return jen.Id(n)
}

// sums are the weights, each with those before it added.
func sums(weights []ir.Expr) []jen.Code {
	var out []jen.Code
	sum := int64(0)
	for _, w := range weights {
		sum += w.(*ir.Const).Value.(int64)
		out = append(out, jen.Op(decimal(sum)))
	}
	return out
}
