package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// meta is meta.topic and its like: what comes with the record.
func (e *env) meta(m *dsl.Member) ir.Expr {
	if e.from == nil {
		return e.noRecord(m.At())
	}
	t := e.metaType(m.Name.Text)
	if t == nil {
		names := e.metaNames()
		d := diag.Diagnostic{
			Code:    "E0201",
			Message: fmt.Sprintf("meta has no `%s`%s", m.Name.Text, didYouMean(m.Name.Text, names)),
			At:      m.Name.At(),
			Helps:   []string{"meta has " + joined(names, "and")},
		}
		label(&d, e.from.At, "the pipeline reads this")
		guess(&d, m.Name.At(), m.Name.Text, names)
		e.add(d)
		return bad(m.At())
	}
	return e.proven(m, &ir.Meta{Typed: typed(m.At(), t), Name: m.Name.Text})
}

// metaType is the type of a name under meta, nil without.
func (e *env) metaType(name string) *types.Type {
	switch name {
	case "topic":
		return text()
	case "partition":
		return types.Of(types.Int32)
	case "offset":
		return types.Of(types.Int64)
	case "timestamp":
		return types.InUnit(types.Timestamp, types.Millis)
	case "key":
		if e.from.Key != nil {
			return e.from.Key.Type
		}
	case "headers":
		return types.ListOf(types.RecordOf(&types.RecordType{Fields: []*types.Field{
			{Name: "name", Type: text()},
			{Name: "value", Type: types.OptionalOf(types.Of(types.Bytes))},
		}}))
	}
	for _, m := range sourceMeta(e.from.Spec) {
		if kind, ok := types.Primitive(m.Type); ok && m.Name == name {
			return types.Of(kind)
		}
	}
	return nil
}

func sourceMeta(c *spec.Connector) []spec.Meta {
	if c == nil || c.Source == nil {
		return nil
	}
	return c.Source.Meta
}

func (e *env) metaNames() []string {
	names := []string{"topic", "partition", "offset", "timestamp", "headers", "header"}
	if e.from.Key != nil {
		names = append(names, "key")
	}
	for _, m := range sourceMeta(e.from.Spec) {
		names = append(names, m.Name)
	}
	return names
}

// metaCall is meta.header("x").
func (e *env) metaCall(x *dsl.Call, fn *dsl.Member) ir.Expr {
	if e.from == nil {
		return e.noRecord(x.At())
	}
	if fn.Name.Text != "header" {
		// meta.topic.upper() is the call of a member of meta.topic, never this.
		return e.meta(fn)
	}
	name, ok := "", false
	if len(x.Args) == 1 {
		if t, isText := x.Args[0].Value.(*dsl.Text); isText {
			name, ok = t.Plain()
		}
	}
	if !ok {
		e.add(diag.Diagnostic{Code: "E0405", Message: `a header is named by a text: meta.header("trace")`, At: x.At()})
		return bad(x.At())
	}
	t := types.OptionalOf(text())
	return e.proven(x, &ir.Meta{Typed: typed(x.At(), t), Name: "header", Arg: name})
}
