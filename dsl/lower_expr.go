package dsl

import (
	"github.com/flowc-lang/flowc/dsl/diag"
)

// exprOf parses and lowers an item that is an expression.
func (l *lowerer) exprOf(item []leaf, f form) Expr {
	n := parse[exprNode](l, item, f)
	if n == nil {
		return &BadExpr{l.itemPlace(item)}
	}
	return l.expr(n)
}

// each calls f for the elements of a bracket, and tells of empty ones.
func (l *lowerer) each(t tok, f func(item []leaf)) {
	toks := l.inside(t)
	next := 0
	for _, item := range elements(toks) {
		next += len(item)
		if len(item) > 0 {
			f(item)
		} else {
			l.flaws.add(diag.Diagnostic{Code: "E0102", At: toks[next].span(l.file), Message: "nothing stands before this `,`"})
		}
		next++ // the comma
	}
}

func (l *lowerer) args(t tok) []Arg {
	var out []Arg
	l.each(t, func(item []leaf) {
		n := parse[argNode](l, item, formArg)
		if n == nil {
			bad := l.itemPlace(item)
			out = append(out, Arg{place: bad, Value: &BadExpr{bad}})
			return
		}
		out = append(out, Arg{place: l.at(n.node), Name: l.identPtr(n.Name), Value: l.expr(n.Value)})
	})
	return out
}

func (l *lowerer) list(t tok) *List {
	out := &List{place: l.tokAt(t)}
	l.each(t, func(item []leaf) { out.Items = append(out.Items, l.exprOf(item, formValue)) })
	return out
}

func (l *lowerer) recordLit(t tok) *RecordLit {
	out := &RecordLit{place: l.tokAt(t)}
	for _, item := range l.items(t) {
		if n := parse[pairNode](l, item, formPair); n != nil {
			out.Fields = append(out.Fields, RecordField{place: l.at(n.node), Name: l.ident(n.Name), Value: l.expr(n.Value)})
		}
	}
	return out
}

func (l *lowerer) operand(n *operandNode) Expr {
	x := l.postfix(n)
	for i := len(n.Ops) - 1; i >= 0; i-- {
		x = &Unary{place: l.between(n.Ops[i].start(), n.end()), Op: Op(n.Ops[i].Op.Value), X: x}
	}
	return x
}

func (l *lowerer) postfix(n *operandNode) Expr {
	x := l.primary(n.Prim)
	start := n.Prim.start()
	for _, p := range n.Post {
		at := l.between(start, p.end())
		switch {
		case p.Name != nil:
			x = &Member{place: at, X: x, Name: l.ident(p.Name), Safe: p.Safe}
		case p.Star:
			x = &Spread{place: at, X: x}
		case p.Args != nil:
			x = l.call(x, at, *p.Args)
		case p.Bang:
			x = &Bang{place: at, X: x}
		}
	}
	return x
}

// call lowers f(…). Only names and members can be called.
func (l *lowerer) call(f Expr, at place, args tok) Expr {
	switch f.(type) {
	case *Name, *Member, *BadExpr:
	default:
		l.flaws.add(diag.Diagnostic{
			Code: "E0102", At: f.At(), Message: "this is no function", Here: "only a name can be called",
			Helps: []string{"if an operator is missing before `(`, write it"},
		})
	}
	return &Call{place: at, Fn: f, Args: l.args(args)}
}

func (l *lowerer) primary(n *primaryNode) Expr {
	at := l.at(n.node)
	switch {
	case n.If != nil:
		return &If{place: at, Cond: l.expr(n.If.Cond), Then: l.expr(n.If.Then), Else: l.expr(n.If.Else)}
	case n.Match != nil:
		return l.match(n.Match)
	case n.Lambda != nil:
		return &Lambda{place: at, Params: l.idents(n.Lambda.Params), Body: l.expr(n.Lambda.Body)}
	case n.Count != nil:
		return l.count(n.Count)
	case n.Lit != nil:
		return l.literal(*n.Lit)
	case n.List != nil:
		return l.list(*n.List)
	case n.Record != nil:
		return l.recordLit(*n.Record)
	case n.Paren != nil:
		return l.paren(*n.Paren)
	case n.Field != nil:
		return l.fieldAccess(n.Field)
	case n.Whole != nil:
		return &Whole{at}
	}
	return l.word(*n.Name)
}

func (l *lowerer) word(t tok) Expr {
	at := l.tokAt(t)
	switch t.Value {
	case "null":
		return &Null{at}
	case "true", "false":
		return &Bool{place: at, Value: t.Value == "true"}
	}
	return &Name{place: at, Ident: l.tokIdent(t)}
}

func (l *lowerer) paren(t tok) Expr {
	toks := l.inside(t)
	if len(toks) > 0 {
		return l.exprOf(toks, formValue)
	}
	l.flaws.add(diag.Diagnostic{Code: "E0102", At: l.tokAt(t).Span, Message: "nothing stands between `(` and `)`", Here: "a value belongs inside"})
	return &BadExpr{l.tokAt(t)}
}

func (l *lowerer) fieldAccess(n *fieldAccess) Expr {
	at := l.at(n.node)
	whole := &Whole{l.between(n.start(), n.start()+1)}
	if n.Star {
		return &Spread{place: at, X: whole}
	}
	return &Member{place: at, X: whole, Name: l.ident(n.Name)}
}

// match lowers `match x { … }`. The pattern of an option, `match r/…/`, becomes
// a [Call] of the name match with the regex as its argument.
func (l *lowerer) match(n *matchNode) Expr {
	at := l.at(n.node)
	if n.Regex != nil {
		word := l.tokIdent(n.Tokens[0])
		re := l.regex(*n.Regex)
		return &Call{place: at, Fn: &Name{place: word.place, Ident: word}, Args: []Arg{{place: re.place, Value: re}}}
	}
	m := &Match{place: at, X: l.expr(n.X)}
	for _, item := range l.items(*n.Arms) {
		if a := parse[armNode](l, item, formArm); a != nil {
			m.Arms = append(m.Arms, l.arm(a))
		}
	}
	return m
}

func (l *lowerer) arm(n *armNode) *MatchArm {
	a := &MatchArm{place: l.at(n.node), Value: l.expr(n.Value)}
	for _, p := range n.Patterns {
		if p.Is != nil {
			a.Patterns = append(a.Patterns, l.is(nil, p.Is, p.start()))
		} else {
			a.Patterns = append(a.Patterns, l.expr(p.Expr))
		}
	}
	if n.Guard != nil {
		a.Guard = l.expr(n.Guard)
	}
	return a
}

func (l *lowerer) is(x Expr, n *isTail, start int) *Is {
	is := &Is{place: l.between(start, n.end()), X: x, Not: n.Not != nil}
	if n.Type != nil {
		is.Type = l.atom(n.Type)
	}
	return is
}
