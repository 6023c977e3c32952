package avro

import (
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler/schema/jsontree"
	"github.com/flowc-lang/flowc/compiler/types"
)

// declaration maps a record, enum or fixed, once.
func (im *importer) declaration(d *named, depth int) *types.Type {
	if d.typ != nil {
		return d.typ
	}
	if !im.legal(d) {
		d.typ = types.Of(types.Invalid)
		return d.typ
	}
	switch d.node.Word("type") {
	case "enum":
		d.typ = im.enum(d)
	case "fixed":
		d.typ = im.fixed(d)
	default:
		im.record(d, depth)
	}
	a, attributes := words(d.node.Get("aliases")), connectAttributes(d.node)
	if (a != nil || attributes != "") && d.typ.Kind != types.Invalid {
		wire := types.Wire{}
		if d.typ.Wire != nil {
			wire = *d.typ.Wire
		}
		wire.Aliases, wire.Declared = a, attributes
		d.typ.Wire = &wire
	}
	return d.typ
}

// legal checks the name of a declaration.
func (im *importer) legal(d *named) bool {
	at := d.node.At
	if n := d.node.Get("name"); n != nil {
		at = n.Inside()
	}
	if d.name == "" {
		im.fail(at, "%s needs a name", d.node.Word("type"))
		return false
	}
	for _, part := range strings.Split(join(d.space, d.name), ".") {
		if !legalName(part) {
			im.fail(at, "`%s` is not an Avro name: letters, digits and _, no digit first", join(d.space, d.name))
			return false
		}
	}
	return true
}

// legalName reports whether s matches [A-Za-z_][A-Za-z0-9_]*.
func legalName(s string) bool {
	for i, c := range s {
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// words returns the texts of a list.
func words(n *jsontree.Node) []string {
	if n == nil {
		return nil
	}
	var out []string
	for _, item := range n.Items {
		out = append(out, item.Text)
	}
	return out
}

func (im *importer) enum(d *named) *types.Type {
	n := d.node
	e := &types.EnumType{Name: d.name, Namespace: d.space, Default: n.Word("default"), At: n.Get("name").Inside()}
	symbols := n.Get("symbols")
	if symbols == nil || len(symbols.Items) == 0 {
		return im.fail(e.At, "enum `%s` has no symbols", d.name)
	}
	for _, s := range symbols.Items {
		switch {
		case s.Kind != jsontree.Text || !legalName(s.Text):
			return im.fail(s.At, "a symbol is letters, digits and _, no digit first")
		case e.Index(s.Text) >= 0:
			return im.fail(s.Inside(), "symbol `%s` is there twice", s.Text)
		}
		e.Symbols = append(e.Symbols, s.Text)
		e.SymbolAt = append(e.SymbolAt, s.Inside())
	}
	if e.Default != "" && e.Index(e.Default) < 0 {
		return im.fail(n.Get("default").Inside(), "`%s` is not a symbol of `%s`", e.Default, d.name)
	}
	t := types.EnumOf(e)
	im.schema.Types = append(im.schema.Types, t)
	return t
}

func (im *importer) fixed(d *named) *types.Type {
	size := d.node.Get("size")
	if size == nil {
		return im.fail(d.node.Get("name").Inside(), "fixed `%s` needs a size", d.name)
	}
	n, err := strconv.Atoi(size.Text)
	if size.Kind != jsontree.Number || err != nil || n < 1 || n > maxFixed {
		return im.fail(size.At, "the size of a fixed is 1 to %d", maxFixed)
	}
	return logicalFixed(d.node, &types.Type{
		Kind:   types.Bytes,
		Refine: &types.Refinement{Exact: n},
		Wire:   &types.Wire{Fixed: n, Name: join(d.space, d.name)},
	})
}

// record maps a record. Its type is known before its fields are, so that they
// can refer to it.
func (im *importer) record(d *named, depth int) {
	r := &types.RecordType{
		Name: d.name, Namespace: d.space, Doc: d.node.Word("doc"), At: d.node.Get("name").Inside(), Origin: "avro",
	}
	d.typ = types.RecordOf(r)
	im.schema.Types = append(im.schema.Types, d.typ)
	fields := d.node.Get("fields")
	if fields == nil || fields.Kind != jsontree.Array {
		im.fail(r.At, "record `%s` needs a list of fields", d.name)
		return
	}
	if depth > jsontree.MaxDepth {
		im.fail(r.At, "types nest too deep here")
		return
	}
	for _, f := range fields.Items {
		im.field(d, r, f, depth+1)
	}
}

func (im *importer) field(d *named, r *types.RecordType, n *jsontree.Node, depth int) {
	name, typ := n.Get("name"), n.Get("type")
	switch {
	case name == nil || name.Kind != jsontree.Text:
		im.fail(n.At, "a field needs a name")
		return
	case !legalName(name.Text):
		im.fail(name.Inside(), "`%s` is not an Avro name: letters, digits and _, no digit first", name.Text)
		return
	case typ == nil:
		im.fail(name.Inside(), "field `%s` needs a type", name.Text)
		return
	}
	if first := r.Field(name.Text); first != nil {
		im.fail(name.Inside(), "record `%s` has two fields `%s`", d.name, name.Text)
		return
	}
	f := &types.Field{
		Name: name.Text, Doc: n.Word("doc"), Aliases: words(n.Get("aliases")), At: name.Inside(), TypeAt: typ.At,
	}
	f.Type = im.typ(typ, d.space, depth)
	r.Fields = append(r.Fields, f)
	if v := n.Get("default"); v != nil {
		im.defaults = append(im.defaults, fieldDefault{f, v})
	}
}
