package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// Reader is the name of the function `func(v *T, s *scratch, b []byte) int` that reads
// schema-free data as a value of type t. It returns a cursor, below zero where the
// value is no t.
func (j *JSON) Reader(p *Package, t *types.Type) string {
	key := "read any " + p.layout(t) + refinement(t)
	if n, ok := p.funcs[key]; ok {
		return n
	}
	n := p.Take(emit.Join("read", p.typeName(t), j.Name()))
	p.funcs[key] = n
	f := emit.NewBody(p, "v", "s", "b", "i", "j")
	f.Add(jen.Id("i").Op(":=").Lit(0))
	dst := Value{V: jen.Op("*").Id("v"), T: t}
	if t.Kind == types.Record {
		dst.V = jen.Id("v")
		f.Add(jen.If(jen.Id("i").Op("=").Id(j.reader(p, t.Record)).Call(jen.Id("v"), jen.Id("s"), jen.Id("b"), jen.Id("i")), jen.Id("i").Op("<").Lit(0)).Block(jen.Return(jen.Id("i"))))
	} else {
		j.Read(p, f, dst, p.Field(""))
	}
	f.Add(jen.Return(emit.R("JSONEnd").Call(jen.Id("b"), jen.Id("i"))))
	p.Declare("scratch", emit.Doc("%s reads b, one value of JSON, as %s. It returns a cursor, below zero where it is none.", n, t.String()),
		jen.Func().Id(n).Params(jen.Id("v").Op("*").Add(p.Go(t)), jen.Id("s").Op("*").Id("scratch"), jen.Id("b").Index().Byte()).Int().Block(f.Code()...))
	return n
}
