package check

import (
	"fmt"
	"maps"
	"slices"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// freeze reads `freeze now = "2026-01-01T00:00:00Z"`.
func (c *testCase) freeze(st *dsl.Freeze) {
	name := st.Name.Text
	b := findBuiltin(name)
	if b == nil || !b.impure {
		var names []string
		for _, b := range table {
			if b.impure {
				names = append(names, b.name)
			}
		}
		d := diag.Diagnostic{
			Code:    "E0201",
			Message: fmt.Sprintf("there is nothing to freeze by the name `%s`%s", name, didYouMean(name, names)),
			At:      st.Name.At(),
			Helps:   []string{"what gives another value each time is " + listed(names)},
		}
		propose(&d, st.Name.At(), name, names)
		c.wrong(d)
		return
	}
	call := c.impureCalls()[name]
	if call == nil {
		d := diag.Diagnostic{
			Code:    "E0901",
			Message: fmt.Sprintf("the pipeline `%s` does not call `%s`", c.test.Pipeline.Name, name),
			At:      st.Name.At(),
		}
		label(&d, c.test.Pipeline.At, "the pipeline")
		c.wrong(d)
		return
	}
	if _, twice := c.test.Freeze[name]; twice {
		c.wrong(diag.Diagnostic{Code: "E0202", Message: fmt.Sprintf("`%s` is frozen twice", name), At: st.Name.At()})
		return
	}
	t := call.T
	if t.Kind == types.Timestamp {
		t = types.InUnit(types.Timestamp, types.Micros) // each call takes it in its own unit
	}
	v, ok := c.literal(st.Value, t, valueTarget{what: "the value of `" + name + "`"}).(*ir.Const)
	if !ok || isBad(v) {
		c.sound = false
		return
	}
	if c.test.Freeze == nil {
		c.test.Freeze = map[string]*ir.Const{}
	}
	c.test.Freeze[name] = v
}

// impureCalls are the first call of each impure function in the pipeline.
func (c *testCase) impureCalls() map[string]*ir.Call {
	out := map[string]*ir.Call{}
	ir.Stages(c.test.Pipeline.Stages, func(s ir.Stage) {
		for _, e := range ir.Exprs(s) {
			visit(e, func(x ir.Expr) {
				call, ok := x.(*ir.Call)
				if !ok || out[call.Fn] != nil {
					return
				}
				if b := findBuiltin(call.Fn); b != nil && b.impure {
					out[call.Fn] = call
				}
			})
		}
	})
	return out
}

// checkImpure reports what gives another value at each run, and is not frozen: what
// the test expects would hold by chance.
func (c *testCase) checkImpure() {
	calls := c.impureCalls()
	for _, name := range slices.Sorted(maps.Keys(calls)) {
		if c.test.Freeze[name] != nil || !c.sound {
			continue
		}
		example := literalForm(calls[name].T.Strip())
		d := diag.Diagnostic{
			Code:    "E0903",
			Message: fmt.Sprintf("the pipeline calls `%s`, which gives another value at each run", name),
			At:      c.test.At,
			Helps:   []string{fmt.Sprintf("fix it for this test:  freeze %s = %s", name, example)},
		}
		label(&d, calls[name].At, "called here")
		c.wrong(d)
	}
}
