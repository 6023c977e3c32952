package check

import (
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// mark says that a value is labelled, made of a secret, or different in each run, and
// how that came.
type mark struct {
	label  string // empty for a secret
	name   string // what has the label by its declaration: email, address.street
	impure bool   // the value differs from run to run: name is the call that makes it
	text   bool   // a field whose value is a text
	at     diag.Span
	way    *step // the last place that the value came by, nil at its beginning
}

// step is a place that a labelled value came by.
type step struct {
	at     diag.Span
	text   string
	before *step
}

// places are the steps of a way from its beginning.
func (s *step) places() []*step {
	var out []*step
	for ; s != nil; s = s.before {
		out = append([]*step{s}, out...)
	}
	return out
}

// marks is what is known of the labels of a value. A nil one has none. Lists, maps
// and optionals have the marks of what is in them.
type marks struct {
	own    []mark
	fields map[string]*marks
	off    []removal
}

// removal is a label that hash, mask or redact took off.
type removal struct {
	label, by string
	at        diag.Span
}

// add returns a with the marks of b. One label of one declaration counts once.
func (a *marks) add(b *marks) *marks {
	switch {
	case b == nil:
		return a.withoutOff()
	case a == nil:
		return b.withoutOff()
	}
	out := &marks{own: union(a.own, b.own)}
	for _, m := range []*marks{a, b} {
		for name, f := range m.fields {
			out.set(name, out.fields[name].add(f))
		}
	}
	return out
}

// withoutOff forgets what was taken off: of a choice of values nothing is known.
func (a *marks) withoutOff() *marks {
	if a == nil || a.off == nil {
		return a
	}
	if len(a.own) == 0 && a.fields == nil {
		return nil
	}
	return &marks{own: a.own, fields: a.fields}
}

func union(a, b []mark) []mark {
	out := a[:len(a):len(a)]
	for _, m := range b {
		if !hasMark(a, m) {
			out = append(out, m)
		}
	}
	return out
}

func hasMark(list []mark, m mark) bool {
	for _, o := range list {
		if o.label == m.label && o.at == m.at {
			return true
		}
	}
	return false
}

func (a *marks) set(name string, f *marks) {
	if f == nil {
		return
	}
	if a.fields == nil {
		a.fields = map[string]*marks{}
	}
	a.fields[name] = f
}

// field returns the marks of a field.
func (a *marks) field(name string) *marks {
	if a == nil {
		return nil
	}
	f := a.fields[name]
	if len(a.own) == 0 {
		return f
	}
	return (&marks{own: a.own}).add(f)
}

// all are the marks of a value and of what is in it, in the order of the fields
// of t where that is a record.
func (a *marks) all(t *types.Type) []mark {
	if a == nil {
		return nil
	}
	out := a.own
	for _, f := range fieldsOf(t) {
		out = union(out, a.fields[f.Name].all(f.Type))
	}
	return out
}

// fieldsOf are the fields of the record that t is, or holds; nil for other types.
func fieldsOf(t *types.Type) []*types.Field {
	for t != nil {
		switch t.Kind {
		case types.Optional, types.List, types.Set, types.Map, types.Vector:
			t = t.Elem
		case types.Record:
			return t.Record.Fields
		default:
			return nil
		}
	}
	return nil
}

// by returns a as it is behind a place. Of a record the fields keep their ways.
func (a *marks) by(at diag.Span, text string) *marks {
	if a == nil || len(a.own) == 0 {
		return a
	}
	out := &marks{fields: a.fields, off: a.off}
	for _, m := range a.own {
		m.way = &step{at: at, text: text, before: m.way}
		out.own = append(out.own, m)
	}
	return out
}

// marksOf are the labels that t declares; name and at say of what.
func marksOf(t *types.Type, name string, at diag.Span) *marks {
	if !types.HasLabel(t) {
		return nil
	}
	return declared(t, name, at, map[*types.RecordType]bool{})
}

func declared(t *types.Type, name string, at diag.Span, within map[*types.RecordType]bool) *marks {
	if t == nil {
		return nil
	}
	var out *marks
	for _, l := range t.Labels {
		out = out.add(&marks{own: []mark{{label: l, name: name, text: t.Strip().Kind == types.String, at: at}}})
	}
	inner := append([]*types.Type{t.Elem}, t.Items...)
	for _, i := range inner {
		out = out.add(declared(i, name, at, within))
	}
	if key := declared(t.Key, name, at, within); key != nil {
		out = out.add(&marks{own: key.all(t.Key)})
	}
	if t.Kind != types.Record || within[t.Record] {
		return out
	}
	within[t.Record] = true
	defer delete(within, t.Record)
	fields := &marks{}
	for _, f := range t.Record.Fields {
		fields.set(f.Name, declared(f.Type, joinName(name, f.Name), f.TypeAt, within))
	}
	if fields.fields == nil {
		return out
	}
	return out.add(fields)
}

// secretMark is the mark of a secret's value.
func secretMark(p *ir.Param) *marks {
	return &marks{own: []mark{{name: p.Name, at: p.At}}}
}
