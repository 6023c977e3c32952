package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/schema/connect"
	"github.com/flowc-lang/flowc/compiler/types"
)

// ConnectJSON is JSON as Kafka Connect's converter writes it: a schema, and behind it the
// payload, whose values have Connect's forms.
type ConnectJSON struct {
	*JSON
	// Schema is the text of the schema; empty where the payload stands alone.
	Schema string
}

// prefix is what stands in front of the payload.
func (c *ConnectJSON) prefix() string { return `{"schema":` + c.Schema + `,"payload":` }

// ReadWhole reads an envelope whose schema fits.
func (c *ConnectJSON) ReadWhole(p *Package, f *emit.Body, dst Value, used map[string]bool) {
	switch {
	case c.Schema == "" && c.Lax:
		c.readBare(p, f, dst, used)
		return
	case c.Schema == "":
		c.JSON.ReadWhole(p, f, dst, used)
		return
	}
	whole := p.Field("")
	lax := jen.Lit(c.Lax)
	prefix := p.prefix(c.prefix())
	kept := c.kept(p, prefix)
	f.Add(jen.Id("i").Op(":=").Add(kept.Clone()).Dot("Payload").Call(jen.Id("b"), jen.Id(prefix), lax),
		jen.If(jen.Id("i").Op("<").Lit(0)).Block(jen.Return(at(whole, jen.Id("i")))))
	if dst.T.Kind == types.Record {
		c.fields(p, f, dst, "", used)
	} else {
		c.Read(p, f, dst, whole)
	}
	f.Add(jen.If(jen.Id("i").Op("=").Add(kept.Clone()).Dot("Close").Call(jen.Id("b"), jen.Id("i"), lax.Clone()), jen.Id("i").Op("<").Lit(0)).
		Block(jen.Return(at(whole, jen.Id("i")))))
}

// Null is the condition that the bytes b are an envelope around null.
func (c *ConnectJSON) Null(p *Package, b *jen.Statement) *jen.Statement {
	prefix := p.prefix(c.prefix())
	return c.kept(p, prefix).Dot("Null").Call(b, jen.Id(prefix), jen.Lit(c.Lax))
}

// NullText is the envelope that Connect writes around a null value; empty where null is
// written as such, without an envelope.
func (c *ConnectJSON) NullText() string {
	if !c.Lax || c.Schema == "" || c.Schema == "null" {
		return ""
	}
	return c.prefix() + "null}"
}

// kept is what goes through the envelopes with a prefix.
func (c *ConnectJSON) kept(p *Package, prefix string) *jen.Statement {
	return jen.Id("s").Dot(p.Keep(prefix, emit.R("ConnectSchema"), "of the payloads that are read"))
}

// WriteWhole appends the envelope.
func (c *ConnectJSON) WriteWhole(p *Package, f *emit.Body, src Value) {
	if c.Schema == "" {
		c.JSON.WriteWhole(p, f, src)
		return
	}
	f.Text(c.prefix())
	c.Write(p, f, src)
	f.Text("}")
}

// prefix is the constant of a text that stands in front of payloads.
func (p *Package) prefix(text string) string {
	key := "prefix " + text
	if n, ok := p.funcs[key]; ok {
		return n
	}
	n := p.Take("connectSchema")
	p.funcs[key] = n
	p.Declare("scratch", emit.Doc("%s stands in front of payloads that were written with the type's own schema.", n),
		jen.Const().Id(n).Op("=").Add(emit.Quoted(text)))
	return n
}

// Keep is a field of the scratch that outlives a record; what says what it is for.
func (p *Package) Keep(name string, typ *jen.Statement, what string) string {
	key := "keep " + name
	if _, ok := p.funcs[key]; !ok {
		p.funcs[key] = name
		p.kept = append(p.kept, jen.Id(name).Add(typ).Comment(what))
	}
	return name
}

// readConnect reads the kinds of values that look otherwise in Connect, and reports
// whether dst is of one.
func (j *JSON) readConnect(p *Package, f *emit.Body, dst Value, field int) bool {
	t := dst.T
	direct := func(rhs jen.Code) { failed(f, field, []jen.Code{dst.v(), jen.Id("i")}, rhs) }
	b, i := jen.Id("b"), jen.Id("i")
	switch t.Kind {
	case types.JSON:
		j.readQuoted(p, f, dst, field)
	case types.Float:
		direct(emit.R("ConnectFloat").Call(b, i))
	case types.Double:
		direct(emit.R("ConnectDouble").Call(b, i))
	case types.Decimal, types.Varint:
		if !j.Form.Base64Dec && !j.Form.NumDec {
			return false
		}
		direct(emit.R("ConnectDecimal"+bits(t)).Call(b, i, jen.Lit(digits(t)), jen.Lit(t.Scale)))
	case types.Date:
		if j.Form.Date != "connect" {
			return false
		}
		n := j.readInt(f, field)
		check(f, field, jen.Op("!").Add(emit.R("FitsInt32")).Call(n.Clone()), "OutOfRange")
		f.Add(dst.v().Op("=").Int32().Parens(n))
	case types.Time:
		n := j.readInt(f, field)
		check(f, field, jen.Op("!").Add(emit.R("FitsTime")).Call(n.Clone(), Unit(t.Unit)), "OutOfRange")
		f.Add(dst.v().Op("=").Add(n))
	case types.Timestamp, types.Datetime:
		if j.Form.Time != "connect" {
			return false
		}
		n := j.readInt(f, field)
		if t.Unit == types.Seconds {
			n = p.fromUnix(f, t, n, TextForm{Time: "unix_ms"}, field)
		}
		f.Add(dst.v().Op("=").Add(n))
	case types.Map:
		if textKey(t.Key, j.Form) {
			return false
		}
		j.readPairs(p, f, dst, field)
	default:
		return false
	}
	return true
}

// readInt reads a whole number into a local.
func (j *JSON) readInt(f *emit.Body, field int) *jen.Statement {
	n := f.Name("number")
	f.Add(jen.Var().Id(n).Int64())
	failed(f, field, []jen.Code{jen.Id(n), jen.Id("i")}, emit.R("JSONInt").Call(jen.Id("b"), jen.Id("i")))
	return jen.Id(n)
}

// readPairs reads a map whose keys are no text: a list of pairs.
func (j *JSON) readPairs(p *Package, f *emit.Body, dst Value, field int) {
	j.items(p, f, dst, field, "JSONArray", ']', jen.Id(p.Entry(dst.T)), func(f *emit.Body, item string) {
		more := f.Name("more")
		next := func(want *jen.Statement) {
			failed(f, field, []jen.Code{jen.Id(more), jen.Id("i")}, emit.R("JSONNext").Call(jen.Id("b"), jen.Id("i"), jen.LitRune(']')))
			check(f, field, want, "BadRefine")
		}
		f.Add(jen.Var().Id(more).Bool())
		failed(f, field, []jen.Code{jen.Id(more), jen.Id("i")}, emit.R("JSONArray").Call(jen.Id("b"), jen.Id("i")))
		check(f, field, jen.Op("!").Id(more), "BadRefine")
		j.Read(p, f, Value{V: jen.Id(item).Dot("key"), T: dst.T.Key}, field)
		next(jen.Op("!").Id(more))
		j.Read(p, f, ElemValue(jen.Id(item).Dot("value"), dst.T.Elem), field)
		next(jen.Id(more))
	})
}

// writeConnect writes the kinds of values that look otherwise in Connect, and reports
// whether src is of one.
func (j *JSON) writeConnect(p *Package, f *emit.Body, src Value) bool {
	t := src.T
	switch t.Kind {
	case types.JSON:
		appendTo(f, "AppendJSONText", src.v())
	case types.Float:
		appendTo(f, "AppendConnectFloat", src.v())
	case types.Double:
		appendTo(f, "AppendConnectDouble", src.v())
	case types.Decimal, types.Varint:
		if !j.Form.Base64Dec {
			return false
		}
		appendTo(f, "AppendConnectDecimal"+bits(t), src.v())
	case types.Date:
		if j.Form.Date != "connect" {
			return false
		}
		appendTo(f, "AppendJSONInt", jen.Int64().Parens(src.v()))
	case types.Time:
		appendTo(f, "AppendJSONInt", src.v())
	case types.Timestamp, types.Datetime:
		if j.Form.Time != "connect" {
			return false
		}
		n := src.v()
		if t.Unit == types.Seconds {
			n = toUnix(src, TextForm{Time: "unix_ms"})
		}
		appendTo(f, "AppendJSONInt", n)
	case types.Map:
		if textKey(t.Key, j.Form) {
			return false
		}
		writeItems(f, src, "[", ",", "]", func(f *emit.Body, item *jen.Statement) {
			f.Text("[")
			j.Write(p, f, Value{V: item.Clone().Dot("key"), T: t.Key})
			f.Text(",")
			j.Write(p, f, ElemValue(item.Clone().Dot("value"), t.Elem))
			f.Text("]")
		})
	default:
		return false
	}
	return true
}

// digits are those that a decimal may have.
func digits(t *types.Type) int {
	if t.Kind == types.Varint || t.Precision == 0 {
		return 38
	}
	return t.Precision
}

// textKey reports whether maps with such keys are objects.
func textKey(key *types.Type, t TextForm) bool {
	form := connect.Form{Time: t.Time, Date: t.Date, Decimal: "text", Bytes: choose(t.Hex, "hex", "base64")}
	if t.NumDec || t.Base64Dec {
		form.Decimal = "base64"
	}
	return connect.TextKeys(key, form)
}
