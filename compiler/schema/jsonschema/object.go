package jsonschema

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/compiler/schema/jsontree"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// object maps an object to a record, one without properties to a map.
func (im *importer) object(d *document, n *jsontree.Node) *types.Type {
	if n.Get("properties") == nil {
		return im.mapOf(d, n)
	}
	if key := keyOf(n, "patternProperties"); key != nil {
		return im.refuse(key, "an object has properties or patterns of them, not both")
	}
	if rest := n.Get("additionalProperties"); rest != nil && rest.Kind != jsontree.Boolean {
		return im.refuse(keyOf(n, "additionalProperties"), "an object with properties has no others of a type of their own")
	}
	r := im.newRecord(n)
	t := types.RecordOf(r)
	im.done[n] = t // so that its fields can refer to it
	im.properties(d, r, n)
	if tag := im.tags[n]; tag != "" {
		r.Fields = slices.DeleteFunc(r.Fields, func(f *types.Field) bool { return f.Name == tag })
	}
	return t
}

// newRecord makes the record of a schema, without fields.
func (im *importer) newRecord(n *jsontree.Node) *types.RecordType {
	r := &types.RecordType{Name: im.nameOf(n), Doc: n.Word("description"), At: im.placeOf(n), Origin: "json_schema"}
	im.records = append(im.records, r)
	return r
}

// nameOf returns the name of a schema: the text that its tag has, its title, or its
// name under $defs.
func (im *importer) nameOf(n *jsontree.Node) string {
	if tag := im.tags[n]; tag != "" {
		return constText(n.Get("properties").Get(tag))
	}
	if name := im.names[n]; name != "" {
		return name
	}
	return identifier(n.Word("title"))
}

// placeOf is where a schema's name stands, or else its first keyword.
func (im *importer) placeOf(n *jsontree.Node) diag.Span {
	if title := n.Get("title"); title != nil {
		return title.Inside()
	}
	if len(n.Members) > 0 {
		return n.Members[0].Key.At
	}
	return n.At
}

// mapOf maps an object whose properties have any name.
func (im *importer) mapOf(d *document, n *jsontree.Node) *types.Type {
	if key := keyOf(n, "required"); key != nil && len(n.Get("required").Items) > 0 {
		return im.refuse(key, "it names properties, and the object declares none")
	}
	value := n.Get("additionalProperties")
	if patterns := n.Get("patternProperties"); patterns != nil {
		if len(patterns.Members) != 1 || value != nil && value.Text != "false" {
			return im.refuse(keyOf(n, "patternProperties"), "a map has one type of values")
		}
		value = patterns.Members[0].Value
	}
	switch {
	case value == nil, value.Text == "true":
		return types.MapOf(types.Of(types.String), types.Of(types.Any))
	case value.Text == "false":
		return types.RecordOf(im.newRecord(n))
	}
	return types.MapOf(types.Of(types.String), im.typ(d, value))
}

// properties adds the properties of n to r.
func (im *importer) properties(d *document, r *types.RecordType, n *jsontree.Node) {
	props := n.Get("properties")
	required := im.required(n)
	if props == nil {
		return
	}
	if props.Kind != jsontree.Object {
		im.fail(props.At, "properties are an object of schemas")
		return
	}
	for _, m := range props.Members {
		if first := r.Field(m.Key.Text); first != nil {
			im.report.Add(diag.Diagnostic{
				Code: "E0207", Message: fmt.Sprintf("the property `%s` is declared twice", m.Key.Text), At: m.Key.Inside(),
				Labels: []diag.Label{{At: first.At, Text: "first here"}},
			})
			continue
		}
		f := &types.Field{Name: m.Key.Text, Doc: m.Value.Word("description"), At: m.Key.Inside(), TypeAt: typePlace(m.Value)}
		f.Type = im.typ(d, m.Value)
		def := m.Value.Get("default")
		switch {
		case def != nil && f.Type.Kind != types.Invalid:
			im.setDefault(f, def)
		case !slices.Contains(required, m.Key.Text):
			f.Type = types.OptionalOf(f.Type)
		}
		r.Fields = append(r.Fields, f)
	}
}

// typePlace is what a message about the type of n points to: what "type" says, the
// reference, or the keyword that makes the type.
func typePlace(n *jsontree.Node) diag.Span {
	for _, key := range []string{"type", "$ref"} {
		if v := n.Get(key); v != nil {
			return v.At
		}
	}
	for _, m := range n.Members {
		if keywords[m.Key.Text] == counts {
			return m.Key.At
		}
	}
	return n.At
}

// required returns the names of the required properties, and reports those that the
// object does not declare.
func (im *importer) required(n *jsontree.Node) []string {
	list := n.Get("required")
	if list == nil {
		return nil
	}
	if list.Kind != jsontree.Array {
		im.fail(list.At, "required is a list of names")
		return nil
	}
	var names, out []string
	for _, m := range n.Get("properties").Members {
		names = append(names, m.Key.Text)
	}
	for _, item := range list.Items {
		if n.Get("properties").Get(item.Text) == nil {
			d := diag.Diagnostic{Code: "E0207", Message: fmt.Sprintf("the object has no property `%s`", item.Text), At: item.Inside()}
			if near, ok := diag.Nearest(item.Text, names); ok {
				d.Helps = []string{"did you mean `" + near + "`?"}
			}
			im.report.Add(d)
			continue
		}
		out = append(out, item.Text)
	}
	return out
}
