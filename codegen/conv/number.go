package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// Number is one number in big-endian bytes, or a truth in one, as Kafka's own serializers write it.
type Number struct{}

// Name is part of the names of readers and writers.
func (Number) Name() string { return "Number" }

// ReadWhole reads all of b as the number; another length is another type.
func (Number) ReadWhole(p *Package, f *emit.Body, dst Value, _ map[string]bool) {
	field := p.Field("")
	f.Add(jen.Var().Id("i").Int())
	failed(f, field, []jen.Code{dst.v(), jen.Id("i")}, emit.R("Big"+bigNumber(dst.T.Kind)).Call(jen.Id("b")))
	p.refine(f, dst, field)
}

// WriteWhole appends the number.
func (Number) WriteWhole(_ *Package, f *emit.Body, src Value) {
	appendTo(f, "AppendBig"+bigNumber(src.T.Kind), src.v())
}

// bigNumber is how the primitives call a number.
func bigNumber(k types.Kind) string {
	switch k {
	case types.Bool:
		return "Bool"
	case types.Int16:
		return "Int16"
	case types.Int32:
		return "Int32"
	case types.Int64:
		return "Int64"
	case types.Float:
		return "Float"
	case types.Double:
		return "Double"
	}
	panic("conv: a number of another kind")
}
