package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// plainJSON is JSON as schema-free data is kept.
var plainJSON = &conv.JSON{}

// anyBytes is the text of schema-free data, for the readers of JSON.
func anyBytes(v conv.Value) *jen.Statement { return emit.R("AnyBytes").Call(v.V.Clone()) }

// anyField is a field of schema-free data: one that was found when the value was
// read, else it is looked up here.
func (p *pipe) anyField(f *emit.Body, e *ir.AnyField) conv.Value {
	if v, ok := p.paths[pathKey(e)]; ok {
		return v
	}
	x := p.expr(f, e.X)
	return conv.Value{V: emit.R("AnyField").Call(x.V, jen.Lit(e.Name)), T: e.T}
}

// isType is x is T: whether a reader of T takes the value.
func (p *pipe) isType(f *emit.Body, e *ir.IsType) conv.Value {
	is := p.canBe(f, p.expr(f, e.X), e.Of)
	if e.Not {
		is = not(is)
	}
	return conv.Value{V: is, T: e.T}
}

// kindOf is the kind that schema-free data has if and only if it can be read as a
// t; empty where more must be looked at.
func kindOf(t *types.Type) string {
	if t.Refine != nil {
		return ""
	}
	switch {
	case t.Kind == types.Bool:
		return "AnyBool"
	case t.Kind == types.String:
		return "AnyText"
	case t.Kind == types.List && t.Elem.Kind == types.Any:
		return "AnyList"
	case t.Kind == types.Map && t.Key.Kind == types.String && t.Elem.Kind == types.Any:
		return "AnyObject"
	}
	return ""
}

// canBe is the condition that v can be read as a t.
func (p *pipe) canBe(f *emit.Body, v conv.Value, t *types.Type) *jen.Statement {
	if kind := kindOf(t); kind != "" {
		return closed(v.V.Clone()).Dot("Kind").Call().Op("==").Add(emit.R(kind))
	}
	read := f.Name("read")
	f.Add(jen.Var().Id(read).Add(p.pkg.Go(t)))
	return p.readAny(read, v, t).Op(">=").Lit(0)
}

// readAny is the call that reads v as a t into a local.
func (p *pipe) readAny(into string, v conv.Value, t *types.Type) *jen.Statement {
	return jen.Id(plainJSON.Reader(p.pkg, t)).Call(jen.Op("&").Id(into), jen.Id("s"), anyBytes(v))
}

// narrowed is v as the t that it is known to be.
func (p *pipe) narrowed(f *emit.Body, e *ir.Narrowed, hint string) conv.Value {
	v := p.expr(f, e.X)
	switch kindOf(e.T) {
	case "AnyBool":
		return conv.Value{V: emit.R("AnyBoolOf").Call(v.V), T: e.T}
	case "AnyText":
		return conv.Value{V: emit.R("AnyTextOf").Call(arena(), v.V), T: e.T}
	}
	n := f.Name(or(hint, "value"))
	f.Add(jen.Var().Id(n).Add(p.pkg.Go(e.T)), p.readAny(n, v, e.T))
	return conv.Value{V: jen.Id(n), T: e.T}
}

// fromAny reads schema-free data as a value of type to, which may fail.
func (p *pipe) fromAny(f *emit.Body, v conv.Value, to *types.Type) conv.Value {
	n := f.Name("value")
	f.Add(jen.Var().Id(n).Add(p.pkg.Go(to)),
		jen.If(jen.Id("i").Op(":=").Add(p.readAny(n, v, to)), jen.Id("i").Op("<").Lit(0)).Block(f.Fail(jen.Id("i"), 0)))
	return conv.Value{V: jen.Id(n), T: to}
}

// toAny writes v as JSON into the arena.
func (p *pipe) toAny(f *emit.Body, v conv.Value) conv.Value {
	t := &types.Type{Kind: types.Any}
	if v.T.Kind == types.JSON {
		return conv.Value{V: emit.R("Any").Call(v.V), T: t}
	}
	text, n := p.toJSON(f, v)
	f.Add(jen.Id(n).Op(":=").Add(emit.R("AnyOf").Call(text)))
	return conv.Value{V: jen.Id(n), T: t}
}

// toJSON writes v into the arena, and returns the bytes and a name for what is made
// of them.
func (p *pipe) toJSON(f *emit.Body, v conv.Value) (text *jen.Statement, name string) {
	if v.T.Kind != types.NullKind {
		p.pkg.Guard(f, v, plainJSON.Bad)
	}
	bytes := jen.Id("s").Dot("text").Dot("Bytes")
	from, n := f.Name("from"), f.Name("text")
	in := f.Inner()
	in.Add(jen.Id("d").Op(":=").Add(bytes.Clone()))
	if v.T.Kind == types.NullKind {
		in.Text("null")
	} else {
		plainJSON.WriteWhole(p.pkg, in, v)
	}
	in.Add(bytes.Clone().Op("=").Id("d"))
	f.Add(jen.Id(from).Op(":=").Len(bytes.Clone()), jen.Block(in.Code()...))
	return bytes.Clone().Index(jen.Id(from), jen.Empty()), n
}

// editAny is schema-free data with fields set, dropped and renamed.
func (p *pipe) editAny(f *emit.Body, e *ir.EditAny) conv.Value {
	x := p.expr(f, e.X)
	var edits, values []jen.Code
	for _, d := range e.Edits {
		fields := []jen.Code{jen.Id("Name").Op(":").Lit(d.Name)}
		switch {
		case d.Value != nil:
			if len(values) > 0 {
				fields = append(fields, jen.Id("Value").Op(":").Lit(len(values)))
			}
			values = append(values, p.expr(f, d.Value).V)
		case d.To != "":
			fields = append(fields, jen.Id("To").Op(":").Lit(d.To), jen.Id("Value").Op(":").Lit(-1))
		default:
			fields = append(fields, jen.Id("Value").Op(":").Lit(-1), jen.Id("Drop").Op(":").True())
		}
		edits = append(edits, jen.Line().Values(fields...))
	}
	table := p.pkg.Take(p.name + "Edits")
	p.pkg.Declare(p.file, jen.Commentf("%s are what %s changes in a record without a schema.", table, conv.Place(e.At)),
		jen.Var().Id(table).Op("=").Index().Add(emit.R("Edit")).Values(append(edits, jen.Line())...))
	list := jen.Nil()
	if len(values) > 0 {
		n := f.Name("values")
		f.Add(jen.Id(n).Op(":=").Index(jen.Op("...")).Add(emit.R("Any")).Values(values...))
		list = jen.Id(n).Index(jen.Empty(), jen.Empty())
	}
	if e.Rest {
		n := f.Name("rest")
		f.Add(jen.Id(n).Op(":=").Add(emit.R("EditRest")).Call(arena(), x.V, jen.Id(table), list))
		return conv.Value{V: jen.Id(n), T: e.T}
	}
	n, ok := f.Name("edited"), f.Name("ok")
	f.Add(jen.List(jen.Id(n), jen.Id(ok)).Op(":=").Add(emit.R("EditAny")).Call(arena(), x.V, jen.Id(table), list))
	f.Must(not(jen.Id(ok)), "WrongKind", 0)
	return conv.Value{V: jen.Id(n), T: e.T}
}
