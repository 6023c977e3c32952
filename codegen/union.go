package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// isArm is whether a union is of an arm: null is of none.
func (p *pipe) isArm(f *emit.Body, e *ir.IsArm) conv.Value {
	x := p.local(f, "subject", p.expr(f, e.X))
	is := conv.ArmIs(x, e.Arm)
	if x.OK != nil {
		is = x.OK.Clone().Op("&&").Add(is)
	}
	if e.Not {
		is = jen.Op("!").Parens(is)
	}
	return conv.Value{V: jen.Parens(is), T: e.T}
}

// convertUnion makes a value of an arm one of the union, a union a larger one, or
// takes the arm that a union must be of, which fails for the others.
func (p *pipe) convertUnion(f *emit.Body, v conv.Value, to *types.Type) conv.Value {
	switch {
	case to.Kind != types.Union:
		v = p.local(f, "value", v)
		arm := types.ArmOf(to, v.T)
		f.Must(v.V.Clone().Dot("arm").Op("!=").Lit(arm), "BadBranch", 0)
		out := conv.ArmValue(v, arm)
		out.T = to
		return out
	case v.T.Kind != types.Union:
		arm := types.ArmOf(v.T, to)
		inner := p.convert(f, v, to.Items[arm])
		whole := p.whole(f, inner)
		out := p.declareLocal(f, "union", to)
		p.pkg.SetArm(f, out, arm, whole)
		return out
	case p.asItIs(v.T, to):
		v.T = to
		return v
	}
	v = p.local(f, "value", v)
	out := p.declareLocal(f, "union", to)
	var cases []jen.Code
	for k, arm := range v.T.Items {
		in := f.Inner()
		at := types.ArmOf(arm, to)
		got := p.convert(in, conv.ArmValue(v, k), to.Items[at])
		p.pkg.SetArm(in, out, at, p.whole(in, got))
		cases = append(cases, jen.Case(jen.Lit(k)).Block(in.Code()...))
	}
	f.Add(jen.Switch(v.V.Clone().Dot("arm")).Block(cases...))
	return out
}

// tuple is a tuple of locals.
func (p *pipe) tuple(f *emit.Body, e *ir.MakeList) conv.Value {
	out := conv.Value{T: e.T}
	for _, item := range e.Items {
		out.Fields = append(out.Fields, p.local(f, "part", p.expr(f, item)))
	}
	return out
}

// convertTuple converts part by part.
func (p *pipe) convertTuple(f *emit.Body, v conv.Value, to *types.Type) conv.Value {
	if types.Same(v.T, to) {
		v.T = to
		return v
	}
	v = p.local(f, "parts", v)
	out := conv.Value{T: to}
	for k, item := range to.Items {
		out.Fields = append(out.Fields, p.local(f, "part", p.convert(f, v.Field(k), item)))
	}
	return out
}
