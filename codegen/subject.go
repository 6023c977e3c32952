package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/compiler/schema/avro"
)

// subject is a schema of the program that a registry keeps. Two nodes that say the
// same of it share it.
type subject struct {
	variable   string // a subject.Avro
	carrier    *ir.Carrier
	connection *ir.Connection
	text       string // of the schema
}

// subject is the variable of a carrier's schema, which is declared at its first use.
func (g *generator) subject(c *ir.Carrier) string {
	sr, text := c.Converter.Options["registry"].Ref.(*ir.Connection), avro.JSON(c.Type.Strip())
	for _, s := range g.subjects {
		if s.connection == sr && s.carrier.Subject == c.Subject && s.text == text {
			return s.variable
		}
	}
	s := &subject{variable: g.pkg.Take(emit.Join(emit.Local(nameOf(c.Subject)), "schema")), carrier: c, connection: sr, text: text}
	g.subjects = append(g.subjects, s)
	g.pkg.Declare(projectFile,
		jen.Commentf("%s is the subject %s of %s, %s.", s.variable, c.Subject, sr.Name, conv.Place(c.At)),
		jen.Var().Id(s.variable).Qual(emit.Subject, "Avro"))
	return s.variable
}

// nameOf is a subject as a name: what no name has becomes an underscore.
func nameOf(subject string) string {
	out := []rune(subject)
	for k, r := range out {
		if r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			out[k] = '_'
		}
	}
	return string(out)
}

// bindings ask the registries for the ids of the subjects, before there is a
// pipeline that could need one.
func (g *generator) bindings() []jen.Code {
	var out []jen.Code
	seen := map[*ir.Connection]bool{}
	for _, s := range g.subjects {
		if seen[s.connection] {
			continue
		}
		seen[s.connection] = true
		out = append(out, g.connection(s.connection)...)
		out = append(out, jen.If(jen.Op("!").Id("env").Dot("DryRun")).Block(g.asks(s.connection)...))
	}
	return out
}

// asks binds the subjects of one registry.
func (g *generator) asks(sr *ir.Connection) []jen.Code {
	fail := jen.If(jen.Id("err").Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Id("err")))
	options := jen.Qual(emit.Registry, "Options").Values(jen.Id("Run").Op(":").Id("env").Dot("Run"), jen.Id("Log").Op(":").Id("env").Dot("Log"),
		jen.Id("Look").Op(":").Id("env").Dot("Look"), jen.Id("Setup").Op(":").Id("env").Dot("Setup"), jen.Id("Tell").Op(":").Id("env").Dot("Tell"), jen.Id("Find").Op(":").Id("env").Dot("Find"))
	out := []jen.Code{
		jen.List(jen.Id("client"), jen.Id("err")).Op(":=").Qual(emit.Registry, "NewClient").Call(jen.Op("&").Id(connectionVar(sr)), options),
		fail.Clone(),
	}
	for _, s := range g.subjects {
		if s.connection != sr {
			continue
		}
		literal := jen.Qual(emit.Registry, "Subject").Values(emit.Struct(
			jen.Id("Name"), jen.Lit(s.carrier.Subject), jen.Id("Kind"), jen.Qual(emit.Registry, "Avro"),
			jen.Id("Register"), jen.Qual(emit.Registry, s.registers()), jen.Id("Text"), emit.Quoted(s.text))...)
		out = append(out, jen.If(jen.Id("err").Op(":=").Id(s.variable).Dot("Bind").Call(jen.Id("env").Dot("Start"), jen.Id("client"), literal, jen.Lit(g.writesSubject(s))),
			jen.Id("err").Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Id("err"))))
	}
	return out
}

// registers is the name of the time at which the schema is registered.
func (s *subject) registers() string {
	switch (opts{s.carrier.Converter.Options, s.carrier.Converter.Spec.Options}).text("register") {
	case "at_start":
		return "AtStart"
	case "never":
		return "Never"
	}
	return "AtDeploy"
}

// writesSubject reports whether a pipeline writes records of the subject.
func (g *generator) writesSubject(s *subject) bool {
	for _, p := range g.plan.Pipelines {
		if waits(p) {
			continue
		}
		for _, to := range p.Sinks {
			if writesCarrier(to, s) {
				return true
			}
		}
	}
	return false
}

func writesCarrier(to *plan.Sink, s *subject) bool {
	for _, c := range []*ir.Carrier{to.Node.Key, to.Node.Value} {
		if c != nil && c.Converter != nil && c.Subject == s.carrier.Subject && c.Converter.Options["registry"] != nil && c.Converter.Options["registry"].Ref == s.connection {
			return true
		}
	}
	return false
}
