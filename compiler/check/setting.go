package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// pipelineSettings are those of the whole pipeline, which stand anywhere in it.
var pipelineSettings = map[string]bool{"delivery": true, "tasks": true, "commit": true}

// recordSettings set what goes with the record, at their place.
var recordSettings = map[string]bool{"key": true, "timestamp": true, "partition": true}

// setting is `name = value`.
func (w *walk) setting(st *dsl.Setting) {
	name := st.Name.Text
	if pipelineSettings[name] {
		if first, twice := w.settings[name]; twice {
			d := duplicate(st.Name, first)
			d.Message, d.Here = fmt.Sprintf("`%s` is set twice", name), ""
			w.add(d)
			return
		}
		w.settings[name] = st.Name.At()
	}
	switch name {
	case "key":
		w.setKey(st)
	case "timestamp":
		w.setTimestamp(st)
	case "partition":
		w.setPartition(st)
	case "delivery":
		w.setDelivery(st)
	case "tasks":
		w.setTasks(st)
	case "commit":
		w.setCommit(st)
	default:
		names := []string{"key", "timestamp", "partition", "delivery", "tasks", "commit"}
		d := diag.Diagnostic{
			Code:    "E0301",
			Message: fmt.Sprintf("a pipeline has no setting `%s`%s", name, didYouMean(name, names)),
			At:      st.Name.At(),
		}
		propose(&d, st.Name.At(), name, names)
		if ours := settingsElsewhere[plainName(name)]; ours != "" && len(d.Fixes) == 0 {
			d.Message = fmt.Sprintf("a pipeline has no setting `%s`, did you mean `%s`?", name, ours)
		} else if len(d.Fixes) == 0 {
			d.Helps = []string{"its settings are " + joined(names, "and") + ", and `on error`; `let` gives a value a name"}
		}
		w.add(d)
	}
}

// settingsElsewhere are settings under the names of other tools.
var settingsElsewhere = map[string]string{
	"tasksmax": "tasks", "parallelism": "tasks", "threads": "tasks", "workers": "tasks", "concurrency": "tasks", "guarantee": "delivery",
	"semantics": "delivery", "processingguarantee": "delivery", "commitinterval": "commit", "offsetflushintervalms": "commit",
	"onerror": "on error", "errorstolerance": "on error", "dlq": "on error", "errors": "on error", "messagekey": "key", "partitionkey": "key",
}

// setKey is `key = e`, evaluated here and bound for the `to`s below.
func (w *walk) setKey(st *dsl.Setting) {
	if w.needs {
		w.keyOfNull(st)
	}
	v := w.value(st.Value, nil)
	w.keyLost = isBad(v)
	if isBad(v) {
		return
	}
	if v.Type().Kind == types.NullKind {
		w.key = nil
		return
	}
	if call := impure(v); call != nil {
		d := diag.Diagnostic{
			Code:    "E0442",
			Message: fmt.Sprintf("`%s` gives another value each time, so a repeated record would have another key", call.Fn),
			At:      call.At,
		}
		w.add(d)
		w.keyLost = true
		return
	}
	bound := &ir.Var{Name: "key", Type: v.Type(), At: st.Value.At()}
	w.key = &ir.VarRef{Typed: typed(st.Value.At(), v.Type()), Var: bound}
	w.push(&ir.SetKey{At: ir.At{Span: st.At()}, Var: bound, Value: v})
}

// keyOfNull reports a key that is made of a value that may be null: such records would
// have none.
func (w *walk) keyOfNull(st *dsl.Setting) {
	d := diag.Diagnostic{
		Code:    "E0406",
		Message: "the value may be null here (a tombstone), and then it has no fields to make a key of",
		At:      st.Value.At(),
		Helps: []string{
			"keep the key that came along, or make one of it:  key = meta.key",
			"or keep such records out before:                 where . is not null",
		},
	}
	label(&d, w.nullWay().at.Place(), "the value may be null from here on")
	w.add(d)
}

// impure returns a call in v whose value differs from run to run; nil without.
func impure(v ir.Expr) *ir.Call {
	var found *ir.Call
	visit(v, func(x ir.Expr) {
		if c, ok := x.(*ir.Call); ok && found == nil && c.Func != nil {
			if c.Func.Go != nil && c.Func.Go.Impure {
				found = c
			}
		} else if ok && found == nil {
			if b := findBuiltin(c.Fn); b != nil && b.impure {
				found = c
			}
		}
	})
	return found
}

func (w *walk) setTimestamp(st *dsl.Setting) {
	millis := types.InUnit(types.Timestamp, types.Millis)
	v := w.value(st.Value, millis)
	if v = w.into(v, target{typ: millis, what: "the timestamp of a record"}); !isBad(v) {
		w.push(&ir.SetTimestamp{At: ir.At{Span: st.At()}, Value: v})
	}
}

func (w *walk) setPartition(st *dsl.Setting) {
	v := w.value(st.Value, types.Of(types.Int32))
	if v = w.into(v, target{typ: types.Of(types.Int32), what: "the partition of a record"}); !isBad(v) {
		w.push(&ir.SetPartition{At: ir.At{Span: st.At()}, Value: v})
	}
}

// levels are the delivery levels as they are written.
var levels = []string{"at_most_once", "at_least_once", "effectively_once", "exactly_once"}

func (w *walk) setDelivery(st *dsl.Setting) {
	word, _ := wordOf(st.Value)
	for i, l := range levels {
		if l == word {
			w.p.Claim, w.p.ClaimAt = spec.Level(i+1), st.Value.At()
			return
		}
	}
	if _, broken := st.Value.(*dsl.BadExpr); broken {
		return
	}
	d := diag.Diagnostic{
		Code:    "E0304",
		Message: fmt.Sprintf("`delivery` cannot be %s%s", shown(st.Value), didYouMean(word, levels)),
		At:      st.Value.At(),
		Helps:   []string{"it is one of " + joined(levels, "and")},
	}
	propose(&d, st.Value.At(), word, levels)
	w.add(d)
}

func (w *walk) setTasks(st *dsl.Setting) {
	n, ok := smallInt(st.Value, 1, 10_000)
	if _, broken := st.Value.(*dsl.BadExpr); broken {
		return
	}
	if !ok {
		w.add(diag.Diagnostic{Code: "E0304", Message: "`tasks` is a whole number from 1 to 10000", At: st.Value.At()})
		return
	}
	w.p.Tasks = n
}

func (w *walk) setCommit(st *dsl.Setting) {
	if _, broken := st.Value.(*dsl.BadExpr); broken {
		return
	}
	if wrongUnit(spec.Duration, st.Value) == "" {
		v := w.constants(true).value(st.Value, types.Of(types.Duration))
		if isBad(v) {
			return
		}
		if v.Type().Kind == types.Duration {
			w.p.Commit = v
			return
		}
	}
	d := diag.Diagnostic{Code: "E0303", Message: "`commit` wants a duration such as 1s", At: st.Value.At()}
	literalMeant(&d, spec.Duration, st.Value)
	w.add(d)
}
