package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// to appends the record to the output batch of a sink: the key and the value into
// its slab, and a row that points at them.
func (p *pipe) to(f *emit.Body, to *ir.To) {
	p.appendRow(f, to, func(in *emit.Body, sink int) (key, value, headers *jen.Statement) {
		s := p.p.Sinks[sink]
		switch {
		case to.Node.Spec.Sink.Value == spec.Rows && !hasWriteTime(to):
			p.encode(in, "value", p.value(in, to.Value), plainAvro(to.Node.Value.Type, to.Place()))
			return emit.R("Null"), jen.Id("value"), emit.R("Null")
		case to.Node.Spec.Sink.Value == spec.Rows:
			p.cells(in, to)
			return emit.R("Null"), jen.Id("value"), emit.R("Null")
		case s.PassValue:
			in.Add(jen.Id("value").Op(":=").Id("out").Dot("Put").Call(jen.Id("in").Dot("Bytes").Call(jen.Id("row").Dot("Value"))))
		case p.fused != nil:
			p.passOn(in, to)
		default:
			p.encode(in, "value", p.value(in, to.Value), to.Node.Value)
		}
		if o := inKey(to); o != nil {
			return p.optionText(in, o), jen.Id("value"), emit.R("Null")
		}
		return p.keyOf(in, to, s.PassKey), jen.Id("value"), p.headersOf(in)
	})
}

// appendRow appends a row to the output of a `to`; fill writes its parts to the slab
// and names their spans.
func (p *pipe) appendRow(f *emit.Body, to *ir.To, fill func(in *emit.Body, sink int) (key, value, headers *jen.Statement)) {
	k := p.sinkOf(to)
	in := f.Inner()
	in.Add(jen.Id("out").Op(":=").Op("&").Id("x").Dot("Out").Index(jen.Lit(p.p.Sinks[k].Slot)))
	timestamp, partition := jen.Id("row").Dot("Timestamp"), jen.Lit(-1)
	if p.out.timestamp != nil {
		timestamp = p.out.timestamp.Clone()
	}
	if p.out.partition != nil {
		partition = p.out.partition.Clone()
	}
	p.nameTarget(in, to)
	key, value, headers := fill(in, k)
	in.Add(jen.Id("out").Dot("Rows").Op("=").Append(jen.Id("out").Dot("Rows"), emit.R("Row").Values(emit.Struct(
		jen.Id("Key"), key, jen.Id("Value"), value, jen.Id("Headers"), headers,
		jen.Id("Offset"), jen.Id("row").Dot("Offset"), jen.Id("Timestamp"), timestamp,
		jen.Id("Partition"), partition, jen.Id("Input"), jen.Int32().Parens(jen.Id("n")),
	)...)))
	f.Add(jen.Block(in.Code()...))
}

// namesTarget is the expression that names where a record goes; nil where all go to one
// place.
func namesTarget(to *ir.To) ir.Expr {
	if o := to.Options["name"]; o != nil && to.Node.Kind == ir.Topic {
		return o.Record
	}
	return nil
}

// nameTarget writes the name of where the row goes, where that depends on the record.
func (p *pipe) nameTarget(f *emit.Body, to *ir.To) {
	e := namesTarget(to)
	if e == nil {
		return
	}
	v := p.local(f, "name", p.named(f, "name", e))
	f.Add(jen.Id("out").Dot("Names").Op("=").Append(jen.Id("out").Dot("Names"), jen.Id("out").Dot("PutText").Call(v.V.Clone())))
}

// sinkOf is the index of the output of a `to`.
func (p *pipe) sinkOf(to *ir.To) int {
	for k, s := range p.p.Sinks {
		if s.To == to {
			return k
		}
	}
	panic("codegen: a `to` of another pipeline")
}

// value is a sink's value. A record of locals stays one: its fields are written
// straight from them.
func (p *pipe) value(f *emit.Body, e ir.Expr) conv.Value {
	if rec, ok := e.(*ir.MakeRecord); ok {
		return p.record(f, rec)
	}
	return p.expr(f, e)
}

// encode appends v to out's slab in the carrier's format and names its span.
func (p *pipe) encode(f *emit.Body, name string, v conv.Value, c *ir.Carrier) {
	v = settled(v, c)
	p.guard(f, v, c)
	if v.T.Kind == types.Optional {
		p.encodeOptional(f, name, v, c)
		return
	}
	f.Add(jen.Id(name + "At").Op(":=").Len(jen.Id("out").Dot("Slab")))
	p.write(f, v, c)
	f.Add(jen.Id(name).Op(":=").Id("out").Dot("Since").Call(jen.Id(name + "At")))
}

// encodeOptional is encode for a value that may be null.
func (p *pipe) encodeOptional(f *emit.Body, name string, v conv.Value, c *ir.Carrier) {
	format := p.writer(c)
	in := f.Inner()
	in.Add(jen.Id("d").Op(":=").Id("out").Dot("Slab"))
	some := in.Inner()
	format.WriteWhole(p.pkg, some, v.Inner())
	write := jen.If(v.OK.Clone()).Block(append(some.Code(), jen.Id("out").Dot("Slab").Op("=").Id("d"), jen.Id(name).Op("=").Id("out").Dot("Since").Call(jen.Id(name+"At")))...)
	if connect, ok := format.(*conv.ConnectJSON); ok && connect.NullText() != "" {
		write.Else().Block(jen.Id(name).Op("=").Id("out").Dot("PutText").Call(emit.Quoted(connect.NullText())))
	}
	in.Add(write)
	f.Add(jen.List(jen.Id(name), jen.Id(name+"At")).Op(":=").List(emit.R("Null"), jen.Len(jen.Id("out").Dot("Slab"))), jen.Block(in.Code()...))
}

// guard adds the checks of values that the carrier's format has no form for.
func (p *pipe) guard(f *emit.Body, v conv.Value, c *ir.Carrier) {
	if g, ok := p.writer(c).(conv.Guarded); ok {
		p.pkg.Guard(f, v, g.Bad)
	}
}

// write appends v, which is there, to out's slab.
func (p *pipe) write(f *emit.Body, v conv.Value, c *ir.Carrier) {
	in := f.Inner()
	in.Add(jen.Id("d").Op(":=").Id("out").Dot("Slab"))
	p.writer(c).WriteWhole(p.pkg, in, v)
	in.Add(jen.Id("out").Dot("Slab").Op("=").Id("d"))
	f.Add(jen.Block(in.Code()...))
}

// settled is v under the carrier's type, without the question whether it is there where the
// carrier does not ask it.
func settled(v conv.Value, c *ir.Carrier) conv.Value {
	v.T = settle(v.T, c.Type)
	if v.OK != nil && (c.Type.Kind != types.Optional || goText(v.OK) == "true") {
		v = v.Inner()
	}
	return v
}

// settle is the type under which a value is written: the carrier's names and wire
// hints, which an inferred record does not have.
func settle(from, to *types.Type) *types.Type {
	if from.Kind == types.Record && to.Kind == types.Record && len(from.Record.Fields) == len(to.Record.Fields) {
		return to
	}
	if from.Kind == to.Kind {
		return to
	}
	return from
}

// keyOf writes the key and returns the expression of its span.
func (p *pipe) keyOf(f *emit.Body, to *ir.To, pass bool) *jen.Statement {
	switch {
	case to.Key == nil || to.KeyUnset:
		return emit.R("Null")
	case pass:
		return jen.Id("out").Dot("Put").Call(jen.Id("in").Dot("Bytes").Call(jen.Id("row").Dot("Key")))
	}
	p.encode(f, "key", p.expr(f, to.Key), to.Node.Key)
	return jen.Id("key")
}

// cells writes a row of a table: a cell for each column that is assigned, then the
// write time.
func (p *pipe) cells(f *emit.Body, to *ir.To) {
	rec := to.Value.(*ir.MakeRecord)
	v := p.record(f, rec)
	cql := &conv.CQL{Tombstone: p.word(to, "null") == "tombstone"}
	for _, a := range rec.Fields {
		p.pkg.Guard(f, v.Fields[rec.T.Record.Index(a.Field.Name)], cql.Bad)
	}
	f.Add(jen.Id("valueAt").Op(":=").Len(jen.Id("out").Dot("Slab")))
	in := f.Inner()
	in.Add(jen.Id("d").Op(":=").Id("out").Dot("Slab"))
	for _, a := range rec.Fields {
		in.Line(lineOf(a.Field.At, a.Field.Name))
		cql.Cell(p.pkg, in, v.Fields[rec.T.Record.Index(a.Field.Name)], a.Field.Type)
	}
	p.writeTime(in, to)
	in.Add(jen.Id("out").Dot("Slab").Op("=").Id("d"))
	f.Add(jen.Block(in.Code()...), jen.Id("value").Op(":=").Id("out").Dot("Since").Call(jen.Id("valueAt")))
}

// hasWriteTime reports whether a table's rows are cells behind which the time of their
// write stands, as Cassandra takes them.
func hasWriteTime(to *ir.To) bool {
	for i := range to.Node.Spec.Sink.Options {
		if to.Node.Spec.Sink.Options[i].Name == "write_time" {
			return true
		}
	}
	return false
}

// writeTime appends the write time in microseconds: of the record, of its offset,
// or of a field.
func (p *pipe) writeTime(f *emit.Body, to *ir.To) {
	o := option(to, "write_time")
	micros := jen.Id("row").Dot("Timestamp").Op("*").Lit(1000)
	switch {
	case o != nil && o.Call != nil && o.Call.Word == "offset":
		f.Line(lineOf(o.At, "write_time = "+firstLine(o.At.Text())))
		micros = jen.Lit(since(o.Call)).Op("+").Id("row").Dot("Offset")
	case o != nil && o.Record != nil:
		f.Line(lineOf(o.At, "write_time = "+firstLine(o.At.Text())))
		p.vars[o.Var] = p.currentOf(to)
		v := p.convert(f, p.expr(f, o.Record), &types.Type{Kind: types.Timestamp, Unit: types.Micros})
		micros = v.V
	case p.out.timestamp != nil:
		micros = p.out.timestamp.Clone().Op("*").Lit(1000)
	}
	f.Add(jen.Id("d").Op("=").Add(emit.R("AppendCQLInt64")).Call(jen.Id("d"), micros))
}

// currentOf is the record that options of a `to` see.
func (p *pipe) currentOf(to *ir.To) conv.Value {
	rec := to.Value.(*ir.MakeRecord)
	for _, a := range rec.Fields {
		var found *ir.Var
		ir.Walk(a.Value, func(e ir.Expr) bool {
			if v, ok := e.(*ir.VarRef); ok && v.Var.Type.Kind == types.Record {
				found = v.Var
			}
			return found == nil
		})
		if found != nil {
			return p.vars[found]
		}
	}
	return p.vars[p.p.From.Var]
}

// option finds an option where it was given: at the use, else at the node.
func option(to *ir.To, name string) *ir.Option {
	if o, ok := to.Options[name]; ok {
		return o
	}
	return to.Node.Options[name]
}

// word is the value of an option that is a word, its default where it was left out.
func (p *pipe) word(to *ir.To, name string) string {
	if o := option(to, name); o != nil {
		return constText(o.Value)
	}
	return defaultOf(to.Node.Spec.Sink.Options, name)
}

// headersOf is the span of the headers that go out: those of the input, unless a
// stage made others.
func (p *pipe) headersOf(_ *emit.Body) *jen.Statement {
	if p.out.head != nil {
		return jen.Id("out").Dot("Put").Call(p.out.head.Clone())
	}
	if p.p.From.Node.Kind != ir.Topic {
		return emit.R("Null") // only topics have headers
	}
	return jen.Id("out").Dot("Put").Call(jen.Id("in").Dot("Bytes").Call(jen.Id("row").Dot("Headers")))
}
