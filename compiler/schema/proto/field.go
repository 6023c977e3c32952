package proto

import (
	"fmt"
	"strings"

	"github.com/bufbuild/protocompile/ast"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// fill maps the fields of a message.
func (im *importer) fill(d *decl) {
	if d.message == nil {
		return
	}
	b := &body{importer: im, decl: d, record: d.typ.Record}
	b.reserved()
	for _, n := range d.message.Decls {
		switch n := n.(type) {
		case *ast.FieldNode:
			b.field(n, "")
		case *ast.MapFieldNode:
			b.mapField(n)
		case *ast.GroupNode:
			b.group(n)
		case *ast.OneofNode:
			for _, m := range n.Decls {
				switch m := m.(type) {
				case *ast.FieldNode:
					b.field(m, n.Name.Val)
				case *ast.GroupNode:
					b.group(m)
				}
			}
		}
	}
}

// body is a message while its fields are mapped.
type body struct {
	*importer
	*decl
	record   *types.RecordType
	numbers  []numbered
	taken    []taken
	takenFor map[string]diag.Span // reserved names
}

func (b *body) group(n *ast.GroupNode) {
	b.fail(b.src.at(n.Keyword), "groups cannot be read: write a message and a field of it")
}

// field maps a field; oneof is the group it is a member of, empty without.
func (b *body) field(n *ast.FieldNode, oneof string) {
	typ := b.scalar(n.FldType)
	f := b.newField(n, n.Name, n.FldType, n.Tag)
	f.Proto.OneOf = oneof
	f.Proto.Packed = b.src.proto3 && n.Label.Repeated && packable(typ)
	if o := option(n.Options, "packed"); o != nil {
		f.Proto.Packed = boolOf(o.Val)
	}
	def := option(n.Options, "default")
	required := n.Label.Required && !b.src.proto3
	explicit := n.Label.KeywordNode != nil && !n.Label.Repeated && !n.Label.Required
	switch {
	case n.Label.Repeated:
		f.Type = types.ListOf(element(typ))
		f.SetDefault([]any{})
	case required:
		f.Type = typ
	case !b.src.proto3 && def != nil && oneof == "":
		f.Type = typ
		b.setDefault(f, def)
	case b.src.proto3 && !explicit && oneof == "" && !isMessage(typ):
		f.Type = typ
		f.Proto.Implicit = true
		f.SetDefault(zero(typ))
	default:
		f.Type = types.OptionalOf(typ)
	}
	b.addField(f)
}

// isMessage reports whether a field of that type has presence by itself.
func isMessage(t *types.Type) bool {
	return t.Kind == types.Record || t.Kind == types.Optional || t.Kind == types.Any || t.Kind == types.Map ||
		t.Kind == types.List || t.Kind == types.Timestamp || t.Kind == types.Duration || t.Kind == types.Invalid
}

// element is the element of a list or map: a wrapper there is always present.
func element(t *types.Type) *types.Type {
	if t.Kind == types.Optional {
		e := *t.Elem
		e.Wire = t.Wire
		return &e
	}
	return t
}

// packable reports whether lists of t are written in one piece by proto3.
func packable(t *types.Type) bool {
	return t.IsNumber() || t.Kind == types.Bool || t.Kind == types.Enum
}

func (b *body) mapField(n *ast.MapFieldNode) {
	key, value := b.scalar(n.MapType.KeyType), b.scalar(n.MapType.ValueType)
	f := b.newField(n, n.Name, n.MapType, n.Tag)
	f.Type = types.MapOf(key, element(value))
	f.SetDefault([]types.Entry{})
	b.addField(f)
}

func (b *body) newField(n ast.Node, name *ast.IdentNode, typ ast.Node, tag *ast.UintLiteralNode) *types.Field {
	return &types.Field{
		Name: name.Val, Doc: b.src.doc(n), At: b.src.at(name), TypeAt: b.src.at(typ),
		Proto: &types.ProtoField{Number: b.number(name, tag)},
	}
}

func (b *body) addField(f *types.Field) {
	if first := b.record.Field(f.Name); first != nil {
		b.twice("field", f.Name, f.At, first.At)
		return
	}
	if at, ok := b.takenFor[f.Name]; ok {
		b.report.Add(diag.Diagnostic{
			Code: "E0207", Message: fmt.Sprintf("the name `%s` is reserved", f.Name), At: f.At,
			Labels: []diag.Label{{At: at, Text: "reserved here"}},
		})
	}
	b.record.Fields = append(b.record.Fields, f)
}

func option(o *ast.CompactOptionsNode, name string) *ast.OptionNode {
	if o == nil {
		return nil
	}
	for _, one := range o.Options {
		if optionIs(one, name) {
			return one
		}
	}
	return nil
}

// scalar resolves the name of a type as the message sees it.
func (b *body) scalar(n ast.IdentValueNode) *types.Type {
	name := string(n.AsIdentifier())
	if t, ok := scalars[name]; ok {
		return t
	}
	if t := wellKnownType(strings.TrimPrefix(name, ".")); t != nil {
		return t
	}
	if full, ok := strings.CutPrefix(name, "."); ok {
		if d := b.named[full]; d != nil {
			return d.typ
		}
		return b.unknown(n, name)
	}
	for space := b.full; ; space = outer(space) {
		if d := b.named[join(space, name)]; d != nil {
			return d.typ
		}
		if t := wellKnownType(join(space, name)); t != nil {
			return t
		}
		if space == "" {
			return b.unknown(n, name)
		}
	}
}

// outer returns the scope around one: shop.v1 of shop.v1.Order.
func outer(space string) string {
	i := strings.LastIndexByte(space, '.')
	return space[:max(i, 0)]
}
