package check

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// mapping is a record while its fields are assigned: by map, set, or the fields of
// a generator.
type mapping struct {
	*env
	target  *types.RecordType // nil where the type follows from the assignments
	at      diag.Span         // of the target, where missing fields are told
	names   []string          // of an inferred record, in order
	got     map[string]*assignment
	broken  bool              // something could not be typed
	refused []diag.Diagnostic // what one `*` brings and does not fit
	unsure  bool              // something could not be read, which may be what is missing
	row     *ir.To            // set where the record is written as the row of a table
	// written are the expressions of the value's fields, where the mapping is that of a
	// `to` and a map stands before it.
	written map[string]ir.Expr
}

// assignment is the value of a field.
type assignment struct {
	field  *types.Field
	value  ir.Expr // nil where it was refused
	at     diag.Span
	nameAt diag.Span
	spread bool
}

func (s *scope) newMapping(e *env, target *types.RecordType, at diag.Span) *mapping {
	return &mapping{env: e, target: target, at: at, got: map[string]*assignment{}}
}

// items reads the lines of a map. Assignments go first, since they beat `*`
// wherever they stand.
func (m *mapping) items(items []dsl.MapItem) {
	var order []string
	for _, it := range items {
		switch {
		case it.Bad:
			m.broken, m.unsure = true, true
		case !it.Spread:
			m.assign(it.Name, it.Value, it.At())
		}
	}
	explicit := m.names
	m.names = nil
	for _, it := range items {
		if it.Spread && !it.Bad {
			m.spread(it)
		}
	}
	for _, n := range append(m.names, explicit...) {
		if !slices.Contains(order, n) {
			order = append(order, n)
		}
	}
	m.names = order
}

// assign is `name = value`.
func (m *mapping) assign(name dsl.Ident, value dsl.Expr, at diag.Span) {
	if first := m.got[name.Text]; first != nil {
		m.add(assignedTwice(name, first.nameAt))
		m.value(value, nil)
		return
	}
	a := &assignment{at: at, nameAt: name.At()}
	if m.target == nil {
		a.value = m.value(value, nil)
		m.inferred(a, name)
		return
	}
	a.field = m.target.Field(name.Text)
	if a.field == nil {
		m.add(m.noTargetField(name))
		m.value(value, nil)
		return
	}
	m.got[name.Text] = a
	m.noteField(name.At(), m.target, a.field)
	v := m.value(value, a.field.Type)
	t := fieldTarget(m.target, a.field)
	t.nameAt = name.At()
	if v = m.into(v, t); isBad(v) {
		m.broken = true
		return
	}
	a.value = v
}

// inferred adds a field to a record whose type follows from its values.
func (m *mapping) inferred(a *assignment, name dsl.Ident) {
	t := a.value.Type()
	if t.Kind == types.NullKind {
		m.add(diag.Diagnostic{
			Code:    "E0402",
			Message: fmt.Sprintf("nothing says what type `%s` has: null alone has none", name.Text),
			At:      a.value.Place(),
			Helps:   []string{"name the record that is built:  map Order { … }"},
		})
		t = invalid()
	}
	if t.Kind == types.Invalid {
		m.broken = true
	}
	a.field = &types.Field{Name: name.Text, Type: t, At: name.At(), TypeAt: a.value.Place()}
	m.got[name.Text] = a
	m.noteField(name.At(), nil, a.field)
	m.names = append(m.names, name.Text)
}

func (m *mapping) noTargetField(name dsl.Ident) diag.Diagnostic {
	names := fieldNames(m.target)
	what := "field"
	if m.target.Table != nil {
		what = "column"
	}
	d := diag.Diagnostic{
		Code:    "E0410",
		Message: fmt.Sprintf("%s has no %s `%s`%s", recordName(m.target), what, name.Text, didYouMean(name.Text, names)),
		At:      name.At(),
	}
	if near, ok := diag.Nearest(name.Text, names); ok {
		label(&d, m.target.Field(near).At, "this one is there")
		m.broken, m.unsure = true, true // misspelt, not missing
	} else {
		label(&d, typeAt(types.RecordOf(m.target)), "declared here")
		d.Helps = []string{fmt.Sprintf("its %ss are %s", what, joined(names, "and"))}
	}
	guess(&d, name.At(), name.Text, names)
	return d
}

// checkMissing reports fields that need a value and have none, all at once.
func (m *mapping) checkMissing() {
	if m.target == nil || m.unsure {
		return
	}
	var missing []*types.Field
	for _, f := range m.target.Fields {
		if m.got[f.Name] == nil && types.Required(f) && f.Type.Kind != types.Invalid && !m.filled(f) {
			missing = append(missing, f)
		}
	}
	if len(missing) > 0 {
		m.broken = true
		m.add(missingFields(m.at, m.target, missing))
		for _, f := range missing { // told here, so no `to` tells it again
			m.got[f.Name] = &assignment{field: f, at: m.at, nameAt: m.at}
		}
	}
}

// missingFields reports required fields without a value: E0808 for the key columns
// of a table, of which no row can do without.
func missingFields(at diag.Span, r *types.RecordType, missing []*types.Field) diag.Diagnostic {
	names := make([]string, len(missing))
	for i, f := range missing {
		names[i] = f.Name
	}
	d := diag.Diagnostic{
		Code:    "E0411",
		Message: fmt.Sprintf("%s of %s %s not assigned", listed(names), recordName(r), plural(len(names), "is", "are")),
		At:      at,
	}
	what := "needs a value: it is neither optional nor has a default"
	keyed := r.Table != nil && !slices.ContainsFunc(missing, func(f *types.Field) bool { return f.KeyAt.IsZero() })
	if r.Table != nil && !keyed {
		d.Message = fmt.Sprintf("the %s %s of %s %s not assigned", plural(len(names), "column", "columns"), listed(names), recordName(r), plural(len(names), "is", "are"))
	}
	if keyed {
		d.Code = "E0808"
		d.Message = fmt.Sprintf("the key %s %s of %s %s not assigned", plural(len(names), "column", "columns"), listed(names), recordName(r), plural(len(names), "is", "are"))
	}
	for _, f := range missing {
		if keyed {
			label(&d, f.KeyAt, "every row needs its whole key")
		} else {
			label(&d, f.At, what)
		}
		d.Helps = append(d.Helps, fmt.Sprintf("assign it:  %s = …", f.Name))
		if keyed && filledColumn(r, f) {
			d.Helps = append(d.Helps, "a key that the database makes up is for rows that are new:  mode = insert")
		}
	}
	return d
}

// assigns lists the assignments in the order of the record's fields.
func (m *mapping) assigns() []ir.Assign {
	var out []ir.Assign
	for _, f := range m.record().Fields {
		if a := m.got[f.Name]; a != nil && a.value != nil {
			out = append(out, ir.Assign{Field: f, Value: a.value, At: a.at})
		}
	}
	return out
}

// record is the type of the record that is built.
func (m *mapping) record() *types.RecordType {
	if m.target != nil {
		return m.target
	}
	r := &types.RecordType{At: m.at}
	for _, n := range m.names {
		r.Fields = append(r.Fields, m.got[n].field)
		r.Open = r.Open || n == types.RestName
	}
	m.target = r
	return r
}

// assignedNames are the fields that have a value, or were meant to have one.
func (m *mapping) assignedNames() map[string]bool {
	out := map[string]bool{}
	for n := range m.got {
		out[n] = true
	}
	return out
}
