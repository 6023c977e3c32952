package conv

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// Union is the name of the Go struct of a union: the index of the arm that the value
// is of, and a field for each arm.
func (p *Package) Union(t *types.Type) string {
	key := "union " + p.layout(t)
	if n, ok := p.funcs[key]; ok {
		return n
	}
	var words []string
	for _, arm := range t.Items {
		words = append(words, p.typeName(arm))
	}
	n := p.Take(emit.Join(append(words[:min(len(words), 3):min(len(words), 3)], "union")...))
	p.funcs[key] = n
	fields := []jen.Code{jen.Id("arm").Uint8().Comment("which one it is")}
	for k, arm := range t.Items {
		g := p.Go(arm)
		if types.Boxed(arm) {
			g = jen.Op("*").Add(g)
			p.box(arm.Record)
		}
		fields = append(fields, jen.Id(armField(k)).Add(g).Comment(arm.String()))
	}
	p.Declare("scratch", emit.Doc("%s is a value of %s.", n, t.String()), jen.Type().Id(n).Struct(fields...))
	return n
}

func armField(k int) string { return fmt.Sprintf("v%d", k) }

// ArmValue is the value of an arm of the union v.
func ArmValue(v Value, arm int) Value {
	t := v.T.Items[arm]
	x := v.v().Dot(armField(arm))
	if types.Boxed(t) {
		return Value{V: unboxed(x), Box: x, T: t}
	}
	return Value{V: x, T: t}
}

// ArmIs is whether the union v is of an arm.
func ArmIs(v Value, arm int) *jen.Statement { return v.v().Dot("arm").Op("==").Lit(arm) }

// SetArm adds the statements that make dst, a union, a value of an arm.
func (p *Package) SetArm(f *emit.Body, dst Value, arm int, v *jen.Statement) {
	f.Add(dst.v().Dot("arm").Op("=").Lit(arm))
	p.Store(f, ArmValue(dst, arm), v)
}

// Store adds the statement that sets dst, which may stand in a box of its own.
func (p *Package) Store(f *emit.Body, dst Value, v *jen.Statement) {
	if dst.Box == nil {
		f.Add(dst.v().Op("=").Add(v))
		return
	}
	f.Add(dst.Box.Clone().Op("=").Qual(emit.Builtin, "Box").Call(jen.Op("&").Id("s").Dot(p.Arena(dst.T.Strip())), v))
}

// Inside returns dst as something to read into: a box is made first.
func (p *Package) Inside(f *emit.Body, dst Value) Value {
	if dst.Box == nil {
		return dst
	}
	f.Add(dst.Box.Clone().Op("=").Qual(emit.Builtin, "Box").Call(jen.Op("&").Id("s").Dot(p.Arena(dst.T.Strip())), p.Zero(dst.T.Strip())))
	dst.V, dst.Box = jen.Parens(jen.Op("*").Add(dst.Box.Clone())), nil
	return dst
}

// unboxed is what stands in a box, which may be missing.
func unboxed(box *jen.Statement) *jen.Statement {
	return jen.Parens(jen.Op("*").Add(box.Clone()).Dot("value").Call())
}

// box declares the method by which a missing box reads as an empty record.
func (p *Package) box(r *types.RecordType) {
	n := p.Struct(r)
	key := "box " + n
	if p.funcs[key] != "" {
		return
	}
	none := p.Take(emit.Join("no", n))
	p.funcs[key] = none
	p.Declare("schema_"+emit.File(n), emit.Doc("%s stands for a %s that is not there.", none, n),
		jen.Var().Id(none).Id(n),
		emit.Doc("value is the %s in a box, an empty one without.", n),
		jen.Func().Params(jen.Id("v").Op("*").Id(n)).Id("value").Params().Op("*").Id(n).Block(
			jen.If(jen.Id("v").Op("==").Nil()).Block(jen.Return(jen.Op("&").Id(none))),
			jen.Return(jen.Id("v"))))
}

// address is the address of v: of what stands in a box, the box.
func address(v Value) *jen.Statement {
	if v.Box != nil {
		return v.Box.Clone().Dot("value").Call()
	}
	return jen.Op("&").Add(v.v())
}
