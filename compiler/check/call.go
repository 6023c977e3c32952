package check

import (
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// call is f(x, y) or x.f(y), which mean the same.
func (e *env) call(x *dsl.Call, want *types.Type) ir.Expr {
	switch fn := x.Fn.(type) {
	case *dsl.Name:
		return e.callName(x, fn.Ident, x.Args, want)
	case *dsl.Member:
		return e.callMember(x, fn, want)
	}
	return e.misplaced(x.At(), "only functions can be called")
}

// callMember is x.f(y), unless x names a type, gen, meta or a module.
func (e *env) callMember(x *dsl.Call, fn *dsl.Member, want *types.Type) ir.Expr {
	if root, ok := fn.X.(*dsl.Name); ok && e.locals[root.Ident.Text] == nil && e.names[root.Ident.Text] == nil {
		switch root.Ident.Text {
		case "meta":
			return e.metaCall(x, fn)
		case "gen":
			return e.generator(x, fn, want)
		}
	}
	if imp := e.goImport(fn.X); imp != nil {
		return e.callGo(x, fn, imp)
	}
	if t, known := e.typeNamed(fn.X); known {
		return e.enumParse(x, fn, t)
	}
	receiver := dsl.Arg{Value: fn.X}
	receiver.Span = fn.X.At()
	args := append([]dsl.Arg{receiver}, x.Args...)
	if fn.Safe {
		return e.safeCall(x, fn, args, want)
	}
	return e.callName(x, fn.Name, args, want)
}

// safeCall is x?.f(y): null where x is, else the call.
func (e *env) safeCall(x *dsl.Call, fn *dsl.Member, args []dsl.Arg, want *types.Type) ir.Expr {
	v := e.expr(fn.X, nil)
	if isBad(v) {
		return v
	}
	if v.Type().Kind != types.Optional {
		return e.callName(x, fn.Name, args, want)
	}
	inner := &ir.Var{Name: "it", Type: v.Type().Elem, At: fn.X.At()}
	ref := &ir.VarRef{Typed: typed(fn.X.At(), inner.Type), Var: inner}
	out := e.callWith(x, fn.Name, args, ref, want)
	if isBad(out) {
		return out
	}
	t := types.OptionalOf(out.Type())
	return &ir.Match{Typed: typed(x.At(), t), X: v, Arms: []ir.MatchArm{
		{Null: true, Value: &ir.Const{Typed: typed(x.At(), t)}},
		{Any: true, Var: inner, Value: conv(out, t)},
	}}
}

func (e *env) callName(x *dsl.Call, name dsl.Ident, args []dsl.Arg, want *types.Type) ir.Expr {
	return e.callWith(x, name, args, nil, want)
}

// callWith calls a function by name. A first that is not nil is the first
// argument, typed already.
func (e *env) callWith(x *dsl.Call, name dsl.Ident, args []dsl.Arg, first ir.Expr, want *types.Type) ir.Expr {
	switch name.Text {
	case "coalesce":
		return e.coalesce(x, args, want)
	case "is_null":
		if len(args) == 1 {
			return e.nullTest(x.At(), args[0].Value, false)
		}
	}
	if sym := e.names[name.Text]; sym != nil && sym.kind == fnSymbol {
		return e.callFn(x, name, sym, args, first)
	}
	b := findBuiltin(name.Text)
	e.noteCall(name.At(), b)
	if b == nil {
		e.add(e.unknownFunction(name))
		return bad(x.At())
	}
	c := &calling{env: e, at: x.At(), name: name, b: b, want: want, first: first}
	return c.run(args)
}

func (e *env) unknownFunction(name dsl.Ident) diag.Diagnostic {
	names := builtinNames()
	d := diag.Diagnostic{
		Code:    "E0201",
		Message: fmt.Sprintf("there is no function `%s`%s", name.Text, didYouMean(name.Text, names)),
		At:      name.At(),
	}
	guess(&d, name.At(), name.Text, names)
	e.functionElsewhere(&d, name)
	if sym := e.names[name.Text]; sym != nil && sym.kind != 0 {
		d.Message = fmt.Sprintf("`%s` is %s, and cannot be called", name.Text, sym.kind)
		label(&d, sym.name.At(), "declared here")
		d.Code = "E0203"
	}
	return d
}

// coalesce(a, b, c) is a ?? b ?? c.
func (e *env) coalesce(x *dsl.Call, args []dsl.Arg, want *types.Type) ir.Expr {
	if len(args) < 2 {
		e.add(diag.Diagnostic{Code: "E0405", Message: "`coalesce` takes two or more values", At: x.At()})
		return bad(x.At())
	}
	out := e.expr(args[0].Value, want)
	for _, a := range args[1:] {
		if isBad(out) {
			return out
		}
		next := e.expr(a.Value, out.Type().Strip())
		if isBad(next) {
			return next
		}
		if !out.Type().Nullable() {
			e.add(diag.Diagnostic{Code: "E0419", Message: fmt.Sprintf("`%s` is never null, so the values behind it are never taken", out.Place().Text()), At: a.Value.At()})
			return bad(x.At())
		}
		t := types.Join(out.Type().Strip(), next.Type())
		if t == nil {
			e.add(e.differ(x.At(), "the values of `coalesce`", out, next))
			return bad(x.At())
		}
		out = &ir.Else{Typed: typed(x.At(), t), X: conv(out, types.OptionalOf(t)), Y: conv(next, t)}
	}
	return out
}

// enumParse is Status.parse(text).
func (e *env) enumParse(x *dsl.Call, fn *dsl.Member, t *types.Type) ir.Expr {
	switch {
	case t.Kind == types.Invalid:
		return bad(x.At())
	case t.Kind != types.Enum || fn.Name.Text != "parse":
		e.add(diag.Diagnostic{
			Code:    "E0201",
			Message: fmt.Sprintf("the type %s has no function `%s`", t, fn.Name.Text),
			At:      fn.Name.At(),
			Helps:   []string{"an enum has `parse`: it reads a symbol from text"},
		})
		return bad(x.At())
	case len(x.Args) != 1:
		e.add(diag.Diagnostic{Code: "E0405", Message: "`parse` takes the text", At: x.At()})
		return bad(x.At())
	}
	v := e.expr(x.Args[0].Value, nil)
	s := e.into(v, target{typ: text(), what: "`parse`"})
	if isBad(s) {
		return bad(x.At())
	}
	if !t.Enum.Open {
		e.opens(x.At(), fmt.Sprintf("`%s.parse`", fn.X.At().Text()))
	}
	return &ir.Call{Typed: typed(x.At(), t), Fn: "enum_parse", Args: []ir.Expr{s}, CanFail: !t.Enum.Open}
}

// signature is a form as messages show it.
func (f form) signature(name string) string {
	parts := make([]string, len(f.params))
	for i, p := range f.params {
		parts[i] = p.name + ": " + p.kind.String()
		if p.def != nil {
			parts[i] += " = …"
		}
	}
	return name + "(" + strings.Join(parts, ", ") + ")"
}

// String returns the kind as signatures show it.
func (k paramKind) String() string {
	return [...]string{
		"", "string", "bytes", "int64", "double", "number", "timestamp", "date", "time", "duration",
		"uuid", "list", "map", "regex", "|x| …", "any", "value", "value", "value", "tuple",
	}[k]
}
