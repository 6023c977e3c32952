package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/schema/jsonshape"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// tells checks that a reader of JSON can tell the arms of each union within t apart:
// by the tag, or by how their values look.
func (s *scope) tells(conv *ir.Converter, t *types.Type, at diag.Span) bool {
	form := jsonshape.Form{DecimalNumber: optionText(conv.Options["decimal"]) == "number"}
	if w := optionText(conv.Options["time"]); w == "unix_ms" || w == "unix_s" {
		form.TimeNumber = true
	}
	for of, f := range types.Within(t) {
		if of.Kind == types.Union && !s.unionTold(conv, of, f, form, at) {
			return false
		}
	}
	return true
}

func (s *scope) unionTold(conv *ir.Converter, union *types.Type, f *types.Field, form jsonshape.Form, at diag.Span) bool {
	d := diag.Diagnostic{Code: "E0434", At: at, Here: conv.Spec.Name + " writes it"}
	if tag := optionText(conv.Options["tag"]); tag != "" && jsonshape.Tagged(union) {
		d.At, d.Here = conv.Options["tag"].At, ""
		for k := range union.Items {
			if why := jsonshape.Untaggable(union, k, tag); why != "" {
				d.Message = fmt.Sprintf("the tag %q cannot tell the arms of %s apart: %s", tag, union, why)
				return s.notTold(d, f)
			}
		}
		return true
	}
	a, b, confused := jsonshape.Confused(union, form)
	if !confused {
		return true
	}
	d.Message = fmt.Sprintf("nothing in the JSON tells %s from %s", union.Items[a], union.Items[b])
	d.Helps = []string{"let a field say which it is:  " + conv.Spec.Name + `(tag: "type")`}
	if union.Items[a].Kind != types.Record || union.Items[b].Kind != types.Record {
		d.Helps = []string{"make each arm a record, and let a field say which it is:  " + conv.Spec.Name + `(tag: "type")`}
	}
	return s.notTold(d, f)
}

func (s *scope) notTold(d diag.Diagnostic, f *types.Field) bool {
	if f != nil {
		label(&d, f.TypeAt, "the union")
	}
	s.add(d)
	return false
}
