package suite

import (
	"fmt"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// memory is a connector without its driver: its records stay in memory.
func memory(c *spec.Connector) *spec.Connector {
	out := *c
	out.Built = true
	side := func(s *spec.Side, typ string) *spec.Side {
		if s == nil {
			s = &spec.Side{Value: spec.Bytes}
		}
		n := *s
		n.Package, n.Type, n.Derived = Package, typ, nil
		n.Options = nil
		for _, o := range s.Options {
			o.Field = "-" // read by the compiler only
			n.Options = append(n.Options, o)
		}
		return &n
	}
	out.Source, out.Sink = side(c.Source, "SourceConfig"), side(c.Sink, "SinkConfig")
	return &out
}

// node is a node without its driver and connection.
func (b *builder) node(n *ir.Node) *ir.Node {
	if out, ok := b.nodes[n]; ok {
		return out
	}
	out := *n
	out.Spec, out.Connection, out.Family, out.Member = memory(n.Spec), nil, "", ""
	b.add(n, b.nodes, &out)
	return &out
}

func (b *builder) add(n *ir.Node, to map[*ir.Node]*ir.Node, out *ir.Node) {
	to[n] = out
	b.out.Nodes = append(b.out.Nodes, out)
}

// input is the node that a tested pipeline reads. What a source makes up or reads from
// tables has no bytes: in a test it comes as JSON.
func (b *builder) input(n *ir.Node) *ir.Node {
	out := b.node(n)
	if out.Value.Converter == nil {
		out.Value = b.asJSON(n.Value)
		out.Spec.Source.Value, out.Spec.Sink.Value = spec.Bytes, spec.Bytes
	}
	if n.Kind == ir.Source {
		out.Spec.Sink.Value = spec.Bytes // to which the records that are given are written
	}
	return out
}

// show is a node that takes the same values and keys as JSON.
func (b *builder) show(n *ir.Node) *ir.Node {
	if out, ok := b.shown[n]; ok {
		return out
	}
	out := *n
	out.Kind, out.Connection, out.Options, out.Family, out.Member = ir.Topic, nil, ir.Options{}, "", ""
	out.Spec = memory(&spec.Connector{Name: "test"})
	out.Value = b.asJSON(n.Value)
	if n.Key != nil {
		out.Key = b.asJSON(n.Key)
	} else if key := ir.KeyOfNode(n); key != nil {
		out.Key = b.asJSON(&ir.Carrier{Type: key, At: n.At})
	}
	b.add(n, b.shown, &out)
	return &out
}

// withoutKey is a node that takes the same values as JSON, and no key.
func (b *builder) withoutKey(n *ir.Node) *ir.Node {
	if out, ok := b.unkeyed[n]; ok {
		return out
	}
	out := *b.show(n)
	out.Key = nil
	b.add(n, b.unkeyed, &out)
	return &out
}

func (b *builder) asJSON(c *ir.Carrier) *ir.Carrier {
	return &ir.Carrier{Type: c.Type, Converter: &ir.Converter{Spec: b.json, Options: ir.Options{}, At: c.At}, At: c.At}
}

// bytes is a node that takes bytes in place of its values; its key is as it is.
func (b *builder) bytes(n *ir.Node) *ir.Node {
	out := *n
	out.Spec = memory(&spec.Connector{Name: "test"})
	out.Value = &ir.Carrier{Type: types.OptionalOf(types.Of(types.Bytes)), Converter: &ir.Converter{Spec: b.raw, Options: ir.Options{}}, At: n.Value.At}
	return &out
}

// csvOf is what the header line of a node depends on.
func csvOf(c *ir.Carrier) *conv.CSV {
	text := func(name string) string {
		if o, ok := c.Converter.Options[name]; ok {
			if k, isConst := o.Value.(*ir.Const); isConst {
				return fmt.Sprint(k.Value)
			}
		}
		for i := range c.Converter.Spec.Options {
			if c.Converter.Spec.Options[i].Name == name {
				return spec.Unquote(c.Converter.Spec.Options[i].Default)
			}
		}
		return ""
	}
	return &conv.CSV{Header: text("header") == "true", Delimiter: text("delimiter"), Quote: text("quote"), Names: text("names")}
}
