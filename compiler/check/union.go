package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// unionType is A | B. Unions within it are taken apart, and where an arm may be null
// the whole may.
func (s *scope) unionType(t *dsl.UnionType) *types.Type {
	var arms []*types.Type
	var at []diag.Span
	optional, broken := false, false
	for _, of := range t.Of {
		arm := s.typeOf(of)
		optional = optional || arm.Kind == types.Optional
		inner := []*types.Type{arm.Strip()}
		if arm.Strip().Kind == types.Union {
			inner = arm.Strip().Items
		}
		for _, a := range inner {
			switch a.Kind {
			case types.Invalid:
				broken = true
			case types.Any:
				s.add(diag.Diagnostic{Code: "E0433", Message: "`any` holds what the other arms hold, so the union says nothing", At: of.At()})
				broken = true
			default:
				broken = s.collapses(arms, at, a, of.At()) || broken
				arms, at = append(arms, a), append(at, of.At())
			}
		}
	}
	if broken {
		return invalid()
	}
	union := types.UnionOf(arms...)
	if optional {
		return types.OptionalOf(union)
	}
	return union
}

// collapses reports an arm whose values are those of one before it.
func (s *scope) collapses(arms []*types.Type, at []diag.Span, arm *types.Type, here diag.Span) bool {
	for i, a := range arms {
		if !types.Same(a.Bare(), arm.Bare()) {
			continue
		}
		d := diag.Diagnostic{
			Code:    "E0433",
			Message: fmt.Sprintf("two arms of this union have the same values, so nothing tells %s from %s", arm, a),
			At:      here,
		}
		if a.String() == arm.String() {
			d.Message = fmt.Sprintf("%s stands twice in this union", arm)
		}
		label(&d, at[i], "the other one")
		s.add(d)
		return true
	}
	return false
}

// armFact is the fact that the value at a path is of that arm of its union, or with
// not that it is of another one.
func armFact(path string, arm int, not bool) string {
	word := "is"
	if not {
		word = "not"
	}
	return fmt.Sprintf("%s\x00%s %d", path, word, arm)
}

// theArm is v, the union at a path, as the only arm that is left for it; v itself
// where several are.
func (e *env) theArm(path string, v ir.Expr) ir.Expr {
	union := v.Type()
	left, arm := 0, -1
	for i := range union.Items {
		if e.facts[armFact(path, i, false)] {
			left, arm = 1, i
			break
		}
		if !e.facts[armFact(path, i, true)] {
			left, arm = left+1, i
		}
	}
	if left != 1 {
		return v
	}
	return &ir.Proven{Typed: typed(v.Place(), union.Items[arm]), X: v}
}

// isArm is x is TYPE where x is a union, which may be null.
func (e *env) isArm(x *dsl.Is, v ir.Expr, t *types.Type) ir.Expr {
	arm := e.armOf(x.Type, v.Type(), t)
	if arm < 0 {
		return bad(x.At())
	}
	e.tested[x] = arm
	return &ir.IsArm{Typed: typed(x.At(), boolean()), X: v, Arm: arm, Not: x.Not}
}

// armOf returns the arm of a union that is t; a type that is none of them is
// reported.
func (e *env) armOf(x dsl.Type, of, t *types.Type) int {
	union := of.Strip()
	arm := types.ArmOf(t, union)
	if arm >= 0 || t.Kind == types.Invalid {
		return arm
	}
	d := diag.Diagnostic{
		Code:    "E0409",
		Message: fmt.Sprintf("a value of %s is never %s", of, t),
		At:      x.At(),
		Helps:   []string{"its arms are " + joined(armNames(union), "and")},
	}
	label(&d, typeAt(t), "declared here")
	e.add(d)
	return -1
}

func armNames(union *types.Type) []string {
	names := make([]string, len(union.Items))
	for i, a := range union.Items {
		names[i] = a.String()
	}
	return names
}

// provenByIs lists what `x is TYPE` says of the path that x is.
func (e *env) provenByIs(x *dsl.Is, truth bool) []string {
	arm, isUnion := e.tested[x]
	p, isPath := e.pathOf(x.X)
	if !isUnion || !isPath {
		return nil
	}
	if x.Not == truth {
		return []string{armFact(p, arm, true)} // it may be null still
	}
	return append(e.chain(x.X), armFact(p, arm, false))
}

// unionField reports a field of a union, of which only its arms have fields.
func (e *env) unionField(m *dsl.Member, t *types.Type) ir.Expr {
	what := shown(m.X)
	d := diag.Diagnostic{
		Code:    "E0401",
		Message: fmt.Sprintf("%s is %s, and which one must be known before `.%s`", what, t, m.Name.Text),
		At:      m.Name.At(),
	}
	for _, a := range t.Strip().Items {
		if a.Kind == types.Record && a.Record.Field(m.Name.Text) != nil {
			d.Helps = append(d.Helps, fmt.Sprintf("if %s is %s then %s else …", m.X.At().Text(), a, m.X.At().Text()+"."+m.Name.Text))
		}
	}
	d.Helps = append(d.Helps, fmt.Sprintf("match %s { is %s => … }", m.X.At().Text(), t.Strip().Items[0]))
	e.add(d)
	return bad(m.At())
}
