package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// tableOption is an imported table, or the name of one whose columns are the fields
// of the records that arrive.
func (s *scope) tableOption(o *spec.Option, x dsl.Expr, site *optionSite) *ir.Option {
	if _, isText := x.(*dsl.Text); !isText {
		return s.importedTable(x)
	}
	if findOption(site.specs, "create") == nil {
		s.add(site.mismatch(o, x.At(), "a text", "an imported table"))
		return nil
	}
	v := s.constants(false).value(x, text())
	if isBad(v) {
		return nil
	}
	name, ok := constantText(v)
	if !ok || name == "" {
		s.add(site.mismatch(o, x.At(), "no constant text", "an imported table, or the name of one as a text"))
		return nil
	}
	return &ir.Option{Value: &ir.Const{Typed: typed(x.At(), text()), Value: name}}
}

// importedTable is a table of an imported schema.
func (s *scope) importedTable(x dsl.Expr) *ir.Option {
	t := s.typeExpr(x, "an imported table")
	switch {
	case t.Kind == types.Invalid:
		return nil
	case t.Kind != types.Record || t.Record.Table == nil:
		d := diag.Diagnostic{Code: "E0203", Message: fmt.Sprintf("%s is a type, and an imported table is needed here", shown(x)), At: x.At()}
		label(&d, typeAt(t), "declared here")
		s.add(d)
		return nil
	}
	return &ir.Option{Table: t.Record}
}

// constantText is a text whose parts are constants.
func constantText(v ir.Expr) (string, bool) {
	switch v := v.(type) {
	case *ir.Const:
		text, ok := v.Value.(string)
		return text, ok
	case *ir.Concat:
		out := ""
		for _, p := range v.Parts {
			text, ok := constantText(p)
			if !ok {
				return "", false
			}
			out += text
		}
		return out, true
	}
	return "", false
}

// columnsOption is a list of fields: [.a, .b].
func (s *scope) columnsOption(o *spec.Option, x dsl.Expr, site *optionSite) *ir.Option {
	items := []dsl.Expr{x}
	if list, ok := x.(*dsl.List); ok {
		items = list.Items
	}
	out := &ir.Option{}
	for _, it := range items {
		name, ok := topField(it)
		if !ok {
			s.add(site.mismatch(o, it.At(), shown(it), "fields of the record such as [.id]"))
			return nil
		}
		out.Columns = append(out.Columns, ir.Column{Name: name.Text, At: name.At()})
	}
	if len(items) == 0 {
		s.add(site.mismatch(o, x.At(), "an empty list", "fields of the record such as [.id]"))
		return nil
	}
	return out
}

// namedTable gives a sink whose table is named by a text the type of the records that
// arrive first; those of other pipelines must fit.
func (w *walk) namedTable(st *dsl.To, node *ir.Node) {
	o := node.Options["table"]
	if o == nil || o.Table != nil || node.Value.Type.Kind != types.Invalid {
		return
	}
	if w.cur == nil || w.cur.Type.Kind != types.Record || w.dead {
		return
	}
	from := w.cur.Type.Record
	name, _ := constantText(o.Value)
	row := &types.RecordType{Name: name, At: o.At, Table: &types.Table{System: node.Spec.Name, Name: name, Column: map[string]string{}, At: o.At}}
	if node.Spec.Name == "postgres" {
		row.Table.System = "sql"
	}
	key := w.createdKey(st, node, from)
	if key == nil {
		return
	}
	for _, f := range from.Fields {
		if w.assigned != nil && !w.assigned[f.Name] {
			continue
		}
		column := *f
		for _, k := range key {
			if k.Name == f.Name {
				column.KeyAt = k.At
			}
		}
		row.Fields = append(row.Fields, &column)
	}
	for _, k := range key {
		row.Table.PartitionKey = append(row.Table.PartitionKey, k.Name)
	}
	node.Value = &ir.Carrier{Type: types.RecordOf(row), At: o.At}
}

// createdKey is the primary key of a table that is named by a text: the option `key`,
// or the fields of the key that goes along. nil where that fails.
func (w *walk) createdKey(st *dsl.To, node *ir.Node, from *types.RecordType) []ir.Column {
	var key []ir.Column
	switch o := node.Options["key"]; {
	case o != nil:
		key = o.Columns
	case w.keyLost, w.key != nil && isBad(w.key):
		return nil
	case w.key != nil && w.key.Type().Kind == types.Record:
		for _, f := range w.key.Type().Record.Fields {
			key = append(key, ir.Column{Name: f.Name, At: f.At})
		}
	}
	if len(key) == 0 {
		d := diag.Diagnostic{
			Code:    "E0302",
			Message: fmt.Sprintf("nothing says what the primary key of `%s` is", node.Title()),
			At:      st.Node.At(),
			Helps:   []string{"name its columns in the sink:  key = [.id]", "or let a record go along as the key:  key = { id: .id }"},
		}
		label(&d, node.Options["table"].At, "a table of this name")
		w.add(d)
		return nil
	}
	for _, k := range key {
		f := from.Field(k.Name)
		var d diag.Diagnostic
		switch {
		case f == nil:
			d = diag.Diagnostic{
				Code:    "E0401",
				Message: fmt.Sprintf("the primary key of `%s` has `%s`, and the record has no such field%s", node.Title(), k.Name, didYouMean(k.Name, fieldNames(from))),
				At:      st.Node.At(),
				Helps:   []string{"its fields are " + joined(fieldNames(from), "and")},
			}
		case f.Type.Nullable():
			d = diag.Diagnostic{Code: "E0412", Message: fmt.Sprintf("`%s` may be null, and is part of the primary key of `%s`", k.Name, node.Title()), At: st.Node.At()}
			label(&d, f.TypeAt, "may be null by this")
		default:
			continue
		}
		label(&d, k.At, "part of the key")
		w.add(d)
		return nil
	}
	return key
}
