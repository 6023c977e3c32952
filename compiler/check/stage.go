package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// mapRecord builds the next record.
func (w *walk) mapRecord(st *dsl.MapRecord) {
	if e, ok := w.schemaFree(); ok && copiesAll(st) {
		e.mapAny(st)
		return
	}
	var target *types.RecordType
	at := st.At()
	if st.Target != nil {
		at = st.Target.At()
		t := w.typePath(*st.Target)
		if t.Kind != types.Record {
			w.badTarget(st, t)
			return
		}
		target = t.Record
	}
	m := w.newMapping(w.env, target, at)
	m.items(st.Items)
	m.noteRecord(st.At())
	m.leaveFilled()
	m.checkMissing()
	w.built(st.At(), m)
}

// badTarget reports a map into what is no record, and types the lines anyway.
func (w *walk) badTarget(st *dsl.MapRecord, t *types.Type) {
	if t.Kind != types.Invalid {
		w.add(diag.Diagnostic{
			Code:    "E0203",
			Message: fmt.Sprintf("`%s` is %s, and `map` builds records", st.Target.At().Text(), t),
			At:      st.Target.At(),
		})
	}
	for _, it := range st.Items {
		if !it.Bad && !it.Spread {
			w.value(it.Value, nil)
		}
	}
	w.lose()
}

// built makes the record of m the current value.
func (w *walk) built(at diag.Span, m *mapping) {
	r := m.record()
	v := &ir.Var{Name: "record", Type: types.RecordOf(r), At: at}
	value := &ir.MakeRecord{Typed: typed(at, v.Type), Fields: m.assigns()}
	w.push(&ir.Map{At: ir.At{Span: at}, Var: v, Value: value})
	w.dead = false
	w.become(v, w.facts.elsewhere(w.curKey))
	w.env.facts = w.facts.with(w.notNull(m))
	if r.Table != nil {
		w.env.assigned = m.assignedNames()
	}
	if m.unsure {
		w.partly(r)
	}
}

// notNull lists the optional fields that a map gave a value that is not null.
func (w *walk) notNull(m *mapping) []string {
	var out []string
	for n, a := range m.got {
		if a.field == nil || a.field.Type.Kind != types.Optional {
			continue
		}
		if _, some := a.value.(*ir.Some); some {
			out = append(out, w.curKey+"."+n)
		}
	}
	return out
}

// partly goes on with a record of which some is not known: a named one has its
// type all the same, an inferred one has none.
func (w *walk) partly(r *types.RecordType) {
	if r.Name == "" {
		w.lose()
	}
	w.dead = true
}

// mapValue replaces the whole value.
func (w *walk) mapValue(st *dsl.MapValue) {
	v := w.value(st.Value, nil)
	if v.Type().Kind == types.NullKind {
		w.add(diag.Diagnostic{Code: "E0402", Message: "nothing says what type the value has: null alone has none", At: st.Value.At()})
		v = bad(st.Value.At())
	}
	if isBad(v) {
		w.lose()
		return
	}
	next := &ir.Var{Name: "record", Type: v.Type(), At: st.At()}
	w.push(&ir.Map{At: ir.At{Span: st.At()}, Var: next, Value: v})
	if v.Type().Kind == types.Optional {
		some := &ir.Var{Name: "record", Type: v.Type().Elem, At: st.At()}
		w.part(st.At(), next, some)
		next = some
	}
	w.become(next, w.facts.elsewhere(w.curKey))
}

// changing begins a change of the current record; nil where there is none.
func (w *walk) changing(at diag.Span, what string) *types.RecordType {
	switch {
	case w.cur == nil:
		w.noRecord(at)
		return nil
	case w.cur.Type.Kind == types.Invalid:
		return nil
	case w.cur.Type.Kind != types.Record:
		w.add(diag.Diagnostic{Code: "E0402", Message: fmt.Sprintf("`%s` changes a record, and the value is %s", what, w.cur.Type), At: at})
		return nil
	}
	return w.cur.Type.Record
}

// set adds or changes fields; the rest of the record stays as it was.
func (w *walk) set(st *dsl.Set) {
	if e, ok := w.schemaFree(); ok {
		for _, it := range st.Items {
			e.assign(it)
		}
		e.done(st.At())
		return
	}
	from := w.changing(st.At(), "set")
	m := w.newMapping(w.env, nil, st.At())
	changed := map[string]bool{}
	for _, it := range st.Items {
		if it.Bad || it.Spread {
			m.unsure = true
			continue
		}
		m.assignLike(it, from)
		changed[it.Name.Text] = true
	}
	if from == nil {
		w.lose()
		return
	}
	w.rebuild(st.At(), m, from, func(f *types.Field) bool { return changed[f.Name] }, changed)
}

// assignLike assigns a field that may exist: literals then take its type.
func (m *mapping) assignLike(it dsl.MapItem, from *types.RecordType) {
	var old *types.Field
	if from != nil {
		old = from.Field(it.Name.Text)
	}
	if old == nil || m.got[it.Name.Text] != nil {
		m.assign(it.Name, it.Value, it.At())
		return
	}
	m.noteField(it.Name.At(), from, old)
	v := m.value(it.Value, old.Type)
	field := &types.Field{Name: old.Name, Type: v.Type(), At: it.Name.At(), TypeAt: it.Value.At()}
	if types.FitInto(v.Type(), old.Type).Kind <= types.Widens && !isBad(v) {
		v = conv(v, old.Type) // what fits the field leaves its type alone
		field.Type, field.Default, field.HasDefault, field.Doc = old.Type, old.Default, old.HasDefault, old.Doc
	}
	m.got[it.Name.Text] = &assignment{field: field, value: v, at: it.At(), nameAt: it.Name.At()}
	m.names = append(m.names, it.Name.Text)
}

// rebuild makes the record of m out of from: the fields for which changed is false
// stay as they are, in their places.
func (w *walk) rebuild(at diag.Span, m *mapping, from *types.RecordType, changed func(*types.Field) bool, gone map[string]bool) {
	cur := w.current(at)
	var names []string
	if from.Open {
		m.hide(cur, at, changedNames(gone))
	}
	for _, f := range from.Fields {
		if f.Name == types.RestName || w.assigned != nil && !w.assigned[f.Name] && m.got[f.Name] == nil {
			continue
		}
		if changed(f) {
			if a := m.got[f.Name]; a != nil {
				names = append(names, f.Name)
			}
			continue
		}
		m.got[f.Name] = &assignment{field: f, value: &ir.FieldOf{Typed: typed(at, f.Type), X: cur, Field: f}, at: at}
		names = append(names, f.Name)
	}
	for _, n := range m.names {
		if from.Field(n) == nil || !contains(names, n) {
			names = append(names, n)
		}
	}
	m.names = names
	before := w.curKey
	known := w.facts
	if sameShape(from, m) {
		m.target = from
	}
	w.built(at, m)
	next := *w.env
	next.facts = w.facts.and(known.moved(before, w.curKey, gone))
	w.env = &next
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// sameShape reports whether the record that m builds has from's type still. A
// table's row never stays one: it would have to say which columns are set.
func sameShape(from *types.RecordType, m *mapping) bool {
	if from.Table != nil || len(from.Fields) != len(m.names) {
		return false
	}
	for i, f := range from.Fields {
		if f.Name != m.names[i] || m.got[f.Name].field.Type != f.Type {
			return false
		}
	}
	return true
}

// drop removes fields.
func (w *walk) drop(st *dsl.Drop) {
	if e, ok := w.schemaFree(); ok {
		e.drop(st)
		return
	}
	from := w.changing(st.At(), "drop")
	if from == nil {
		w.lose()
		return
	}
	top, ok := w.dropsOf(st.Paths)
	m := w.newMapping(w.env, nil, st.At())
	m.unsure = !w.allThere(from, &top) || !ok
	changed := map[string]bool{}
	for _, d := range top.in {
		f := from.Field(d.name.Text)
		if f == nil {
			changed[d.name.Text] = from.Open && d.whole
			continue
		}
		changed[f.Name] = true
		if d.whole {
			continue
		}
		v := w.without(&ir.FieldOf{Typed: typed(st.At(), f.Type), X: w.current(st.At()), Field: f}, d, st.At())
		if isBad(v) {
			m.unsure = true
			continue
		}
		field := &types.Field{Name: f.Name, Type: v.Type(), Doc: f.Doc, At: f.At}
		m.got[f.Name] = &assignment{field: field, value: v, at: st.At(), nameAt: f.At}
		m.names = append(m.names, f.Name)
	}
	w.rebuild(st.At(), m, from, func(f *types.Field) bool { return changed[f.Name] }, changed)
}

// topField returns the name of `.name`, a field of the current record.
func topField(x dsl.Expr) (dsl.Ident, bool) {
	m, ok := x.(*dsl.Member)
	if !ok {
		return dsl.Ident{}, false
	}
	_, whole := m.X.(*dsl.Whole)
	return m.Name, whole && !m.Safe
}

// rename gives fields other names.
func (w *walk) rename(st *dsl.Rename) {
	if e, ok := w.schemaFree(); ok {
		e.rename(st)
		return
	}
	from := w.changing(st.At(), "rename")
	if from == nil {
		w.lose()
		return
	}
	m := w.newMapping(w.env, nil, st.At())
	newName := map[string]dsl.Ident{}
	gone := map[string]bool{}
	var brought []dsl.MapItem // fields of an open record that its type does not name
	for _, it := range st.Items {
		old, ok := renamed(it)
		switch {
		case it.Bad:
			m.unsure = true
		case !ok:
			w.add(diag.Diagnostic{Code: "E0402", Message: "`rename` takes fields: rename { new = old }", At: it.At()})
			m.unsure = true
		case from.Field(old.Text) == nil && !from.Open:
			w.add(noField(old, from))
			m.unsure = true
		case from.Field(old.Text) == nil:
			brought = append(brought, it)
			gone[old.Text], gone[it.Name.Text] = true, true
		default:
			w.noteField(old.At(), from, from.Field(old.Text))
			newName[old.Text] = it.Name
			gone[old.Text], gone[it.Name.Text] = true, true
		}
	}
	for _, it := range brought {
		old, _ := renamed(it)
		m.inferred(&assignment{value: unknownField(w.current(st.At()), old), at: it.At(), nameAt: it.Name.At()}, it.Name)
	}
	w.renameFields(st.At(), m, from, newName, gone)
}

// renamed returns the old name of `new = old` or `new = .old`.
func renamed(it dsl.MapItem) (dsl.Ident, bool) {
	if n, ok := it.Value.(*dsl.Name); ok {
		return n.Ident, true
	}
	return topField(it.Value)
}

func (w *walk) renameFields(at diag.Span, m *mapping, from *types.RecordType, newName map[string]dsl.Ident, gone map[string]bool) {
	cur := w.current(at)
	if from.Open {
		m.hide(cur, at, changedNames(gone))
	}
	for _, f := range from.Named() {
		if w.assigned != nil && !w.assigned[f.Name] {
			continue
		}
		field, nameAt := *f, f.At
		if n, ok := newName[f.Name]; ok {
			field.Name, nameAt = n.Text, n.At()
		}
		if first := m.got[field.Name]; first != nil {
			d := duplicate(dsl.Ident{Text: field.Name}, first.nameAt)
			d.At = nameAt
			d.Code, d.Message = "E0413", fmt.Sprintf("two fields would be called `%s`", field.Name)
			w.add(d)
			m.unsure = true
			continue
		}
		v := &ir.FieldOf{Typed: typed(at, f.Type), X: cur, Field: f}
		m.got[field.Name] = &assignment{field: &field, value: v, at: at, nameAt: nameAt}
		m.names = append(m.names, field.Name)
	}
	before, known := w.curKey, w.facts
	w.built(at, m)
	next := *w.env
	next.facts = w.facts.and(known.moved(before, w.curKey, gone)).and(known.renamed(before, w.curKey, newName))
	w.env = &next
}

// headers sets headers: texts or bytes, null removes.
func (w *walk) headers(st *dsl.Headers) {
	out := &ir.SetHeaders{At: ir.At{Span: st.At()}}
	seen := map[string]diag.Span{}
	for _, it := range st.Items {
		if it.Bad || it.Spread {
			continue
		}
		if first, twice := seen[it.Name.Text]; twice {
			w.add(assignedTwice(it.Name, first))
			continue
		}
		seen[it.Name.Text] = it.Name.At()
		v := w.value(it.Value, nil)
		if isBad(v) {
			continue
		}
		if v = w.headerValue(v); !isBad(v) {
			out.Names = append(out.Names, it.Name.Text)
			out.Values = append(out.Values, v)
		}
	}
	w.push(out)
}

// headerValue converts a header to string? or bytes?.
func (w *walk) headerValue(v ir.Expr) ir.Expr {
	t := v.Type().Strip()
	switch t.Kind {
	case types.NullKind, types.String:
		return conv(v, types.OptionalOf(text()))
	case types.Bytes:
		return conv(v, types.OptionalOf(types.Of(types.Bytes)))
	}
	w.add(diag.Diagnostic{
		Code:    "E0402",
		Message: fmt.Sprintf("a header is text or bytes, and this is %s", v.Type()),
		At:      v.Place(),
		Helps:   []string{fmt.Sprintf("write it as text:  \"${%s}\"", v.Place().Text())},
	})
	return bad(v.Place())
}
