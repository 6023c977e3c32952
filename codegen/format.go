package codegen

import (
	"time"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// format is the wire format of a carrier with its options.
func (g *generator) format(c *ir.Carrier) conv.Format {
	o := opts{c.Converter.Options, c.Converter.Spec.Options}
	switch c.Converter.Spec.Name {
	case "avro":
		return g.avro(c, o)
	case "json":
		return g.json(c, o)
	case "json_schema":
		return g.jsonSchema(c, o)
	case "protobuf":
		return g.protobuf(c, o)
	case "connect_json":
		return g.connectJSON(c, o)
	case "utf8":
		return &conv.UTF8{Lax: o.text("compat") == "connect"}
	case "raw":
		return conv.Bytes{}
	case "number":
		return conv.Number{}
	}
	panic("codegen: converter " + c.Converter.Spec.Name + " has no code yet")
}

// writer is the half of the format that writes.
func (g *generator) writer(c *ir.Carrier) conv.Writer {
	if csv, ok := g.csv(c); ok {
		return csv
	}
	return g.format(c)
}

func (g *generator) json(c *ir.Carrier, o opts) *conv.JSON {
	return &conv.JSON{Form: o.textForm(), Unknown: o.text("unknown"), Tag: o.text("tag"), Names: o.text("names"), Distinct: o.text("absent") == "distinct", Suffix: g.suffix(c)}
}

func (g *generator) jsonSchema(c *ir.Carrier, o opts) *conv.JSONSchema {
	out := &conv.JSONSchema{JSON: *g.json(c, o), ID: uint32(o.number("id"))}
	if o.looksUp() {
		out.Subject = g.subject(c)
	}
	return out
}

func (g *generator) avro(c *ir.Carrier, o opts) conv.Format {
	switch framing := o.text("framing"); {
	case framing == "raw", framing == "container": // the connector takes containers apart
		return &conv.Avro{Framing: conv.Raw}
	case o.looksUp() && (framing == "registry" || framing == ""):
		return &conv.Avro{Framing: conv.Lookup, Subject: g.subject(c)}
	case framing == "registry", framing == "" && o.given["registry"] != nil, framing == "" && o.given["id"] != nil:
		return &conv.Avro{Framing: conv.Registry, ID: uint32(o.number("id"))}
	}
	return &conv.Avro{Framing: conv.SingleObject, Fingerprint: g.plan.Fingerprint(c)}
}

func (g *generator) protobuf(c *ir.Carrier, o opts) conv.Format {
	framing := o.text("framing")
	switch {
	case framing == "raw", framing == "" && o.given["registry"] == nil && o.given["id"] == nil:
		return &conv.Protobuf{Framing: conv.Raw}
	case o.looksUp():
		return &conv.Protobuf{Framing: conv.Lookup, Subject: g.subject(c)}
	}
	return &conv.Protobuf{Framing: conv.Registry, ID: uint32(o.number("id")), Index: placeInFile(c.Type.Strip().Record)}
}

// placeInFile is where a message stands in its file: of a schema that is made from the
// type it is the first one.
func placeInFile(r *types.RecordType) []int {
	if r.ProtoPath != nil {
		return r.ProtoPath
	}
	return []int{0}
}

// around are the options of text formats that say what stands around a value, which
// its readers and writers do not care for.
var around = map[string]bool{"lines": true, "id": true, "registry": true, "subject": true, "register": true, "version": true}

// suffix tells text formats with options of their own apart: the options that were
// given, in the order of the Spec.
func (g *generator) suffix(c *ir.Carrier) string {
	s := ""
	for i := range c.Converter.Spec.Options {
		name := c.Converter.Spec.Options[i].Name
		if o, ok := c.Converter.Options[name]; ok && !around[name] {
			s += conv.Suffix(name, constText(o.Value))
		}
	}
	return s
}

// csv is the CSV format of a carrier, where it is one.
func (g *generator) csv(c *ir.Carrier) (*conv.CSV, bool) {
	if c.Converter.Spec.Name != "csv" {
		return nil, false
	}
	o := opts{c.Converter.Options, c.Converter.Spec.Options}
	return &conv.CSV{
		Header: o.flag("header"), Delimiter: o.text("delimiter"), Quote: o.text("quote"), Null: o.text("null"),
		Unknown: o.text("unknown"), Names: o.text("names"), Form: o.textForm(),
	}, true
}

// opts are options that were given, and the Specs that have the defaults.
type opts struct {
	given ir.Options
	specs []spec.Option
}

func (o opts) text(name string) string {
	if v, ok := o.given[name]; ok {
		return constText(v.Value)
	}
	return defaultOf(o.specs, name)
}

func (o opts) flag(name string) bool {
	if v, ok := o.given[name]; ok {
		c, ok := v.Value.(*ir.Const)
		return ok && c.Value == true
	}
	return defaultOf(o.specs, name) == "true"
}

func (o opts) number(name string) int64 {
	if v, ok := o.given[name]; ok {
		if c, ok := v.Value.(*ir.Const); ok {
			n, _ := c.Value.(int64)
			return n
		}
	}
	return 0
}

func (o opts) textForm() conv.TextForm {
	return conv.TextForm{
		Time: o.text("time"), Zone: o.text("zone"), Date: o.text("date"),
		NumDec: o.text("decimal") == "number", Base64Dec: o.text("decimal") == "base64", Hex: o.text("bytes") == "hex",
	}
}

// constText is the text of a constant option: a text, or a word.
func constText(e ir.Expr) string {
	c, ok := e.(*ir.Const)
	if !ok {
		return ""
	}
	s, _ := c.Value.(string)
	return s
}

// defaultOf is the default of an option, without the quotes of a text.
func defaultOf(specs []spec.Option, name string) string {
	for i := range specs {
		if specs[i].Name == name {
			return spec.Unquote(specs[i].Default)
		}
	}
	return ""
}

// since is the argument of offset(since: …) in microseconds since 1970.
func since(c *ir.OptionCall) int64 {
	t, err := time.Parse(time.DateOnly, constText(c.Args["since"]))
	if err != nil {
		panic("codegen: since is no date: " + err.Error())
	}
	return t.UnixMicro()
}

// tableOf is the table of a sink.
func tableOf(to *ir.To) *types.Table {
	if o := option(to, "table"); o != nil && o.Table != nil {
		return o.Table.Table
	}
	return nil
}
