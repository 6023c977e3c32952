package jsonschema

import (
	"slices"

	"github.com/flowc-lang/flowc/compiler/schema/jsontree"
	"github.com/flowc-lang/flowc/compiler/types"
)

// typ maps a schema, once.
func (im *importer) typ(d *document, n *jsontree.Node) *types.Type {
	if t, ok := im.done[n]; ok {
		if t == nil {
			t = im.fail(n.At, "this schema holds itself, and only objects can")
		}
		return t
	}
	im.done[n] = nil
	t := im.schemaType(d, n)
	im.done[n] = t
	return t
}

func (im *importer) schemaType(d *document, n *jsontree.Node) *types.Type {
	switch {
	case n.Kind == jsontree.Boolean && n.Text == "true":
		return types.Of(types.Any)
	case n.Kind != jsontree.Object:
		return im.fail(n.At, "expected a schema, not %s", n.Kind)
	}
	im.known(n)
	for _, key := range []string{"oneOf", "anyOf"} {
		if alternatives := n.Get(key); alternatives != nil {
			return im.alternatives(d, n, alternatives, key)
		}
	}
	switch {
	case n.Get("$ref") != nil:
		return im.reference(d, n)
	case n.Get("allOf") != nil:
		return im.all(d, n)
	case n.Get("enum") != nil:
		return im.enum(n, n.Get("enum").Items, n.Get("enum"))
	case n.Get("const") != nil:
		return im.enum(n, []*jsontree.Node{n.Get("const")}, n.Get("const"))
	}
	return im.ofKinds(d, n)
}

// ofKinds maps a schema by its "type": one, or several of which null makes the
// others optional.
func (im *importer) ofKinds(d *document, n *jsontree.Node) *types.Type {
	kinds := kindsOf(n)
	if kinds == nil {
		return im.fail(n.Get("type").At, "a type is one of null, boolean, integer, number, string, array and object, or a list of them")
	}
	if !im.fitsKinds(n, kinds) {
		return types.Of(types.Invalid)
	}
	var arms []*types.Type
	for _, k := range kinds {
		if k != "null" {
			arms = append(arms, im.ofKind(d, n, k))
		}
	}
	return join(arms, slices.Contains(kinds, "null"))
}

// join makes one type of alternatives.
func join(arms []*types.Type, orNull bool) *types.Type {
	var t *types.Type
	switch len(arms) {
	case 0:
		return types.OptionalOf(types.Of(types.Any)) // nothing but null
	case 1:
		t = arms[0]
	default:
		t = types.UnionOf(arms...)
	}
	if orNull {
		return types.OptionalOf(t)
	}
	return t
}

// kindsOf returns the kinds that a schema allows: those of "type", or what its
// keywords speak of; nil where "type" is wrong, "any" alone where nothing is said.
func kindsOf(n *jsontree.Node) []string {
	all := []string{"null", "boolean", "integer", "number", "string", "array", "object"}
	t := n.Get("type")
	if t == nil {
		for _, k := range []string{"object", "array", "string", "number"} {
			if firstOf(n, applies[k]) != nil {
				return []string{k}
			}
		}
		return []string{"any"}
	}
	items := t.Items
	if t.Kind == jsontree.Text {
		items = []*jsontree.Node{t}
	}
	var out []string
	for _, item := range items {
		if !slices.Contains(all, item.Text) || slices.Contains(out, item.Text) {
			return nil
		}
		out = append(out, item.Text)
	}
	return out
}

// fitsKinds reports a keyword that counts for values of another kind: it checks
// nothing, which nobody meant.
func (im *importer) fitsKinds(n *jsontree.Node, kinds []string) bool {
	for _, m := range n.Members {
		right := []string(nil)
		for kind, names := range applies {
			if slices.Contains(names, m.Key.Text) {
				right = append(right, kind)
			}
		}
		if right == nil || slices.ContainsFunc(right, func(k string) bool {
			return slices.Contains(kinds, k) || k == "number" && slices.Contains(kinds, "integer")
		}) {
			continue
		}
		slices.Sort(right)
		im.refuse(m.Key, "it counts for "+right[0]+" alone")
		return false
	}
	return true
}

func (im *importer) ofKind(d *document, n *jsontree.Node, kind string) *types.Type {
	switch kind {
	case "boolean":
		return types.Of(types.Bool)
	case "integer", "number":
		return im.number(n, kind == "integer")
	case "string":
		return im.text(n)
	case "array":
		return im.array(d, n)
	case "object":
		return im.object(d, n)
	}
	return types.Of(types.Any)
}

// array maps a list, a set of unique items, or a tuple.
func (im *importer) array(d *document, n *jsontree.Node) *types.Type {
	items, prefix := n.Get("items"), n.Get("prefixItems")
	if items != nil && items.Kind == jsontree.Array { // as draft-07 has it
		items, prefix = n.Get("additionalItems"), items
	}
	if prefix != nil {
		if items == nil || items.Text != "false" {
			return im.refuse(firstOf(n, []string{"prefixItems", "items"}), "more items may follow; say `\"items\": false`")
		}
		var parts []*types.Type
		for _, p := range prefix.Items {
			parts = append(parts, im.typ(d, p))
		}
		return types.TupleOf(parts...)
	}
	elem := types.Of(types.Any)
	if items != nil {
		elem = im.typ(d, items)
	}
	t := types.ListOf(elem)
	if u := n.Get("uniqueItems"); u != nil && u.Text == "true" {
		t = types.SetOf(elem)
	}
	if most, ok := im.count(n, "maxItems"); ok {
		t.Refine = &types.Refinement{MaxLen: most}
	}
	return t
}
