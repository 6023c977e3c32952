package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// matching is a match while its arms are read.
type matching struct {
	e       *env // knows more with each arm
	x       ir.Expr
	subject dsl.Expr
	null    bool            // null has an arm
	seen    map[string]bool // constants that have an arm
	arms    map[int]bool    // arms of a union that have one
	ranges  spans           // whole numbers that have one
	at      *dsl.MatchArm   // the arm in work
	done    bool            // an arm without condition was met: those behind it are dead
}

// match types the arms in order. What an arm takes, the later ones know is gone.
func (e *env) match(x *dsl.Match, want *types.Type) ir.Expr {
	v := e.expr(x.X, nil)
	m := &matching{e: e, x: v, subject: x.X, seen: map[string]bool{}, arms: map[int]bool{}}
	out := &ir.Match{Typed: typed(x.At(), invalid()), X: v}
	broken := isBad(v)
	wanted := want
	for _, arm := range x.Arms {
		dead := m.done
		a, ok := m.arm(arm, want)
		broken = broken || !ok
		if !dead && (a.Any || a.Null || len(a.Values)+len(a.Ranges)+len(a.Types)+len(a.Arms) > 0) {
			out.Arms = append(out.Arms, a)
		}
		if want == nil && ok {
			want = a.Value.Type().Strip()
		}
	}
	if broken || !m.exhaustive(x) {
		return bad(x.At())
	}
	return e.joinArms(x, out, wanted)
}

func (e *env) joinArms(x *dsl.Match, out *ir.Match, want *types.Type) ir.Expr {
	t := out.Arms[0].Value.Type()
	for i := range out.Arms[1:] {
		a := &out.Arms[i+1]
		both := joinInto(want, t, a.Value.Type())
		if both == nil && adopts(&a.Value, t) {
			both = t
		}
		if both == nil && i == 0 && adopts(&out.Arms[0].Value, a.Value.Type()) {
			both = a.Value.Type()
		}
		if both == nil {
			e.add(e.differ(a.Value.Place(), "the arms of `match`", out.Arms[0].Value, a.Value))
			return bad(x.At())
		}
		t = both
	}
	out.T = t
	for i := range out.Arms {
		out.Arms[i].Value = conv(out.Arms[i].Value, t)
	}
	return out
}

// arm types one arm.
func (m *matching) arm(arm *dsl.MatchArm, want *types.Type) (ir.MatchArm, bool) {
	out := ir.MatchArm{}
	inner := m.e
	m.at = arm
	if !m.done && !isBad(m.x) && m.x.Type().Strip().Kind != types.Invalid && len(m.missing()) == 0 {
		m.done = true
	}
	if m.done {
		m.unreached(arm.At(), "what stands before it takes everything")
	}
	ok := true
	for _, p := range arm.Patterns {
		var good bool
		inner, good = m.pattern(p, &out, inner)
		ok = ok && good
	}
	if len(out.Values)+len(out.Ranges)+len(out.Arms) > 0 && !out.Null && !out.Any {
		inner = inner.knowing(m.paths())
	}
	inner = m.knowingType(inner, &out)
	if arm.Guard != nil {
		out.Guard = inner.condition(arm.Guard, "`if`")
		inner = inner.knowing(inner.provenBy(arm.Guard, true))
		ok = ok && !isBad(out.Guard)
	} else {
		m.note(&out)
	}
	out.Value = inner.expr(arm.Value, want)
	return out, ok && !isBad(out.Value)
}

// unreached reports an arm, or one of its patterns, that no value gets to.
func (m *matching) unreached(at diag.Span, why string) {
	d := diag.Diagnostic{Code: "W0432", Message: "this arm is never reached: " + why, At: at}
	if len(m.at.Patterns) == 1 || at == m.at.At() {
		withoutItem(&d, "remove the arm", m.at.At())
	}
	m.e.add(d)
}

// paths are what is known where the subject is not null.
func (m *matching) paths() []string { return m.e.chain(m.subject) }

// pattern adds p to an arm, and returns the env in which the arm's value stands.
func (m *matching) pattern(p dsl.Expr, out *ir.MatchArm, inner *env) (*env, bool) {
	switch p := p.(type) {
	case *dsl.Null:
		out.Null = isBad(m.x) || m.x.Type().Nullable()
		if !out.Null {
			m.unreached(p.At(), shown(m.subject)+" is never null")
		}
		return inner, true
	case *dsl.Is:
		if m.x.Type().Kind == types.Any || p.Type == nil || p.Not {
			return m.typePattern(p, out, inner)
		}
		return inner, m.armPattern(p, p.Type, m.e.typeOf(p.Type), out)
	case *dsl.Binary:
		if p.Op == dsl.OpRange {
			return inner, m.rangePattern(p, out)
		}
	case *dsl.Name:
		if m.isSymbol(p.Ident.Text) {
			break
		}
		if t := m.namedArm(p); t != nil {
			return inner, m.armPattern(p, asType(p), t, out)
		}
		out.Any = true
		if p.Ident.Text == "_" {
			return inner, true
		}
		out.Var = &ir.Var{Name: p.Ident.Text, Type: m.rest(), At: p.At()}
		return inner.binding(p.Ident, out.Var), true
	}
	return inner, m.constant(p, out)
}

// typePattern is `is T`, of schema-free data. Where it stands alone, the subject is
// known to be a T in the arm.
func (m *matching) typePattern(p *dsl.Is, out *ir.MatchArm, inner *env) (*env, bool) {
	switch {
	case p.Type == nil && !p.Not:
		out.Null = true
		return inner, true
	case p.Not:
		m.e.add(diag.Diagnostic{Code: "E0402", Message: "a pattern says what a value is, not what it is not", At: p.At(), Helps: []string{"take the rest with a name:  other => …"}})
		return inner, false
	}
	of := m.e.typeOf(p.Type)
	if !m.e.asks(p, of) {
		return inner, false
	}
	out.Types = append(out.Types, of)
	path, ok := m.e.pathOf(m.subject)
	if ok && len(out.Types) == 1 && !out.Null && len(out.Values) == 0 {
		inner = inner.knowing(append(m.paths(), m.e.narrowTo(path, of)))
	} else if ok {
		inner = m.e // one of several
	}
	return inner, true
}

// knowingType returns the env of an arm that takes one arm of a union only.
func (m *matching) knowingType(inner *env, out *ir.MatchArm) *env {
	p, ok := m.e.pathOf(m.subject)
	if !ok || len(out.Arms) != 1 || out.Any || out.Null || len(out.Values)+len(out.Ranges) > 0 {
		return inner
	}
	return inner.knowing([]string{armFact(p, out.Arms[0], false)})
}

// isSymbol reports whether a bare name is a symbol of the subject's enum, and no
// new name for the value.
func (m *matching) isSymbol(name string) bool {
	t := m.x.Type().Strip()
	return t.Kind == types.Enum && t.Enum.Index(name) >= 0
}

// rest is the type of what the arms so far leave over.
func (m *matching) rest() *types.Type {
	if m.null {
		return m.x.Type().Strip()
	}
	return m.x.Type()
}

// constant adds a constant pattern.
func (m *matching) constant(p dsl.Expr, out *ir.MatchArm) bool {
	v := m.e.expr(p, m.x.Type().Strip())
	if c, ok := v.(*ir.Const); ok && !isBad(m.x) {
		v = symbolOf(c, m.x.Type().Strip())
	}
	if isBad(v) || isBad(m.x) {
		return false
	}
	if _, ok := v.(*ir.Const); !ok {
		m.e.add(diag.Diagnostic{Code: "E0402", Message: "a pattern is a constant, null, or a name", At: p.At()})
		return false
	}
	if c := types.Equality(m.x.Type().Strip(), v.Type()); c.As == nil || !types.FitInto(v.Type(), m.x.Type().Strip()).OK() {
		d := m.e.noOperation("match", p.At(), types.NeverEqual, m.x, v)
		m.e.helpCompare(&d, m.x, v)
		m.e.add(d)
		return false
	}
	v = conv(v, m.x.Type().Strip().Bare())
	key := constKey(v)
	if r, isNumber := constNumber(v); !m.done && (m.seen[key] || isNumber && r.IsInt() && v.Type().IsInteger() && m.ranges.covers(r.Num(), r.Num())) {
		m.unreached(p.At(), "one before it takes the value")
	}
	out.Values = append(out.Values, v)
	return true
}

// note records what an arm without a guard takes away from the later ones.
func (m *matching) note(out *ir.MatchArm) {
	for _, v := range out.Values {
		m.seen[constKey(v)] = true
	}
	if out.Any {
		m.done = true
	}
	m.ranges.takes(out)
	for _, arm := range out.Arms {
		m.arms[arm] = true
		if p, ok := m.e.pathOf(m.subject); ok {
			m.e = m.e.knowing([]string{armFact(p, arm, true)})
		}
	}
	if out.Null {
		m.null = true
		m.e = m.e.knowing(m.paths())
	}
}

// constKey tells constants apart.
func constKey(v ir.Expr) string {
	c, ok := v.(*ir.Const)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%T %v", c.Value, c.Value)
}

// exhaustive reports values that no arm takes.
func (m *matching) exhaustive(x *dsl.Match) bool {
	if m.done || isBad(m.x) {
		return true
	}
	missing := m.missing()
	if len(missing) == 0 {
		return true
	}
	d := diag.Diagnostic{
		Code:    "E0431",
		Message: "this `match` has no arm for " + joined(missing, "and"),
		At:      x.X.At(),
		Here:    "this is " + m.x.Type().String(),
		Helps:   []string{"take the rest with:  other => …"},
	}
	label(&d, typeAt(m.x.Type().Strip()), "declared here")
	m.e.add(d)
	return false
}

func (m *matching) missing() []string {
	t := m.x.Type()
	var out []string
	if t.Nullable() && !m.null {
		out = append(out, "null")
	}
	switch t := t.Strip(); t.Kind {
	case types.Enum:
		for i, s := range t.Enum.Symbols {
			if !m.seen[constKey(&ir.Const{Value: i})] {
				out = append(out, s)
			}
		}
		if t.Enum.Open {
			out = append(out, "symbols that the enum does not list")
		}
	case types.Bool:
		for _, b := range []bool{true, false} {
			if !m.seen[constKey(&ir.Const{Value: b})] {
				out = append(out, fmt.Sprint(b))
			}
		}
	case types.Union:
		for i, a := range t.Items {
			if !m.arms[i] {
				out = append(out, a.String())
			}
		}
	default:
		if !m.all(t) {
			out = append(out, "other values")
		}
	}
	return out
}

// all reports whether the arms take every whole number of t.
func (m *matching) all(t *types.Type) bool {
	lo, hi, ok := types.Bounds(t)
	return ok && t.IsInteger() && m.ranges.covers(lo, hi)
}
