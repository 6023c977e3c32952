// Package plan decides what the program leaves open: which fields a pipeline reads,
// which bytes pass through untouched, which group and which tasks it gets. A plan
// can be printed, and it is all that code generation sees.
package plan

import (
	"reflect"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// Plan is a planned program.
type Plan struct {
	Program   *ir.Program
	Pipelines []*Pipeline
	// Families are those whose members run as one pipeline; the members are in Pipelines.
	Families []*Family
}

// Pipeline is a planned pipeline.
type Pipeline struct {
	*ir.Pipeline
	// Used are the fields of the value that is read which something uses; the others
	// are skipped. Nil is all of them.
	Used map[string]bool
	// Decode is false where the value is only passed on as bytes.
	Decode bool
	// DecodeKey says that an expression uses the key.
	DecodeKey bool
	Sinks     []*Sink
	Group     string
	// Family is set for a member of a family that runs as one.
	Family *Family
	// Writers is how many tasks may write at a time, 0 for any number. Alone says why.
	Writers int
	Alone   string
}

// Sink is a `to` of a pipeline, in source order.
type Sink struct {
	*ir.To
	// PassValue and PassKey say that the bytes of the input go out as they are.
	PassValue, PassKey bool
	// Slot is the sink's index among the outputs. Members of a family may share one:
	// then Member tells them apart.
	Slot, Member int
}

// Make plans a program that has no errors.
func Make(p *ir.Program) *Plan {
	out := &Plan{Program: p}
	for _, pl := range p.Pipelines {
		out.Pipelines = append(out.Pipelines, pipeline(p, pl))
	}
	out.Families = families(p, out.Pipelines)
	return out
}

func pipeline(prog *ir.Program, p *ir.Pipeline) *Pipeline {
	out := &Pipeline{Pipeline: p, Used: map[string]bool{}, Group: "flow." + prog.Name + "." + p.Name}
	u := use{from: p.From.Var, out: out}
	met := map[*ir.To]bool{}
	ir.Stages(p.Stages, func(s ir.Stage) {
		if t, ok := s.(*ir.Tombstone); ok && t.Of == nil {
			u.twin = t.Twin
		}
		to, ok := s.(*ir.To)
		if ok && met[to] {
			return // stands on the way of null values too
		}
		if !ok {
			u.all(ir.Exprs(s))
			return
		}
		met[to] = true
		sink := &Sink{To: to, Slot: len(out.Sinks), PassValue: passValue(p, to), PassKey: passKey(p, to)}
		out.Sinks = append(out.Sinks, sink)
		for _, e := range ir.Exprs(s) {
			if sink.PassValue && e == to.Value || sink.PassKey && e == to.Key {
				continue
			}
			u.expr(e)
		}
	})
	for _, s := range out.Sinks {
		side := s.Node.Spec.Sink
		switch {
		case side.Records && p.Level == spec.ExactlyOnce:
			out.Writers, out.Alone = 1, s.Node.Name+" is written exactly once by one task"
		case side.OneWriter && !byPartition(s.To):
			out.Writers, out.Alone = 1, s.Node.Name+" has one writer"
		}
	}
	return out
}

// byPartition reports whether an option parts what a sink writes by partition: then
// each task has files of its own, as it has partitions of its own.
func byPartition(to *ir.To) bool {
	found := false
	for _, options := range []ir.Options{to.Node.Options, to.Options} {
		for _, o := range options {
			if !o.Spec.InKey || o.Record == nil {
				continue
			}
			ir.Walk(o.Record, func(e ir.Expr) bool {
				m, ok := e.(*ir.Meta)
				found = found || ok && m.Name == "partition"
				return !found
			})
		}
	}
	return found
}

// MaxTasks is the most tasks that the pipeline may have, 0 where the worker
// chooses.
func (p *Pipeline) MaxTasks() int {
	if p.Writers > 0 {
		return p.Writers
	}
	return p.Tasks
}

// use finds what expressions use of the value that is read.
type use struct {
	from *ir.Var
	twin *ir.Var // the same value as one that may be null; nil without
	out  *Pipeline
}

// reads reports whether v is the value that is read.
func (u *use) reads(v *ir.Var) bool { return v == u.from || u.twin != nil && v == u.twin }

func (u *use) all(list []ir.Expr) {
	for _, e := range list {
		u.expr(e)
	}
}

func (u *use) expr(e ir.Expr) {
	ir.Walk(e, func(e ir.Expr) bool {
		switch e := e.(type) {
		case *ir.FieldOf:
			if v, ok := e.X.(*ir.VarRef); ok && u.reads(v.Var) {
				u.out.Decode = true
				if u.out.Used != nil {
					u.out.Used[e.Field.Name] = true
				}
				return false
			}
		case *ir.IsNull:
			if v, ok := e.X.(*ir.VarRef); ok && v.Var == u.twin {
				return false // that is seen without reading it
			}
		case *ir.VarRef:
			if u.reads(e.Var) {
				u.out.Decode, u.out.Used = true, nil
			}
		case *ir.Meta:
			if e.Name == "key" {
				u.out.DecodeKey = true
			}
		}
		return true
	})
}

func passValue(p *ir.Pipeline, to *ir.To) bool {
	value := to.Value
	if some, ok := value.(*ir.Some); ok {
		value = some.X // a null one goes its own way
	}
	v, ok := value.(*ir.VarRef)
	return ok && v.Var == p.From.Var && sameCarrier(p.From.Node.Value, to.Node.Value)
}

func passKey(p *ir.Pipeline, to *ir.To) bool {
	m, ok := to.Key.(*ir.Meta)
	return ok && m.Name == "key" && sameCarrier(p.From.Node.Key, to.Node.Key)
}

// sameCarrier reports whether two carriers write the same bytes: the same type,
// converter and options.
func sameCarrier(a, b *ir.Carrier) bool {
	if a == nil || b == nil || a.Converter == nil || b.Converter == nil || a.Converter.Spec != b.Converter.Spec {
		return false
	}
	if a.Converter.Spec.Name == "csv" {
		return false // each file has its order of columns, and a row with a stray quote would spoil those behind it
	}
	from, to := a.Type.Strip(), b.Type.Strip()
	if from.Kind == types.Record && to.Kind == types.Record && from.Record.Name != to.Record.Name {
		return false // a schema's name is part of its fingerprint
	}
	if o := a.Converter.Options; a.Subject != "" && o["registry"] != nil && o["id"] == nil {
		return false // a record may be of another version of the schema than is registered there
	}
	return types.Same(from, to) && sameOptions(a.Converter.Options, b.Converter.Options)
}

func sameOptions(a, b ir.Options) bool {
	if len(a) != len(b) {
		return false
	}
	for name, x := range a {
		y, ok := b[name]
		if !ok || x.Ref != y.Ref || !sameConst(x.Value, y.Value) {
			return false
		}
	}
	return true
}

func sameConst(a, b ir.Expr) bool {
	x, okX := a.(*ir.Const)
	y, okY := b.(*ir.Const)
	if !okX || !okY {
		return a == nil && b == nil
	}
	return reflect.DeepEqual(x.Value, y.Value)
}
