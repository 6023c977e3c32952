package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// drops are the fields that a `drop` takes out of a record, by name: whole, or with
// drops of its own only some of what is in it.
type drops struct {
	name  dsl.Ident
	whole bool
	in    []*drops
}

// find returns the drops of a field, which are made where there are none yet.
func (d *drops) find(name dsl.Ident) *drops {
	for _, in := range d.in {
		if in.name.Text == name.Text {
			return in
		}
	}
	d.in = append(d.in, &drops{name: name})
	return d.in[len(d.in)-1]
}

// dropPath returns the names of `.a.b.c`; nil for what is no path.
func dropPath(x dsl.Expr) []dsl.Ident {
	switch x := x.(type) {
	case *dsl.Whole:
		return []dsl.Ident{}
	case *dsl.Member:
		if outer := dropPath(x.X); outer != nil {
			return append(outer, x.Name)
		}
	}
	return nil
}

// dropsOf reads the paths of a `drop`.
func (w *walk) dropsOf(paths []dsl.Expr) (top drops, ok bool) {
	ok = true
	for _, x := range paths {
		names := dropPath(x)
		if len(names) == 0 {
			w.add(diag.Diagnostic{Code: "E0402", Message: "`drop` takes fields: drop .a, .b.c", At: x.At()})
			ok = false
			continue
		}
		at := &top
		for _, n := range names {
			at = at.find(n)
		}
		at.whole = true
	}
	return top, ok
}

// without is v, a record that may be null, without the fields that d takes out of it.
func (w *walk) without(v ir.Expr, d *drops, at diag.Span) ir.Expr {
	t := v.Type()
	if t.Kind == types.Optional && t.Elem.Kind == types.Record {
		inner := &ir.Var{Name: d.name.Text, Type: t.Elem, At: at}
		out := w.without(&ir.VarRef{Typed: typed(at, t.Elem), Var: inner}, d, at)
		if isBad(out) {
			return out
		}
		opt := types.OptionalOf(out.Type())
		return &ir.Match{Typed: typed(at, opt), X: v, Arms: []ir.MatchArm{
			{Null: true, Value: &ir.Const{Typed: typed(at, opt)}},
			{Any: true, Var: inner, Value: conv(out, opt)},
		}}
	}
	if t.Kind != types.Record {
		w.add(diag.Diagnostic{
			Code:    "E0402",
			Message: fmt.Sprintf("`drop` takes fields out of records, and `%s` is %s", d.name.Text, t),
			At:      d.name.At(),
		})
		return bad(at)
	}
	r := &types.RecordType{At: at}
	out := &ir.MakeRecord{Typed: typed(at, types.RecordOf(r))}
	if !w.allThere(t.Record, d) {
		return bad(at)
	}
	for _, f := range t.Record.Fields {
		value := ir.Expr(&ir.FieldOf{Typed: typed(at, f.Type), X: v, Field: f})
		field := *f
		if in := d.of(f.Name); in != nil {
			if in.whole {
				continue
			}
			if value = w.without(value, in, at); isBad(value) {
				return value
			}
			field = types.Field{Name: f.Name, Type: value.Type(), Doc: f.Doc, At: f.At}
		}
		r.Fields = append(r.Fields, &field)
		out.Fields = append(out.Fields, ir.Assign{Field: &field, Value: value, At: at})
	}
	return out
}

// of returns the drops of a field, nil without.
func (d *drops) of(name string) *drops {
	for _, in := range d.in {
		if in.name.Text == name {
			return in
		}
	}
	return nil
}

// allThere reports whether r has the fields that are taken out of it.
func (w *walk) allThere(r *types.RecordType, d *drops) bool {
	ok := true
	for _, in := range d.in {
		f := r.Field(in.name.Text)
		if f == nil && in.whole && r.Open && r == w.cur.Type.Record {
			continue // one that the type does not name
		}
		if f == nil {
			w.add(noField(in.name, r))
			ok = false
			continue
		}
		w.noteField(in.name.At(), r, f)
	}
	return ok
}
