package jsonschema

import (
	"slices"

	"github.com/flowc-lang/flowc/compiler/schema/jsontree"
	"github.com/flowc-lang/flowc/compiler/types"
)

// enum maps values to an enum of texts; null among them makes it optional.
func (im *importer) enum(n *jsontree.Node, values []*jsontree.Node, at *jsontree.Node) *types.Type {
	e := &types.EnumType{Name: im.nameOf(n), At: im.placeOf(n)}
	orNull := false
	for _, v := range values {
		switch {
		case v.Kind == jsontree.Null:
			orNull = true
		case v.Kind != jsontree.Text:
			return im.refuse(firstOf(n, []string{"enum", "const"}), "an enum is of texts")
		case e.Index(v.Text) >= 0:
			return im.fail(v.Inside(), "`%s` stands here twice", v.Text)
		default:
			e.Symbols = append(e.Symbols, v.Text)
			e.SymbolAt = append(e.SymbolAt, v.Inside())
		}
	}
	if len(e.Symbols) == 0 {
		return im.fail(at.At, "an enum needs a value that is not null")
	}
	if key := firstOf(n, []string{"pattern", "minLength", "maxLength", "minimum", "maximum"}); key != nil {
		return im.refuse(key, "the values are listed already")
	}
	return join([]*types.Type{types.EnumOf(e)}, orNull)
}

// alternatives maps oneOf and anyOf: with null to an optional, objects that one
// property tells apart to a tagged union, others to a union.
func (im *importer) alternatives(d *document, n, list *jsontree.Node, key string) *types.Type {
	if other := firstOf(n, []string{"properties", "items", "enum", "const", "allOf", "$ref"}); other != nil {
		return im.refuse(other, "the type is written in the alternatives of "+key)
	}
	if list.Kind != jsontree.Array || len(list.Items) == 0 {
		return im.fail(list.At, "%s is a list of schemas", key)
	}
	var items []*jsontree.Node
	orNull := false
	for _, item := range list.Items {
		if item.Word("type") == "null" {
			orNull = true
		} else {
			items = append(items, item)
		}
	}
	var arms []*types.Type
	for _, item := range items {
		t := im.typ(d, item)
		if t.Kind == types.Optional {
			t, orNull = t.Elem, true
		}
		if t.Kind == types.Record && im.tags[im.resolved(d, item)] != "" {
			im.enter(t.Record.Name, t)
			arms = append(arms, t)
			continue
		}
		for _, other := range arms {
			if other.Kind == t.Kind && t.Kind != types.Invalid {
				return im.refuse(keyOf(n, key), "nothing tells two of the alternatives apart: objects need a property that is a constant text in each")
			}
		}
		arms = append(arms, t)
	}
	return join(arms, orNull)
}

// findTags notes the alternatives below n that are objects with a property of one
// constant text each, all different.
func (im *importer) findTags(d *document, n *jsontree.Node) {
	for _, m := range n.Members {
		if m.Key.Text == "oneOf" || m.Key.Text == "anyOf" {
			im.tagged(d, m.Value.Items)
		}
		im.findTags(d, m.Value)
	}
	for _, item := range n.Items {
		im.findTags(d, item)
	}
}

// tagged notes the tag of alternatives that have one. null may be among them.
func (im *importer) tagged(d *document, items []*jsontree.Node) {
	var objects []*jsontree.Node
	for _, item := range items {
		if item.Word("type") == "null" {
			continue
		}
		n := im.resolved(d, item)
		if n == nil || n.Get("properties") == nil {
			return
		}
		objects = append(objects, n)
	}
	if len(objects) < 2 {
		return
	}
	for _, m := range objects[0].Get("properties").Members {
		var seen []string
		for _, o := range objects {
			if c := constText(o.Get("properties").Get(m.Key.Text)); c != "" && !slices.Contains(seen, c) {
				seen = append(seen, c)
			}
		}
		if len(seen) == len(objects) {
			for _, o := range objects {
				im.tags[o] = m.Key.Text
			}
			return
		}
	}
}

// resolved returns the schema that n is or refers to, nil where it is not there.
func (im *importer) resolved(d *document, n *jsontree.Node) *jsontree.Node {
	ref := n.Get("$ref")
	if ref == nil {
		return n
	}
	quiet := *im
	quiet.quiet = true // it is told where the type is made
	_, target := quiet.target(d, ref)
	return target
}

// constText returns the one text that a schema allows, empty without.
func constText(n *jsontree.Node) string {
	if c := n.Get("const"); c != nil && c.Kind == jsontree.Text {
		return c.Text
	}
	if e := n.Get("enum"); e != nil && len(e.Items) == 1 && e.Items[0].Kind == jsontree.Text {
		return e.Items[0].Text
	}
	return ""
}

// all maps allOf: one schema as it is, several objects to a record of all their
// properties, those beside allOf last.
func (im *importer) all(d *document, n *jsontree.Node) *types.Type {
	list := n.Get("allOf")
	if len(list.Items) == 1 && n.Get("properties") == nil {
		return im.typ(d, list.Items[0])
	}
	r := im.newRecord(n)
	t := types.RecordOf(r)
	im.done[n] = t
	for _, item := range list.Items {
		part := im.typ(d, item)
		if part.Kind == types.Invalid {
			return part
		}
		if part.Kind != types.Record {
			return im.refuse(keyOf(n, "allOf"), "its parts are objects, and one is "+part.String())
		}
		for _, f := range part.Record.Fields {
			if r.Field(f.Name) != nil {
				return im.refuse(keyOf(n, "allOf"), "two parts declare `"+f.Name+"`")
			}
			r.Fields = append(r.Fields, f)
		}
	}
	im.properties(d, r, n)
	return t
}
