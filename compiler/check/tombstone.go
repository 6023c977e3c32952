package check

import (
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
	cur, key, before := w.cur, w.curKey, len(w.ways)
	next := *w.env
	next.cur = w.twin
	w.env = &next
	w.oneStage(st)
	if w.curKey != key {
		for _, o := range w.ways[:before] {
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
