package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
)

// anyCalls adds the functions of schema-free data.
func anyCalls(m map[string]emitter) {
	m["type_of"] = func(c *calling) conv.Value {
		return value(closed(c.v(0)).Dot("Kind").Call().Dot("String").Call())
	}
	m["exists"] = func(c *calling) conv.Value {
		return value(emit.R("AnyPath").Call(c.v(0), c.v(1)).Op("!=").Lit(""))
	}
	m["get_path"] = func(c *calling) conv.Value { return value(emit.R("AnyPath").Call(c.v(0), c.v(1))) }
	m["parse_json"] = func(c *calling) conv.Value {
		return c.must("parsed", emit.R("ParseAny").Call(c.v(0)), "BadText")
	}
	m["parse_header"] = func(c *calling) conv.Value {
		kept := c.pkg.Keep("header", jen.Qual(emit.Builtin, "Header"), "of the headers that are taken apart")
		return value(jen.Id("s").Dot(kept).Dot("Parse").Call(arena(), c.v(0)))
	}
	m["to_json"] = func(c *calling) conv.Value {
		text, n := c.toJSON(c.f, c.args[0])
		c.f.Add(jen.Id(n).Op(":=").Add(emit.R("Text")).Call(text))
		return value(jen.Id(n))
	}
}
