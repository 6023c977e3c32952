package codegen

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// params adds the type Params, its defaults and its settings. An instance has one
// field beside them, which holds a method of Params.
func (g *generator) params(field, method string) {
	var fields, defaults, settings []jen.Code
	w := &wire{generator: g}
	for _, p := range g.plan.Program.Params {
		name := emit.Exported(p.Name)
		fields = append(fields, jen.Id(name).Add(g.paramType(p.Type)).Comment(conv.Place(p.At)))
		if p.Default != nil {
			defaults = append(defaults, jen.Line().Id(name).Op(":").Add(w.value(paramSpec(p.Type), p.Default)))
		}
		settings = append(settings, jen.Line().Values(setting(p, name)...))
	}
	if len(defaults) > 0 {
		defaults = append(defaults, jen.Line())
	}
	if len(settings) > 0 {
		settings = append(settings, jen.Line())
	}
	g.pkg.Declare(projectFile,
		jen.Comment("Params are the settings of one instance."),
		jen.Type().Id("Params").Struct(fields...),
		jen.Func().Id("newInstance").Params().Qual(emit.Worker, "Instance").Block(
			jen.Id("p").Op(":=").Op("&").Id("Params").Values(defaults...),
			jen.Return(jen.Qual(emit.Worker, "Instance").Values(emit.Struct(
				jen.Id("Params"), jen.Index().Qual(emit.Worker, "Param").Values(settings...),
				jen.Id(field), jen.Id("p").Dot(method),
			)...))))
}

// setting is the description of a param.
func setting(p *ir.Param, field string) []jen.Code {
	d := []jen.Code{jen.Id("Name"), jen.Lit(p.Name), jen.Id("Type"), jen.Lit(p.Type.String())}
	add := func(name, text string) {
		if text != "" {
			d = append(d, jen.Id(name), jen.Lit(text))
		}
	}
	add("Doc", p.Doc)
	if !p.Secret {
		add("Default", p.DefaultText)
	}
	add("Env", p.Env)
	add("At", conv.Place(p.At))
	if p.Secret {
		d = append(d, jen.Id("Secret"), jen.True())
	}
	if p.Default == nil {
		d = append(d, jen.Id("Required"), jen.True())
	}
	return emit.Struct(append(d, jen.Id("Value"), paramValue(p.Type, jen.Op("&").Id("p").Dot(field)))...)
}

// paramType is the Go type of a param.
func (g *generator) paramType(t *types.Type) *jen.Statement {
	switch t.Kind {
	case types.Bool:
		return jen.Bool()
	case types.String, types.Enum:
		return jen.String()
	case types.Int8, types.Int16, types.Int32, types.Uint8, types.Uint16, types.Int64, types.Uint32:
		return g.pkg.Go(t)
	case types.Float, types.Double:
		return jen.Float64()
	case types.Duration:
		return jen.Qual("time", "Duration")
	case types.List:
		if t.Elem.Kind == types.String {
			return jen.Index().String()
		}
	}
	panic("codegen: a param cannot be " + t.String())
}

func paramSpec(t *types.Type) spec.Type {
	if t.Kind == types.Duration {
		return spec.Duration
	}
	return spec.Text
}

// paramValue is the flag.Value that parses a param.
func paramValue(t *types.Type, at *jen.Statement) *jen.Statement {
	call := func(fn string, args ...jen.Code) *jen.Statement {
		return jen.Qual(emit.Param, fn).Call(append([]jen.Code{at}, args...)...)
	}
	switch t.Kind {
	case types.Bool:
		return call("Bool")
	case types.Enum:
		if t.Enum.Open {
			return call("String")
		}
		var names []jen.Code
		for _, s := range t.Enum.Symbols {
			names = append(names, jen.Lit(s))
		}
		return call("Enum", names...)
	case types.String:
		if t.Refine != nil && t.Refine.MaxLen > 0 {
			return call("Text", jen.Lit(t.Refine.MaxLen))
		}
		return call("String")
	case types.Float, types.Double:
		return call("Float")
	case types.Duration:
		return call("Duration")
	case types.List:
		return call("Strings")
	}
	low, high := intBounds(t)
	return call("Int", jen.Op(low), jen.Op(high))
}

// intBounds are the least and the greatest value of an integer param.
func intBounds(t *types.Type) (low, high string) {
	if t.Refine != nil && t.Refine.HasRange {
		return strings.ReplaceAll(t.Refine.Min, "_", ""), strings.ReplaceAll(t.Refine.Max, "_", "")
	}
	bits, signed := bounds(t.Kind)
	if signed {
		return "-1<<" + itoa(bits-1), "1<<" + itoa(bits-1) + "-1"
	}
	return "0", "1<<" + itoa(bits) + "-1"
}

func itoa(n int) string { return jen.Lit(n).GoString() }
