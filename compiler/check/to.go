package check

import (
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// toNode hands the record to a topic or sink.
func (w *walk) toNode(st *dsl.To) {
	w.to = st.At()
	node := w.nodeRef(st.Node, "a topic or sink")
	if node == nil {
		return
	}
	if node.Spec.Sink == nil || node.Kind == ir.Source {
		w.add(kindMismatch(st.Node, node, "a topic or sink is needed to write to"))
		return
	}
	w.writable(node)
	w.noTyped(st.Items, "`to`")
	use := *w.env
	site := &optionSite{of: sideName(node), at: st.Node.At(), specs: node.Spec.Sink.Options, perUse: true, record: &use}
	out := &ir.To{At: ir.At{Span: st.At()}, Node: node, Options: w.options(st.Items, site)}
	w.postponedOptions(out, site)
	w.travels(node, out.Options)
	w.namedTable(st, node)
	w.documents(st, node)
	if w.cur != nil && w.cur.Type.Kind != types.Invalid && node.Value.Type.Kind != types.Invalid {
		out.Value = w.valueFor(st, out)
	}
	out.Key, out.KeyUnset = w.keyFor(st, node)
	w.out = append(w.out, out)
	w.nullsTo(st, out)
	w.patternWritten(st, out)
	w.nameOfNull(out)
	w.wholeRows(st, out)
	w.csvRows(node)
}

// postponedOptions types the options of the declaration that read the record,
// with the record that arrives here. One that is given at the use wins.
func (w *walk) postponedOptions(to *ir.To, site *optionSite) {
	for _, p := range w.postponed[to.Node] {
		if to.Options[p.spec.Name] != nil {
			continue
		}
		// Names are those of the declaration's file, the record is this one.
		there := *site.record
		names := *p.scope
		names.checker = w.checker // what is wrong is told where the pipeline is checked
		there.scope, there.locals = &names, nil
		at := *site
		at.record, at.at = &there, to.Node.At
		if v := names.optionValue(p.spec, p.value, &at); v != nil {
			v.Spec, v.At = p.spec, p.value.At()
			to.Options[p.spec.Name] = v
		}
	}
}

// travels notes options that depend on the record and whose drivers cannot take
// them yet.
func (w *walk) travels(node *ir.Node, options ir.Options) {
	if !node.Spec.Built {
		return // waits as a whole
	}
	for _, o := range options {
		if o.Record != nil && o.Record.Type().Kind != types.Timestamp && !o.Spec.InKey && o.Spec.Name != "name" {
			w.waits(o.At, fmt.Sprintf("the option `%s` depending on the record", o.Spec.Name))
		}
	}
}

// writable reports converters that cannot write yet.
func (w *walk) writable(n *ir.Node) {
	for _, c := range []*ir.Carrier{n.Key, n.Value} {
		if c != nil && c.Converter != nil && !c.Converter.Spec.Writes {
			w.waits(c.Converter.At, fmt.Sprintf("writing by the converter `%s`", c.Converter.Spec.Name))
		}
	}
}

// valueFor converts the current value to the node's type.
func (w *walk) valueFor(st *dsl.To, out *ir.To) ir.Expr {
	node := out.Node
	t := node.Value.Type
	if t.Kind == types.Record && t.Record.Table != nil && node.Value.Converter == nil {
		return w.rowFor(st, out)
	}
	cur := w.current(st.Node.At())
	to := target{
		typ: t, what: "the value of `" + node.Title() + "`", at: node.Value.At,
		atText: "the value is " + t.String(), text: node.Value.Converter != nil && node.Value.Converter.Spec.Name == "utf8",
	}
	if cur.Type().Kind == types.Record && t.Strip().Kind == types.Record {
		return w.recordFor(st, cur, t, node)
	}
	if d, ok := wholeRefusal(cur, to, st, node); ok {
		w.add(d)
		return bad(st.At())
	}
	w.namelessTo(st, cur.Type(), node.Value)
	return w.into(cur, to)
}

// wholeRefusal words the refusal of a whole value, which has no name in the
// source text.
func wholeRefusal(cur ir.Expr, t target, st *dsl.To, node *ir.Node) (diag.Diagnostic, bool) {
	fit := t.fit(cur.Type())
	if fit.OK() {
		return diag.Diagnostic{}, false
	}
	if fit.Why == types.AnyToTyped && fit.Path == "" {
		d := anyToTyped(cur, t)
		d.Message = fmt.Sprintf("the record is schema-free here, and `%s` takes %s", node.Name, t.typ)
		d.At, d.Fixes = st.Node.At(), nil
		d.Helps = []string{fmt.Sprintf("convert it before:  map (. as %s)!", t.typ.Strip())}
		return d, true
	}
	d := diag.Diagnostic{
		Code:    fit.Why.Code(),
		Message: fmt.Sprintf("the record is %s here, and `%s` takes %s", cur.Type(), node.Title(), t.typ),
		At:      st.Node.At(),
	}
	label(&d, t.at, t.atText)
	return d, true
}

// recordFor converts a record to another by name, and tells each field that does
// not fit.
func (w *walk) recordFor(st *dsl.To, cur ir.Expr, t *types.Type, node *ir.Node) ir.Expr {
	r := t.Strip().Record
	from := cur.Type().Record
	if from == r && w.assigned == nil {
		return conv(cur, t)
	}
	m := w.newMapping(w.env, r, st.Node.At())
	m.written = w.written()
	dropped := m.byName(st, from)
	m.checkMissing()
	if m.broken {
		return bad(st.At())
	}
	if len(dropped) > 0 && r.Open {
		m.intoRest(cur, st.Node.At(), dropped)
	} else if len(dropped) > 0 {
		w.add(droppedFields(st.Node.At(), dropped, "`"+node.Title()+"`", "drop them before:  drop .", ", ."))
	}
	if sameGo(cur.Type(), t) {
		return conv(cur, t)
	}
	out := &ir.MakeRecord{Typed: typed(st.Node.At(), t.Strip()), Fields: m.assigns()}
	return conv(out, t)
}

// byName assigns to each field of the target the one of that name, and returns
// those that the target does not have.
func (m *mapping) byName(st *dsl.To, from *types.RecordType) []*types.Field {
	var dropped []*types.Field
	it := dsl.MapItem{Spread: true}
	it.Span = st.Node.At()
	cur := m.current(it.At())
	for _, f := range from.Fields {
		if m.assigned != nil && !m.assigned[f.Name] || f.Name == types.RestName && !m.target.Open {
			continue
		}
		switch {
		case m.target.Field(f.Name) != nil:
			m.fieldByName(it, cur, f)
		case f.Type.Kind != types.Invalid:
			dropped = append(dropped, f)
		}
	}
	m.tellRefused(it.At())
	return dropped
}

// fieldByName is spreadField with the words of a `to`.
func (m *mapping) fieldByName(it dsl.MapItem, cur ir.Expr, f *types.Field) {
	to := m.target.Field(f.Name)
	v := m.fieldOf(it, cur, f)
	t := fieldTarget(m.target, to)
	fit := t.fit(v.Type())
	a := &assignment{field: to, at: it.At(), nameAt: it.At()}
	m.got[f.Name] = a
	if !fit.OK() {
		m.broken = true
		if v.Type().Kind != types.Invalid {
			m.refused = append(m.refused, m.byNameRefusal(it.At(), v, t, fit))
		}
		return
	}
	a.value = conv(v, t.typ)
}

// byNameRefusal is told where the record leaves. What helps is written where the map
// in front of it makes the field.
func (m *mapping) byNameRefusal(at diag.Span, v ir.Expr, t target, fit types.Fit) diag.Diagnostic {
	t.spread = true
	d := refusal(v, t, fit)
	d.At = at
	d.Here = fmt.Sprintf(".%s arrives as %s", t.name, v.Type())
	if d.Code == "E0415" {
		d.Code = fit.Why.Code()
	}
	made := m.written[t.name]
	if made == nil || fit.Path != "" || fit.Why == types.Nullable {
		return d
	}
	text := made.Place().Text()
	if !tight(made) {
		text = "(" + text + ")"
	}
	helps := castHelp(text, v.Type(), t.typ)
	if len(helps) == 0 || len(text) > 60 || strings.Contains(text, "\n") {
		return d
	}
	d.Helps = helps
	return d
}

// tight reports whether a cast binds no part of an expression, but all of it.
func tight(e ir.Expr) bool {
	switch e.(type) {
	case *ir.FieldOf, *ir.VarRef, *ir.Call, *ir.Const:
		return true
	}
	return false
}

// written are the expressions of the fields of the current value, where a map of this
// pipeline makes it.
func (w *walk) written() map[string]ir.Expr {
	cur, ok := w.current(diag.Span{}).(*ir.VarRef)
	if !ok {
		return nil
	}
	for _, st := range w.out {
		m, ok := st.(*ir.Map)
		if !ok || m.Var != cur.Var {
			continue
		}
		out := map[string]ir.Expr{}
		if r, ok := m.Value.(*ir.MakeRecord); ok {
			for _, a := range r.Fields {
				if !strings.HasPrefix(a.At.Text(), "*") {
					out[a.Field.Name] = a.Value
				}
			}
		}
		return out
	}
	return nil
}

// rowFor makes the row of a table: its columns in the order of the DDL, those
// without a value left out.
func (w *walk) rowFor(st *dsl.To, out *ir.To) ir.Expr {
	t := out.Node.Value.Type
	table := t.Record
	cur := w.current(st.Node.At())
	if cur.Type().Kind != types.Record {
		w.add(diag.Diagnostic{
			Code:    "E0402",
			Message: fmt.Sprintf("the record is %s here, and `%s` takes rows of %s", cur.Type(), st.Node.At().Text(), table.Name),
			At:      st.Node.At(),
		})
		return bad(st.At())
	}
	if cur.Type().Record.Open {
		w.openIntoTable(st, cur.Type().Record, table)
		return bad(st.At())
	}
	m := w.newMapping(w.env, table, st.Node.At())
	m.row = out
	m.written = w.written()
	m.unsure = w.dead // what is missing was told by the map
	dropped := m.byName(st, cur.Type().Record)
	m.checkMissing()
	if m.broken {
		return bad(st.At())
	}
	if len(dropped) > 0 {
		w.add(droppedFields(st.Node.At(), dropped, recordName(table), "drop them before:  drop .", ", ."))
	}
	return &ir.MakeRecord{Typed: typed(st.Node.At(), t), Fields: m.assigns()}
}

// keyFor converts the key that goes along to the node's key type.
func (w *walk) keyFor(st *dsl.To, node *ir.Node) (key ir.Expr, unset bool) {
	if node.Key == nil || w.keyLost || node.Key.Type.Kind == types.Invalid {
		return nil, false
	}
	t := node.Key.Type
	if w.key == nil {
		if t.Nullable() {
			return nil, true
		}
		d := diag.Diagnostic{
			Code:    "E0412",
			Message: fmt.Sprintf("`%s` needs a key of type %s, and nothing sets one", node.Title(), t),
			At:      st.Node.At(),
			Helps:   []string{"set it before:  key = …"},
		}
		label(&d, node.Key.At, "the key is "+t.String())
		w.add(d)
		return bad(st.At()), false
	}
	if isBad(w.key) {
		return bad(st.At()), false
	}
	fit := types.FitInto(w.key.Type(), t)
	asText := node.Key.Converter != nil && node.Key.Converter.Spec.Name == "utf8"
	if asText {
		fit = types.FitText(w.key.Type(), t)
	}
	if !fit.OK() {
		w.add(w.keyRefusal(st, node, fit))
		return bad(st.At()), false
	}
	return conv(w.key, t), false
}

// keyStage is a stage that makes a key of type t: of the field that has the type, if it
// is the only one.
func (w *walk) keyStage(t *types.Type) string {
	var fit []string
	if w.cur != nil && w.cur.Type.Kind == types.Record {
		for _, f := range w.cur.Type.Record.Fields {
			if types.FitInto(f.Type, t).OK() {
				fit = append(fit, f.Name)
			}
		}
	}
	switch {
	case len(fit) == 1:
		return "key = ." + fit[0]
	case t.Kind == types.Record:
		var parts []string
		for _, f := range t.Record.Fields {
			parts = append(parts, f.Name+": …")
		}
		return "key = { " + strings.Join(parts, ", ") + " }"
	}
	return "key = …"
}

func (w *walk) keyRefusal(st *dsl.To, node *ir.Node, fit types.Fit) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    fit.Why.Code(),
		Message: fmt.Sprintf("the key is %s here, and the key of `%s` is %s", w.key.Type(), node.Title(), node.Key.Type),
		At:      st.Node.At(),
	}
	label(&d, w.key.Place(), "this key goes along")
	if node.Key.At == node.At {
		label(&d, node.At, "declares no key, so it is bytes? as raw")
		converter := "utf8"
		if w.key.Type().Strip().Kind == types.Record {
			converter = "avro"
		}
		d.Helps = []string{fmt.Sprintf("declare it in the topic:  key: %s as %s", w.key.Type(), converter)}
	} else {
		label(&d, node.Key.At, "the key's type")
		d.Helps = []string{"set the key before:  " + w.keyStage(node.Key.Type)}
	}
	return d
}
