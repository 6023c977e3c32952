package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
)

// JSONSchema is JSON behind the id of its schema in a registry.
type JSONSchema struct {
	JSON
	ID      uint32 // that is pinned
	Subject string // variable of a subject.JSON, where a registry is asked for the id
}

// ReadWhole checks the schema's id and reads one value.
func (j *JSONSchema) ReadWhole(p *Package, f *emit.Body, dst Value, used map[string]bool) {
	frame := emit.R("RegistryFrame").Call(jen.Id("b"), jen.Lit(int(j.ID)))
	if j.Subject != "" {
		frame = jen.Id(j.Subject).Dot("Frame").Call(jen.Id("b"))
	}
	f.Add(
		jen.Id("i").Op(":=").Add(frame),
		jen.If(jen.Id("i").Op("<").Lit(0)).Block(jen.Return(jen.Id("i"))),
		jen.Id("i").Op("=").Add(emit.R("JSONSpace")).Call(jen.Id("b"), jen.Id("i")))
	j.readRest(p, f, dst, used)
}

// WriteWhole appends the schema's id and the value.
func (j *JSONSchema) WriteWhole(p *Package, f *emit.Body, src Value) {
	if j.Subject != "" {
		f.Add(jen.Id("d").Op("=").Id(j.Subject).Dot("AppendFrame").Call(jen.Id("d")))
	} else {
		appendTo(f, "AppendRegistryFrame", jen.Lit(int(j.ID)))
	}
	j.Write(p, f, src)
}
