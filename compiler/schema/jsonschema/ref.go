package jsonschema

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler/schema/jsontree"
	"github.com/flowc-lang/flowc/compiler/types"
)

// reference maps {"$ref": …}. What stands beside it may describe, and nothing else.
func (im *importer) reference(d *document, n *jsontree.Node) *types.Type {
	for _, m := range n.Members {
		if keywords[m.Key.Text] == counts && m.Key.Text != "$ref" {
			return im.refuse(m.Key, "what it refers to is the whole type")
		}
	}
	doc, target := im.target(d, n.Get("$ref"))
	if target == nil {
		return types.Of(types.Invalid)
	}
	return im.typ(doc, target)
}

// target finds what a reference means: #/$defs/Line, other.json, other.json#Line; nil
// where it is not there, which is reported.
func (im *importer) target(d *document, ref *jsontree.Node) (*document, *jsontree.Node) {
	file, fragment, _ := strings.Cut(ref.Text, "#")
	if ref.Kind != jsontree.Text || ref.Text == "" {
		if !im.quiet {
			im.fail(ref.At, "a reference is a text such as \"#/$defs/Line\"")
		}
		return nil, nil
	}
	if file != "" && file != d.root.Word("$id") {
		if d = im.document(d, ref, file); d == nil {
			return nil, nil
		}
	}
	if plain, err := url.PathUnescape(fragment); err == nil {
		fragment = plain
	}
	n := d.root
	switch {
	case fragment == "":
	case fragment[0] != '/':
		n = anchor(d.root, fragment)
	default:
		for _, part := range strings.Split(fragment, "/")[1:] {
			n = step(n, strings.NewReplacer("~1", "/", "~0", "~").Replace(part))
		}
	}
	if n == nil && !im.quiet {
		im.fail(ref.Inside(), "there is no `#%s` in %s", fragment, d.file.Name)
	}
	return d, n
}

// step goes down by one part of a pointer.
func step(n *jsontree.Node, part string) *jsontree.Node {
	if n == nil || n.Kind == jsontree.Object {
		return n.Get(part)
	}
	if i, err := strconv.Atoi(part); err == nil && 0 <= i && i < len(n.Items) {
		return n.Items[i]
	}
	return nil
}

// anchor finds the schema below n that has that $anchor.
func anchor(n *jsontree.Node, name string) *jsontree.Node {
	if n.Word("$anchor") == name {
		return n
	}
	for _, m := range n.Members {
		if found := anchor(m.Value, name); found != nil {
			return found
		}
	}
	for _, item := range n.Items {
		if found := anchor(item, name); found != nil {
			return found
		}
	}
	return nil
}
