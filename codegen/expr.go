package codegen

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// expr returns the Go expression of e; what it needs before goes into f.
func (p *pipe) expr(f *emit.Body, e ir.Expr) conv.Value {
	hint := p.hint
	p.hint = ""
	switch e := e.(type) {
	case *ir.Const:
		return p.constant(e)
	case *ir.VarRef:
		return p.variable(e.Var)
	case *ir.ParamRef:
		return p.param(f, e)
	case *ir.FieldOf:
		return p.field(f, e)
	case *ir.Meta:
		return p.meta(f, e)
	case *ir.AnyField:
		return p.anyField(f, e)
	case *ir.IsType:
		return p.isType(f, e)
	case *ir.Narrowed:
		return p.narrowed(f, e, hint)
	case *ir.EditAny:
		return p.editAny(f, e)
	case *ir.Proven:
		if of := e.X.Type(); of.Kind == types.Union {
			return conv.ArmValue(p.local(f, or(hint, "value"), p.expr(f, e.X)), types.ArmOf(e.T, of))
		}
		v := p.expr(f, e.X).Inner()
		v.OK = nil
		return v
	case *ir.Some:
		v := p.expr(f, e.X)
		if v.T.Kind == types.Any {
			v = p.local(f, or(hint, "value"), v)
			v.T, v.OK = optional(v.T), jen.Op("!").Add(v.V.Clone()).Dot("IsNull").Call()
			return v
		}
		v.T, v.OK = optional(v.T), jen.True()
		return v
	case *ir.Must:
		v := p.local(f, or(hint, "value"), p.expr(f, e.X))
		if v.OK != nil && goText(v.OK) != "true" {
			f.Must(not(v.OK.Clone()), "NullValue", 0)
		}
		v = v.Inner()
		v.OK = nil
		return v
	case *ir.Convert:
		return p.convert(f, p.checkable(f, e, hint), e.T)
	case *ir.Unary:
		return p.unary(f, e)
	case *ir.Binary:
		return p.binary(f, e)
	case *ir.IsNull:
		return p.isNull(f, e)
	case *ir.IsArm:
		return p.isArm(f, e)
	case *ir.InSet:
		return p.inSet(f, e)
	case *ir.InRange:
		return p.inRange(f, e)
	case *ir.Else:
		return p.orElse(f, e, hint)
	case *ir.Try:
		return p.try(f, e, hint)
	case *ir.If:
		return p.ifElse(f, e, hint)
	case *ir.Match:
		return p.match(f, e, hint)
	case *ir.Concat:
		return p.concat(f, e, hint)
	case *ir.Call:
		return p.call(f, e, hint)
	case *ir.MakeList:
		return p.list(f, e, hint)
	case *ir.MakeRecord:
		return p.record(f, e)
	case *ir.Lambda:
		panic("codegen: a lambda outside a call")
	}
	panic(fmt.Sprintf("codegen: no such expression %T", e))
}

// param is a param's value, in the Go type that expressions of its type have.
func (p *pipe) param(f *emit.Body, e *ir.ParamRef) conv.Value {
	v := jen.Id("t").Dot("p").Dot(emit.Exported(e.Param.Name))
	switch e.T.Kind {
	case types.Float:
		v = p.pkg.Go(e.T).Parens(v)
	case types.Duration:
		v = emit.R("Duration").Values(jen.Id("Nanos").Op(":").Int64().Parens(v))
	case types.Enum:
		if e.T.Enum.Open {
			break
		}
		n := f.Name(e.Param.Name)
		f.Add(jen.List(jen.Id(n), jen.Id("_")).Op(":=").Id(p.pkg.EnumParser(e.T.Enum)).Call(v)) // the worker let no other text in
		v = jen.Id(n)
	}
	return conv.Value{V: v, T: e.T}
}

// named evaluates e for something of that name, which the local gets that holds
// the value, where there is one.
func (p *pipe) named(f *emit.Body, name string, e ir.Expr) conv.Value {
	p.hint = name
	v := p.expr(f, e)
	p.hint = ""
	return v
}

// or is a hint, or the name that a value has without one.
func or(hint, name string) string {
	if hint == "" {
		return name
	}
	return hint
}

// checkable is what a conversion converts. Where that is checked, the value is
// looked at more than once.
func (p *pipe) checkable(f *emit.Body, e *ir.Convert, hint string) conv.Value {
	v := p.expr(f, e.X)
	if e.Checked || e.T.Strip().Refine != nil {
		return p.local(f, or(hint, "value"), v)
	}
	return v
}

// optional is T?, and T? for an optional.
func optional(t *types.Type) *types.Type {
	if t.Kind == types.Optional {
		return t
	}
	return &types.Type{Kind: types.Optional, Elem: t}
}

// constant is a constant; the literal null has no value of its own.
func (p *pipe) constant(e *ir.Const) conv.Value {
	if e.T.Kind == types.NullKind {
		return conv.Value{V: jen.Nil(), OK: jen.False(), T: e.T}
	}
	v := p.pkg.Constant(e.T, e.Value)
	if t := v.T.Strip(); fmt.Sprintf("%#v", v.V) == "nil" && t.Kind != types.Any {
		v.V = jen.Add(p.pkg.Go(t)).Call(jen.Nil()) // an empty list has a type, wherever it stands
	}
	return v
}

func (p *pipe) variable(v *ir.Var) conv.Value {
	out, ok := p.vars[v]
	if !ok {
		panic("codegen: " + v.Name + " is not bound")
	}
	return out
}

func (p *pipe) field(f *emit.Body, e *ir.FieldOf) conv.Value {
	x := p.expr(f, e.X)
	if x.IsNull() {
		return p.pkg.Constant(optional(e.T), nil)
	}
	outer := x.OK
	k := x.Inner().T.Record.Index(e.Field.Name)
	v := x.Inner().Field(k)
	if !e.Safe || outer == nil {
		return v
	}
	if v.OK == nil {
		return conv.Value{V: v.V, OK: outer.Clone(), T: optional(v.T)}
	}
	v.OK = jen.Parens(outer.Clone().Op("&&").Add(v.OK))
	return v
}

// cond is an expression of type bool.
func (p *pipe) cond(f *emit.Body, e ir.Expr) *jen.Statement { return p.expr(f, e).V }

func (p *pipe) isNull(f *emit.Body, e *ir.IsNull) conv.Value {
	v := p.expr(f, e.X)
	if v.T.Kind == types.Any {
		null := closed(v.V.Clone()).Dot("IsNull").Call()
		if e.Not {
			null = jen.Op("!").Add(null)
		}
		return conv.Value{V: null, T: e.T}
	}
	ok := jen.True()
	if v.OK != nil {
		ok = v.OK.Clone()
	}
	if !e.Not {
		ok = not(ok)
	}
	return conv.Value{V: ok, T: e.T}
}

// branch evaluates e in a body of its own and assigns it to out.
func (p *pipe) branch(f *emit.Body, e ir.Expr, out conv.Value) []jen.Code {
	in := f.Inner()
	v := p.expr(in, e)
	p.assign(in, out, v)
	return in.Code()
}

// assign sets the locals of out to v.
func (p *pipe) assign(f *emit.Body, out, v conv.Value) {
	if out.OK != nil {
		ok := jen.True()
		if v.OK != nil {
			ok = v.OK.Clone()
		}
		f.Add(out.OK.Clone().Op("=").Add(ok))
		if v.T.Kind == types.NullKind || v.IsNull() {
			return
		}
	}
	p.pkg.Store(f, out, p.whole(f, v))
}

// declare makes locals of a type, named after what they are for.
func (p *pipe) declareLocal(f *emit.Body, name string, t *types.Type) conv.Value {
	names := []string{f.Name(name)}
	if t.Kind == types.Optional {
		names = append(names, f.Name("has "+name))
	}
	return p.declareAs(f, names, t)
}

// declareAs is declareLocal with names that were taken before.
func (p *pipe) declareAs(f *emit.Body, names []string, t *types.Type) conv.Value {
	out := conv.Value{V: jen.Id(names[0]), T: t}
	f.Add(jen.Var().Id(names[0]).Add(p.pkg.Go(t)))
	if t.Kind == types.Optional {
		out.OK = jen.Id(names[1])
		f.Add(jen.Var().Id(names[1]).Bool())
	}
	return out
}

// whole is v as one Go value: a record of locals is put into a struct.
func (p *pipe) whole(f *emit.Body, v conv.Value) *jen.Statement {
	if v.Fields == nil {
		return v.V.Clone()
	}
	n := f.Name("whole")
	f.Add(jen.Var().Id(n).Add(p.pkg.Go(v.T)))
	whole := conv.Value{V: jen.Id(n), T: v.Inner().T}
	for k := range v.Fields {
		p.assign(f, whole.Field(k), v.Fields[k])
	}
	return jen.Id(n)
}

func (p *pipe) ifElse(f *emit.Body, e *ir.If, hint string) conv.Value {
	cond := p.cond(f, e.Cond)
	out := p.declareLocal(f, or(hint, "chosen"), e.T)
	f.Add(p.choose(f, cond, e, out))
	return out
}

// choose is the if statement of e. What stands in its else and needs nothing
// before becomes an else if.
func (p *pipe) choose(f *emit.Body, cond *jen.Statement, e *ir.If, out conv.Value) *jen.Statement {
	s := jen.If(cond).Block(p.branch(f, e.Then, out)...)
	if inner, ok := e.Else.(*ir.If); ok {
		before := f.Inner()
		if cond := p.cond(before, inner.Cond); before.Empty() {
			return s.Else().Add(p.choose(f, cond, inner, out))
		}
	}
	return s.Else().Block(p.branch(f, e.Else, out)...)
}

// orElse is x ?? y. With null for y it is x.
func (p *pipe) orElse(f *emit.Body, e *ir.Else, hint string) conv.Value {
	if c, ok := e.Y.(*ir.Const); ok && c.Value == nil {
		x := p.named(f, hint, e.X)
		x.T = e.T
		return x
	}
	x := p.expr(f, e.X)
	if x.T.Strip().Kind == types.Any {
		x = p.present(f, x)
	}
	switch {
	case x.OK == nil:
		return x
	case goText(x.OK) == "true" && e.T.Kind != types.Optional:
		return conv.Value{V: x.V, T: x.T.Strip(), Fields: x.Fields}
	case x.IsNull():
		return p.named(f, hint, e.Y)
	}
	out := p.declareLocal(f, or(hint, "value"), e.T)
	take := f.Inner()
	inner := x.Inner()
	if e.T.Kind == types.Optional {
		inner = conv.Value{V: x.V, OK: jen.True(), T: e.T}
	} else {
		inner = p.convert(take, inner, e.T)
	}
	p.assign(take, out, inner)
	f.Add(jen.If(x.OK.Clone()).Block(take.Code()...).Else().Block(p.branch(f, e.Y, out)...))
	return out
}

// present is schema-free data as an optional that is there where it is not null: its own
// null counts as one.
func (p *pipe) present(f *emit.Body, x conv.Value) conv.Value {
	x = p.local(f, "subject", x)
	there := jen.Op("!").Add(x.V.Clone()).Dot("IsNull").Call()
	if x.OK != nil {
		there = x.OK.Clone().Op("&&").Add(there)
	}
	x.OK = there
	return x
}

// try evaluates an expression that may fail; where it fails the result is null.
// The switch is a block that a failure can break out of.
func (p *pipe) try(f *emit.Body, e *ir.Try, hint string) conv.Value {
	out := p.declareLocal(f, or(hint, "tried"), optional(e.T))
	p.tries++
	label := "try" // labels are names of the whole function
	if p.tries > 1 {
		label += itoa(p.tries)
	}
	in := f.Inner()
	in.OnFail(func(jen.Code, int) jen.Code { return jen.Break().Id(label) })
	v := p.expr(in, e.X)
	p.assign(in, out, v)
	code := in.Code()
	if !breaksTo(fmt.Sprintf("%#v", jen.Block(code...)), label) {
		f.Add(jen.Block(code...))
		return out
	}
	f.Add(jen.Id(label).Op(":").Line().Switch().Block(jen.Default().Block(code...)))
	return out
}

// breaksTo reports whether code leaves a block by that label, and not by a longer one.
func breaksTo(code, label string) bool {
	for _, rest := range strings.Split(code, "break "+label)[1:] {
		if rest == "" || rest[0] < '0' || rest[0] > '9' {
			return true
		}
	}
	return false
}

// list builds a list in the scratch.
func (p *pipe) list(f *emit.Body, e *ir.MakeList, hint string) conv.Value {
	if e.T.Kind == types.Tuple {
		return p.tuple(f, e)
	}
	if len(e.Items) == 0 {
		return p.declareLocal(f, or(hint, "list"), e.T)
	}
	arena := jen.Id("s").Dot(p.pkg.Arena(e.T.Elem))
	var items []jen.Code
	for _, x := range e.Items {
		items = append(items, p.element(f, p.expr(f, x), e.T.Elem))
	}
	from, list := f.Name("from"), f.Name(or(hint, "list"))
	f.Add(jen.Id(from).Op(":=").Len(arena.Clone()),
		arena.Clone().Op("=").Append(append([]jen.Code{arena.Clone()}, items...)...),
		// Cut at once: what follows may add to the arena.
		jen.Id(list).Op(":=").Add(arena.Clone()).Index(jen.Id(from), jen.Len(arena.Clone()), jen.Len(arena.Clone())))
	return conv.Value{V: jen.Id(list), T: e.T}
}

// element is v as an element of a list of t.
func (p *pipe) element(f *emit.Body, v conv.Value, t *types.Type) *jen.Statement {
	if t.Kind != types.Optional {
		return p.whole(f, v)
	}
	return p.pkg.Elem(t).Values(jen.Dict{jen.Id("v"): p.whole(f, v), jen.Id("ok"): v.OK.Clone()})
}
