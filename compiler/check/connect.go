package check

import (
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/schema/connect"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// connectCarries checks that Kafka Connect has a schema for t, or that the schema stays
// out.
func (s *scope) connectCarries(conv *ir.Converter, t *types.Type, at diag.Span) bool {
	if t.Strip().Kind == types.Any {
		return true
	}
	form := connect.FormOf(func(name string) string {
		if o := conv.Options[name]; o != nil {
			return optionText(o)
		}
		return spec.Unquote(findOption(conv.Spec.Options, name).Default)
	})
	form.Schemaless = isFalse(conv.Options["schemas"])
	ok, why, path := connect.Carries(t, form)
	if ok {
		return true
	}
	s.add(cannotWithin("connect_json", t, at, why, path))
	return false
}

// isFalse reports whether an option says false.
func isFalse(o *ir.Option) bool {
	if o == nil {
		return false
	}
	c, ok := o.Value.(*ir.Const)
	return ok && c.Value == false
}
