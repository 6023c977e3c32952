package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// meta is what comes with a record.
func (p *pipe) meta(f *emit.Body, e *ir.Meta) conv.Value {
	switch e.Name {
	case "topic", "path":
		return conv.Value{V: jen.Id("in").Dot("Topic"), T: e.T}
	case "partition":
		return conv.Value{V: jen.Id("in").Dot("Partition"), T: e.T}
	case "offset":
		return conv.Value{V: jen.Id("row").Dot("Offset"), T: e.T}
	case "line":
		return conv.Value{V: jen.Id("row").Dot("Input"), T: e.T}
	case "timestamp":
		return conv.Value{V: jen.Id("row").Dot("Timestamp"), T: e.T}
	case "key":
		return p.key
	case "header":
		return p.oneHeader(f, e)
	case "headers":
		return p.allHeaders(f, e.T)
	}
	panic("codegen: meta." + e.Name + " has no code")
}

// inputHeaders are the packed headers of the row.
func inputHeaders() *jen.Statement {
	return jen.Id("in").Dot("Bytes").Call(jen.Id("row").Dot("Headers"))
}

// oneHeader is the text of a header, null where the row has none of that name.
func (p *pipe) oneHeader(f *emit.Body, e *ir.Meta) conv.Value {
	n, ok := f.Name(e.Arg), f.Name("has "+e.Arg)
	f.Add(jen.List(jen.Id(n), jen.Id(ok)).Op(":=").Add(emit.R("HeaderText")).Call(inputHeaders(), jen.Lit(e.Arg)))
	return conv.Value{V: jen.Id(n), OK: jen.Id(ok), T: e.T}
}

// allHeaders is the list of the headers, in the scratch.
func (p *pipe) allHeaders(f *emit.Body, t *types.Type) conv.Value {
	p.pkg.ShareStruct(t.Elem.Record, "header")
	arena := jen.Id("s").Dot(p.pkg.Arena(t.Elem))
	from, packed, n := f.Name("from"), f.Name("packed"), f.Name("headers")
	in := f.Inner()
	at, item := in.Name("at"), in.Name("item")
	name, bytes, null, next := in.Name("name"), in.Name("bytes"), in.Name("null"), in.Name("next")
	in.Add(
		jen.List(jen.Id(name), jen.Id(bytes), jen.Id(null), jen.Id(next)).Op(":=").Add(emit.R("NextHeader")).Call(jen.Id(packed), jen.Id(at)),
		jen.If(jen.Id(next).Op("<").Lit(0)).Block(f.Fail(jen.Id(next), 0)),
	)
	in.Must(jen.Op("!").Add(emit.R("ValidText")).Call(jen.Id(name)), "BadUTF8", 0)
	in.Add(jen.Var().Id(item).Add(p.pkg.Elem(t.Elem)))
	fields := t.Elem.Record.Fields
	p.assign(in, conv.FieldValue(jen.Id(item), t.Elem.Record, 0), conv.Value{V: emit.R("Text").Call(jen.Id(name)), T: fields[0].Type})
	p.assign(in, conv.FieldValue(jen.Id(item), t.Elem.Record, 1), conv.Value{V: jen.Id(bytes), OK: jen.Op("!").Id(null), T: fields[1].Type})
	in.Add(arena.Clone().Op("=").Append(arena.Clone(), jen.Id(item)), jen.Id(at).Op("=").Id(next))
	f.Add(
		jen.List(jen.Id(from), jen.Id(packed)).Op(":=").List(jen.Len(arena.Clone()), inputHeaders()),
		jen.For(jen.Id(at).Op(":=").Lit(0), jen.Id(at).Op("<").Len(jen.Id(packed)), jen.Empty()).Block(in.Code()...),
		jen.Id(n).Op(":=").Add(arena.Clone()).Index(jen.Id(from), jen.Len(arena.Clone()), jen.Len(arena.Clone())))
	return conv.Value{V: jen.Id(n), T: t}
}

// headers packs the headers that go along into the scratch: those that came
// along so far but the named ones, then the named ones that are not null.
func (p *pipe) headers(f *emit.Body, s *ir.SetHeaders) {
	values := make([]conv.Value, len(s.Values))
	for k, e := range s.Values {
		values[k] = p.local(f, s.Names[k], p.named(f, s.Names[k], e))
	}
	in := f.Inner()
	in.Add(jen.Id("d").Op(":=").Id("s").Dot("text").Dot("Bytes"), jen.Id("from").Op(":=").Len(jen.Id("d")))
	switch {
	case p.out.head != nil:
		in.Add(jen.Id("d").Op("=").Add(otherHeaders(p.out.head.Clone(), s.Names)))
	case p.p.From.Node.Kind == ir.Topic:
		in.Add(jen.Id("d").Op("=").Add(otherHeaders(inputHeaders(), s.Names)))
	}
	for k, v := range values {
		p.appendHeader(in, s.Names[k], v)
	}
	n := f.Name("headers")
	in.Add(jen.Id("s").Dot("text").Dot("Bytes").Op("=").Id("d"), jen.Id(n).Op("=").Id("d").Index(jen.Id("from"), jen.Empty()))
	f.Add(jen.Var().Id(n).Index().Byte(), jen.Block(in.Code()...))
	p.out.head = jen.Id(n)
}

func otherHeaders(packed *jen.Statement, names []string) *jen.Statement {
	args := []jen.Code{jen.Id("d"), packed}
	for _, n := range names {
		args = append(args, jen.Lit(n))
	}
	return emit.R("AppendOtherHeaders").Call(args...)
}

// appendHeader appends a header to d, unless it is null.
func (p *pipe) appendHeader(f *emit.Body, name string, v conv.Value) {
	fn := "AppendHeaderText"
	if v.Inner().T.Kind == types.Bytes {
		fn = "AppendHeader"
	}
	add := jen.Id("d").Op("=").Add(emit.R(fn)).Call(jen.Id("d"), jen.Lit(name), v.V.Clone())
	switch {
	case v.OK == nil || goText(v.OK) == "true":
		f.Add(add)
	case goText(v.OK) != "false":
		f.Add(jen.If(v.OK.Clone()).Block(add))
	}
}

// decodeKey reads the key of the row into a field of the task.
func (p *pipe) decodeKey(f *emit.Body) {
	c := *p.p.From.Node.Key
	t := c.Type
	c.Type = t.Strip()
	local := emit.Join(p.p.From.Node.Name, "key")
	p.state = append(p.state, jen.Id(local).Add(p.pkg.Go(t)).Comment(t.String()))
	at := p.site("decode", "R01", c.At, true)
	p.sites[at-p.siteBase].key = true
	call := p.decoder(f, p.pkg.Take(emit.Join(p.name, "read", local)), &c, nil, at)
	read := func(b jen.Code) jen.Code {
		return jen.If(jen.Id("i").Op(":=").Add(call.Clone().Call(jen.Op("&").Id("t").Dot(local), jen.Id("s"), b)), jen.Id("i").Op("<").Lit(0)).
			Block(jen.Return(emit.R("Fail").Call(jen.Lit(at), jen.Id("i"))))
	}
	bytes := jen.Id("in").Dot("Bytes").Call(jen.Id("row").Dot("Key"))
	p.key = conv.Value{V: jen.Id("t").Dot(local), T: t}
	if t.Kind != types.Optional {
		f.Add(read(bytes))
		return
	}
	ok := f.Name("has key")
	f.Add(jen.Id(ok).Op(":=").Op("!").Id("row").Dot("Key").Dot("IsNull").Call(), jen.If(jen.Id(ok)).Block(read(bytes)))
	p.key.OK = jen.Id(ok)
}
