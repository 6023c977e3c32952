package check

import (
	"fmt"
	"math/big"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// armPattern adds the pattern `is TYPE`, or the bare name of a type, to an arm.
func (m *matching) armPattern(p dsl.Expr, x dsl.Type, t *types.Type, out *ir.MatchArm) bool {
	if isBad(m.x) || t.Kind == types.Invalid {
		return false
	}
	of := m.x.Type()
	if of.Strip().Kind != types.Union {
		m.e.add(diag.Diagnostic{
			Code:    "E0407",
			Message: fmt.Sprintf("%s is always %s, so a pattern of a type has nothing to ask", shown(m.subject), of),
			At:      p.At(),
		})
		return false
	}
	arm := m.e.armOf(x, of, t)
	if arm < 0 {
		return false
	}
	if m.arms[arm] && !m.done {
		m.unreached(p.At(), "one before it takes these values")
	}
	out.Arms = append(out.Arms, arm)
	return true
}

// namedArm is the type that a bare name stands for where a union is matched; nil for
// a new name.
func (m *matching) namedArm(p *dsl.Name) *types.Type {
	if m.x.Type().Strip().Kind != types.Union || m.e.locals[p.Ident.Text] != nil {
		return nil
	}
	if sym := m.e.names[p.Ident.Text]; sym == nil || sym.kind != typeSymbol {
		if k, ok := types.Primitive(p.Ident.Text); ok {
			return types.Of(k)
		}
		return nil
	}
	t, _ := m.e.typeNamed(p)
	return t
}

// asType is a name as a type, for messages.
func asType(p *dsl.Name) dsl.Type {
	t := &dsl.NamedType{Name: dsl.Path{Parts: []dsl.Ident{p.Ident}}}
	t.Span = p.At()
	t.Name.Span = p.At()
	return t
}

// rangePattern adds the pattern lo..hi, whose ends are constants, to an arm.
func (m *matching) rangePattern(p *dsl.Binary, out *ir.MatchArm) bool {
	t := m.x.Type().Strip()
	lo, hi := m.e.expr(p.X, t), m.e.expr(p.Y, t)
	if isBad(m.x) || isBad(lo) || isBad(hi) {
		return false
	}
	for _, end := range []*ir.Expr{&lo, &hi} {
		if _, ok := (*end).(*ir.Const); !ok {
			m.e.add(diag.Diagnostic{Code: "E0402", Message: "the ends of a range in a pattern are constants", At: (*end).Place()})
			return false
		}
		if c := types.Order(t, (*end).Type()); c.As == nil {
			m.e.add(m.e.noOperation("match", p.At(), c.Why, m.x, *end))
			return false
		}
		into := m.e.into(*end, target{typ: t.Bare(), what: "this pattern"})
		if isBad(into) {
			return false
		}
		*end = into
	}
	if a, b, ok := wholeRange(lo, hi); ok {
		switch {
		case a.Cmp(b) > 0:
			m.unreached(p.At(), "the range begins behind its end")
		case m.ranges.covers(a, b):
			m.unreached(p.At(), "those before it take these values")
		}
	}
	out.Ranges = append(out.Ranges, [2]ir.Expr{lo, hi})
	return true
}

// wholeRange is a range of whole numbers.
func wholeRange(lo, hi ir.Expr) (a, b *big.Int, ok bool) {
	x, okX := constNumber(lo)
	y, okY := constNumber(hi)
	if !okX || !okY || !lo.Type().IsInteger() || !x.IsInt() || !y.IsInt() {
		return nil, nil, false
	}
	return x.Num(), y.Num(), true
}

// spans are the whole numbers that arms have taken, as ranges.
type spans [][2]*big.Int

// covers reports whether every number from lo to hi is taken.
func (s spans) covers(lo, hi *big.Int) bool {
	next := new(big.Int).Set(lo)
	one := big.NewInt(1)
	for range len(s) + 1 {
		if next.Cmp(hi) > 0 {
			return true
		}
		moved := false
		for _, r := range s {
			if r[0].Cmp(next) <= 0 && next.Cmp(r[1]) <= 0 {
				next, moved = new(big.Int).Add(r[1], one), true
			}
		}
		if !moved {
			return false
		}
	}
	return next.Cmp(hi) > 0
}

// takes notes the whole numbers that an arm without a guard takes.
func (s *spans) takes(out *ir.MatchArm) {
	for _, v := range out.Values {
		if r, ok := constNumber(v); ok && r.IsInt() {
			*s = append(*s, [2]*big.Int{r.Num(), r.Num()})
		}
	}
	for _, r := range out.Ranges {
		if a, b, ok := wholeRange(r[0], r[1]); ok {
			*s = append(*s, [2]*big.Int{a, b})
		}
	}
}
