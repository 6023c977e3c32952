package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/schema/avro"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// codecs are the functions of runtime/container that pack blocks.
var codecs = map[string]string{"null": "Null", "deflate": "Deflate", "snappy": "Snappy", "zstandard": "Zstandard"}

// container makes what takes the files of a node apart into records, or gathers records
// in blocks; nil where the files are no containers.
func container(d spec.Derive, n *ir.Node) *jen.Statement {
	if !contained(n.Value.Converter) {
		return nil
	}
	o := opts{n.Value.Converter.Options, n.Value.Converter.Spec.Options}
	schema := emit.Quoted(avro.JSON(n.Value.Type.Strip()))
	makes, of, made := n.Spec.Source.Package, "Container", jen.Qual(emit.Container, "NewReader").Call(schema)
	if d == spec.DeriveBlocks {
		makes, of = n.Spec.Sink.Package, "Blocks"
		made = jen.Qual(emit.Container, "NewWriter").Call(schema, jen.Qual(emit.Container, codecs[o.text("codec")]).Call())
	}
	return jen.Func().Params().Qual(makes, of).Block(jen.Return(made))
}

// contained reports whether values stand in Avro's container files.
func contained(c *ir.Converter) bool {
	return c.Spec.Name == "avro" && opts{c.Options, c.Spec.Options}.text("framing") == "container"
}
