package schemadiff

import (
	"slices"
	"strings"
	"testing"
)

func TestLines(t *testing.T) {
	for _, x := range []struct {
		name, before, after string
		want                []string
	}{
		{
			"the same in other words", `{"type":"record","name":"A","fields":[]}`, `{ "fields" : [], "name": "A", "type": "record" }`, nil,
		},
		{
			"fields",
			`{"type":"record","name":"A","fields":[{"name":"id","type":"int"},{"name":"old","type":"string"},{"name":"in","type":{"type":"record","name":"B","fields":[{"name":"x","type":"int"}]}}]}`,
			`{"type":"record","name":"A","fields":[{"name":"id","type":"long"},{"name":"in","type":{"type":"record","name":"B","fields":[{"name":"x","type":["null","int"]}]}},{"name":"note","type":"string","default":"<"}]}`,
			[]string{`~ A.id was "int", is "long"`, `~ A.in.x was "int", is ["null","int"]`, `+ A.note {"default":"<","name":"note","type":"string"}`, `- A.old "string"`},
		},
		{
			"symbols", `{"type":"enum","name":"E","symbols":["A","B"]}`, `{"type":"enum","name":"E","symbols":["A","C"],"default":"A"}`,
			[]string{`+ E.default "A"`, `+ E.symbols "C"`, `- E.symbols "B"`},
		},
		{"order", `{"type":"enum","name":"E","symbols":["A","B"]}`, `{"type":"enum","name":"E","symbols":["B","A"]}`, []string{`~ E.symbols has another order`}},
		{"a word", `"int"`, `"long"`, []string{`~ was "int", is "long"`}},
		{"numbers", `{"name":"F","size":10000000000000000001}`, `{"name":"F","size":10000000000000000002}`, []string{`~ F.size was 10000000000000000001, is 10000000000000000002`}},
		{"JSON Schema", `{"properties":{"a":{"type":"string"}}}`, `{"properties":{"a":{"type":"number"},"b":{}}}`, []string{`~ a was "string", is "number"`, `+ b {}`}},
		{"text", "message A {\n  int32 a = 1;\n  int32 c = 3;\n}\n", "message A {\n\n int32 a = 1;\n  int32 b = 2;\n}", []string{"- int32 c = 3;", "+ int32 b = 2;"}},
		{"not JSON any more", `{}`, `{} {}`, []string{"- {}", "+ {} {}"}},
		{"long", strings.Repeat("a\n", mostLines+1), "b", []string{"~ the text"}},
	} {
		if got := Lines(x.before, x.after); !slices.Equal(got, x.want) {
			t.Errorf("%s:\n%s\nwant\n%s", x.name, strings.Join(got, "\n"), strings.Join(x.want, "\n"))
		}
	}
}
