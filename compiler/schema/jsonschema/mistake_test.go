package jsonschema

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// mistakes are schemas with what is told of them: code `place`: message.
var mistakes = []struct {
	text string
	want []string
}{
	{`{"type": "object"`, []string{"E0207 ``: expected `,` or `}`"}},
	{`[]`, []string{"E0207 `[]`: expected a schema, not a list"}},
	{`{"type": "text"}`, []string{"E0207 `\"text\"`: a type is one of null, boolean, integer, number, string, array and object, or a list of them"}},
	{`{"type": "string", "minItems": 2}`, []string{"E0507 `minItems`: the keyword `minItems` of JSON Schema is not supported here: a type cannot keep it"}},
	{`{"properties": {"a": {"type": "number", "multipleOf": 5}, "b": {"not": {}}}}`, []string{
		"E0507 `multipleOf`: the keyword `multipleOf` of JSON Schema is not supported here: a type cannot keep it",
		"E0507 `not`: the keyword `not` of JSON Schema is not supported here: a type cannot keep it",
	}},
	{`{"type": "object", "propertes": {}}`, []string{"E0507 `propertes`: JSON Schema has no keyword `propertes` (did you mean `properties`?)"}},
	{`{"type": "object", "x-owner": "shop", "connect.name": "x", "javaType": "y"}`, nil},
	{`{"type": "integer", "maxLength": 5}`, []string{"E0507 `maxLength`: the keyword `maxLength` of JSON Schema is not supported here: it counts for string alone"}},
	{`{"type": "number", "exclusiveMinimum": 0}`, []string{"E0507 `exclusiveMinimum`: the keyword `exclusiveMinimum` of JSON Schema is not supported here: a range of numbers includes its bounds"}},
	{`{"type": "integer", "minimum": 0.5}`, []string{"E0507 `minimum`: the keyword `minimum` of JSON Schema is not supported here: a range of integers ends at integers"}},
	{`{"type": "integer", "exclusiveMinimum": true, "minimum": 1}`, []string{"E0507 `exclusiveMinimum`: the keyword `exclusiveMinimum` of JSON Schema is not supported here: a bound is a number"}},
	{`{"type": "string", "pattern": "(?=x)"}`, []string{"E0507 `pattern`: the keyword `pattern` of JSON Schema is not supported here: this pattern cannot be used (invalid or unsupported Perl syntax: `(?=`)"}},
	{`{"type": "string", "maxLength": "5"}`, []string{"E0207 `\"5\"`: maxLength is a whole number"}},
	{`{"enum": [1, 2]}`, []string{"E0507 `enum`: the keyword `enum` of JSON Schema is not supported here: an enum is of texts"}},
	{`{"enum": ["a", "a"]}`, []string{"E0207 `a`: `a` stands here twice"}},
	{`{"enum": []}`, []string{"E0207 `[]`: an enum needs a value that is not null"}},
	{`{"$ref": "#/$defs/X"}`, []string{"E0207 `#/$defs/X`: there is no `#/$defs/X` in x.json"}},
	{`{"$ref": "none.json"}`, []string{"E0204 `none.json`: the schema none.json is not there (references are relative to the file that holds them)"}},
	{`{"$ref": "https://example.com/x.json"}`, []string{"E0204 `https://example.com/x.json`: the schema https://example.com/x.json is not there (references are relative to the file that holds them)"}},
	{`{"$defs": {"A": {"$ref": "#/$defs/A"}}}`, []string{"E0207 `{\"$ref\": \"#/$defs/A\"}`: this schema holds itself, and only objects can"}},
	{`{"$defs": {"A": {"type": "array", "items": {"$ref": "#/$defs/A"}}}}`, []string{"E0207 `{\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/A\"}}`: this schema holds itself, and only objects can"}},
	{`{"properties": {"a": {"$ref": "#"}}, "required": ["a"]}`, []string{"E0435 `a`: an object holds itself without end: no document is finite (take `a` out of the required properties)"}},
	{`{"properties": {"name": {}}, "required": ["nme"]}`, []string{"E0207 `nme`: the object has no property `nme` (did you mean `name`?)"}},
	{`{"properties": {"a": {"type": "integer", "default": "x"}}}`, []string{"E0207 `\"x\"`: the default of `a` is not of its type, int64"}},
	{`{"properties": {"a": {}}, "additionalProperties": {"type": "string"}}`, []string{"E0507 `additionalProperties`: the keyword `additionalProperties` of JSON Schema is not supported here: an object with properties has no others of a type of their own"}},
	{`{"oneOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}]}`, []string{"E0507 `oneOf`: the keyword `oneOf` of JSON Schema is not supported here: nothing tells two of the alternatives apart: objects need a property that is a constant text in each"}},
	{`{"oneOf": [], "title": "X"}`, []string{"E0207 `[]`: oneOf is a list of schemas"}},
	{`{"prefixItems": [{"type": "string"}]}`, []string{"E0507 `prefixItems`: the keyword `prefixItems` of JSON Schema is not supported here: more items may follow; say `\"items\": false`"}},
	{`{"allOf": [{"type": "string"}, {"type": "object"}]}`, []string{"E0507 `allOf`: the keyword `allOf` of JSON Schema is not supported here: its parts are objects, and one is string"}},
	{`{"$ref": "#/$defs/S", "maxLength": 3, "$defs": {"S": {"type": "string"}}}`, []string{"E0507 `maxLength`: the keyword `maxLength` of JSON Schema is not supported here: what it refers to is the whole type"}},
}

func parseText(text string) (*Schema, diag.Report) {
	var r diag.Report
	s := ParseFiles([]*diag.File{diag.NewFile("x.json", text)}, func(string) (*diag.File, error) { return nil, os.ErrNotExist }, &r)
	return s, r
}

func TestMistakes(t *testing.T) {
	for _, c := range mistakes {
		_, r := parseText(c.text)
		var got []string
		for _, d := range r.Sorted() {
			s := fmt.Sprintf("%s `%s`: %s", d.Code, d.At.Text(), d.Message)
			if len(d.Helps) > 0 {
				s += " (" + d.Helps[0] + ")"
			}
			got = append(got, s)
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s\ngot  %q\nwant %q", c.text, got, c.want)
		}
	}
}

// FuzzParse looks for panics, endless walks and places outside of the file.
func FuzzParse(f *testing.F) {
	for _, c := range mistakes {
		f.Add(c.text)
	}
	f.Add(`{"oneOf": [{"type": "null"}, {"properties": {"k": {"const": "a"}, "v": {"$ref": "#"}}}, {"properties": {"k": {"const": "b"}}}]}`)
	f.Add(`{"allOf": [{"$ref": "#/definitions/A"}, {"properties": {"x": {"items": [{}], "additionalItems": false}}}], "definitions": {"A": {"properties": {"y": {"enum": ["p", null]}}}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		s, r := parseText(text)
		for _, n := range s.Types {
			_ = describe(n)
		}
		for _, d := range r.Sorted() {
			if d.At.File == nil || d.At.Start > d.At.End || d.At.End > len(text) {
				t.Errorf("%s has no place: %+v", d.Message, d.At)
			}
		}
	})
}
