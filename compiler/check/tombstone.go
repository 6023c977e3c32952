package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// A pipeline whose value may be null has two ways: the records with a value take
// every stage, the others (tombstones) those that need none. The ways part where
// the value becomes one that may be null, so that behind that place the type is
// simply T. Each stage is typed once and stands on both ways where it applies to both.

// way is what the records with a null value take, from where the ways part.
type way struct {
	at     *ir.Tombstone
	stages *[]ir.Stage
	valued bool // a stage gave them a value again
	ended  bool // a stage keeps them out
}

// part parts the ways: from here on of is null on one of them, and v, of the type
// within, is the current value on the other.
func (w *walk) part(at diag.Span, of *ir.Var, v *ir.Var) {
	t := &ir.Tombstone{At: ir.At{Span: at}, Of: of, Var: v}
	t.Twin = &ir.Var{Name: v.Name, Type: types.OptionalOf(v.Type), At: v.At}
	w.twin = t.Twin
	w.push(t)
	w.ways = append(w.ways, &way{at: t, stages: &t.Stages})
}

// mayBeNull reports whether there are records without a value here.
func (w *walk) mayBeNull() bool { return w.nullWay() != nil }

// nullWay is the first way on which the value is null; nil without.
func (w *walk) nullWay() *way {
	for _, o := range w.ways {
		if !o.ended && !o.valued {
			return o
		}
	}
	return nil
}

// push puts a stage behind the others, on each way that it applies to.
func (w *walk) push(st ir.Stage) {
	w.out = append(w.out, st)
	for _, o := range w.ways {
		if !o.ended && (o.valued || !w.needs) {
			*o.stages = append(*o.stages, st)
		}
	}
}

// onTheWays decides what a stage is to the records without a value, types it, and
// brings the ways up to date.
func (w *walk) onTheWays(st dsl.Stage) {
	if !w.mayBeNull() {
		w.oneStage(st)
		return
	}
	w.needs, w.asks = w.needsValue(st), false
	if w.needs && asksForNull(st) && w.canAsk(st) {
		w.needs, w.asks = false, true
		w.ask(st)
	} else {
		w.oneStage(st)
	}
	w.needs, w.asks = false, false
}

// ask types a stage that says itself what it does with null.
func (w *walk) ask(st dsl.Stage) {
	cur, key := w.cur, w.curKey
	next := *w.env
	next.cur = w.twin
	w.env = &next
	w.oneStage(st)
	if w.curKey != key {
		for _, o := range w.ways {
			o.valued = true // a map gave all of them a value; part has parted the null ones again
		}
		return
	}
	back := *w.env
	back.cur = cur
	w.env = &back
	if where, ok := st.(*dsl.Where); ok {
		w.endWays(where)
	}
}

// endWays drops the ways that a condition keeps null values from.
func (w *walk) endWays(st *dsl.Where) {
	for _, o := range w.ways {
		if o.ended || o.valued {
			continue
		}
		if n := len(*o.stages); n > 0 {
			if where, ok := (*o.stages)[n-1].(*ir.Where); ok {
				if holds, known := holdsForNull(where.Cond); known {
					(*o.stages)[n-1] = &ir.Where{At: where.At, Cond: &ir.Const{Typed: typed(st.Cond.At(), boolean()), Value: holds}}
					o.ended = !holds
				}
			}
		}
	}
}

// holdsForNull says what a condition is where the value is null, if that follows
// from that alone.
func holdsForNull(cond ir.Expr) (holds, known bool) {
	switch c := cond.(type) {
	case *ir.IsNull:
		if v, ok := c.X.(*ir.VarRef); ok && v.T.Kind == types.Optional {
			return !c.Not, true
		}
	case *ir.Unary:
		holds, known = holdsForNull(c.X)
		return !holds, known && c.Op == "!"
	case *ir.Binary:
		x, xKnown := holdsForNull(c.X)
		y, yKnown := holdsForNull(c.Y)
		switch c.Op {
		case "&&":
			return xKnown && x && y, xKnown && yKnown || xKnown && !x || yKnown && !y
		case "||":
			return xKnown && x || yKnown && y, xKnown && yKnown || xKnown && x || yKnown && y
		}
	}
	return false, false
}

// needsValue reports whether a stage does nothing for a record without a value.
func (w *walk) needsValue(st dsl.Stage) bool {
	switch st := st.(type) {
	case *dsl.MapRecord, *dsl.MapValue, *dsl.Set, *dsl.Drop, *dsl.Rename, *dsl.Each:
		return true
	case *dsl.Where:
		return w.readsValue(st.Cond)
	case *dsl.Let:
		return w.readsValue(st.Value)
	case *dsl.Setting:
		return w.readsValue(st.Value)
	case *dsl.Headers:
		for _, it := range st.Items {
			if it.Value != nil && w.readsValue(it.Value) {
				return true
			}
		}
	case *dsl.From, *dsl.Unwrap, *dsl.Route, *dsl.To, *dsl.OnError, *dsl.BadStage:
	}
	return false
}

// readsValue reports whether x reads the value, or a let that only a record with a
// value has.
func (w *walk) readsValue(x dsl.Expr) bool {
	found := false
	eachExpr(x, func(x dsl.Expr) {
		switch x := x.(type) {
		case *dsl.Whole:
			found = true
		case *dsl.Name:
			if l := w.locals[x.Ident.Text]; l != nil && l.valued {
				found = true
			}
		}
	})
	return found
}

// asksForNull reports whether the value stands somewhere in a stage otherwise than
// as the record of a field: `. is not null`, `. ?? x`, `.?.name`.
func asksForNull(st dsl.Stage) bool {
	switch st := st.(type) {
	case *dsl.Where:
		return namesWhole(st.Cond)
	case *dsl.MapValue:
		return namesWhole(st.Value)
	case *dsl.Let:
		return namesWhole(st.Value)
	case *dsl.Setting:
		return namesWhole(st.Value)
	}
	return false
}

func namesWhole(x dsl.Expr) bool {
	wholes, records := 0, 0
	eachExpr(x, func(x dsl.Expr) {
		switch x := x.(type) {
		case *dsl.Whole:
			wholes++
		case *dsl.Member:
			if _, ok := x.X.(*dsl.Whole); ok && !x.Safe {
				records++
			}
		}
	})
	return wholes > records
}

// canAsk tries whether a stage is right where the value may be null.
func (w *walk) canAsk(st dsl.Stage) bool {
	return w.tries(func(trial *walk) { trial.oneStage(st) })
}

// tries reports whether f finds no mistake where the value may be null. Nothing of the
// trial is kept.
func (w *walk) tries(f func(*walk)) bool {
	trial := *w
	c := *w.checker
	c.r = &diag.Report{}
	prog := *c.prog
	c.prog = &prog
	own := *w.scope
	own.checker = &c
	env := *w.env
	env.scope, env.cur = &own, w.twin
	trial.env, trial.out, trial.ways = &env, nil, nil
	trial.settings = map[string]diag.Span{}
	p := *w.p
	trial.p = &p
	f(&trial)
	return !c.r.Failed()
}

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

// nullsRoute takes the null values through every arm of a route. arms are the
// stages of each arm for each way.
func (w *walk) nullsRoute(at diag.Span, conds []ir.Expr, arms [][]*way) {
	for k, o := range w.ways {
		if o.ended {
			continue
		}
		if o.valued {
			route := &ir.Route{At: ir.At{Span: at}}
			for n := range arms {
				route.Arms = append(route.Arms, ir.Arm{Cond: conds[n], Stages: *arms[n][k].stages, At: at})
			}
			*o.stages = append(*o.stages, route)
			continue
		}
		fork := &ir.Fork{At: ir.At{Span: at}}
		for n := range arms {
			holds, known := false, false
			if conds[n] != nil {
				holds, known = holdsForNull(conds[n])
			}
			if known && !holds {
				continue // the arm says that it takes none
			}
			fork.Arms = append(fork.Arms, *arms[n][k].stages)
			if known && holds {
				break // it takes them all
			}
		}
		*o.stages = append(*o.stages, fork)
	}
}

// inArm are fresh ways for the stages of one arm.
func (w *walk) inArm() []*way {
	var out []*way
	for _, o := range w.ways {
		inner := *o
		inner.stages = new([]ir.Stage)
		out = append(out, &inner)
	}
	return out
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
