package check

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

func typed(at diag.Span, t *types.Type) ir.Typed { return ir.Typed{At: at, T: t} }

func boolean() *types.Type { return types.Of(types.Bool) }

func text() *types.Type { return types.Of(types.String) }

// expr types x. The hint want, which may be nil, is the type that is expected: it
// gives literals and bare symbols their type, and promises nothing of the result.
func (e *env) expr(x dsl.Expr, want *types.Type) ir.Expr {
	v := e.exprOf(x, want)
	if e.idx.On() {
		e.noteExpr(x, want, v)
	}
	return v
}

// exprOf is expr without a note for tools.
func (e *env) exprOf(x dsl.Expr, want *types.Type) ir.Expr {
	switch x := x.(type) {
	case nil:
		return bad(diag.Span{})
	case *dsl.Null:
		return &ir.Const{Typed: typed(x.At(), types.Of(types.NullKind))}
	case *dsl.Bool:
		return &ir.Const{Typed: typed(x.At(), boolean()), Value: x.Value}
	case *dsl.Int:
		return e.intLiteral(x.At(), x.Text, want)
	case *dsl.Float:
		return e.floatLiteral(x.At(), x.Text, want)
	case *dsl.Quantity:
		return e.quantity(x)
	case *dsl.Text:
		return e.text(x)
	case *dsl.Whole:
		return e.whole(x)
	case *dsl.Name:
		return e.name(x, want)
	case *dsl.Member:
		return e.member(x)
	case *dsl.Call:
		return e.call(x, want)
	case *dsl.Unary:
		return e.unary(x, want)
	case *dsl.Binary:
		return e.binary(x, want)
	case *dsl.Is:
		return e.is(x)
	case *dsl.In:
		return e.in(x)
	case *dsl.Cast:
		return e.cast(x)
	case *dsl.Bang:
		return e.bang(x, want)
	case *dsl.If:
		return e.ifThen(x, want)
	case *dsl.Match:
		return e.match(x, want)
	case *dsl.List:
		return e.list(x, want)
	case *dsl.RecordLit:
		return e.recordLit(x, want)
	case *dsl.Regex:
		return e.misplaced(x.At(), "a regex is an argument of `matches`, `capture` and `replace_re`")
	case *dsl.Lambda:
		return e.misplaced(x.At(), "a function like |x| … is an argument of `map`, `filter`, `any` and `all`")
	case *dsl.Spread:
		return e.misplaced(x.At(), "`*` stands in a `map`, or names a set of tables")
	case *dsl.BadExpr:
		return bad(x.At())
	}
	panic(fmt.Sprintf("check: no such expression: %T", x))
}

func (e *env) misplaced(at diag.Span, why string) ir.Expr {
	e.add(diag.Diagnostic{Code: "E0402", Message: why, At: at})
	return bad(at)
}

// whole is `.`, the current value.
func (e *env) whole(x *dsl.Whole) ir.Expr {
	if e.cur == nil {
		return e.noRecord(x.At())
	}
	return e.proven(x, &ir.VarRef{Typed: typed(x.At(), e.cur.Type), Var: e.cur})
}

func (e *env) noRecord(at diag.Span) ir.Expr {
	if e.lost() {
		return bad(at)
	}
	d := diag.Diagnostic{Code: "E0201", Message: "there is no record here", At: at, Here: "this names a field of one"}
	if e.fn != nil {
		d.Helps = []string{"a function sees its parameters only: hand the field in"}
	} else if e.params {
		d.Helps = []string{"a constant or a param can stand here"}
	} else {
		d.Helps = []string{"a constant can stand here"}
	}
	e.add(d)
	return bad(at)
}

// lost reports whether what is read could not be typed: then names that only it
// could explain are no mistakes.
func (e *env) lost() bool { return e.cur != nil && e.cur.Type.Kind == types.Invalid }

// proven strips the optional of a path that is known not to be null, and takes the arm
// of a union that it is known to be.
func (e *env) proven(x dsl.Expr, v ir.Expr) ir.Expr {
	if v.Type().Kind == types.Any {
		return e.narrow(x, v)
	}
	p, ok := e.pathOf(x)
	if !ok {
		return v
	}
	if t := v.Type(); t.Kind == types.Optional && e.facts[p] {
		v = &ir.Proven{Typed: typed(v.Place(), t.Elem), X: v}
	}
	if v.Type().Kind == types.Union {
		return e.theArm(p, v)
	}
	return v
}

// name is a bare name: a symbol of the expected enum, a local, a param.
func (e *env) name(x *dsl.Name, want *types.Type) ir.Expr {
	name := x.Ident.Text
	if v := e.elementValue(x); v != nil {
		return v
	}
	if want != nil && want.Strip().Kind == types.Enum {
		if i := want.Strip().Enum.Index(name); i >= 0 {
			if e.meets(x, e.locals, fmt.Sprintf("a symbol of %s", want.Strip())) {
				return bad(x.At())
			}
			return &ir.Const{Typed: typed(x.At(), want.Strip()), Value: i}
		}
	}
	if l := e.locals[name]; l != nil {
		l.used = true
		return e.proven(x, &ir.VarRef{Typed: typed(x.At(), l.v.Type), Var: l.v})
	}
	switch sym := e.lookup(name); {
	case sym == nil:
		return e.unknownName(x, want)
	case sym.kind == 0:
		return bad(x.At())
	case sym.kind == paramSymbol:
		return e.param(x, sym)
	default:
		e.wrongKind(x.At(), x.Ident, sym, "a value")
		return bad(x.At())
	}
}

func (e *env) param(x *dsl.Name, sym *symbol) ir.Expr {
	p := sym.scope.resolveParam(sym)
	if p == nil {
		return bad(x.At())
	}
	if e.fn != nil {
		d := diag.Diagnostic{
			Code:    "E0203",
			Message: fmt.Sprintf("`%s` is a param, and a function sees its own parameters only", x.Ident.Text),
			At:      x.At(),
			Helps:   []string{fmt.Sprintf("hand it in:  fn %s(…, %s: %s)", e.fn.Name, x.Ident.Text, p.Type)},
		}
		label(&d, sym.name.At(), "the param")
		e.add(d)
		return bad(x.At())
	}
	if !e.params {
		d := diag.Diagnostic{
			Code:    "E0303",
			Message: fmt.Sprintf("`%s` is a param, and this must be known before the run", x.Ident.Text),
			At:      x.At(),
			Here:    "a constant is needed",
		}
		label(&d, sym.name.At(), "the param")
		e.add(d)
		return bad(x.At())
	}
	return &ir.ParamRef{Typed: typed(x.At(), p.Type), Param: p}
}

// unknownName reports a bare name that nothing declares. A field of the current
// value needs a dot, which is forgotten often enough for a message of its own.
func (e *env) unknownName(x *dsl.Name, want *types.Type) ir.Expr {
	name := x.Ident.Text
	if e.inBroken(name) || want != nil && want.Kind == types.Invalid || e.lost() && changeNames[name] {
		return bad(x.At())
	}
	if want != nil && want.Strip().Kind == types.Enum {
		return e.noSymbol(x.At(), name, want.Strip())
	}
	names := e.visible()
	d := diag.Diagnostic{
		Code:    "E0201",
		Message: fmt.Sprintf("`%s` is not declared%s", name, didYouMean(name, names)),
		At:      x.At(),
	}
	guess(&d, x.At(), name, names)
	e.nameElsewhere(&d, x)
	switch {
	case changeNames[name]:
		d.Helps = append(d.Helps, "`"+name+"` is there in pipelines that read a change stream")
	case e.cur != nil && e.cur.Type.Strip().Kind == types.Record:
		if f := e.cur.Type.Strip().Record.Field(name); f != nil {
			d.Message = fmt.Sprintf("`%s` is not declared; the field is .%s", name, name)
			d.Fixes = []diag.Fix{{Title: "`." + name + "`", Edits: []diag.Edit{{At: x.At(), Text: "." + name}}, Guess: true}}
			label(&d, f.At, "the field")
		}
	}
	e.add(d)
	return bad(x.At())
}

// changeNames are what a change stream brings beside the record.
var changeNames = map[string]bool{"op": true, "before": true, "after": true, "at": true, "source": true}

// visible lists the bare names that are values here.
func (e *env) visible() []string {
	var names []string
	for n := range e.locals {
		names = append(names, n)
	}
	for _, sym := range e.decls {
		if sym.kind == paramSymbol || sym.kind == typeSymbol {
			names = append(names, sym.name.Text)
		}
	}
	for n := range e.links {
		names = append(names, n)
	}
	slices.Sort(names)
	if e.from != nil {
		names = append(names, "meta")
	}
	return names
}

func (e *env) noSymbol(at diag.Span, name string, enum *types.Type) ir.Expr {
	d := diag.Diagnostic{
		Code:    "E0404",
		Message: fmt.Sprintf("the enum %s has no symbol `%s`%s", enum, name, didYouMean(name, enum.Enum.Symbols)),
		At:      at,
		Helps:   []string{"its symbols are " + joined(enum.Enum.Symbols, "and")},
	}
	label(&d, enum.Enum.At, "the enum")
	guess(&d, at, name, enum.Enum.Symbols)
	e.add(d)
	return bad(at)
}

// text is a text, with ${…} or without.
func (e *env) text(x *dsl.Text) ir.Expr {
	if plain, ok := x.Plain(); ok {
		return &ir.Const{Typed: typed(x.At(), text()), Value: plain}
	}
	out := &ir.Concat{Typed: typed(x.At(), text())}
	broken := false
	for _, p := range x.Parts {
		if p.X == nil {
			out.Parts = append(out.Parts, &ir.Const{Typed: typed(p.At(), text()), Value: p.Value})
			continue
		}
		v := e.asText(e.expr(p.X, nil))
		broken = broken || isBad(v)
		out.Parts = append(out.Parts, v)
	}
	if broken {
		return bad(x.At())
	}
	return out
}

// asText makes a value a part of a text.
func (e *env) asText(v ir.Expr) ir.Expr {
	t := v.Type()
	switch {
	case isBad(v):
		return v
	case t.Kind == types.String:
		return v
	case t.Kind == types.Any:
		e.add(unnarrowed("a text", v, nil))
		return bad(v.Place())
	case t.Nullable():
		d := diag.Diagnostic{
			Code:    "E0406",
			Message: fmt.Sprintf("`%s` may be null, and null has no text", v.Place().Text()),
			At:      v.Place(),
			Here:    "this is " + t.String(),
			Helps:   []string{fmt.Sprintf("give a value:  ${%s ?? \"none\"}", v.Place().Text())},
		}
		label(&d, declaredAt(v), "may be null by this")
		e.add(d)
		return bad(v.Place())
	case hasText(t):
		return &ir.Call{Typed: typed(v.Place(), text()), Fn: "to_string", Args: []ir.Expr{v}}
	}
	e.add(diag.Diagnostic{
		Code:    "E0402",
		Message: fmt.Sprintf("%s has no text", article(t.String())),
		At:      v.Place(),
	})
	return bad(v.Place())
}

// hasText reports whether to_string takes values of t.
func hasText(t *types.Type) bool {
	switch t.Kind {
	case types.Bool, types.Date, types.Duration:
		return true
	}
	return t.IsNumber() || t.IsText() || t.HasUnit()
}
