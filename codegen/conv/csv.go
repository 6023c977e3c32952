package conv

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// CSV is comma-separated values, a record a row. Which cell holds which field is
// found once a file, by its header line.
type CSV struct {
	Header           bool
	Delimiter, Quote string // one ASCII character; an empty quote means no quoting
	Null             string
	Unknown          string // ignore, error
	Names            string
	Form             TextForm
}

// State declares the type that keeps where the fields of t stand, with its methods
// `header(s *scratch, head []byte) int` (where there is a header) and
// `read(v *T, s *scratch, b []byte) int`.
func (c *CSV) State(p *Package, name string, t *types.Type, used map[string]bool) {
	rec := t.Record
	fields := make([]int, len(rec.Fields))
	for k, fl := range rec.Fields {
		fields[k] = p.Field(fl.Name)
	}
	file := "schema_" + emit.File(p.Struct(rec))
	p.Declare(file,
		emit.Doc("%s reads rows of CSV into %s. column holds the cell of each field, -1 for one\nthat the file does not have.", name, p.Struct(rec)),
		jen.Type().Id(name).Struct(
			jen.Id("column").Index(jen.Lit(len(rec.Fields))).Int(),
			jen.Id("width").Int().Comment("cells in a row"),
			jen.Id("cells").Index().Add(emit.R("CSVCell")),
		))
	recv := func() *jen.Statement { return jen.Func().Params(jen.Id("c").Op("*").Id(name)) }
	if c.Header {
		p.Declare(file, jen.Comment("header finds the columns by the header line of a file."),
			recv().Id("header").Params(jen.Id("s").Op("*").Id("scratch"), jen.Id("head").Index().Byte()).Int().Block(c.header(rec, fields)...))
	}
	p.Declare(file, emit.Doc("cell is the index of the cell of a field, for messages: of the first cell too many\nfor a row as a whole."), c.find(recv(), fields[0], len(fields)))
	f := emit.NewBody(p, "c", "v", "s", "b", "i", "cells", "cell", "at", "why")
	f.Add(c.split("b")...)
	width := jen.Id("c").Dot("width")
	if !c.Header {
		width = jen.Lit(len(rec.Fields))
	}
	f.Add(jen.If(jen.Len(jen.Id("cells")).Op("!=").Add(width)).Block(jen.Return(emit.Reason("BadColumns"))))
	for k, fl := range rec.Fields {
		if used != nil && !used[fl.Name] {
			continue
		}
		f.Line(lineOf(fl.At, fl.Name))
		c.cell(p, f, FieldValue(jen.Id("v"), rec, k), fl, k, fields[k])
	}
	f.Add(jen.Return(jen.Lit(0)))
	p.Declare(file, emit.Doc("read reads one row into v. It returns 0, or a cursor below zero."),
		recv().Id("read").Params(jen.Id("v").Op("*").Id(p.Struct(rec)), jen.Id("s").Op("*").Id("scratch"), jen.Id("b").Index().Byte()).Int().Block(f.Code()...))
}

// find declares the method that tells which cell of a row holds a field.
func (c *CSV) find(recv *jen.Statement, first, fields int) *jen.Statement {
	k, cell, width := jen.Id("k"), jen.Id("c").Dot("column").Index(jen.Id("k")), jen.Id("c").Dot("width")
	if !c.Header {
		cell, width = k.Clone(), jen.Lit(fields)
	}
	return recv.Id("cell").Params(jen.Id("field").Int()).Int().Block(
		k.Clone().Op(":=").Id("field").Op("-").Lit(first),
		jen.If(k.Clone().Op("<").Lit(0).Op("||").Add(k.Clone()).Op(">=").Lit(fields)).Block(jen.Return(width)),
		jen.Return(cell))
}

// Find is the expression of the text of a cell of a row and of where it begins.
func (c *CSV) Find(arena, row, cell jen.Code) *jen.Statement {
	return emit.R("CSVFind").Call(arena, row, char(c.Delimiter), char(c.Quote), cell)
}

// split cuts a row into c.cells.
func (c *CSV) split(row string) []jen.Code {
	return []jen.Code{
		jen.List(jen.Id("cells"), jen.Id("why")).Op(":=").Add(emit.R("CSVCells")).Call(jen.Op("&").Id("s").Dot("text"), jen.Id(row),
			char(c.Delimiter), char(c.Quote), jen.Id("c").Dot("cells").Index(jen.Empty(), jen.Lit(0))),
		jen.If(jen.Id("why").Op("!=").Lit(0)).Block(jen.Return(jen.Op("-").Int().Parens(jen.Id("why")))),
		jen.Id("c").Dot("cells").Op("=").Id("cells"),
	}
}

func char(s string) *jen.Statement {
	if s == "" {
		return jen.Lit(0)
	}
	return jen.LitRune(rune(s[0]))
}

func (c *CSV) header(rec *types.RecordType, fields []int) []jen.Code {
	code := c.split("head")
	var cases []jen.Code
	for k, fl := range rec.Fields {
		name := spell(fl.Name, c.Names)
		if c.Names == "ignore_case" {
			name = strings.ToLower(name)
		}
		cases = append(cases, jen.Case(jen.Lit(name)).Block(jen.Id("field").Op("=").Lit(k)))
	}
	text := jen.Id("cells").Index(jen.Id("at")).Dot("Text")
	if c.Names == "ignore_case" {
		text = jen.Qual("strings", "ToLower").Call(text)
	}
	unknown := []jen.Code{jen.Continue()}
	if c.Unknown != "ignore" {
		unknown = []jen.Code{jen.Return(emit.Reason("Unknown"))}
	}
	code = append(code,
		jen.Id("c").Dot("width").Op("=").Len(jen.Id("cells")),
		jen.For(jen.Id("k").Op(":=").Range().Id("c").Dot("column")).Block(jen.Id("c").Dot("column").Index(jen.Id("k")).Op("=").Lit(-1)),
		jen.For(jen.Id("at").Op(":=").Range().Id("cells")).Block(
			jen.Id("field").Op(":=").Lit(-1),
			jen.Switch(text).Block(cases...),
			jen.If(jen.Id("field").Op("<").Lit(0)).Block(unknown...),
			jen.If(jen.Id("c").Dot("column").Index(jen.Id("field")).Op(">=").Lit(0)).Block(jen.Return(emit.Reason("Duplicate"))),
			jen.Id("c").Dot("column").Index(jen.Id("field")).Op("=").Id("at"),
		))
	for k, fl := range rec.Fields {
		if fl.Type.Kind != types.Optional && !fl.HasDefault {
			code = append(code, jen.If(jen.Id("c").Dot("column").Index(jen.Lit(k)).Op("<").Lit(0)).Block(
				jen.Return(at(fields[k], emit.Reason("Missing")))))
		}
	}
	return append(code, jen.Return(jen.Lit(0)))
}

// cell reads one field: what stands for null, the default where the file has no
// such column, else the cell's text.
func (c *CSV) cell(p *Package, f *emit.Body, dst Value, fl *types.Field, k, field int) {
	absent := fl.Type.Kind == types.Optional || fl.HasDefault
	text := jen.Id("cell").Dot("Text")
	pick := func(in *emit.Body) {
		if c.Header {
			in.Add(jen.Id("cell").Op(":=").Id("cells").Index(jen.Id("c").Dot("column").Index(jen.Lit(k))))
		} else {
			in.Add(jen.Id("cell").Op(":=").Id("cells").Index(jen.Lit(k)))
		}
	}
	isNull := jen.Op("!").Id("cell").Dot("Quoted").Op("&&").Id("cell").Dot("Text").Op("==").Lit(c.Null)
	in := f.Inner()
	pick(in)
	switch {
	case absent:
		c.absent(p, f, dst, fl)
		inner := in.Inner()
		p.ReadText(inner, dst.Inner(), text, c.Form.of(fl), field)
		if dst.OK != nil {
			inner.Add(dst.ok().Op("=").True())
		}
		in.Add(jen.If(jen.Op("!").Parens(isNull)).Block(inner.Code()...))
		if c.Header {
			f.Add(jen.If(jen.Id("c").Dot("column").Index(jen.Lit(k)).Op(">=").Lit(0)).Block(in.Code()...))
			return
		}
	case fl.Type.Kind == types.String:
		p.ReadText(in, dst, text, c.Form.of(fl), field)
	default:
		check(in, field, isNull, "NullValue")
		p.ReadText(in, dst, text, c.Form.of(fl), field)
	}
	f.Add(jen.Block(in.Code()...))
}

// absent sets the default, or null.
func (c *CSV) absent(p *Package, f *emit.Body, dst Value, fl *types.Field) {
	if fl.HasDefault {
		v := p.Constant(fl.Type, fl.Default)
		f.Add(dst.v().Op("=").Add(v.V))
		if dst.OK != nil {
			f.Add(dst.ok().Op("=").Add(v.OK))
		}
		return
	}
	f.Add(dst.ok().Op("=").False())
}
