package check

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// keepUnknown makes the record of a carrier open where its converter keeps unknown
// fields.
func keepUnknown(c *ir.Carrier) {
	o := c.Converter.Options["unknown"]
	if o == nil || optionText(o) != "keep" || c.Type.Strip().Kind != types.Record {
		return
	}
	open := types.RecordOf(types.Openly(c.Type.Strip().Record))
	if c.Type.Kind == types.Optional {
		open = types.OptionalOf(open)
	}
	c.Type = open
}

// openIn returns an open record within t, nil without.
func openIn(t *types.Type) *types.RecordType {
	for of := range types.Within(t) {
		if of.Kind == types.Record && of.Record.Open {
			return of.Record
		}
	}
	return nil
}

// carriesOpen reports open records in a converter that has no place for fields that
// its type does not name.
func (s *scope) carriesOpen(conv *ir.Converter, t *types.Type, at diag.Span) bool {
	if conv.Spec.Name == "json" || conv.Spec.Name == "json_schema" {
		if names := conv.Options["names"]; names != nil && optionText(names) == "ignore_case" && openIn(t) != nil {
			s.add(diag.Diagnostic{Code: "E0305", Message: "an open record and `names: \"ignore_case\"` exclude each other: a field that is not named could not be told from one that is", At: names.At})
			return false
		}
		return true
	}
	r := openIn(t)
	if r == nil {
		return true
	}
	d := diag.Diagnostic{
		Code:    "E0312",
		Message: fmt.Sprintf("%s cannot carry an open record: it has no place for fields that the type does not name", conv.Spec.Name),
		At:      at,
		Helps:   []string{"json carries them", "or close the record: leave `...` and unknown: \"keep\" out"},
	}
	label(&d, r.At, "open by this")
	s.add(d)
	return false
}

// openIntoTable reports an open record on its way into a table.
func (w *walk) openIntoTable(st *dsl.To, r, table *types.RecordType) {
	d := diag.Diagnostic{
		Code:    "E0453",
		Message: fmt.Sprintf("the record is open, and %s has columns for the fields that it names only", recordName(table)),
		At:      st.Node.At(),
		Here:    "unknown fields would be lost here",
		Helps:   []string{fmt.Sprintf("say what goes in before:  map { %s }", namedFields(r))},
	}
	if w.p.From != nil && w.p.From.Node.Value.Type.Strip().Kind == types.Record && w.p.From.Node.Value.Type.Strip().Record.Open {
		label(&d, w.p.From.Node.Value.At, "unknown fields travel along from here")
	}
	label(&d, typeAt(types.RecordOf(table)), "the table")
	w.add(d)
}

func namedFields(r *types.RecordType) string {
	names := fieldNames(r)
	more := ""
	if len(names) > 3 {
		names, more = names[:3], ", …"
	}
	out := ""
	for i, n := range names {
		if i > 0 {
			out += ", "
		}
		out += "." + n
	}
	return out + more
}

// hide takes names out of what an open record has beyond its type: they are dropped,
// or are fields of the type now.
func (m *mapping) hide(from ir.Expr, at diag.Span, names []string) {
	r := from.Type().Record
	if !r.Open {
		return
	}
	f := r.Field(types.RestName)
	rest := ir.Expr(&ir.FieldOf{Typed: typed(at, f.Type), X: from, Field: f})
	slices.Sort(names)
	var edits []ir.AnyEdit
	for _, n := range slices.Compact(names) {
		if r.Field(n) == nil {
			edits = append(edits, ir.AnyEdit{Name: n})
		}
	}
	if len(edits) > 0 {
		rest = &ir.EditAny{Typed: typed(at, f.Type), X: rest, Edits: edits, Rest: true}
	}
	if m.got[types.RestName] == nil {
		m.names = append(m.names, types.RestName)
	}
	m.got[types.RestName] = &assignment{field: f, value: rest, at: at, nameAt: f.At, spread: true}
}

// unknownField is a field of an open record that its type does not name.
func unknownField(from ir.Expr, name dsl.Ident) ir.Expr {
	r := from.Type().Record
	f := r.Field(types.RestName)
	rest := &ir.FieldOf{Typed: typed(name.At(), f.Type), X: from, Field: f}
	return &ir.AnyField{Typed: typed(name.At(), types.Of(types.Any)), X: rest, Name: name.Text}
}

// changedNames lists the fields that a change names.
func changedNames(changed map[string]bool) []string {
	var out []string
	for n := range changed {
		out = append(out, n)
	}
	return out
}

// assignedList lists the fields that are assigned so far.
func (m *mapping) assignedList() []string {
	var out []string
	for n, a := range m.got {
		if !a.spread {
			out = append(out, n)
		}
	}
	return out
}

// intoRest makes fields that an open target does not name a part of its rest.
func (m *mapping) intoRest(from ir.Expr, at diag.Span, fields []*types.Field) {
	rest := m.target.Field(types.RestName)
	out := &ir.EditAny{Typed: typed(at, rest.Type), Rest: true, X: &ir.Const{Typed: typed(at, rest.Type)}}
	if a := m.got[types.RestName]; a != nil && a.value != nil {
		out.X = a.value
	} else if f := from.Type().Record.Field(types.RestName); f != nil {
		out.X = &ir.FieldOf{Typed: typed(at, f.Type), X: from, Field: f}
	}
	for _, f := range fields {
		x := &ir.FieldOf{Typed: typed(at, f.Type), X: from, Field: f}
		out.Edits = append(out.Edits, ir.AnyEdit{Name: f.Name, Value: conv(x, types.Of(types.Any))})
	}
	m.got[types.RestName] = &assignment{field: rest, value: out, at: at, nameAt: at, spread: true}
}
