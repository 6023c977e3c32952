package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/schema/protoshape"
	"github.com/flowc-lang/flowc/compiler/types"
)

// protoScalars are the functions that read and write the scalars, without their
// prefixes. AppendProto… takes the Go type as, where that is not the value's.
var protoScalars = map[string]struct{ read, write, as string }{
	"bool": {"Bool", "Bool", ""}, "float": {"Float", "Float", ""}, "double": {"Double", "Double", ""},
	"string": {"Text", "Text", ""}, "bytes": {"Bytes", "Bytes", ""},
	"int32": {"Int32", "Varint", "uint64"}, "int64": {"Int64", "Varint", "uint64"},
	"uint32": {"Uint32", "Varint", "uint64"}, "uint64": {"Uint64", "Varint", ""},
	"sint32": {"Sint32", "Sint", "int64"}, "sint64": {"Sint64", "Sint", ""},
	"fixed32": {"Fixed32", "Fixed32", ""}, "fixed64": {"Fixed64", "Fixed64", ""},
	"sfixed32": {"Sfixed32", "Fixed32", "uint32"}, "sfixed64": {"Sfixed64", "Fixed64", "uint64"},
}

// scalar reads a number, a text or a symbol.
func (m *protoRead) scalar(f *emit.Body, v Value, field int) {
	p, t := m.p, v.T
	word := protoshape.Word(t)
	call := func(fn string) jen.Code { return emit.R("Proto"+fn).Call(jen.Id("b"), jen.Id("i")) }
	switch word {
	case "text":
		n := f.Name("text")
		f.Add(jen.Var().Id(n).String())
		failed(f, field, []jen.Code{jen.Id(n), jen.Id("i")}, call("Text"))
		p.ReadText(f, v, jen.Id(n), TextForm{}, field)
		return
	case "enum":
		n := f.Name("number")
		f.Add(jen.Var().Id(n).Int32())
		failed(f, field, []jen.Code{jen.Id(n), jen.Id("i")}, call("Int32"))
		m.symbol(f, v, n, field)
		return
	}
	switch t.Kind {
	case types.Int8, types.Int16, types.Uint8, types.Uint16:
		n := f.Name("wire")
		f.Add(jen.Var().Id(n).Id(word))
		failed(f, field, []jen.Code{jen.Id(n), jen.Id("i")}, call(protoScalars[word].read))
		check(f, field, jen.Op("!").Add(emit.R("Fits"+IntName(t.Kind))).Call(jen.Int64().Parens(jen.Id(n))), "OutOfRange")
		f.Add(v.v().Op("=").Add(p.Go(t)).Parens(jen.Id(n)))
	default:
		failed(f, field, []jen.Code{v.v(), jen.Id("i")}, call(protoScalars[word].read))
	}
	p.refine(f, v, field)
}

// symbol sets v to the symbol that has the number. An open enum keeps a number that it
// does not know as its text.
func (m *protoRead) symbol(f *emit.Body, v Value, number string, field int) {
	if v.T.Enum.Open {
		f.Add(v.v().Op("=").Id(m.p.symbolOf(v.T.Enum)).Call(jen.Op("&").Id("s").Dot("text"), jen.Id(number)))
		return
	}
	e := v.T.Enum
	if e.Numbers == nil {
		check(f, field, jen.Uint32().Parens(jen.Id(number)).Op(">=").Lit(len(e.Symbols)), "BadEnum")
		f.Add(v.v().Op("=").Id(m.p.Enum(e)).Parens(jen.Id(number)))
		return
	}
	var cases []jen.Code
	seen := map[int32]bool{}
	for k, n := range e.Numbers {
		if !seen[n] {
			seen[n] = true
			cases = append(cases, jen.Case(jen.Lit(int(n))).Block(v.v().Op("=").Lit(k)))
		}
	}
	cases = append(cases, jen.Default().Block(f.Fail(emit.Reason("BadEnum"), field)))
	f.Add(jen.Switch(jen.Id(number)).Block(cases...))
}

// symbolOf is the name of the function that gives a number of an open enum its text.
func (p *Package) symbolOf(e *types.EnumType) string {
	key := "symbol of " + p.enumKey(e)
	if n, ok := p.funcs[key]; ok {
		return n
	}
	n := p.Take(emit.Join("symbol of", e.Name))
	p.funcs[key] = n
	var cases []jen.Code
	seen := map[int32]bool{}
	for k, s := range e.Symbols {
		if num := protoshape.Number(e, k); !seen[num] {
			seen[num] = true
			cases = append(cases, jen.Case(jen.Lit(int(num))).Block(jen.Return(jen.Lit(s))))
		}
	}
	p.Declare("scratch", emit.Doc("%s is the symbol of %s that has a number; what has none is the\nnumber as text.", n, e.Name),
		jen.Func().Id(n).Params(jen.Id("a").Op("*").Add(emit.R("Arena")), jen.Id("n").Int32()).String().Block(
			jen.Switch(jen.Id("n")).Block(cases...),
			jen.Return(emit.R("ProtoNumberText").Call(jen.Id("a"), jen.Id("n")))))
	return n
}

// numberOf is the name of the function that gives a text of an open enum its number.
func (p *Package) numberOf(e *types.EnumType) string {
	key := "number of " + p.enumKey(e)
	if n, ok := p.funcs[key]; ok {
		return n
	}
	n := p.Take(emit.Join("number of", e.Name))
	p.funcs[key] = n
	var cases []jen.Code
	for k, s := range e.Symbols {
		cases = append(cases, jen.Case(jen.Lit(s)).Block(jen.Return(jen.Lit(int(protoshape.Number(e, k))))))
	}
	p.Declare("scratch", emit.Doc("%s is the number of a symbol of %s, or the one that the text is.", n, e.Name),
		jen.Func().Id(n).Params(jen.Id("s").String()).Int32().Block(
			jen.Switch(jen.Id("s")).Block(cases...),
			jen.Return(emit.R("ProtoNumber").Call(jen.Id("s")))))
	return n
}

// numbers is the name of the table of the numbers of a closed enum of a .proto file.
func (p *Package) numbers(e *types.EnumType) string {
	key := "numbers " + p.enumKey(e)
	if n, ok := p.funcs[key]; ok {
		return n
	}
	n := p.Take(p.Enum(e) + "Numbers")
	p.funcs[key] = n
	var list []jen.Code
	for _, num := range e.Numbers {
		list = append(list, jen.Lit(int(num)))
	}
	p.Declare("scratch", emit.Doc("%s are the numbers of the symbols of %s.", n, e.Name),
		jen.Var().Id(n).Op("=").Index(jen.Op("...")).Int32().Values(list...))
	return n
}
