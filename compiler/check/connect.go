package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/schema/connect"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
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

// namelessTo refuses what Kafka Connect has no form for without a schema, where its answers
// are asked for: schema-free data has no moments and no decimals.
func (w *walk) namelessTo(st *dsl.To, from *types.Type, to *ir.Carrier) {
	if to.Converter == nil || to.Converter.Spec.Name != "connect_json" || to.Converter.Options["compat"] == nil || to.Type.Strip().Kind != types.Any {
		return
	}
	for of := range types.Within(from) {
		switch of.Kind {
		case types.Date, types.Time, types.Timestamp, types.Datetime, types.Decimal:
			d := diag.Diagnostic{
				Code:    "E0312",
				Message: fmt.Sprintf("Kafka Connect has no form for %s without a schema", of),
				At:      st.Node.At(),
				Helps:   []string{"write it as text or as a number before, or leave `compat: connect` out"},
			}
			label(&d, to.At, "is schema-free, with Connect's answers")
			w.add(d)
			return
		}
	}
}

// javaCarries checks that Kafka Connect's StringConverter writes t as a text that means
// something: of moments and bytes Java's own texts do not say what they hold.
func (s *scope) javaCarries(conv *ir.Converter, t *types.Type, at diag.Span) bool {
	if types.Recursive(t) {
		return s.cannotCarry(conv, t, at, "it holds itself")
	}
	for of := range types.Within(t) {
		switch of.Kind {
		case types.Bool, types.Int8, types.Int16, types.Int32, types.Int64, types.Float, types.Double, types.String, types.Enum, types.UUID, types.Any,
			types.Optional, types.Record, types.List, types.Set, types.Vector, types.Map:
		case types.Decimal:
			if of.Scale > maxPlainScale {
				return s.cannotCarry(conv, t, at, fmt.Sprintf("Java writes some decimals of more than %d places with an exponent", maxPlainScale))
			}
		default:
			return s.cannotCarry(conv, t, at, fmt.Sprintf("Java's text of %s does not say what it holds", of))
		}
	}
	return true
}

// maxPlainScale is how many places a decimal may have that Java writes without an exponent.
const maxPlainScale = 6

// javaReads reports a carrier whose text can only be written.
func (w *walk) javaReads(c *ir.Carrier) {
	if c.Converter.Spec.Name == "utf8" && c.Converter.Options["compat"] != nil && !hasText(c.Type.Strip()) {
		w.cannotCarry(c.Converter, c.Type, c.Converter.At, "Java's text of it can be written, and not be read")
	}
}

// isFalse reports whether an option says false.
func isFalse(o *ir.Option) bool {
	if o == nil {
		return false
	}
	c, ok := o.Value.(*ir.Const)
	return ok && c.Value == false
}
