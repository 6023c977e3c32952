package dsl

import (
	"strings"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// The precedence of operators, loose to tight. Unary operators, members and
// calls bind tighter than all of them.
const (
	precNone = iota
	precOr
	precAnd
	precCompare
	precElse
	precRange
	precAdd
	precMul
	precAs
	precExcept
)

var precedence = map[string]int{
	"||": precOr, "&&": precAnd,
	"==": precCompare, "!=": precCompare, "<": precCompare, "<=": precCompare, ">": precCompare, ">=": precCompare,
	"??": precElse, "..": precRange, "+": precAdd, "-": precAdd, "*": precMul, "/": precMul, "%": precMul,
}

func (n *tailNode) precedence() int {
	switch {
	case n.Bin != nil:
		return precedence[n.Bin.Op.Value]
	case n.As != nil:
		return precAs
	case n.Except != nil:
		return precExcept
	}
	return precCompare // in, is
}

// folded is an expression on its way up. Its ends count the parentheses that
// the tree does not keep, and top is the precedence of its outermost operator.
type folded struct {
	x          Expr
	start, end int
	top        int
	op         diag.Span // the outermost operator
}

// folder folds a flat list of operators.
type folder struct {
	*lowerer
	tail []*tailNode
}

func (l *lowerer) expr(n *exprNode) Expr {
	f := &folder{lowerer: l, tail: n.Tail}
	return f.fold(n.Head, precNone).x
}

// fold takes operators that bind tighter than loose.
func (f *folder) fold(head *operandNode, loose int) folded {
	left := folded{x: f.operand(head), start: head.start(), end: head.end()}
	for len(f.tail) > 0 && f.tail[0].precedence() > loose {
		t := f.tail[0]
		f.tail = f.tail[1:]
		left = f.join(left, t)
	}
	return left
}

func (f *folder) join(left folded, t *tailNode) folded {
	out := folded{start: left.start, end: t.end(), top: t.precedence(), op: f.opSpan(t)}
	if out.top == precCompare && left.top == precCompare {
		f.chained(left.op, out.op)
	}
	switch {
	case t.Is != nil:
		out.x = f.is(left.x, t.Is, left.start)
	case t.As != nil:
		out.x = f.cast(left, t.As)
	case t.Except != nil:
		out.x = f.except(left, t.Except)
	case t.In != nil:
		right := f.fold(t.In.Set, out.top)
		out.end = right.end
		out.x = &In{place: f.between(left.start, right.end), X: left.x, Set: right.x, Not: t.In.Not != nil}
	default:
		right := f.fold(t.Bin.X, out.top)
		out.end = right.end
		f.mixed(left, right, out)
		out.x = &Binary{place: f.between(left.start, right.end), Op: Op(t.Bin.Op.Value), OpAt: out.op, X: left.x, Y: right.x}
	}
	return out
}

// opSpan returns the place of the operator word or sign.
func (f *folder) opSpan(t *tailNode) diag.Span {
	first := t.Tokens[0]
	return f.tokAt(first).Span
}

func (f *folder) cast(left folded, n *asTail) Expr {
	c := &Cast{place: f.between(left.start, n.Type.end()), X: left.x, Type: f.atom(n.Type)}
	if n.Bang == nil {
		return c
	}
	return &Bang{place: f.between(left.start, n.end()), X: c}
}

// except completes a set: pg.* except pg.migrations.
func (f *folder) except(left folded, n *exceptTail) Expr {
	at := f.between(left.start, n.end())
	s := &Spread{place: at, X: left.x}
	if star, ok := left.x.(*Spread); ok {
		s.X = star.X
	} else {
		f.flaws.add(diag.Diagnostic{
			Code: "E0102", At: f.tokAt(n.Tokens[0]).Span, Message: "`except` has no `*` before it",
			Helps: []string{"a set is written `pg.* except pg.migrations`"},
		})
	}
	for _, o := range n.Of {
		s.Except = append(s.Except, f.operand(o))
	}
	return s
}

// mixed refuses `a && b || c`: which pair belongs together is a matter of
// opinion, and readers differ.
func (f *folder) mixed(left, right, out folded) {
	and := left
	if and.top != precAnd {
		and = right
	}
	if out.top != precOr || and.top != precAnd {
		return
	}
	f.flaws.add(diag.Diagnostic{
		Code: "E0120", At: out.op, Message: "`&&` and `||` are mixed without parentheses",
		Labels: []diag.Label{{At: and.op, Text: "mixed with this"}},
		Helps:  []string{"say what belongs together: " + f.grouped(and)},
	})
}

// grouped shows x in parentheses, shortened.
func (f *folder) grouped(x folded) string {
	end := min(x.end, len(f.file.Text)) // a bracket that is never closed ends behind the text
	text := strings.Join(strings.Fields(f.file.Text[x.start:end]), " ")
	if r := []rune(text); len(r) > 60 {
		text = string(r[:57]) + "…"
	}
	return "(" + text + ")"
}

func (f *folder) chained(first, second diag.Span) {
	f.flaws.add(diag.Diagnostic{
		Code: "E0121", At: second, Message: "comparisons cannot be chained",
		Labels: []diag.Label{{At: first, Text: "this gives true or false already"}},
		Helps:  []string{"compare twice: a < b && b < c; or ask for a range: b in a..c"},
	})
}
