package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// readsNull returns the stage that parts the null values from those that are read, nil
// where the value is never null.
func (p *pipe) readsNull() *ir.Tombstone {
	if len(p.p.Stages) == 0 {
		return nil
	}
	t, ok := p.p.Stages[0].(*ir.Tombstone)
	if !ok || t.Of != nil {
		return nil
	}
	return t
}

// tombstone is `if null { … return }`: what null values take stands in the braces, and
// behind them the value is there.
func (p *pipe) tombstone(f *emit.Body, t *ir.Tombstone) {
	null := p.nullValue()
	var of conv.Value
	if t.Of != nil {
		of = p.vars[t.Of]
		null = not(of.OK.Clone())
	}
	in, out, made := f.Inner(), p.out, p.nullMade
	p.nullMade = t.Of != nil
	p.vars[t.Twin] = p.pkg.Constant(t.Twin.Type, nil)
	p.stages(in, t.Stages)
	p.out, p.nullMade = out, made
	f.Add(jen.If(null).Block(in.Code()...))
	if t.Of != nil {
		v := of.Inner()
		v.OK = nil
		p.hasValue(t, v)
	}
}

// alwaysNull goes on where the value is null for all that come here.
func (p *pipe) alwaysNull(f *emit.Body, t *ir.Tombstone) {
	p.nullMade = true
	p.vars[t.Twin] = p.pkg.Constant(t.Twin.Type, nil)
	p.stages(f, t.Stages)
}

// nullValue is the condition that the value of the row is null. An envelope of Kafka
// Connect's may hold it.
func (p *pipe) nullValue() *jen.Statement {
	value := jen.Id("row").Dot("Value")
	null := value.Clone().Dot("IsNull").Call()
	if !p.p.Decode || p.p.From.Reads().Converter == nil {
		return null
	}
	c := p.p.From.Reads()
	bare := c.Bare()
	if format, ok := p.writer(bare).(*conv.ConnectJSON); ok && format.Schema != "" {
		null.Op("||").Add(format.Null(p.pkg, jen.Id("in").Dot("Bytes").Call(value)))
	}
	return null
}

// hasValue binds the value behind the place where the null ones went another way.
func (p *pipe) hasValue(t *ir.Tombstone, v conv.Value) {
	p.vars[t.Var] = v
	v.T, v.OK = t.Twin.Type, jen.True()
	p.vars[t.Twin] = v
}

// fork takes a null value through each of its arms. A condition in an arm keeps it
// from the rest of that arm only.
func (p *pipe) fork(f *emit.Body, s *ir.Fork) {
	sent := ""
	for _, arm := range s.Arms {
		if hasWhere(arm) && sent == "" {
			sent = f.Name("sent")
			f.Add(jen.Id(sent).Op(":=").False())
		}
	}
	for _, arm := range s.Arms {
		out := p.out
		p.inArm(f, arm, sent)
		p.out = out
	}
	if sent != "" {
		f.Add(jen.If(jen.Op("!").Id(sent)).Block(p.filtered()))
	}
	p.passed(f)
}

func (p *pipe) inArm(f *emit.Body, list []ir.Stage, sent string) {
	for k, s := range list {
		where, ok := s.(*ir.Where)
		if !ok {
			p.oneStage(f, s)
			continue
		}
		holds, constant := constBool(where.Cond)
		switch {
		case constant && !holds:
			return
		case constant:
			continue
		}
		f.Line(lineOf(s.Place(), firstLine(s.Place().Text())))
		p.at(s.Place(), "where")
		cond, in := p.cond(f, where.Cond), f.Inner()
		p.inArm(in, list[k+1:], sent)
		f.Add(jen.If(cond).Block(in.Code()...))
		return
	}
	if sent != "" {
		f.Add(jen.Id(sent).Op("=").True())
	}
}

func hasWhere(list []ir.Stage) bool {
	for _, s := range list {
		if _, ok := s.(*ir.Where); ok {
			return true
		}
	}
	return false
}

// constBool returns the value of a condition that is constant.
func constBool(e ir.Expr) (value, ok bool) {
	c, isConst := e.(*ir.Const)
	if !isConst {
		return false, false
	}
	value, ok = c.Value.(bool)
	return value, ok
}

// toNull appends a null value with its key; for a table the cells of the row's key.
func (p *pipe) toNull(f *emit.Body, s *ir.ToNull) {
	p.appendRow(f, s.To, func(in *emit.Body, sink int) (key, value, headers *jen.Statement) {
		if s.Cells == nil {
			return p.keyOf(in, s.To, p.p.Sinks[sink].PassKey), p.nullOf(s.To.Node.Value), p.headersOf(in)
		}
		if !hasWriteTime(s.To) {
			key := &ir.MakeRecord{Fields: s.Cells}
			key.T = types.RecordOf(types.KeyOf(s.To.Node.Value.Type.Record))
			p.encode(in, "key", p.record(in, key), plainAvro(key.T, s.Place()))
			return jen.Id("key"), emit.R("Null"), emit.R("Null")
		}
		p.keyCells(in, s)
		return jen.Id("key"), emit.R("Null"), emit.R("Null")
	})
}

// nullOf is the span of a null value. One that stages made has a schema to Kafka Connect,
// and so an envelope; one that came as null has none.
func (p *pipe) nullOf(c *ir.Carrier) *jen.Statement {
	if !p.nullMade || c.Converter == nil {
		return emit.R("Null")
	}
	if format, ok := p.writer(c).(*conv.ConnectJSON); ok && format.NullText() != "" {
		return jen.Id("out").Dot("PutText").Call(emit.Quoted(format.NullText()))
	}
	return emit.R("Null")
}

// keyCells writes the cells of a row's key, and behind them the write time.
func (p *pipe) keyCells(f *emit.Body, s *ir.ToNull) {
	cql := &conv.CQL{}
	cells := make([]conv.Value, len(s.Cells))
	for k, a := range s.Cells {
		cells[k] = p.local(f, a.Field.Name, p.named(f, a.Field.Name, a.Value))
		p.pkg.Guard(f, cells[k], cql.Bad)
	}
	f.Add(jen.Id("keyAt").Op(":=").Len(jen.Id("out").Dot("Slab")))
	in := f.Inner()
	in.Add(jen.Id("d").Op(":=").Id("out").Dot("Slab"))
	for k, a := range s.Cells {
		in.Line(lineOf(a.Field.At, a.Field.Name))
		cql.Cell(p.pkg, in, cells[k], a.Field.Type)
	}
	p.writeTime(in, s.To)
	in.Add(jen.Id("out").Dot("Slab").Op("=").Id("d"))
	f.Add(jen.Block(in.Code()...), jen.Id("key").Op(":=").Id("out").Dot("Since").Call(jen.Id("keyAt")))
}
