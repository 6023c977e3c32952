package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// skip adds the statements that step over a value without looking into it: its
// lengths are checked, its text is not.
func (a *Avro) skip(p *Package, f *emit.Body, t *types.Type, field int) {
	step := func(fn string, args ...jen.Code) {
		f.Add(jen.If(jen.Id("i").Op("=").Add(emit.R(fn)).Call(append([]jen.Code{jen.Id("b"), jen.Id("i")}, args...)...), jen.Id("i").Op("<").Lit(0)).
			Block(jen.Return(at(field, jen.Id("i")))))
	}
	switch t.Kind {
	case types.Bool:
		step("SkipAvroBool")
	case types.Float:
		step("SkipAvroFixed", jen.Lit(4))
	case types.Double:
		step("SkipAvroFixed", jen.Lit(8))
	case types.Duration:
		step("SkipAvroFixed", jen.Lit(12))
	case types.Optional:
		if t.Elem.Kind == types.Union {
			a.skipUnion(p, f, branches(t), t.Elem, field)
			return
		}
		n := f.Name("branch")
		f.Add(jen.Var().Id(n).Int())
		failed(f, field, []jen.Code{jen.Id(n), jen.Id("i")}, emit.R("AvroBranch").Call(jen.Id("b"), jen.Id("i"), jen.Lit(2)))
		in := f.Inner()
		a.skip(p, in, t.Elem, field)
		f.Add(jen.If(jen.Id(n).Op("==").Lit(1 - t.NullBranch())).Block(in.Code()...))
	case types.Union:
		a.skipUnion(p, f, branches(t), t, field)
	case types.Record:
		if types.Recursive(t) {
			skipped := f.Name("skipped")
			in := f.Inner()
			in.Add(jen.Var().Id(skipped).Add(p.Go(t)))
			a.Read(p, in, Value{V: jen.Id(skipped), T: t}, field)
			f.Add(jen.Block(in.Code()...))
			return
		}
		for _, fl := range t.Record.Fields {
			a.skip(p, f, fl.Type, field)
		}
	case types.List, types.Set, types.Vector:
		a.skipBlocks(f, field, func(f *emit.Body) { a.skip(p, f, t.Elem, field) })
	case types.Map:
		a.skipBlocks(f, field, func(f *emit.Body) {
			a.skip(p, f, t.Key, field)
			a.skip(p, f, t.Elem, field)
		})
	case types.String, types.JSON, types.Inet:
		step("SkipAvroBytes")
	case types.Bytes, types.UUID, types.TimeUUID, types.Decimal:
		n := fixed(t)
		if t.Kind == types.Decimal && t.Wire != nil {
			n = t.Wire.Fixed
		}
		if n > 0 {
			step("SkipAvroFixed", jen.Lit(n))
			return
		}
		step("SkipAvroBytes")
	case types.Enum:
		if t.Enum.Open {
			step("SkipAvroBytes")
			return
		}
		step("SkipAvroLong")
	default: // every integer, date and time is a varint
		step("SkipAvroLong")
	}
}

func (a *Avro) skipBlocks(f *emit.Body, field int, item func(*emit.Body)) {
	n, in := f.Name("n"), f.Inner()
	item(in)
	f.Add(jen.For().Block(
		jen.Var().Id(n).Int64(),
		jen.If(jen.List(jen.Id(n), jen.Id("i")).Op("=").Add(emit.R("SkipAvroBlock")).Call(jen.Id("b"), jen.Id("i")), jen.Id("i").Op("<").Lit(0)).
			Block(jen.Return(at(field, jen.Id("i")))),
		jen.If(jen.Id(n).Op("==").Lit(0)).Block(jen.Break()),
		jen.For(jen.Empty(), jen.Id(n).Op(">").Lit(0), jen.Id(n).Op("--")).Block(in.Code()...),
	))
}
