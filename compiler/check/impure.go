package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// impurity is what each `to` writes that differs when a record is written again.
type impurity map[*ir.To]*unstable

// unstable is what of a written record differs from run to run.
type unstable struct {
	rest *mark // somewhere in the record; nil without
	key  *mark // in a column of the primary key, or what else identifies it
	name string
}

// unstableIn finds what of a `to` comes from calls that give another value each time.
func (f *flow) unstableIn(to *ir.To) *unstable {
	if to.Value == nil || isBad(to.Value) {
		return nil
	}
	out := &unstable{}
	if row, ok := to.Value.(*ir.MakeRecord); ok && row.T.Kind == types.Record && row.T.Record.Table != nil {
		for _, a := range row.Fields {
			if m := firstImpure(f.of(a.Value).all(a.Value.Type())); m != nil && contains(row.T.Record.Table.PrimaryKey(), a.Field.Name) {
				out.key, out.name = m, a.Field.Name
			}
		}
	}
	if id := optionOf(to, "id"); id != nil && id.Record != nil && out.key == nil {
		out.key, out.name = firstImpure(f.of(id.Record).all(id.Record.Type())), "id"
	}
	out.rest = firstImpure(f.of(to.Value).all(to.Value.Type()))
	if out.rest == nil && out.key == nil {
		return nil
	}
	return out
}

func firstImpure(list []mark) *mark {
	for i := range list {
		if list[i].impure {
			return &list[i]
		}
	}
	return nil
}

// repeats limits a sink whose records differ when they are written again. In a
// transaction they are not: what was written before is taken back.
func (w *walk) repeats(to *ir.To, u *unstable, out *proof) {
	if u == nil {
		return
	}
	if u.key != nil && w.p.Claim > spec.AtLeastOnce && out.can < spec.ExactlyOnce && !w.claimTold {
		w.claimTold = true
		w.add(w.keyDiffers(to, u))
	}
	if out.can == spec.ExactlyOnce && out.does == spec.ExactlyOnce {
		return
	}
	m := u.key
	if m == nil {
		m = u.rest
	}
	why := fmt.Sprintf("%s: `%s` gives another value when a record is written again", to.Node.Name, m.name)
	if out.can == spec.ExactlyOnce {
		if out.does > spec.AtLeastOnce {
			out.does, out.why = spec.AtLeastOnce, why
		}
		return
	}
	out.limit(spec.AtLeastOnce, why, "take the value from the record, as in meta.timestamp")
	out.at(m.at, "another value each time")
	for _, s := range m.way.places() {
		out.at(s.at, s.text)
	}
}

// keyDiffers says that a replay would write another row.
func (w *walk) keyDiffers(to *ir.To, u *unstable) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0703",
		Message: fmt.Sprintf("`%s` identifies the row and does not follow from the record, so a record that is written again becomes a second row", u.name),
		At:      u.key.at,
		Here:    "another value each time",
		Helps:   []string{"make it of the record, as in uuid_v5(namespace, .order_id)", "or demand less:  delivery = at_least_once"},
	}
	for _, s := range u.key.way.places() {
		label(&d, s.at, s.text)
	}
	label(&d, to.Place(), "the rows go there")
	label(&d, w.p.ClaimAt, fmt.Sprintf("%s is demanded here", w.p.Claim))
	return d
}
