package codegen

import (
	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/schema/connect"
	"github.com/flowc-lang/flowc/compiler/types"
)

// connectJSON is the format of Kafka Connect's JSON converter, with the schema of the
// carrier's type as a constant.
func (g *generator) connectJSON(c *ir.Carrier, o opts) conv.Format {
	form := o.textForm()
	form.Connect = true
	out := &conv.ConnectJSON{
		JSON:   &conv.JSON{Form: form, Unknown: o.text("unknown"), Names: o.text("names"), Lax: o.text("compat") == "connect", Suffix: g.suffix(c)},
		Schema: "null",
	}
	switch {
	case !o.flag("schemas"):
		out.Schema = ""
	case c.Type.Strip().Kind != types.Any:
		out.Schema = connect.Schema(c.Type, connect.FormOf(o.text), connect.Name{Text: o.text("name"), Version: o.number("version")})
	}
	return out
}
