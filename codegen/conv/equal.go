package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// Equal is the name of the function that tells whether two values of t, a type that is
// made of others, are equal: func(x, y T) bool. Elements of lists count in their order,
// those of sets and the entries of maps in any.
func (p *Package) Equal(t *types.Type) string {
	key := "equal " + p.layout(t)
	if n, ok := p.funcs[key]; ok {
		return n
	}
	n := p.Take(emit.Join("equal", p.typeName(t)))
	p.funcs[key] = n
	f := emit.NewBody(p, "x", "y")
	x, y := Value{V: jen.Id("x"), T: t}, Value{V: jen.Id("y"), T: t}
	switch t.Kind {
	case types.Record:
		for k := range t.Record.Fields {
			p.differ(f, x.Field(k), y.Field(k))
		}
	case types.Tuple:
		for k := range t.Items {
			p.differ(f, x.Field(k), y.Field(k))
		}
	case types.Union:
		p.differUnion(f, x, y)
	case types.List, types.Vector:
		k := f.Name("k")
		in := f.Inner()
		p.differ(in, ElemValue(x.v().Index(jen.Id(k)), t.Elem), ElemValue(y.v().Index(jen.Id(k)), t.Elem))
		f.Add(jen.If(jen.Len(x.v()).Op("!=").Len(y.v())).Block(jen.Return(jen.False())),
			jen.For(jen.Id(k).Op(":=").Range().Add(x.v())).Block(in.Code()...))
	case types.Set:
		in := p.Contained(t)
		f.Add(jen.Return(jen.Id(in).Call(jen.Id("x"), jen.Id("y")).Op("&&").Id(in).Call(jen.Id("y"), jen.Id("x"))))
	case types.Map:
		in := p.Contained(t)
		f.Add(jen.Return(jen.Id(in).Call(jen.Id("x"), jen.Id("y")).Op("&&").Id(in).Call(jen.Id("y"), jen.Id("x"))))
	default:
		panic("conv: " + t.String() + " is compared by an operator")
	}
	code := f.Code()
	if t.Kind != types.Set && t.Kind != types.Map {
		code = append(code, jen.Return(jen.True()))
	}
	p.Declare("equal", emit.Doc("%s tells whether two values of %s are equal.", n, t.String()),
		jen.Func().Id(n).Params(jen.List(jen.Id("x"), jen.Id("y")).Add(p.Go(t))).Bool().Block(code...))
	return n
}

// Contained is the name of the function that tells whether a set, or map, has all that
// another one has. Where a key stands twice the last one counts.
func (p *Package) Contained(t *types.Type) string {
	key := "contained " + p.layout(t)
	if n, ok := p.funcs[key]; ok {
		return n
	}
	n := p.Take(emit.Join("all of", p.typeName(t)))
	p.funcs[key] = n
	f := emit.NewBody(p, "x", "y", "a", "b", "found")
	search := f.Inner()
	a, b := ElemValue(jen.Id("x").Index(jen.Id("a")), t.Elem), ElemValue(jen.Id("y").Index(jen.Id("b")), t.Elem)
	var outer []jen.Code
	if t.Kind == types.Map {
		a, b = ElemValue(jen.Id("x").Index(jen.Id("a")).Dot("value"), t.Elem), ElemValue(jen.Id("y").Index(jen.Id("b")).Dot("value"), t.Elem)
		ka, kb := Value{V: jen.Id("x").Index(jen.Id("a")).Dot("key"), T: t.Key}, Value{V: jen.Id("y").Index(jen.Id("b")).Dot("key"), T: t.Key}
		// A later entry of the same key stands for this one.
		later := Value{V: jen.Id("x").Index(jen.Id("b")).Dot("key"), T: t.Key}
		outer = append(outer, jen.For(jen.Id("b").Op(":=").Id("a").Op("+").Lit(1), jen.Op("!").Id("found").Op("&&").Id("b").Op("<").Len(jen.Id("x")), jen.Id("b").Op("++")).
			Block(jen.Id("found").Op("=").Add(p.same(ka, later))), jen.If(jen.Id("found")).Block(jen.Continue()))
		search.Add(jen.If(p.same(ka, kb)).Block(jen.Id("found").Op("=").Add(p.same(a, b)), jen.Break()))
	} else {
		search.Add(jen.If(p.same(a, b)).Block(jen.Id("found").Op("=").True(), jen.Break()))
	}
	body := append([]jen.Code{jen.Id("found").Op(":=").False()}, outer...)
	body = append(body,
		jen.For(jen.Id("b").Op(":=").Len(jen.Id("y")).Op("-").Lit(1), jen.Id("b").Op(">=").Lit(0), jen.Id("b").Op("--")).Block(search.Code()...),
		jen.If(jen.Op("!").Id("found")).Block(jen.Return(jen.False())))
	f.Add(jen.For(jen.Id("a").Op(":=").Range().Id("x")).Block(body...), jen.Return(jen.True()))
	p.Declare("equal", emit.Doc("%s tells whether y has all that x has.", n),
		jen.Func().Id(n).Params(jen.List(jen.Id("x"), jen.Id("y")).Add(p.Go(t))).Bool().Block(f.Code()...))
	return n
}

// differ adds the statement that returns false where two values of one type differ.
func (p *Package) differ(f *emit.Body, x, y Value) {
	if x.T.Kind != types.Optional {
		f.Add(jen.If(jen.Op("!").Parens(p.same(x, y))).Block(jen.Return(jen.False())))
		return
	}
	f.Add(jen.If(x.ok().Op("!=").Add(y.ok()).Op("||").Add(x.ok()).Op("&&").Op("!").Parens(p.same(x.Inner(), y.Inner()))).Block(jen.Return(jen.False())))
}

func (p *Package) differUnion(f *emit.Body, x, y Value) {
	var cases []jen.Code
	for k := range x.T.Items {
		in := f.Inner()
		p.differ(in, ArmValue(x, k), ArmValue(y, k))
		cases = append(cases, jen.Case(jen.Lit(k)).Block(in.Code()...))
	}
	f.Add(jen.If(x.v().Dot("arm").Op("!=").Add(y.v()).Dot("arm")).Block(jen.Return(jen.False())), jen.Switch(x.v().Dot("arm")).Block(cases...))
}

// same is a condition: two values of one type are equal.
func (p *Package) same(x, y Value) *jen.Statement {
	switch x.T.Kind {
	case types.Optional:
		return x.ok().Op("==").Add(y.ok()).Op("&&").Parens(jen.Op("!").Add(x.ok()).Op("||").Add(p.same(x.Inner(), y.Inner())))
	case types.Record, types.Tuple, types.Union, types.List, types.Vector, types.Set, types.Map:
		return jen.Id(p.Equal(x.T)).Call(x.v(), y.v())
	case types.Bytes:
		return jen.String().Parens(x.v()).Op("==").String().Parens(y.v())
	}
	return x.v().Op("==").Add(y.v())
}
