package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/compiler/schema/avro"
	"github.com/flowc-lang/flowc/compiler/schema/jsonschema"
	"github.com/flowc-lang/flowc/compiler/schema/proto"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// subject is a schema of the program that a registry keeps. Two nodes that say the
// same of it share it.
type subject struct {
	variable   string // a subject.Avro, subject.JSON …
	carrier    *ir.Carrier
	connection *ir.Connection
	schema
}

// schema is a schema as a registry has it.
type schema struct {
	kind    string // Avro, JSON …
	text    string
	uses    []types.Use
	message string // of a .proto file: the full name of the message that is written
	index   []int  // and its place in the file
}

// subject is the variable of a carrier's schema, which is declared at its first use.
func (g *generator) subject(c *ir.Carrier) string {
	sr, _ := c.Converter.Options["registry"].Ref.(*ir.Connection)
	made := schemaOf(c)
	for _, s := range g.subjects {
		if s.connection == sr && s.carrier.Subject == c.Subject && s.text == made.text && s.message == made.message {
			return s.variable
		}
	}
	s := &subject{variable: g.pkg.Take(emit.Join(emit.Local(nameOf(c.Subject)), "schema")), carrier: c, connection: sr, schema: made}
	g.subjects = append(g.subjects, s)
	g.pkg.Declare(projectFile,
		jen.Commentf("%s is the subject %s of %s, %s.", s.variable, c.Subject, sr.Name, conv.Place(c.At)),
		jen.Var().Id(s.variable).Add(s.declared()))
	return s.variable
}

// declared is the type of the variable, with its value where it needs one.
func (s *subject) declared() *jen.Statement {
	if s.kind != "Protobuf" {
		return jen.Qual(emit.Subject, s.kind)
	}
	fields := []jen.Code{jen.Id("Message").Op(":").Lit(s.message), jen.Id("Index").Op(":").Lit(conv.MessageIndex(s.index))}
	if s.carrier.Type.Strip().Record.Name == "" {
		fields = append(fields, jen.Id("Unnamed").Op(":").True())
	}
	return jen.Op("=").Qual(emit.Subject, "Proto").Values(fields...)
}

// schemaOf is the schema by which a carrier's values are written: that of the file which
// declares them as it stands, or one that is made of the type.
func schemaOf(c *ir.Carrier) schema {
	t := c.Type.Strip()
	switch c.Converter.Spec.Name {
	case "avro":
		return schema{kind: "Avro", text: avro.JSON(t)}
	case "json_schema":
		return schema{kind: "JSON", text: jsonschema.JSON(t, jsonschema.FormOf(opts{c.Converter.Options, c.Converter.Spec.Options}.text))}
	case "protobuf":
		r := t.Record
		if r.Source != nil {
			return schema{kind: "Protobuf", text: r.Source.Text, uses: r.Source.Uses, message: proto.FullName(r), index: placeInFile(r)}
		}
		text, message := proto.Text(t)
		return schema{kind: "Protobuf", text: text, message: message, index: []int{0}}
	}
	panic("codegen: converter " + c.Converter.Spec.Name + " has no schemas in a registry")
}

// references are what a schema refers to, as Go.
func references(uses []types.Use) *jen.Statement {
	var out []jen.Code
	for _, u := range uses {
		fields := []jen.Code{jen.Id("Name"), jen.Lit(u.Name), jen.Id("Text"), emit.Quoted(u.Source.Text)}
		if len(u.Source.Uses) > 0 {
			fields = append(fields, jen.Id("Uses"), references(u.Source.Uses))
		}
		out = append(out, jen.Values(emit.Struct(fields...)...))
	}
	return jen.Index().Qual(emit.Registry, "Reference").Values(out...)
}

// looksUp reports whether the id of a converter's schema is not known before a registry
// was asked.
func (o opts) looksUp() bool { return o.given["registry"] != nil && o.given["id"] == nil }

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
		fields := []jen.Code{
			jen.Id("Name"), g.subjectName(s.carrier), jen.Id("Kind"), jen.Qual(emit.Registry, s.kind),
			jen.Id("Register"), jen.Qual(emit.Registry, s.registers()), jen.Id("Text"), emit.Quoted(s.text),
		}
		if n := (opts{s.carrier.Converter.Options, nil}).number("version"); n > 0 {
			fields = append(fields, jen.Id("Version"), jen.Lit(int(n)))
		}
		if s.carrier.Pinned > 0 {
			fields = append(fields, jen.Id("Pinned"), jen.Lit(s.carrier.Pinned))
		}
		if len(s.uses) > 0 {
			fields = append(fields, jen.Id("Uses"), references(s.uses))
		}
		literal := jen.Qual(emit.Registry, "Subject").Values(emit.Struct(fields...)...)
		out = append(out, jen.If(jen.Id("err").Op(":=").Id(s.variable).Dot("Bind").Call(jen.Id("env").Dot("Start"), jen.Id("client"), literal, jen.Lit(g.writesSubject(s))),
			jen.Id("err").Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Id("err"))))
	}
	return out
}

// subjectName is the name of a subject when the worker starts. One that is only read,
// of many topics, has none.
func (g *generator) subjectName(c *ir.Carrier) *jen.Statement {
	switch {
	case c.AnySubject:
		return jen.Lit("")
	case c.SubjectExpr != nil:
		return (&wire{generator: g}).value(spec.Text, c.SubjectExpr)
	}
	return jen.Lit(c.Subject)
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
