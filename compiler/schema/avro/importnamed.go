package avro

import (
	"strconv"
	"strings"

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
	switch d.node.word("type") {
	case "enum":
		d.typ = im.enum(d)
	case "fixed":
		d.typ = im.fixed(d)
	default:
		im.record(d, depth)
	}
	if a := words(d.node.get("aliases")); a != nil && d.typ.Kind != types.Invalid {
		wire := types.Wire{}
		if d.typ.Wire != nil {
			wire = *d.typ.Wire
		}
		wire.Aliases = a
		d.typ.Wire = &wire
	}
	return d.typ
}

// legal checks the name of a declaration.
func (im *importer) legal(d *named) bool {
	at := d.node.at
	if n := d.node.get("name"); n != nil {
		at = n.inside()
	}
	if d.name == "" {
		im.fail(at, "%s needs a name", d.node.word("type"))
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
func words(n *node) []string {
	if n == nil {
		return nil
	}
	var out []string
	for _, item := range n.items {
		out = append(out, item.text)
	}
	return out
}

func (im *importer) enum(d *named) *types.Type {
	n := d.node
	e := &types.EnumType{Name: d.name, Namespace: d.space, Default: n.word("default"), At: n.get("name").inside()}
	symbols := n.get("symbols")
	if symbols == nil || len(symbols.items) == 0 {
		return im.fail(e.At, "enum `%s` has no symbols", d.name)
	}
	for _, s := range symbols.items {
		switch {
		case s.kind != text || !legalName(s.text):
			return im.fail(s.at, "a symbol is letters, digits and _, no digit first")
		case e.Index(s.text) >= 0:
			return im.fail(s.inside(), "symbol `%s` is there twice", s.text)
		}
		e.Symbols = append(e.Symbols, s.text)
		e.SymbolAt = append(e.SymbolAt, s.inside())
	}
	if e.Default != "" && e.Index(e.Default) < 0 {
		return im.fail(n.get("default").inside(), "`%s` is not a symbol of `%s`", e.Default, d.name)
	}
	t := types.EnumOf(e)
	im.schema.Types = append(im.schema.Types, t)
	return t
}

func (im *importer) fixed(d *named) *types.Type {
	size := d.node.get("size")
	if size == nil {
		return im.fail(d.node.get("name").inside(), "fixed `%s` needs a size", d.name)
	}
	n, err := strconv.Atoi(size.text)
	if size.kind != number || err != nil || n < 1 || n > maxFixed {
		return im.fail(size.at, "the size of a fixed is 1 to %d", maxFixed)
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
		Name: d.name, Namespace: d.space, Doc: d.node.word("doc"), At: d.node.get("name").inside(), Origin: "avro",
	}
	d.typ = types.RecordOf(r)
	im.schema.Types = append(im.schema.Types, d.typ)
	fields := d.node.get("fields")
	if fields == nil || fields.kind != array {
		im.fail(r.At, "record `%s` needs a list of fields", d.name)
		return
	}
	if depth > maxDepth {
		im.fail(r.At, "types nest too deep here")
		return
	}
	for _, f := range fields.items {
		im.field(d, r, f, depth+1)
	}
}

func (im *importer) field(d *named, r *types.RecordType, n *node, depth int) {
	name, typ := n.get("name"), n.get("type")
	switch {
	case name == nil || name.kind != text:
		im.fail(n.at, "a field needs a name")
		return
	case !legalName(name.text):
		im.fail(name.inside(), "`%s` is not an Avro name: letters, digits and _, no digit first", name.text)
		return
	case typ == nil:
		im.fail(name.inside(), "field `%s` needs a type", name.text)
		return
	}
	if first := r.Field(name.text); first != nil {
		im.fail(name.inside(), "record `%s` has two fields `%s`", d.name, name.text)
		return
	}
	f := &types.Field{
		Name: name.text, Doc: n.word("doc"), Aliases: words(n.get("aliases")), At: name.inside(), TypeAt: typ.at,
	}
	f.Type = im.typ(typ, d.space, depth)
	r.Fields = append(r.Fields, f)
	if v := n.get("default"); v != nil {
		im.defaults = append(im.defaults, fieldDefault{f, v})
	}
}
