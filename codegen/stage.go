package codegen

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// at makes what follows fail at a place of the .flow file.
func (p *pipe) at(s diag.Span, stage string) { p.place, p.stage = s, stage }

// stages adds the code of a list of stages, and the return at its end.
func (p *pipe) stages(f *emit.Body, list []ir.Stage) {
	for k, s := range list {
		switch s := s.(type) {
		case *ir.Each:
			p.each(f, s, list[k+1:])
			return
		case *ir.Route:
			p.route(f, s)
			return // each arm returns
		case *ir.Fork:
			p.fork(f, s)
			return
		case *ir.Where:
			if holds, ok := constBool(s.Cond); ok && !holds {
				f.Add(p.filtered())
				return
			}
		case *ir.Tombstone:
			if s == p.readsNull() {
				continue // from has seen to it
			}
			if s.Of != nil && p.vars[s.Of].IsNull() {
				p.alwaysNull(f, s)
				return
			}
		}
		p.oneStage(f, s)
	}
	p.passed(f)
}

func (p *pipe) oneStage(f *emit.Body, s ir.Stage) {
	line := lineOf(s.Place(), firstLine(s.Place().Text()))
	if t, ok := s.(*ir.Tombstone); ok {
		line = lineOf(t.Place(), "where it is null")
	}
	f.Line(line)
	switch s := s.(type) {
	case *ir.Where:
		if holds, ok := constBool(s.Cond); ok && holds {
			return
		}
		p.at(s.Place(), "where")
		f.Add(jen.If(p.fails(f, s.Cond)).Block(p.filtered()))
		for _, b := range s.Binds {
			p.vars[b.Var] = p.local(f, b.Var.Name, p.named(f, b.Var.Name, b.Value))
		}
	case *ir.Let:
		p.at(s.Place(), "let")
		p.vars[s.Var] = p.local(f, s.Var.Name, p.named(f, s.Var.Name, s.Value))
		p.lookInto(f, s.Var)
	case *ir.Map:
		p.at(s.Place(), "map")
		p.vars[s.Var] = p.mapped(f, s)
		p.lookInto(f, s.Var)
	case *ir.SetKey:
		p.at(s.Place(), "key")
		p.vars[s.Var] = p.local(f, "new key", p.named(f, "new key", s.Value))
	case *ir.SetTimestamp:
		p.at(s.Place(), "timestamp")
		p.out.timestamp = p.local(f, "timestamp", p.named(f, "timestamp", s.Value)).V
	case *ir.SetPartition:
		p.at(s.Place(), "partition")
		p.out.partition = p.local(f, "partition", p.named(f, "partition", s.Value)).V
	case *ir.SetHeaders:
		p.at(s.Place(), "headers")
		p.headers(f, s)
	case *ir.To:
		p.at(s.Place(), "to")
		p.to(f, s)
	case *ir.ToNull:
		p.at(s.Place(), "to")
		p.toNull(f, s)
	case *ir.Tombstone:
		p.tombstone(f, s)
	case *ir.Each, *ir.Route, *ir.Fork:
		panic(fmt.Sprintf("codegen: %T has no code yet", s))
	default:
		panic(fmt.Sprintf("codegen: no such stage %T", s))
	}
}

// route is an if-chain; a record that no arm takes is filtered.
func (p *pipe) route(f *emit.Body, r *ir.Route) {
	for _, a := range r.Arms {
		arm := f.Inner()
		out := p.out
		if a.Cond == nil {
			f.Line(lineOf(a.At, "else"))
			p.stages(f, a.Stages)
			p.out = out
			return
		}
		f.Line(lineOf(a.At, firstLine(a.At.Text())))
		p.at(a.At, "route")
		cond := p.cond(f, a.Cond)
		p.stages(arm, a.Stages)
		p.out = out
		f.Add(jen.If(cond).Block(arm.Code()...))
	}
	f.Add(p.filtered())
}

// mapped evaluates what a map builds. The fields of a record become locals, named
// after them; a struct is only built where something needs one.
func (p *pipe) mapped(f *emit.Body, m *ir.Map) conv.Value {
	rec, ok := m.Value.(*ir.MakeRecord)
	if !ok {
		return p.local(f, m.Var.Name, p.expr(f, m.Value))
	}
	out := p.record(f, rec)
	p.pkg.NameStruct(rec.T.Record, emit.Join(p.name, "row"))
	return out
}

// record evaluates the fields of a record in source order.
func (p *pipe) record(f *emit.Body, rec *ir.MakeRecord) conv.Value {
	fields := rec.T.Record.Fields
	out := conv.Value{T: rec.T, Fields: make([]conv.Value, len(fields))}
	for _, a := range rec.Fields {
		k := rec.T.Record.Index(a.Field.Name)
		from := f.Part()
		outer := p.place
		if !a.At.IsZero() {
			p.place = a.At
		}
		v := p.named(from, a.Field.Name, a.Value)
		p.place = outer
		if !from.Empty() || !simple(v) {
			f.Line(lineOf(a.At, firstLine(a.At.Text())))
		}
		f.Add(from.Code()...)
		out.Fields[k] = p.local(f, a.Field.Name, v)
	}
	for k, fl := range fields {
		if out.Fields[k].T == nil {
			out.Fields[k] = p.absent(fl)
		}
	}
	return out
}

// absent is the value of a field that a map leaves out.
func (p *pipe) absent(fl *types.Field) conv.Value {
	if fl.HasDefault {
		return p.pkg.Constant(fl.Type, fl.Default)
	}
	if fl.Type.Nullable() {
		return p.pkg.Constant(fl.Type, nil)
	}
	// Only a table's row may leave a column out that is not optional to read: nothing uses it.
	return conv.Value{V: p.pkg.Zero(fl.Type), T: fl.Type}
}

// local binds a value to a local of that name, unless it is one or as cheap.
func (p *pipe) local(f *emit.Body, name string, v conv.Value) conv.Value {
	if simple(v) {
		return v
	}
	out := conv.Value{T: v.T}
	n := f.Name(name)
	f.Add(jen.Id(n).Op(":=").Add(v.V))
	out.V = jen.Id(n)
	if v.OK != nil {
		out.OK = v.OK
		if !isOperand(v.OK) {
			ok := f.Name("has " + name)
			f.Add(jen.Id(ok).Op(":=").Add(v.OK))
			out.OK = jen.Id(ok)
		}
	}
	return out
}

// simple reports whether evaluating v twice costs nothing: a name, a field, a
// constant, or a record of such.
func simple(v conv.Value) bool {
	if v.Fields != nil {
		return true
	}
	return isOperand(v.V) && (v.OK == nil || isOperand(v.OK))
}

func isOperand(c *jen.Statement) bool {
	text := goText(c)
	if isLiteral(c) || text != "" && text[0] == '"' && isText(text) {
		return true
	}
	for i := range len(text) {
		if !isWord(text[i]) {
			return false
		}
	}
	return true
}

// isText reports whether Go source is one text literal.
func isText(source string) bool {
	_, err := strconv.Unquote(source)
	return err == nil
}

// isLiteral reports whether an expression is a number, which has no type of its own
// in Go.
func isLiteral(c *jen.Statement) bool {
	text := strings.TrimPrefix(goText(c), "-")
	if text == "" || text[0] < '0' || text[0] > '9' {
		return false
	}
	_, err := strconv.ParseFloat(text, 64)
	return err == nil || errors.Is(err, strconv.ErrRange)
}

func not(c *jen.Statement) *jen.Statement {
	if isOperand(c) {
		return jen.Op("!").Add(c)
	}
	return jen.Op("!").Parens(c)
}
