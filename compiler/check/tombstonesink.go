package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// What a null value is to a sink: a record without a value, a row to delete, or a mistake.

// nullsTo hands the records without a value to a node, or says why it cannot take
// them.
func (w *walk) nullsTo(st *dsl.To, out *ir.To) {
	for _, o := range w.ways {
		switch {
		case o.ended:
		case o.valued:
			*o.stages = append(*o.stages, out)
		default:
			null := &ir.ToNull{At: out.At, To: out}
			if w.takesNull(st, o, null) {
				*o.stages = append(*o.stages, null)
			}
		}
	}
}

// takesNull reports whether a node can take a null value.
func (w *walk) takesNull(st *dsl.To, o *way, null *ir.ToNull) bool {
	node := null.To.Node
	option := findOption(node.Spec.Sink.Options, "on_tombstone")
	switch {
	case node.Value.Type.Kind == types.Invalid:
	case node.Kind == ir.Topic:
		if node.Value.Type.Nullable() {
			return true
		}
		d := w.tombstoneArrives(st, o, "E0412", fmt.Sprintf("the value may be null here (a tombstone), and `%s` takes %s", node.Title(), node.Value.Type))
		label(&d, node.Value.At, "null values need a `?` behind the type")
		w.add(d)
	case option == nil:
		d := w.tombstoneArrives(st, o, "E0450", fmt.Sprintf("a null value (a tombstone) may arrive here, and %s cannot delete", sideName(node)))
		label(&d, node.At, "declared here")
		w.add(d)
	case optionWord(null.To, option.Name, option.Default) != "delete":
		d := w.tombstoneArrives(st, o, "E0450", fmt.Sprintf("a null value (a tombstone) may arrive here, and `%s` refuses them", node.Title()))
		label(&d, node.At, "declared without on_tombstone = delete")
		d.Helps = []string{"delete the row of that key:        on_tombstone = delete", "or keep such records out before:  where . is not null"}
		w.add(d)
	case node.Spec.Sink.Format != "":
		return w.deletesDocument(st, o, null)
	default:
		return w.deletesRow(st, o, null)
	}
	return false
}

// tombstoneArrives begins a message about null values at a `to`.
func (w *walk) tombstoneArrives(st *dsl.To, o *way, code, message string) diag.Diagnostic {
	d := diag.Diagnostic{Code: code, Message: message, At: st.Node.At(), Helps: []string{"keep such records out before:  where . is not null"}}
	label(&d, o.at.Place(), "the value may be null from here on")
	return d
}

// optionWord is the word of an option, at its use or else its declaration.
func optionWord(to *ir.To, name, otherwise string) string {
	for _, o := range []*ir.Option{to.Options[name], to.Node.Options[name]} {
		if text := optionText(o); text != "" {
			return text
		}
	}
	return otherwise
}

// deletesRow finds the primary key of the row to delete in the key that goes along.
func (w *walk) deletesRow(st *dsl.To, o *way, null *ir.ToNull) bool {
	node := null.To.Node
	if w.keyLost || w.key != nil && isBad(w.key) || node.Value.Type.Kind != types.Record || node.Value.Type.Record.Table == nil {
		return false
	}
	table := node.Value.Type.Record
	if w.key == nil {
		d := w.tombstoneArrives(st, o, "E0450", "a null value (a tombstone) deletes the row of its key, and no key goes along here")
		label(&d, w.p.From.Node.At, "this declares no key")
		w.add(d)
		return false
	}
	cells, why := w.rowKey(table)
	if why != "" {
		d := w.tombstoneArrives(st, o, "E0450", "a null value (a tombstone) deletes the row of its key, and that is not found here: "+why)
		label(&d, table.Table.At, "its primary key is "+joined(table.Table.PrimaryKey(), "and"))
		label(&d, w.keyAt(), "this key goes along")
		w.add(d)
		return false
	}
	null.Cells = cells
	if optionWord(null.To, "order_by", "key") == "none" {
		w.deletesOvertake(st, o, null)
	}
	return true
}

// keyAt is where the key's type is written.
func (w *walk) keyAt() diag.Span {
	if m, ok := w.key.(*ir.Meta); ok && m.Name == "key" && w.p.From.Node.Key != nil {
		return w.p.From.Node.Key.At
	}
	return w.key.Place()
}

// rowKey makes the key columns of a table of the key that goes along: its fields of
// the same names, or the key itself where the table's has one column. why says what is
// missing.
func (w *walk) rowKey(table *types.RecordType) (cells []ir.Assign, why string) {
	names := table.Table.PrimaryKey()
	t := w.key.Type()
	for _, name := range names {
		column := table.Field(name)
		v := w.key
		switch {
		case t.Kind == types.Record && t.Record.Field(name) != nil:
			f := t.Record.Field(name)
			v = &ir.FieldOf{Typed: typed(w.key.Place(), f.Type), X: w.key, Field: f}
		case t.Kind == types.Record || len(names) > 1:
			return nil, fmt.Sprintf("the key is %s, and has no `%s`", t, name)
		}
		if v.Type().Nullable() {
			return nil, fmt.Sprintf("the key may be null (`%s` is %s)", name, v.Type())
		}
		if !types.FitText(v.Type(), column.Type).OK() {
			return nil, fmt.Sprintf("the column `%s` is %s, and the key has %s", name, columnType(table.Table, column), v.Type())
		}
		cells = append(cells, ir.Assign{Field: column, Value: conv(v, column.Type)})
	}
	return cells, ""
}

func (w *walk) deletesOvertake(st *dsl.To, o *way, null *ir.ToNull) {
	d := diag.Diagnostic{
		Code:    "E0708",
		Message: fmt.Sprintf("a delete may overtake the row that was written before it: `%s` keeps no order", null.To.Node.Title()),
		At:      st.Node.At(),
		Helps:   []string{"keep the writes of a key in order:  order_by = key"},
	}
	for _, opt := range []*ir.Option{null.To.Options["order_by"], null.To.Node.Options["order_by"]} {
		if opt != nil {
			label(&d, opt.At, "lets writes overtake each other")
			break
		}
	}
	label(&d, o.at.Place(), "the value may be null, a delete, from here on")
	w.add(d)
}

// wholeRows warns where each record is the whole row of a table as it is now, and
// the sink leaves a column alone whose value became null.
func (w *walk) wholeRows(st *dsl.To, to *ir.To) {
	option := findOption(to.Node.Spec.Sink.Options, "null")
	row, ok := to.Value.(*ir.MakeRecord)
	if len(w.ways) == 0 || option == nil || option.Default != "unset" || !ok || row.T.Record.Table == nil || to.Options["null"] != nil || to.Node.Options["null"] != nil {
		return
	}
	var columns []string
	var first *types.Field
	for _, a := range row.Fields {
		if a.Value.Type().Kind == types.Optional {
			if _, ok := a.Value.(*ir.Some); ok {
				continue // has a value, always
			}
			if first == nil {
				first = a.Field
			}
			columns = append(columns, a.Field.Name)
		}
	}
	if first == nil {
		return
	}
	d := diag.Diagnostic{
		Code:    "W0454",
		Message: fmt.Sprintf("a change to null would leave the old value: `%s` leaves nulls unset", to.Node.Title()),
		At:      st.Node.At(),
		Here:    fmt.Sprintf("%s may be null", listed(columns)),
		Helps:   []string{"write nulls as they are:      null = tombstone", "or say that it is meant:      null = unset"},
	}
	label(&d, to.Node.At, "declared without the option `null`")
	label(&d, first.At, "the first of these columns")
	w.add(d)
}
