package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// CQL is the cells of Cassandra's protocol: each an int32 length and its bytes.
type CQL struct {
	// Tombstone writes null for null, which deletes the cell; otherwise it is unset.
	Tombstone bool
}

// Cell adds the statements that append src as a cell of a column of type col.
func (c *CQL) Cell(p *Package, f *emit.Body, src Value, col *types.Type) {
	if col.Kind == types.Optional {
		col = col.Elem
	}
	if src.T.Kind == types.Optional {
		in := f.Inner()
		c.cell(p, in, src.Inner(), col)
		null := "AppendCQLUnset"
		if c.Tombstone {
			null = "AppendCQLNull"
		}
		f.Add(src.ifPresent(in.Code(), []jen.Code{jen.Id("d").Op("=").Add(emit.R(null)).Call(jen.Id("d"))})...)
		return
	}
	c.cell(p, f, src, col)
}

// cell appends a value that is not null. The types fit: src is of the column's
// type, or converts to it without loss.
func (c *CQL) cell(p *Package, f *emit.Body, src Value, col *types.Type) {
	t := src.T
	switch col.Kind {
	case types.Bool:
		appendTo(f, "AppendCQLBool", src.v())
	case types.Int8, types.Int16, types.Int32:
		appendTo(f, "AppendCQL"+IntName(col.Kind), p.as(src, col.Kind))
	case types.Int64:
		appendTo(f, "AppendCQLInt64", p.as(src, types.Int64))
	case types.Float:
		appendTo(f, "AppendCQLFloat", p.as(src, types.Float))
	case types.Double:
		appendTo(f, "AppendCQLDouble", p.as(src, types.Double))
	case types.String, types.JSON:
		c.text(p, f, src)
	case types.Inet:
		f.Add(jen.List(jen.Id("d"), jen.Id("_")).Op("=").Add(emit.R("AppendCQLInet")).Call(jen.Id("d"), src.v())) // checked where it was read
	case types.Bytes:
		appendTo(f, "AppendCQLBytes", src.v())
	case types.UUID, types.TimeUUID:
		appendTo(f, "AppendCQLUUID", src.v())
	case types.Date:
		appendTo(f, "AppendCQLDate", src.v())
	case types.Time:
		appendTo(f, "AppendCQLTime", toUnit(src, types.Nanos))
	case types.Timestamp:
		appendTo(f, "AppendCQLTimestamp", toUnit(src, types.Millis))
	case types.Duration:
		appendTo(f, "AppendCQLDuration", src.v())
	case types.Decimal:
		if IsInt(t.Kind) {
			appendTo(f, "AppendCQLDecimal64", jen.Int64().Parens(src.v()), jen.Lit(0))
			return
		}
		appendTo(f, "AppendCQLDecimal"+bits(t), src.v(), jen.Lit(t.Scale))
	case types.Varint:
		if IsInt(t.Kind) {
			appendTo(f, "AppendCQLVarint64", jen.Int64().Parens(src.v()))
			return
		}
		appendTo(f, "AppendCQLVarint"+bits(t), src.v())
	case types.Tuple:
		mark := c.begin(f)
		for k, item := range col.Items {
			(&CQL{Tombstone: true}).Cell(p, f, src.Field(k), item)
		}
		c.end(f, mark)
	case types.Vector:
		c.vector(p, f, src, col)
	case types.List, types.Set:
		c.items(f, src, func(f *emit.Body, item *jen.Statement) { c.Cell(p, f, ElemValue(item, t.Elem), col.Elem) })
	case types.Map:
		c.items(f, src, func(f *emit.Body, item *jen.Statement) {
			c.Cell(p, f, Value{V: item.Clone().Dot("key"), T: t.Key}, col.Key)
			c.Cell(p, f, ElemValue(item.Clone().Dot("value"), t.Elem), col.Elem)
		})
	case types.Record:
		c.udt(p, f, src, col)
	default:
		panic("conv: no CQL cell for " + col.String())
	}
}

// vector writes the numbers alone: their size is known.
func (c *CQL) vector(p *Package, f *emit.Body, src Value, col *types.Type) {
	mark := c.begin(f)
	k, in := f.Name("k"), f.Inner()
	item := ElemValue(src.v().Index(jen.Id(k)), src.T.Elem)
	in.Add(jen.Id("d").Op("=").Add(emit.R("AppendCQLPart"+vectorPart(col.Elem.Kind))).Call(jen.Id("d"), p.as(item, col.Elem.Kind)))
	f.Add(jen.For(jen.Id(k).Op(":=").Range().Add(src.v())).Block(in.Code()...))
	c.end(f, mark)
}

// vectorPart is the suffix of the function that writes a number of a vector.
func vectorPart(k types.Kind) string {
	switch k {
	case types.Float:
		return "Float"
	case types.Double:
		return "Double"
	case types.Int32:
		return "Int32"
	case types.Int64:
		return "Int64"
	}
	panic("conv: no vector of " + k.String())
}

// as is a number as one of another kind, that holds it.
func (p *Package) as(src Value, k types.Kind) *jen.Statement {
	if src.T.Kind == k {
		return src.v()
	}
	return p.Go(&types.Type{Kind: k}).Parens(src.v())
}

// text writes what may go into a text column: text, and the text form of enums and
// uuids.
func (c *CQL) text(p *Package, f *emit.Body, src Value) {
	switch src.T.Kind {
	case types.Enum:
		appendTo(f, "AppendCQLText", p.EnumText(src.T.Enum, src.v()))
	case types.String, types.JSON, types.Inet:
		appendTo(f, "AppendCQLText", src.v())
	default:
		mark := c.begin(f)
		p.WriteText(f, src, TextForm{})
		c.end(f, mark)
	}
}

// IsInt reports whether a kind is an integer of up to 64 bits.
func IsInt(k types.Kind) bool { return k >= types.Int8 && k <= types.Uint64 }

// toUnit is a time in a finer unit: the checker lets nothing else through.
func toUnit(src Value, to types.Unit) *jen.Statement {
	factor := 1
	for u := src.T.Unit; u < to; u++ {
		factor *= 1000
	}
	if factor == 1 {
		return src.v()
	}
	return src.v().Op("*").Lit(factor)
}

func (c *CQL) begin(f *emit.Body) string {
	mark := f.Name("mark")
	f.Add(jen.Var().Id(mark).Int(), jen.List(jen.Id("d"), jen.Id(mark)).Op("=").Add(emit.R("CQLBegin")).Call(jen.Id("d")))
	return mark
}

func (c *CQL) end(f *emit.Body, mark string) {
	f.Add(jen.Id("d").Op("=").Add(emit.R("CQLEnd")).Call(jen.Id("d"), jen.Id(mark)))
}

func (c *CQL) items(f *emit.Body, src Value, write func(*emit.Body, *jen.Statement)) {
	mark := c.begin(f)
	appendTo(f, "AppendCQLCount", jen.Len(src.v()))
	k, in := f.Name("k"), f.Inner()
	write(in, src.v().Index(jen.Id(k)))
	f.Add(jen.For(jen.Id(k).Op(":=").Range().Add(src.v())).Block(in.Code()...))
	c.end(f, mark)
}

// udt writes the fields of a user-defined type in the order of the type.
func (c *CQL) udt(p *Package, f *emit.Body, src Value, col *types.Type) {
	mark := c.begin(f)
	for _, fl := range col.Record.Fields {
		k := src.T.Record.Index(fl.Name)
		if k < 0 {
			f.Add(jen.Id("d").Op("=").Add(emit.R("AppendCQLNull")).Call(jen.Id("d")))
			continue
		}
		(&CQL{Tombstone: true}).Cell(p, f, src.Field(k), fl.Type)
	}
	c.end(f, mark)
}
