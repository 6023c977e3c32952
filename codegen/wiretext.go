package codegen

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// paramText is a param that is no text, as the text that it is in an expression of the
// record; made when the worker starts.
func (w *wire) paramText(e ir.Expr) *jen.Statement {
	switch x := e.(type) {
	case *ir.Convert:
		return w.paramText(x.X)
	case *ir.Call:
		return w.paramText(x.Args[0])
	case *ir.ParamRef:
		v := jen.Id("p").Dot(emit.Exported(x.Param.Name))
		switch t := x.T.Strip(); {
		case t.Kind == types.Bool:
			return appended("AppendBool", v)
		case t.Kind == types.Float:
			return appended("AppendFloat", v, jen.Lit(32))
		case t.Kind == types.Double:
			return appended("AppendFloat", v, jen.Lit(64))
		case t.Kind == types.Duration:
			return appended("AppendDuration", emit.R("Duration").Values(jen.Id("Nanos").Op(":").Int64().Parens(v)))
		case conv.IsInt(t.Kind):
			return appended("AppendInt", jen.Int64().Parens(v))
		default: // an enum's param holds the text of its symbol
			return v
		}
	}
	panic(fmt.Sprintf("codegen: an option's text cannot be made of a %T", e))
}

func appended(fn string, args ...jen.Code) *jen.Statement {
	return jen.String().Parens(emit.R(fn).Call(append([]jen.Code{jen.Nil()}, args...)...))
}
