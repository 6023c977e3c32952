package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
)

// call is a call of a built-in function.
func (p *pipe) call(f *emit.Body, e *ir.Call) conv.Value {
	_ = jen.Id
	panic("codegen: built-in " + e.Fn + " has no code yet")
}
