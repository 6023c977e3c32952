package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// unionLiteral takes a literal as what it is without a type, where that is an arm, and
// else as the one arm that it can be written for: `"2026-01-31"` is a date where no
// text may be.
func (s *scope) unionLiteral(x dsl.Expr, t *types.Type, of valueTarget) ir.Expr {
	exact := target{typ: t, what: of.what, at: of.at, atText: "its type is written here"}
	if s.tries(func(trial *scope) { trial.into(trial.constant(x, t), exact) }) {
		return s.into(s.constant(x, t), exact)
	}
	fits := s.armsFor(x, t, of)
	switch len(fits) {
	case 0:
		return s.unfit(x, t, of, "this is none of them")
	case 1:
		return s.into(s.literal(x, fits[0], of), exact)
	}
	s.add(diag.Diagnostic{
		Code: "E0902", Message: fmt.Sprintf("%s could be %s or %s", of.what, fits[0], fits[1]), At: x.At(),
		Helps: []string{"name the fields that only one of them has"},
	})
	return bad(x.At())
}

// armUse is a literal that is written for a union.
type armUse struct {
	x dsl.Expr
	t *types.Type
}

// armsFor lists the arms of a union that a literal can be written for. Each literal is
// tried once, however deep the unions nest.
func (s *scope) armsFor(x dsl.Expr, t *types.Type, of valueTarget) []*types.Type {
	use := armUse{x, t}
	if fits, ok := s.armUses[use]; ok {
		return fits
	}
	var fits []*types.Type
	for _, arm := range t.Items {
		if s.tries(func(trial *scope) { trial.literal(x, arm, of) }) {
			fits = append(fits, arm)
		}
	}
	s.armUses[use] = fits
	return fits
}

// tries reports whether f finds no mistake. What it tells is not kept.
func (s *scope) tries(f func(*scope)) bool {
	trial, c := *s, *s.checker
	c.r = &diag.Report{}
	trial.checker = &c
	f(&trial)
	return !c.r.Failed()
}
