package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// functionsFile is where the functions of one's own stand.
const functionsFile = "functions"

// callFunc calls a function of one's own: a cursor below zero behind the result
// says that its body failed.
func (p *pipe) callFunc(f *emit.Body, e *ir.Call, hint string) conv.Value {
	name := p.function(e.Func)
	args := []jen.Code{jen.Id("s")}
	for k, a := range e.Args {
		v := p.named(f, e.Func.Params[k].Name, a)
		args = append(args, p.whole(f, v))
		if e.Func.Params[k].Type.Kind == types.Optional {
			args = append(args, present(v))
		}
	}
	out := conv.Value{T: e.T}
	n := f.Name(or(hint, e.Func.Name))
	got := []jen.Code{jen.Id(n)}
	out.V = jen.Id(n)
	if e.T.Kind == types.Optional {
		has := f.Name("has " + or(hint, e.Func.Name))
		got, out.OK = append(got, jen.Id(has)), jen.Id(has)
	}
	cursor := f.Name("cursor")
	f.Add(jen.List(append(got, jen.Id(cursor))...).Op(":=").Id(name).Call(args...),
		jen.If(jen.Id(cursor).Op("<").Lit(0)).Block(f.Fail(jen.Id(cursor), 0)))
	return out
}

// function declares the Go function of fn at its first call.
func (g *generator) function(fn *ir.Func) string {
	if n, ok := g.funcs[fn]; ok {
		return n
	}
	name := g.pkg.Take(emit.Local(fn.Name))
	g.funcs[fn] = name
	p := &pipe{generator: g, name: name, file: functionsFile, vars: map[*ir.Var]conv.Value{}}
	f := emit.NewBody(g.pkg, "s")
	params := []jen.Code{jen.Id("s").Op("*").Id("scratch")}
	for _, v := range fn.Params {
		n := f.Name(v.Name)
		params = append(params, jen.Id(n).Add(g.pkg.Go(v.Type)))
		arg := conv.Value{V: jen.Id(n), T: v.Type}
		if v.Type.Kind == types.Optional {
			has := f.Name("has " + v.Name)
			params, arg.OK = append(params, jen.Id(has).Bool()), jen.Id(has)
		}
		p.vars[v] = arg
	}
	result := []jen.Code{g.pkg.Go(fn.Result)}
	zero := []jen.Code{g.pkg.Zero(fn.Result)}
	if fn.Result.Kind == types.Optional {
		result, zero = append(result, jen.Bool()), append(zero, jen.False())
	}
	result = append(result, jen.Int())
	f.OnFail(func(cursor jen.Code, _ int) jen.Code {
		return jen.Return(append(zero[:len(zero):len(zero)], cursor)...)
	})
	var v conv.Value
	what := "fn " + fn.Name
	if fn.Go != nil {
		v, what = p.callGo(f, fn), "Go's "+fn.Go.Package.Name+"."+fn.Go.Name
	} else {
		v = p.expr(f, fn.Body)
	}
	out := []jen.Code{p.whole(f, v)}
	if fn.Result.Kind == types.Optional {
		out = append(out, present(v))
	}
	f.Add(jen.Return(append(out, jen.Lit(0))...))
	g.pkg.Declare(functionsFile,
		emit.Doc("%s is %s, %s. Its last result is 0, or a cursor below zero.", name, what, conv.Place(fn.At)),
		jen.Func().Id(name).Params(params...).Parens(jen.List(result...)).Block(f.Code()...))
	return name
}
