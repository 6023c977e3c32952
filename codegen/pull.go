package codegen

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// GeneratePull writes the helper of flowc pull: a program that fetches the outside
// schemas of imports from the systems that they name. It has the params that those
// connections take, and links their drivers alone. Each import has a connection that
// can be pulled from.
func GeneratePull(prog *ir.Program, imports []*ir.Import, build Build) ([]File, error) {
	build.pull = imports
	return Generate(plan.Make(helperOf(prog, imports)), build)
}

// helperOf is the part of a program that its helper needs.
func helperOf(prog *ir.Program, imports []*ir.Import) *ir.Program {
	out := &ir.Program{Name: prog.Name, Files: prog.Files}
	used := map[*ir.Param]bool{}
	for _, i := range imports {
		if slices.Contains(out.Connections, i.Connection) {
			continue
		}
		out.Connections = append(out.Connections, i.Connection)
		for _, o := range i.Connection.Options {
			paramsOf(o, used)
		}
	}
	for _, p := range prog.Params {
		if used[p] {
			out.Params = append(out.Params, p)
		}
	}
	return out
}

// paramsOf notes the params that an option's value is made of.
func paramsOf(o *ir.Option, used map[*ir.Param]bool) {
	note := func(e ir.Expr) bool {
		if p, ok := e.(*ir.ParamRef); ok {
			used[p.Param] = true
		}
		return true
	}
	ir.Walk(o.Value, note)
	if o.Call != nil {
		for _, a := range o.Call.Args {
			ir.Walk(a, note)
		}
	}
}

// schemas adds the method that lists what is fetched, and how.
func (g *generator) schemas(imports []*ir.Import) {
	var body, list []jen.Code
	for _, c := range g.plan.Program.Connections {
		body = append(body, g.connection(c)...)
	}
	w := &wire{generator: g}
	for _, i := range imports {
		args := []jen.Code{jen.Id("ctx"), jen.Op("&").Id(connectionVar(i.Connection))}
		for _, o := range i.Connection.Spec.Pull[i.Kind] {
			args = append(args, w.argument(&o, i.Args[o.Name]))
		}
		fetch := jen.Func().Params(jen.Id("ctx").Qual("context", "Context")).Params(jen.Op("*").Qual(emit.Connector, "Pulled"), jen.Error()).Block(
			jen.Return(jen.Qual(i.Connection.Spec.Package, i.Connection.Spec.Pulls[i.Kind]).Call(args...)))
		list = append(list, jen.Line().Values(jen.Id("Path").Op(":").Lit(i.Path), jen.Id("Fetch").Op(":").Add(fetch)))
	}
	body = append(body, jen.Return(jen.Index().Qual(emit.Worker, "Schema").Values(append(list, jen.Line())...)))
	g.pkg.Declare(projectFile,
		jen.Comment("schemas lists what is fetched, with the settings of the params."),
		jen.Func().Params(jen.Id("p").Op("*").Id("Params")).Id("schemas").Params().Params(jen.Index().Qual(emit.Worker, "Schema")).Block(body...))
}

// argument is the value of an origin's argument, or the zero value of one left out.
func (w *wire) argument(s *spec.Option, o *ir.Option) *jen.Statement {
	switch {
	case o != nil:
		return w.value(s.Type, o.Value)
	case s.Type == spec.Texts:
		return jen.Nil()
	case s.Type == spec.Text:
		return jen.Lit("")
	}
	return jen.Lit(0)
}
