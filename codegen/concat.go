package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// concat builds a text of parts in the scratch. A part that is converted to text is
// written there at once.
func (p *pipe) concat(f *emit.Body, e *ir.Concat, hint string) conv.Value {
	parts := make([]conv.Value, len(e.Parts))
	for k, x := range e.Parts {
		parts[k] = p.local(f, "part", p.expr(f, beforeText(x)))
	}
	return p.text(f, or(hint, "text"), func(in *emit.Body) {
		for _, v := range parts {
			if lit, ok := literal(v); ok {
				in.Add(jen.Id("d").Op("=").Append(jen.Id("d"), lit.Op("...")))
				continue
			}
			p.pkg.WriteText(in, v, conv.TextForm{})
		}
	})
}

// beforeText is what a text is made of, where that is a conversion.
func beforeText(x ir.Expr) ir.Expr {
	from := x
	switch x := x.(type) {
	case *ir.Convert:
		if x.Checked || x.T.Refine != nil {
			return x // the text is looked at
		}
		from = x.X
	case *ir.Call:
		if x.Fn == "to_string" {
			from = x.Args[0]
		}
	}
	if x.Type().Kind != types.String || from.Type().Kind == types.Optional {
		return x
	}
	return from
}

// literal is a constant text.
func literal(v conv.Value) (*jen.Statement, bool) {
	text := goText(v.V)
	if v.T.Kind == types.String && text != "" && text[0] == '"' {
		return v.V.Clone(), true
	}
	return nil, false
}
