package check

import (
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// spread is `*` or `E.*`: the fields of a record that nothing assigns otherwise.
func (m *mapping) spread(it dsl.MapItem) {
	from, assigned := m.spreadSource(it)
	if isBad(from) {
		m.broken, m.unsure = true, true
		return
	}
	if from.Type().Kind == types.Any {
		m.spreadAny(it, from)
		return
	}
	if from.Type().Kind != types.Record {
		m.badSpread(it, from)
		return
	}
	r := from.Type().Record
	except := m.except(it, r)
	if r.Open && (m.target == nil || m.target.Open) {
		m.hide(from, it.At(), append(changedNames(except), m.assignedList()...))
	}
	var dropped []*types.Field
	for _, f := range r.Named() {
		if except[f.Name] || assigned != nil && !assigned[f.Name] {
			continue
		}
		if !m.spreadField(it, from, f) && f.Type.Kind != types.Invalid {
			dropped = append(dropped, f)
		}
	}
	m.tellRefused(it.At())
	switch {
	case len(dropped) == 0:
	case m.target != nil && m.target.Open:
		m.intoRest(from, it.At(), dropped)
	default:
		m.add(m.warnDropped(it.At(), dropped))
	}
}

// tellRefused reports the fields that one `*` or `to` brings and that do not fit:
// those of one code as one message, since they stand at one place.
func (m *mapping) tellRefused(at diag.Span) {
	byCode := map[string][]diag.Diagnostic{}
	var codes []string
	for _, d := range m.refused {
		if byCode[d.Code] == nil {
			codes = append(codes, d.Code)
		}
		byCode[d.Code] = append(byCode[d.Code], d)
	}
	m.refused = nil
	for _, code := range codes {
		m.add(merged(at, byCode[code]))
	}
}

// merged is several messages of one code and place as one.
func merged(at diag.Span, all []diag.Diagnostic) diag.Diagnostic {
	if len(all) == 1 {
		return all[0]
	}
	out := diag.Diagnostic{Code: all[0].Code, At: at, Here: fmt.Sprintf("%d fields do not fit", len(all))}
	var said []string
	for _, d := range all {
		said = append(said, d.Message)
		out.Labels = append(out.Labels, d.Labels...)
		out.Helps = append(out.Helps, d.Helps...)
	}
	out.Message = strings.Join(said, "; ")
	return out
}

// spreadSource is the record that is spread, and which of its fields have values;
// nil means all.
func (m *mapping) spreadSource(it dsl.MapItem) (ir.Expr, map[string]bool) {
	if it.Of != nil {
		return m.value(it.Of, nil), nil
	}
	if m.cur == nil {
		return m.noRecord(it.At()), nil
	}
	return m.current(it.At()), m.assigned
}

// current is the current value, stripped of its optional where that is proven.
func (e *env) current(at diag.Span) ir.Expr {
	v := &ir.VarRef{Typed: typed(at, e.cur.Type), Var: e.cur}
	if v.T.Kind == types.Optional && e.facts[e.curKey] {
		return &ir.Proven{Typed: typed(at, v.T.Elem), X: v}
	}
	return v
}

func (m *mapping) badSpread(it dsl.MapItem, from ir.Expr) {
	m.broken, m.unsure = true, true
	d := diag.Diagnostic{
		Code:    "E0402",
		Message: fmt.Sprintf("`*` copies the fields of a record, and this is %s", from.Type()),
		At:      it.At(),
	}
	if from.Type().Kind == types.Optional {
		d.Code, d.Message = "E0406", "this record may be null, and null has no fields to copy"
		label(&d, declaredAt(from), "may be null by this")
	}
	m.add(d)
}

// except reads the names behind `* except`.
func (m *mapping) except(it dsl.MapItem, r *types.RecordType) map[string]bool {
	out := map[string]bool{}
	for _, name := range it.Except {
		if r.Field(name.Text) == nil && !r.Open {
			d := noField(name, r)
			d.Code = "E0414"
			m.add(d)
			m.broken, m.unsure = true, true
		}
		m.noteField(name.At(), r, r.Field(name.Text))
		out[name.Text] = true
	}
	return out
}

// spreadField copies one field, and reports false where the target has none of
// that name.
func (m *mapping) spreadField(it dsl.MapItem, from ir.Expr, f *types.Field) bool {
	if a := m.got[f.Name]; a != nil && !a.spread {
		m.names = append(m.names, f.Name) // assigned, in the place that it had
		return true
	}
	v := m.fieldOf(it, from, f)
	if m.target == nil {
		field := *f
		field.Type = v.Type()
		m.got[f.Name] = &assignment{field: &field, value: v, at: it.At(), nameAt: f.At, spread: true}
		m.names = append(m.names, f.Name)
		return true
	}
	to := m.target.Field(f.Name)
	if to == nil {
		return false
	}
	a := &assignment{field: to, at: it.At(), nameAt: it.At(), spread: true}
	m.got[f.Name] = a
	t := fieldTarget(m.target, to)
	t.spread = true
	fit := t.fit(v.Type())
	switch {
	case v.Type().Kind == types.Invalid:
		m.broken = true
	case fit.OK():
		if fit.NanoRange {
			m.add(nanoRange(v, t))
		}
		a.value = conv(v, t.typ)
	default:
		m.broken = true
		m.refused = append(m.refused, refusal(v, t, fit))
	}
	return true
}

// fieldOf reads a field of what is spread; of the current value with what is
// known of it.
func (m *mapping) fieldOf(it dsl.MapItem, from ir.Expr, f *types.Field) ir.Expr {
	v := &ir.FieldOf{Typed: typed(it.At(), f.Type), X: from, Field: f}
	if it.Of != nil {
		base, ok := m.pathOf(it.Of)
		return m.provenField(v, base+"."+f.Name, ok)
	}
	return m.provenField(v, m.curKey+"."+f.Name, true)
}

func (m *mapping) provenField(v *ir.FieldOf, path string, known bool) ir.Expr {
	if known && v.T.Kind == types.Optional && m.facts[path] {
		return &ir.Proven{Typed: typed(v.At, v.T.Elem), X: v}
	}
	return v
}

func (m *mapping) warnDropped(at diag.Span, dropped []*types.Field) diag.Diagnostic {
	return droppedFields(at, dropped, recordName(m.target), "say that it is meant:  * except ", ", ")
}

// droppedFields warns of fields that do not go on.
func droppedFields(at diag.Span, dropped []*types.Field, target, help, separator string) diag.Diagnostic {
	names := make([]string, len(dropped))
	for i, f := range dropped {
		names[i] = f.Name
	}
	d := diag.Diagnostic{Code: "W0417", At: at}
	d.Message = fmt.Sprintf("%s has no %s, so %s dropped", target, joined(quoted(names), "and no"), plural(len(names), "it is", "they are"))
	label(&d, dropped[0].At, "this field is dropped")
	if help != "" {
		d.Helps = []string{help + strings.Join(names, separator)}
	}
	return d
}
