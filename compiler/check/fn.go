package check

import (
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// resolveFn returns the function that sym declares; nil where it is broken, or
// where its own body calls it, which is reported.
func (s *scope) resolveFn(sym *symbol) *ir.Func {
	switch sym.state {
	case resolved:
		return sym.fn
	case resolving:
		d := diag.Diagnostic{
			Code:    "E0212",
			Message: fmt.Sprintf("the function `%s` calls itself", sym.name.Text),
			At:      sym.name.At(),
			Helps:   []string{"a function is one expression that ends: use `map`, `filter`, `any` or `all` to go through a list"},
		}
		sym.scope.add(d)
		return nil
	case untouched:
	}
	sym.state = resolving
	fn := sym.scope.typeFn(sym.decl.(*dsl.Fn))
	sym.state = resolved
	sym.fn = fn
	return fn
}

// typeFn types the body of a function, which sees its parameters only.
func (s *scope) typeFn(d *dsl.Fn) *ir.Func {
	fn := &ir.Func{Name: d.Name.Text, Doc: d.Doc, At: d.Name.At()}
	bangs := 0
	e := &env{scope: s, fn: fn, bangs: &bangs}
	broken := false
	for _, p := range d.Params {
		v := &ir.Var{Name: p.Name.Text, Type: s.typeOf(p.Type), At: p.Name.At()}
		if p.Default != nil {
			s.add(diag.Diagnostic{Code: "E0405", Message: "a parameter of a function has no default", At: p.Default.At(), Helps: []string{"each call gives all arguments"}})
		}
		broken = broken || v.Type.Kind == types.Invalid
		e = e.binding(p.Name, v)
		fn.Params = append(fn.Params, v)
	}
	var want *types.Type
	if d.Result != nil {
		want = s.typeOf(d.Result)
	}
	body := e.value(d.Body, want)
	e.warnUnusedParams(d)
	switch {
	case isBad(body) || broken:
		return nil
	case body.Type().Kind == types.NullKind && want == nil:
		s.add(diag.Diagnostic{Code: "E0402", Message: "nothing says what type the result has: null alone has none", At: d.Body.At()})
		return nil
	case want != nil:
		body = s.into(body, target{typ: want, what: "the result of `" + fn.Name + "`", at: d.Result.At(), atText: "the result is " + want.String()})
	}
	if isBad(body) || !s.pure(fn, body) {
		return nil
	}
	fn.Body, fn.Result, fn.CanFail = body, body.Type(), bangs > 0
	if want != nil {
		fn.Result = want
	}
	return fn
}

// warnUnusedParams reports parameters that the body does not read.
func (e *env) warnUnusedParams(d *dsl.Fn) {
	for _, p := range d.Params {
		if l := e.locals[p.Name.Text]; l != nil && !l.used && !strings.HasPrefix(p.Name.Text, "_") {
			e.add(diag.Diagnostic{Code: "W0210", Message: fmt.Sprintf("`%s` is declared and never used", p.Name.Text), At: p.Name.At()})
		}
	}
}

// pure reports whether the body gives the same value for the same arguments.
func (s *scope) pure(fn *ir.Func, body ir.Expr) bool {
	call := impure(body)
	if call == nil {
		return true
	}
	s.add(diag.Diagnostic{
		Code:    "E0442",
		Message: fmt.Sprintf("`%s` gives another value each time, and a function is pure", call.Fn),
		At:      call.Place(),
		Helps:   []string{fmt.Sprintf("hand the value in:  fn %s(…, x: %s)", fn.Name, call.Type())},
	})
	return false
}

// callFn is the call of a function of one's own.
func (e *env) callFn(x *dsl.Call, name dsl.Ident, sym *symbol, args []dsl.Arg, first ir.Expr) ir.Expr {
	e.use(name)
	fn := sym.scope.resolveFn(sym)
	if fn == nil {
		for _, a := range args {
			e.expr(a.Value, nil) // what is wrong in it is told all the same
		}
		return bad(x.At())
	}
	return e.apply(x, name, fn, args, first)
}

// apply gives a function its arguments.
func (e *env) apply(x *dsl.Call, name dsl.Ident, fn *ir.Func, args []dsl.Arg, first ir.Expr) ir.Expr {
	out := &ir.Call{Typed: typed(x.At(), invalid()), Fn: name.Text, Func: fn, Args: make([]ir.Expr, len(fn.Params))}
	for i, a := range args {
		at := fnSlot(fn, out.Args, i, a)
		if at < 0 {
			e.add(e.fnArgument(fn, a))
			return bad(x.At())
		}
		v := first
		if i > 0 || v == nil {
			v = e.expr(a.Value, fn.Params[at].Type)
		}
		p := fn.Params[at]
		out.Args[at] = e.into(v, target{typ: p.Type, what: fmt.Sprintf("the argument `%s` of `%s`", p.Name, fn.Name), at: p.At, atText: "the parameter is " + p.Type.String()})
		if isBad(out.Args[at]) {
			return bad(x.At())
		}
	}
	for i, p := range fn.Params {
		if out.Args[i] == nil {
			d := diag.Diagnostic{Code: "E0405", Message: fmt.Sprintf("`%s` needs the argument `%s`", fn.Name, p.Name), At: name.At(), Helps: []string{fnSignature(fn)}}
			label(&d, p.At, "the parameter")
			e.add(d)
			return bad(x.At())
		}
	}
	out.T, out.CanFail = fn.Result, fn.CanFail
	if fn.CanFail {
		e.opens(x.At(), "`"+fn.Name+"`")
	}
	return out
}

// fnSlot returns the parameter that an argument is for, -1 where there is none.
func fnSlot(fn *ir.Func, got []ir.Expr, i int, a dsl.Arg) int {
	at := i
	if a.Name != nil {
		at = -1
		for j, p := range fn.Params {
			if p.Name == a.Name.Text {
				at = j
			}
		}
	}
	if at < 0 || at >= len(fn.Params) || got[at] != nil {
		return -1
	}
	return at
}

// fnArgument reports an argument that no parameter takes.
func (e *env) fnArgument(fn *ir.Func, a dsl.Arg) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0405",
		Message: fmt.Sprintf("`%s` takes %d %s", fn.Name, len(fn.Params), plural(len(fn.Params), "argument", "arguments")),
		At:      a.Value.At(),
		Helps:   []string{fnSignature(fn)},
	}
	if a.Name != nil {
		var names []string
		for _, p := range fn.Params {
			names = append(names, p.Name)
		}
		d.At = a.Name.At()
		d.Message = fmt.Sprintf("`%s` has no argument `%s`%s", fn.Name, a.Name.Text, didYouMean(a.Name.Text, names))
		guess(&d, a.Name.At(), a.Name.Text, names)
	}
	label(&d, fn.At, "declared here")
	return d
}

// fnSignature is a function as messages show it.
func fnSignature(fn *ir.Func) string {
	parts := make([]string, len(fn.Params))
	for i, p := range fn.Params {
		parts[i] = p.Name + ": " + p.Type.String()
	}
	return fn.Name + "(" + strings.Join(parts, ", ") + ") -> " + fn.Result.String()
}
