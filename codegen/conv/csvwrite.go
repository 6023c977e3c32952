package conv

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// Name is part of the names of writers.
func (*CSV) Name() string { return "CSV" }

// Head is the line that a file begins with, with its end; empty where there is none.
func (c *CSV) Head(t *types.Type) string {
	if !c.Header {
		return ""
	}
	names := make([]string, len(t.Strip().Record.Fields))
	for k, fl := range t.Strip().Record.Fields {
		names[k] = c.headCell(spell(fl.Name, c.Names))
	}
	return strings.Join(names, c.Delimiter) + "\n"
}

// headCell quotes a name where it needs that. The checker has refused those that need
// quotes where there are none.
func (c *CSV) headCell(name string) string {
	if c.Quote == "" || !strings.ContainsAny(name, c.Delimiter+c.Quote+"\r\n") {
		return name
	}
	return c.Quote + strings.ReplaceAll(name, c.Quote, c.Quote+c.Quote) + c.Quote
}

// WriteWhole appends a record as a row, without the end of its line.
func (c *CSV) WriteWhole(p *Package, f *emit.Body, src Value) {
	for k, fl := range src.T.Record.Fields {
		f.Line(lineOf(fl.At, fl.Name))
		if k > 0 {
			f.Text(c.Delimiter)
		}
		switch v := src.Field(k); {
		case v.T.Kind != types.Optional, v.OK.GoString() == "true":
			c.writeCell(p, f, v.Inner(), fl, len(src.T.Record.Fields) == 1)
		case v.IsNull():
			f.Text(c.Null)
		default:
			in := f.Inner()
			c.writeCell(p, in, v.Inner(), fl, false)
			some := jen.If(v.ok()).Block(in.Code()...)
			if c.Null != "" {
				some.Else().Block(constant(c.Null)...)
			}
			f.Add(some)
		}
	}
}

// writeCell appends the cell of a value that is there; alone says that it has a row
// for itself.
func (c *CSV) writeCell(p *Package, f *emit.Body, v Value, fl *types.Field, alone bool) {
	form := c.Form.of(fl)
	switch {
	case c.never(v.T, form):
		p.WriteText(f, v, form)
	case c.Quote == "":
		n := f.Name("cellAt")
		f.Add(jen.Id(n).Op(":=").Len(jen.Id("d")))
		p.WriteText(f, v, form)
		c.bare(f, n, fl, alone)
	case v.T.IsText() && v.T.Kind != types.UUID && v.T.Kind != types.TimeUUID:
		text := v.v()
		if v.T.Kind == types.Enum {
			text = p.EnumText(v.T.Enum, text)
		}
		appendTo(f, "AppendCSVText", text, char(c.Delimiter), char(c.Quote), jen.Lit(c.Null))
	default:
		n := f.Name("cellAt")
		f.Add(jen.Id(n).Op(":=").Len(jen.Id("d")))
		p.WriteText(f, v, form)
		appendTo(f, "QuoteCSV", jen.Id(n), char(c.Delimiter), char(c.Quote), jen.Lit(c.Null))
	}
}

// bare checks what stands behind start: without quotes some texts would be read as
// something else.
func (c *CSV) bare(f *emit.Body, start string, fl *types.Field, alone bool) {
	cell := jen.Id("d").Index(jen.Id(start).Op(":"))
	f.Must(jen.Op("!").Add(emit.R("PlainCSV")).Call(cell.Clone(), char(c.Delimiter)), "NoForm", 0)
	if fl.Type.Kind != types.String || fl.HasDefault {
		f.Must(jen.String().Parens(cell.Clone()).Op("==").Lit(c.Null), "NoForm", 0)
	} else if alone {
		f.Must(jen.Len(jen.Id("d")).Op("==").Id(start), "NoForm", 0) // readers skip empty lines
	}
}

// never reports whether no value of t needs quotes: its text has neither delimiters nor
// quotes in it, and is not that of null.
func (c *CSV) never(t *types.Type, form TextForm) bool {
	chars := alphabet(t, form)
	if chars == "" || strings.ContainsAny(chars, c.Delimiter+c.Quote) {
		return false
	}
	return c.Null == "" || strings.Trim(c.Null, chars) != ""
}

// alphabet is what texts of t are made of; empty for texts that are anything, or
// nothing.
func alphabet(t *types.Type, form TextForm) string {
	const digits, letters = "-0123456789", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	switch {
	case t.Kind == types.Bool:
		return "truefals"
	case IsInt(t.Kind), t.Kind == types.Varint:
		return digits
	case t.IsNumber():
		return digits + "+." + letters // a double may be Infinity
	case t.Kind == types.UUID, t.Kind == types.TimeUUID, t.Kind == types.Duration:
		return digits + "." + letters
	case t.Kind == types.Date && iso(form.Date), t.Kind == types.Time,
		(t.Kind == types.Timestamp || t.Kind == types.Datetime) && (iso(form.Time) || form.Time == "unix_s" || form.Time == "unix_ms"):
		return digits + "+.:TZ"
	}
	return ""
}
