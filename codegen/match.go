package codegen

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

func (p *pipe) match(f *emit.Body, e *ir.Match, hint string) conv.Value {
	x := p.local(f, "subject", p.expr(f, e.X))
	out := p.declareLocal(f, or(hint, "matched"), e.T)
	f.Add(p.arms(f, x, e.Arms, out)...)
	return out
}

// arms are the arms of a match, as a chain of ifs. What the condition of an arm
// needs before is only done where no arm before it holds.
func (p *pipe) arms(f *emit.Body, x conv.Value, list []ir.MatchArm, out conv.Value) []jen.Code {
	a, in := list[0], f.Part()
	p.bindArm(a, x)
	var cond *jen.Statement
	if len(list) > 1 || a.Guard != nil { // the last one is sure to hold
		cond = p.armHolds(in, x, a)
	}
	if cond == nil {
		p.assign(in, out, p.expr(in, a.Value))
		return in.Code()
	}
	s := jen.If(cond).Block(p.branch(in, a.Value, out)...)
	if len(list) > 1 {
		switch rest := p.arms(f.Inner(), x, list[1:], out); {
		case len(rest) == 1 && strings.HasPrefix(goText(rest[0]), "if "):
			s.Else().Add(rest[0])
		default:
			s.Else().Block(rest...)
		}
	}
	return append(in.Code(), s)
}

// bindArm binds the name that the pattern of an arm gives to the value.
func (p *pipe) bindArm(a ir.MatchArm, x conv.Value) {
	if a.Var == nil {
		return
	}
	if a.Var.Type.Kind != types.Optional {
		x = x.Inner()
		x.OK = nil
	}
	p.vars[a.Var] = x
}

// armHolds is the condition of an arm, nil for one that always holds.
func (p *pipe) armHolds(f *emit.Body, x conv.Value, a ir.MatchArm) *jen.Statement {
	var cond *jen.Statement
	or := func(c *jen.Statement) {
		if cond == nil {
			cond = c
			return
		}
		cond = cond.Op("||").Add(c)
	}
	switch {
	case a.Null && x.T.Kind == types.Any:
		or(x.V.Clone().Dot("IsNull").Call())
	case a.Null:
		or(not(present(x)))
	}
	for _, t := range a.Types {
		or(p.canBe(f, x, t))
	}
	for _, v := range a.Values {
		in := x.Inner()
		in.OK = nil
		eq := p.compare(f, "==", in, p.expr(f, v))
		if x.OK != nil {
			eq = x.OK.Clone().Op("&&").Add(eq)
		}
		or(eq)
	}
	for _, r := range a.Ranges {
		in := x.Inner()
		in.OK = nil
		within := p.compare(f, ">=", in, p.expr(f, r[0])).Op("&&").Add(p.compare(f, "<=", in, p.expr(f, r[1])))
		if x.OK != nil {
			within = x.OK.Clone().Op("&&").Add(within)
		}
		or(within)
	}
	for _, k := range a.Arms {
		is := conv.ArmIs(x, k)
		if x.OK != nil {
			is = x.OK.Clone().Op("&&").Add(is)
		}
		or(is)
	}
	if a.Guard != nil {
		g := p.cond(f, a.Guard)
		if cond == nil {
			return g
		}
		return jen.Parens(cond).Op("&&").Add(g)
	}
	if a.Any {
		return nil
	}
	return cond
}
