package jsonschema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/schema/jsontree"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// use says what a keyword of JSON Schema is to a type.
type use uint8

const (
	describes use = iota + 1 // it says nothing of values
	counts                   // it shapes the type, where it stands beside the right ones
	refused                  // no type can keep it
)

// keywords are the keywords of the drafts.
var keywords = map[string]use{
	"$schema": describes, "$id": describes, "$comment": describes, "$defs": describes, "definitions": describes,
	"$anchor": describes, "$vocabulary": describes, "title": describes, "description": describes, "examples": describes,
	"default": describes, "deprecated": describes, "readOnly": describes, "writeOnly": describes, "contentMediaType": describes,

	"$ref": counts, "type": counts, "enum": counts, "const": counts, "oneOf": counts, "anyOf": counts, "allOf": counts,
	"properties": counts, "required": counts, "additionalProperties": counts, "patternProperties": counts,
	"items": counts, "prefixItems": counts, "additionalItems": counts, "uniqueItems": counts, "maxItems": counts,
	"format": counts, "pattern": counts, "minLength": counts, "maxLength": counts, "contentEncoding": counts,
	"minimum": counts, "maximum": counts, "exclusiveMinimum": counts, "exclusiveMaximum": counts,

	"not": refused, "if": refused, "then": refused, "else": refused, "multipleOf": refused,
	"contains": refused, "minContains": refused, "maxContains": refused, "minItems": refused, "unevaluatedItems": refused,
	"minProperties": refused, "maxProperties": refused, "propertyNames": refused, "unevaluatedProperties": refused,
	"dependentRequired": refused, "dependentSchemas": refused, "dependencies": refused,
	"$dynamicRef": refused, "$dynamicAnchor": refused, "$recursiveRef": refused, "$recursiveAnchor": refused, "contentSchema": refused,
}

// applies are the keywords that count for values of each kind alone.
var applies = map[string][]string{
	"object": {"properties", "required", "additionalProperties", "patternProperties"},
	"array":  {"items", "prefixItems", "additionalItems", "uniqueItems", "maxItems"},
	"string": {"format", "pattern", "minLength", "maxLength", "contentEncoding"},
	"number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "format"},
}

// known reports the keywords of a schema that no type can keep, and those that look
// misspelt. Others that no draft has describe something for somebody else.
func (im *importer) known(n *jsontree.Node) {
	for _, m := range n.Members {
		name := m.Key.Text
		switch {
		case keywords[name] == refused && !harmless(m):
			im.refuse(m.Key, "a type cannot keep it")
		case keywords[name] == 0 && !strings.ContainsAny(name, ".-_$"):
			if near, found := diag.Nearest(name, keywordNames()); found {
				im.report.Add(diag.Diagnostic{
					Code: "E0507", Message: fmt.Sprintf("JSON Schema has no keyword `%s`", name), At: m.Key.Inside(),
					Helps: []string{"did you mean `" + near + "`?"},
				})
			}
		}
	}
}

// harmless reports whether a keyword that no type can keep says nothing as it
// stands.
func harmless(m jsontree.Member) bool {
	switch m.Key.Text {
	case "minItems", "minProperties", "minContains":
		return m.Value.Text == "0"
	case "unevaluatedProperties", "unevaluatedItems":
		return m.Value.Kind == jsontree.Boolean
	}
	return false
}

func keywordNames() []string {
	var out []string
	for name := range keywords {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// refuse reports a keyword that cannot be kept where it stands.
func (im *importer) refuse(key *jsontree.Node, why string) *types.Type {
	im.report.Add(diag.Diagnostic{
		Code:    "E0507",
		Message: fmt.Sprintf("the keyword `%s` of JSON Schema is not supported here: %s", key.Text, why),
		At:      key.Inside(),
	})
	return types.Of(types.Invalid)
}

// keyOf returns the member's name as a node, for its place.
func keyOf(n *jsontree.Node, name string) *jsontree.Node {
	for _, m := range n.Members {
		if m.Key.Text == name {
			return m.Key
		}
	}
	return nil
}

// firstOf returns the first of the keywords that n has, nil without.
func firstOf(n *jsontree.Node, names []string) *jsontree.Node {
	for _, m := range n.Members {
		if slices.Contains(names, m.Key.Text) {
			return m.Key
		}
	}
	return nil
}
