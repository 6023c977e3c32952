package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// editing is a change of schema-free data, which `set`, `drop`, `rename` and a `map`
// with `*` see as the open record { ... }.
type editing struct {
	*walk
	edits  []ir.AnyEdit
	names  map[string]diag.Span // fields that change, and where
	broken bool
}

// schemaFree reports whether the current value is any, and begins its change.
func (w *walk) schemaFree() (*editing, bool) {
	if w.cur == nil || w.cur.Type.Kind != types.Any {
		return nil, false
	}
	return &editing{walk: w, names: map[string]diag.Span{}}, true
}

// take notes that a field changes; a second time is a mistake.
func (e *editing) take(name dsl.Ident) bool {
	if first, twice := e.names[name.Text]; twice {
		e.add(assignedTwice(name, first))
		e.broken = true
		return false
	}
	e.names[name.Text] = name.At()
	return true
}

// assign is `name = value`.
func (e *editing) assign(it dsl.MapItem) {
	if it.Bad || it.Spread {
		e.broken = e.broken || it.Bad
		return
	}
	v := e.value(it.Value, nil)
	if isBad(v) {
		e.broken = true
	}
	if e.take(it.Name) && !isBad(v) {
		e.edits = append(e.edits, ir.AnyEdit{Name: it.Name.Text, Value: conv(v, types.Of(types.Any))})
	}
}

// done makes what the edits give the current value. What is known of other fields
// holds still.
func (e *editing) done(at diag.Span) {
	if e.broken {
		e.lose()
		return
	}
	changed := map[string]bool{}
	for n := range e.names {
		changed[n] = true
	}
	next := &ir.Var{Name: "record", Type: types.Of(types.Any), At: at}
	e.push(&ir.Map{At: ir.At{Span: at}, Var: next, Value: &ir.EditAny{Typed: typed(at, next.Type), X: e.current(at), Edits: e.edits}})
	before, known := e.curKey, e.facts
	e.become(next, nil)
	e.env.facts = known.moved(before, e.curKey, changed)
}

// mapAny is `map { *, a = e }` over schema-free data.
func (e *editing) mapAny(st *dsl.MapRecord) {
	for _, it := range st.Items {
		e.assign(it)
	}
	for _, it := range st.Items {
		if !it.Spread {
			continue
		}
		for _, name := range it.Except {
			if _, set := e.names[name.Text]; !set && e.take(name) {
				e.edits = append(e.edits, ir.AnyEdit{Name: name.Text})
			}
		}
	}
	e.done(st.At())
}

// copiesAll reports whether a map copies the current value by `*`, and nothing else
// that way.
func copiesAll(st *dsl.MapRecord) bool {
	all := false
	for _, it := range st.Items {
		if it.Spread && !it.Bad {
			if it.Of != nil {
				return false
			}
			all = true
		}
	}
	return all && st.Target == nil
}

func (e *editing) drop(st *dsl.Drop) {
	for _, x := range st.Paths {
		name, ok := topField(x)
		if !ok {
			e.add(diag.Diagnostic{Code: "E0402", Message: "`drop` takes fields of the record itself here: drop .a, .b", At: x.At()})
			e.broken = true
			continue
		}
		if e.take(name) {
			e.edits = append(e.edits, ir.AnyEdit{Name: name.Text})
		}
	}
	e.done(st.At())
}

// rename gives fields other names. What has the new name already is dropped: two
// fields of one name would be no record.
func (e *editing) rename(st *dsl.Rename) {
	var taken []ir.AnyEdit
	for _, it := range st.Items {
		old, ok := renamed(it)
		switch {
		case it.Bad:
			e.broken = true
		case !ok:
			e.add(diag.Diagnostic{Code: "E0402", Message: "`rename` takes fields: rename { new = old }", At: it.At()})
			e.broken = true
		case e.take(old):
			e.edits = append(e.edits, ir.AnyEdit{Name: old.Text, To: it.Name.Text})
			taken = append(taken, ir.AnyEdit{Name: it.Name.Text})
		}
	}
	for _, t := range taken {
		if _, moves := e.names[t.Name]; !moves {
			e.names[t.Name] = st.At()
			e.edits = append(e.edits, t)
		}
	}
	e.done(st.At())
}

// spreadAny reports `*` of schema-free data among the fields of a record with a type.
func (m *mapping) spreadAny(it dsl.MapItem, from ir.Expr) {
	m.broken, m.unsure = true, true
	d := diag.Diagnostic{
		Code:    "E0441",
		Message: "this is schema-free, so nothing is known of the fields that `*` would copy",
		At:      it.At(),
		Here:    "this is any",
		Helps:   []string{"name the fields that are wanted:  id = (.id as int64)!"},
	}
	if m.target != nil {
		d.Message = fmt.Sprintf("this is schema-free, so nothing says that `*` brings the fields of %s", recordName(m.target))
		label(&d, m.target.At, "declared here")
	}
	label(&d, schemaFreeBy(from), "schema-free by this")
	m.add(d)
}
