package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// carriers reads the lines `value:`, `key:` and `headers:`.
func (b *nodeBuilder) carriers() {
	for _, it := range b.d.Items {
		t, ok := it.(*dsl.Typed)
		if !ok {
			continue
		}
		switch t.Name.Text {
		case "value":
			b.valueLine(t)
		case "key":
			b.keyLine(t)
		default:
			d := noLine(t, b.of, []string{"value", "key"})
			if t.Name.Text == "headers" {
				d.Helps = []string{
					"headers have no type of their own; one is read as text:  meta.header(\"name\")",
					"and a stage sets them:  headers { name = … }",
				}
			}
			b.add(d)
		}
	}
	if b.node.Kind == ir.Topic && b.node.Key == nil && !b.has("key") {
		b.node.Key = b.rawKey()
	}
}

// has reports whether the declaration has a typed line of that name.
func (b *nodeBuilder) has(name string) bool {
	for _, it := range b.d.Items {
		if t, ok := it.(*dsl.Typed); ok && t.Name.Text == name {
			return true
		}
	}
	return false
}

// rawKey is the key of a topic that declares none: bytes? as raw.
func (b *nodeBuilder) rawKey() *ir.Carrier {
	for _, c := range b.catalog.Converters {
		if c.Name == "raw" {
			return &ir.Carrier{Type: types.OptionalOf(types.Of(types.Bytes)), Converter: &ir.Converter{Spec: c, Options: ir.Options{}}, At: b.node.At}
		}
	}
	return nil
}

func (b *nodeBuilder) valueLine(t *dsl.Typed) {
	if b.node.Value != nil {
		b.add(duplicate(t.Name, b.node.Value.At))
		return
	}
	b.node.Value = &ir.Carrier{Type: b.typeOf(t.Type), At: t.At()}
	switch b.sides[0].Value {
	case spec.Rows, spec.Changes:
		b.add(diag.Diagnostic{
			Code:    "E0301",
			Message: fmt.Sprintf("%s has no `value:`: its rows are those of its table", b.of),
			At:      t.Name.At(),
		})
	case spec.Generated:
		if t.As != nil {
			b.add(diag.Diagnostic{Code: "E0308", Message: fmt.Sprintf("%s has no bytes, so nothing is to be converted", b.of), At: t.As.At()})
		}
	case spec.Bytes:
		b.convert(b.node.Value, t)
		if b.sides[0].Format != "" {
			b.documentLine(t)
		}
	}
	b.bounded(t)
}

func (b *nodeBuilder) keyLine(t *dsl.Typed) {
	if b.node.Kind != ir.Topic {
		b.add(diag.Diagnostic{Code: "E0301", Message: fmt.Sprintf("%s has no `key:`", b.of), At: t.Name.At()})
		return
	}
	if b.node.Key != nil {
		b.add(duplicate(t.Name, b.node.Key.At))
		return
	}
	b.node.Key = &ir.Carrier{Type: b.typeOf(t.Type), At: t.At()}
	if !b.convert(b.node.Key, t) {
		b.node.Key.Type = invalid() // so that no pipeline is told that its key differs
		return
	}
	if c := b.node.Key.Converter; c != nil {
		b.oneForm(c, t)
	}
}

// convert resolves the converter of a typed line, and reports false where that
// fails.
func (b *nodeBuilder) convert(c *ir.Carrier, t *dsl.Typed) bool {
	if format := b.sides[0].Format; t.As == nil && format != "" {
		c.Converter = b.plainFormat(format, t.At())
		return b.scope.carries(c.Converter, c.Type, t.At())
	}
	if t.As == nil {
		b.add(diag.Diagnostic{
			Code:    "E0302",
			Message: fmt.Sprintf("nothing says how the %s of %s becomes bytes", t.Name.Text, b.node.Name),
			At:      t.At(),
			Helps:   []string{fmt.Sprintf("name a converter:  %s as avro", t.At().Text())},
		})
		return false
	}
	c.Converter = b.converter(t.As)
	if c.Converter == nil {
		return false
	}
	keepUnknown(c)
	b.csvOfTopic(c.Converter)
	b.framedHere(c.Converter, t.As.At())
	return b.scope.carriesOpen(c.Converter, c.Type, t.At()) && b.scope.carries(c.Converter, c.Type, t.At())
}
