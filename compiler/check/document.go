package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// A sink of documents writes records in one form, the Format of its Spec. What they
// are is declared, or else follows from the records that arrive, as with a table that
// a sink creates.

// isDocument reports whether values of t are documents: something with names.
func isDocument(t *types.Type) bool {
	switch t.Kind {
	case types.Record, types.Map, types.Union, types.Any, types.Change:
		return true
	}
	return false
}

// documentLine checks the `value:` of a sink of documents.
func (b *nodeBuilder) documentLine(t *dsl.Typed) {
	format, v := b.sides[0].Format, b.node.Value
	if v.Converter != nil && v.Converter.Spec.Name != format {
		b.add(diag.Diagnostic{
			Code:    "E0308",
			Message: fmt.Sprintf("the documents of %s are %s, and %s is another form", b.of, format, v.Converter.Spec.Name),
			At:      t.As.At(),
			Helps:   []string{fmt.Sprintf("write them so:  value: %s as %s", t.Type.At().Text(), format)},
		})
	}
	if v.Type.Kind != types.Invalid && !isDocument(v.Type.Strip()) {
		d := diag.Diagnostic{
			Code:    "E0402",
			Message: fmt.Sprintf("a document has fields, and %s has none", v.Type),
			At:      t.Type.At(),
			Helps:   []string{"declare a record with a field for the value, and make it before:  map { text = . }"},
		}
		label(&d, b.node.At, "takes documents")
		b.add(d)
	}
}

// plainFormat is the converter of documents for which none is named.
func (s *scope) plainFormat(name string, at diag.Span) *ir.Converter {
	for _, c := range s.catalog.Converters {
		if c.Name == name {
			return &ir.Converter{Spec: c, Options: ir.Options{}, At: at}
		}
	}
	return nil
}

// documents gives a sink of documents without `value:` the type of the records that
// arrive first; those of other pipelines must fit.
func (w *walk) documents(st *dsl.To, node *ir.Node) {
	format := node.Spec.Sink.Format
	if format == "" || node.Value.At != node.At || node.Value.Type.Kind != types.Invalid {
		return
	}
	if w.cur == nil || w.cur.Type.Kind == types.Invalid || w.dead {
		return
	}
	t := w.arriving()
	if !isDocument(t) {
		d := diag.Diagnostic{
			Code:    "E0402",
			Message: fmt.Sprintf("`%s` takes documents, which have fields, and the value is %s here", node.Title(), t),
			At:      st.Node.At(),
			Helps:   []string{"make a record of it before:  map { text = . }"},
		}
		label(&d, w.cur.At, "the value is "+t.String()+" from here on")
		w.add(d)
		return
	}
	conv := w.plainFormat(format, node.At)
	if w.carries(conv, t, st.Node.At()) {
		node.Value = &ir.Carrier{Type: t, Converter: conv, At: node.At}
	}
}

// arriving is the type of the current value without the columns of a table that
// nothing was assigned to.
func (w *walk) arriving() *types.Type {
	t := w.cur.Type
	if t.Kind != types.Record || w.assigned == nil {
		return t
	}
	row := &types.RecordType{Name: t.Record.Name, At: t.Record.At, Doc: t.Record.Doc}
	for _, f := range t.Record.Fields {
		if w.assigned[f.Name] {
			row.Fields = append(row.Fields, f)
		}
	}
	return types.RecordOf(row)
}

// deletesDocument finds out whether a null value says which document it deletes: index
// and id must not be made of the value.
func (w *walk) deletesDocument(st *dsl.To, o *way, null *ir.ToNull) bool {
	if optionOf(null.To, "id") == nil {
		d := w.tombstoneArrives(st, o, "E0450", "a null value (a tombstone) deletes the document of its id, and no id is given here")
		d.Helps = append(d.Helps, "or make the id of the key:     id = meta.key")
		label(&d, null.To.Node.At, "declared without id")
		w.add(d)
		return false
	}
	for _, name := range optionNames(null.To) {
		opt := optionOf(null.To, name)
		of := w.madeOfValue(opt)
		if of == "" {
			continue
		}
		d := w.tombstoneArrives(st, o, "E0450", fmt.Sprintf("a null value (a tombstone) deletes a document, and its %s is made of `%s`, which is not there then", name, of))
		d.Helps = append(d.Helps, fmt.Sprintf("or make the %s of what comes with it, as the key or meta.topic", name))
		label(&d, opt.At, "made of the value")
		w.add(d)
		return false
	}
	return true
}

// madeOfValue is the part of an option that reads the value of the record; empty where
// none does.
func (w *walk) madeOfValue(o *ir.Option) string {
	of := ""
	if o == nil || o.Record == nil {
		return of
	}
	visit(o.Record, func(x ir.Expr) {
		at, inner := x.Place(), x
		for {
			f, ok := inner.(*ir.FieldOf)
			if !ok {
				break
			}
			inner = f.X
		}
		if v, ok := inner.(*ir.VarRef); ok && of == "" { // the whole path comes before its parts
			if l := w.locals[v.Var.Name]; v.Var == w.cur || v.Var == o.Var || l != nil && l.v == v.Var && l.valued {
				of = at.Text()
			}
		}
	})
	return of
}
