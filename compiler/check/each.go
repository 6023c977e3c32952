package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// each makes one record of each element of a list. The current value stays: `.x` is
// still a field of the record that has the list.
func (w *walk) each(st *dsl.Each) {
	list := w.value(st.List, nil)
	elem := w.elementType(st, list)
	bound := &ir.Var{Name: st.As.Text, Type: elem, At: st.As.At()}
	w.env = w.binding(st.As, bound)
	w.lets = append(w.lets, w.locals[st.As.Text])
	if elem.Kind == types.Invalid {
		w.dead = true
		return
	}
	w.push(&ir.Each{At: ir.At{Span: st.At()}, List: list, Var: bound})
}

// elementType is the type of the elements that each goes through.
func (w *walk) elementType(st *dsl.Each, list ir.Expr) *types.Type {
	t := list.Type()
	source := st.List.At().Text()
	d := diag.Diagnostic{Code: "E0402", At: st.List.At()}
	switch {
	case isBad(list):
		return invalid()
	case t.Kind == types.List, t.Kind == types.Set, t.Kind == types.Vector:
		return t.Elem
	case t.Kind == types.Optional && (t.Elem.Kind == types.List || t.Elem.Kind == types.Set):
		d.Code = "E0406"
		d.Message = fmt.Sprintf("`%s` may be null, and `each` needs an answer for that", source)
		d.Helps = []string{
			fmt.Sprintf("no record where it is null:  each %s ?? [] as %s", source, st.As.Text),
			fmt.Sprintf("or drop such records before: where %s != null", source),
		}
	case t.Kind == types.Map:
		d.Message = fmt.Sprintf("`each` goes through a list, and this is %s", t)
		d.Helps = []string{fmt.Sprintf("each %s.values() as %s", source, st.As.Text)}
	default:
		d.Message = fmt.Sprintf("`each` goes through a list, and this is %s", t)
	}
	label(&d, declaredAt(list), "its type is written here")
	w.add(d)
	return invalid()
}
