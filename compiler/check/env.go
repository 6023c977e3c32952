package check

import (
	"fmt"
	"maps"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// env is what an expression can see. Copies are cheap, and a copy with more facts
// or locals never changes the one that it came from.
type env struct {
	*scope
	locals map[string]*local
	cur    *ir.Var // the current value; nil where there is no record
	curKey string  // what paths that begin at the current value begin with
	// assigned are the fields of the current value that have one; nil means all. The
	// row of a table has columns that stay unset.
	assigned map[string]bool
	// unwrapped are the locals that hold what narrowed paths hold.
	unwrapped map[string]*ir.Var
	facts     facts    // paths that are known not to be null
	from      *ir.Node // whose meta is in reach; nil outside of pipelines
	gen       bool     // gen.* is in reach
	params    bool     // params are in reach
	open      *[]opening
	fn        *ir.Func // the function whose body this is; nil elsewhere
	bangs     *int     // counts what `!` closes in fn
}

// local is a name that a let, lambda, or match pattern binds.
type local struct {
	v    *ir.Var
	used bool
	// valued says that a record without a value has none of this name: the let was
	// passed by.
	valued bool
}

// opening is a part of an expression that can fail and that nothing closes yet.
type opening struct {
	at   diag.Span
	what string
}

// facts are paths that are known not to be null: `.a.b`, `name`, each behind the
// key of the value that it begins at. It never changes once it is built.
type facts map[string]bool

func (f facts) with(paths []string) facts {
	if len(paths) == 0 {
		return f
	}
	out := maps.Clone(f)
	if out == nil {
		out = facts{}
	}
	for _, p := range paths {
		out[p] = true
	}
	return out
}

// elsewhere returns the facts that are not of the value with that key: of lets and
// of meta.
func (f facts) elsewhere(key string) facts {
	out := facts{}
	for p := range f {
		if p != key && !strings.HasPrefix(p, key+".") {
			out[p] = true
		}
	}
	return out
}

// and returns the facts of both.
func (f facts) and(g facts) facts {
	out := maps.Clone(f)
	if out == nil {
		out = facts{}
	}
	maps.Copy(out, g)
	return out
}

// moved returns the facts as they hold behind a change of the current value that
// leaves all but the named fields as they were.
func (f facts) moved(from, to string, changed map[string]bool) facts {
	out := facts{}
	for p := range f {
		rest, inCur := strings.CutPrefix(p, from+".")
		field, _, _ := strings.Cut(rest, ".")
		field, _, _ = strings.Cut(field, "\x00") // of an arm's fact
		switch {
		case !inCur:
			out[p] = true
		case !changed[field]:
			out[to+"."+rest] = true
		}
	}
	return out
}

// renamed returns the facts of the renamed fields, under their new names.
func (f facts) renamed(from, to string, newName map[string]dsl.Ident) facts {
	out := facts{}
	for p := range f {
		rest, inCur := strings.CutPrefix(p, from+".")
		field := rest
		if end := strings.IndexAny(rest, ".\x00"); end >= 0 {
			field = rest[:end]
		}
		if name, ok := newName[field]; ok && inCur {
			out[to+"."+name.Text+rest[len(field):]] = true
		}
	}
	return out
}

// constants is the env of constants; with params where those may be named too.
func (s *scope) constants(params bool) *env {
	return &env{scope: s, params: params}
}

// knowing returns e with more facts.
func (e *env) knowing(paths []string) *env {
	out := *e
	out.facts = e.facts.with(paths)
	return &out
}

// binding returns e with one more local. A name that is taken is reported: there
// is no shadowing.
func (e *env) binding(name dsl.Ident, v *ir.Var) *env {
	if first, taken := e.taken(name.Text); taken {
		e.add(duplicate(name, first))
	}
	out := *e
	out.locals = maps.Clone(e.locals)
	if out.locals == nil {
		out.locals = map[string]*local{}
	}
	out.locals[name.Text] = &local{v: v}
	e.noteLocal(name, v)
	return &out
}

// taken returns the place where a local or param of that name is declared.
func (e *env) taken(name string) (diag.Span, bool) {
	if l := e.locals[name]; l != nil {
		return l.v.At, true
	}
	if sym := e.names[name]; sym != nil && sym.kind == paramSymbol {
		return sym.name.At(), true
	}
	return diag.Span{}, false
}

// value types x as a whole expression: whatever in it can fail must be closed.
// The hint want, which may be nil, resolves bare words and literals only: see
// into for the conversion.
func (e *env) value(x dsl.Expr, want *types.Type) ir.Expr {
	var open []opening
	v := e.collecting(&open).expr(x, want)
	if !isBad(v) {
		e.reportOpen(open)
	}
	return v
}

// collecting returns e with another list of what is open.
func (e *env) collecting(open *[]opening) *env {
	out := *e
	out.open = open
	return &out
}

// opens notes that what stands at a place can fail.
func (e *env) opens(at diag.Span, what string) {
	e.idx.Fail(at, what)
	if e.open != nil {
		*e.open = append(*e.open, opening{at, what})
	}
}

func (e *env) reportOpen(open []opening) {
	for _, o := range open {
		d := diag.Diagnostic{
			Code:    "E0418",
			Message: fmt.Sprintf("%s can fail, and nothing says what happens then", o.what),
			At:      o.at,
			Here:    "needs `!` or `??`",
			Helps: []string{
				fmt.Sprintf("apply the error policy:  %s!", closable(o.at)),
				fmt.Sprintf("or give a value:         %s ?? …", closable(o.at)),
			},
		}
		if balanced(o.at) {
			rewrite(&d, "apply the error policy", o.at, closable(o.at)+"!")
		}
		e.add(d)
	}
}

// closable is the text at a place as something that `!` can stand behind.
func closable(at diag.Span) string {
	text := at.Text()
	if strings.Contains(text, " as ") && !strings.HasPrefix(text, "(") {
		return "(" + text + ")"
	}
	return text
}

// constant types x where neither a record nor params are in reach.
func (s *scope) constant(x dsl.Expr, want *types.Type) ir.Expr {
	return s.constants(false).value(x, want)
}

// pathOf returns the key of the path that x is, for facts: `.a.b`, a local,
// `meta.key`. Other expressions are no paths.
func (e *env) pathOf(x dsl.Expr) (string, bool) {
	switch x := x.(type) {
	case *dsl.Whole:
		return e.curKey, e.cur != nil
	case *dsl.Name:
		if x.Ident.Text == "meta" || e.locals[x.Ident.Text] != nil {
			return x.Ident.Text, true
		}
	case *dsl.Member:
		base, ok := e.pathOf(x.X)
		return base + "." + x.Name.Text, ok
	case *dsl.Call:
		// meta.header("x") is the same value wherever it stands.
		m, ok := x.Fn.(*dsl.Member)
		if !ok || !isName(m.X, "meta") || m.Name.Text != "header" || len(x.Args) != 1 {
			return "", false
		}
		if t, ok := x.Args[0].Value.(*dsl.Text); ok {
			name, plain := t.Plain()
			return "meta.header." + name, plain
		}
	}
	return "", false
}

// isName reports whether x is that bare name.
func isName(x dsl.Expr, name string) bool {
	n, ok := x.(*dsl.Name)
	return ok && n.Ident.Text == name
}

// provenBy lists the paths that are not null where x is true (truth) or false.
// It leans on shape alone: typing reports what is wrong with x.
func (e *env) provenBy(x dsl.Expr, truth bool) []string {
	switch x := x.(type) {
	case *dsl.Unary:
		if x.Op == dsl.OpNot {
			return e.provenBy(x.X, !truth)
		}
	case *dsl.Binary:
		return e.provenByBinary(x, truth)
	case *dsl.Is:
		if x.Type != nil {
			return append(e.provenByType(x, truth), e.provenByIs(x, truth)...)
		}
		// `x is not null` when true, `x is null` when false.
		if x.Not == truth {
			return e.chain(x.X)
		}
	case *dsl.In:
		if x.Not != truth {
			return e.chain(x.X)
		}
	case *dsl.Call:
		if arg := nullTested(x); arg != nil && !truth {
			return e.chain(arg)
		}
	}
	return nil
}

// nullTested returns x of is_null(x) and x.is_null().
func nullTested(c *dsl.Call) dsl.Expr {
	if isName(c.Fn, "is_null") && len(c.Args) == 1 {
		return c.Args[0].Value
	}
	if m, ok := c.Fn.(*dsl.Member); ok && m.Name.Text == "is_null" && len(c.Args) == 0 {
		return m.X
	}
	return nil
}

func (e *env) provenByBinary(x *dsl.Binary, truth bool) []string {
	switch x.Op {
	case dsl.OpAnd, dsl.OpOr:
		left := e.provenBy(x.X, truth)
		right := e.knowing(left).provenBy(x.Y, truth)
		if (x.Op == dsl.OpAnd) == truth {
			return append(left, right...) // both hold
		}
		return common(left, e.provenBy(x.Y, truth)) // one of them holds
	case dsl.OpEq, dsl.OpNe:
		equal := (x.Op == dsl.OpEq) == truth
		_, leftNull := x.X.(*dsl.Null)
		_, rightNull := x.Y.(*dsl.Null)
		switch {
		case rightNull && !equal:
			return e.chain(x.X)
		case leftNull && !equal:
			return e.chain(x.Y)
		case !leftNull && !rightNull && equal:
			// Equal to what is not null is not null.
			var out []string
			if e.isLiteral(x.Y) {
				out = append(out, e.chain(x.X)...)
			}
			if e.isLiteral(x.X) {
				out = append(out, e.chain(x.Y)...)
			}
			return out
		}
	case dsl.OpNot, dsl.OpSub, dsl.OpAdd, dsl.OpMul, dsl.OpDiv, dsl.OpMod, dsl.OpLt, dsl.OpLe, dsl.OpGt, dsl.OpGe, dsl.OpElse, dsl.OpRange:
		// says nothing of what is null
	}
	return nil
}

// chain lists the path that x is, and for a?.b also what it leads through: where
// a?.b is not null neither is a.
func (e *env) chain(x dsl.Expr) []string {
	p, ok := e.pathOf(x)
	if !ok {
		return nil
	}
	out := []string{p}
	for {
		m, isMember := x.(*dsl.Member)
		if !isMember {
			return out
		}
		if m.Safe {
			if base, ok := e.pathOf(m.X); ok {
				out = append(out, base)
			}
		}
		x = m.X
	}
}

// isLiteral reports whether x is a constant that is not null, by its shape.
func (e *env) isLiteral(x dsl.Expr) bool {
	switch x := x.(type) {
	case *dsl.Bool, *dsl.Int, *dsl.Float, *dsl.Text, *dsl.Quantity:
		return true
	case *dsl.Unary:
		return x.Op == dsl.OpNeg && e.isLiteral(x.X)
	case *dsl.Member: // Status.PAID
		root, named := x.X.(*dsl.Name)
		return named && root.Ident.Text != "meta" && e.locals[root.Ident.Text] == nil
	}
	return false
}

func common(a, b []string) []string {
	var out []string
	for _, p := range a {
		for _, q := range b {
			if p == q {
				out = append(out, p)
			}
		}
	}
	return out
}
