package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// oneForm reports keys of which equal ones may be different bytes: the partition
// follows from the bytes, and so does what compaction keeps.
func (b *nodeBuilder) oneForm(c *ir.Converter, t *dsl.Typed) {
	d := diag.Diagnostic{Code: "E0508", At: t.As.At()}
	inner, field := unordered(b.node.Key.Type)
	switch {
	case inner != nil:
		d.At = t.Type.At()
		d.Message = fmt.Sprintf("equal keys could be written differently: %s has no order", article(inner.String()))
		d.Helps = []string{"make the key of fields that have one form: texts, numbers, records of those"}
		if field != nil {
			label(&d, field.TypeAt, "here")
		}
	case !c.Spec.Key:
		d.Message = fmt.Sprintf("%s may write equal keys differently, so they could go to different partitions", c.Spec.Name)
		d.Helps = []string{"keys are written by utf8, avro, json, number or raw"}
	default:
		return
	}
	b.add(d)
}

// unordered returns a type within t whose values have several forms, and the field
// that has it; nil without.
func unordered(t *types.Type) (*types.Type, *types.Field) {
	for of, f := range types.Within(t) {
		switch of.Kind {
		case types.Map, types.Set, types.Any:
			return of, f
		case types.Record:
			if of.Record.Open {
				return of, f
			}
		}
	}
	return nil, nil
}
