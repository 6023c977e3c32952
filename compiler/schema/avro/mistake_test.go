package avro

import (
	"fmt"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// record wraps fields into a record R.
func record(fields string) string {
	return `{"type": "record", "name": "R", "fields": [` + fields + `]}`
}

// mistakes are schemas with what is told of them: code `place`: message.
var mistakes = []struct {
	text string
	want []string
}{
	{``, []string{"E0207 ``: expected a JSON value"}},
	{`{"type": "record",`, []string{"E0207 ``: expected a name in quotes"}},
	{`{"type": "record" "name": "R"}`, []string{"E0207 `\"`: expected `,` or `}`"}},
	{`{"type" "record"}`, []string{"E0207 `\"`: expected `:` behind \"type\""}},
	{`["null" "int"]`, []string{"E0207 `\"`: expected `,` or `]`"}},
	{`["null", ]`, []string{"E0207 `]`: expected a JSON value"}},
	{`"string" x`, []string{"E0207 `x`: expected the end of the file"}},
	{`"str`, []string{"E0207 `\"`: this text never ends"}},
	{`"a\x"`, []string{"E0207 `\\x`: no such escape"}},
	{`"\u12"`, []string{"E0207 `\\u12\"`: four hexadecimal digits follow \\u"}},
	{"\"\xff\"", []string{"E0207 `\xff`: this is not UTF-8"}},
	{"\"\t\"", []string{"E0207 `\t`: a control character in a text must be escaped"}},
	{`{"type": "fixed", "name": "F", "size": 01}`, []string{"E0207 `01`: a number does not begin with 0"}},
	{`{"type": "fixed", "name": "F", "size": 1.}`, []string{"E0207 `}`: expected a digit"}},
	{`{"type": "int", "type": "int"}`, []string{"E0207 `\"type\"`: \"type\" is there twice"}},
	{strings.Repeat("[", 300), []string{"E0207 `[`: JSON nests too deep here"}},
	{`7`, []string{"E0207 `7`: expected a schema, not a number"}},
	{`{"name": "R"}`, []string{"E0207 `{\"name\": \"R\"}`: a schema needs a \"type\""}},
	{`{"type": "record", "fields": []}`, []string{"E0207 `{\"type\": \"record\", \"fields\": []}`: record needs a name"}},
	{`{"type": "record", "name": "1R", "fields": []}`, []string{"E0207 `1R`: `1R` is not an Avro name: letters, digits and _, no digit first"}},
	{`{"type": "record", "name": "R"}`, []string{"E0207 `R`: record `R` needs a list of fields"}},
	{record(`{"name": "a", "type": "strin"}`), []string{"E0207 `strin`: type `strin` is not known (did you mean `string`?)"}},
	{record(`{"name": "a", "type": "Addres"}, {"name": "b", "type": {"type": "enum", "name": "Address", "symbols": ["A"]}}`), []string{"E0207 `Addres`: type `Addres` is not known (did you mean `Address`?)"}},
	{record(`{"name": "a", "type": "x.R"}`), []string{"E0207 `x.R`: type `x.R` is not known"}},
	{record(`{"type": "int"}`), []string{"E0207 `{\"type\": \"int\"}`: a field needs a name"}},
	{record(`{"name": "a"}`), []string{"E0207 `a`: field `a` needs a type"}},
	{record(`{"name": "a-b", "type": "int"}`), []string{"E0207 `a-b`: `a-b` is not an Avro name: letters, digits and _, no digit first"}},
	{record(`{"name": "a", "type": "int"}, {"name": "a", "type": "long"}`), []string{"E0207 `a`: record `R` has two fields `a`"}},
	{record(`{"name": "a", "type": "int", "default": "x"}`), []string{"E0207 `\"x\"`: the default of `a` is not of its type, int32"}},
	{record(`{"name": "a", "type": "int", "default": 2147483648}`), []string{"E0207 `2147483648`: the default of `a` is not of its type, int32"}},
	{record(`{"name": "a", "type": ["null", "int"], "default": 1}`), []string{"E0207 `1`: the default of `a` is not of its type, int32?"}},
	{record(`{"name": "a", "type": {"type": "enum", "name": "E", "symbols": ["A"]}, "default": "B"}`), []string{"E0207 `\"B\"`: the default of `a` is not of its type, E"}},
	{record(`{"name": "a", "type": {"type": "fixed", "name": "F", "size": 2}, "default": "abc"}`), []string{"E0207 `\"abc\"`: the default of `a` is not of its type, bytes(2)"}},
	{record(`{"name": "a", "type": {"type": "array"}}`), []string{"E0207 `{\"type\": \"array\"}`: array needs \"items\""}},
	{record(`{"name": "a", "type": {"type": "map"}}`), []string{"E0207 `{\"type\": \"map\"}`: map needs \"values\""}},
	{record(`{"name": "a", "type": ["null"]}`), []string{"E0207 `[\"null\"]`: this union has no value but null"}},
	{record(`{"name": "a", "type": ["null", ["int"]]}`), []string{"E0207 `[\"int\"]`: a union does not hold a union"}},
	{record(`{"name": "a", "type": ["null", "int", "null"]}`), []string{"E0207 `\"null\"`: a union holds `null` once"}},
	{`{"type": "enum", "name": "E", "symbols": []}`, []string{"E0207 `E`: enum `E` has no symbols"}},
	{`{"type": "enum", "name": "E", "symbols": ["A", "A"]}`, []string{"E0207 `A`: symbol `A` is there twice"}},
	{`{"type": "enum", "name": "E", "symbols": ["a b"]}`, []string{"E0207 `\"a b\"`: a symbol is letters, digits and _, no digit first"}},
	{`{"type": "enum", "name": "E", "symbols": ["A"], "default": "B"}`, []string{"E0207 `B`: `B` is not a symbol of `E`"}},
	{`{"type": "fixed", "name": "F"}`, []string{"E0207 `F`: fixed `F` needs a size"}},
	{`{"type": "fixed", "name": "F", "size": 99999999999}`, []string{"E0207 `99999999999`: the size of a fixed is 1 to 1048576"}},
	{record(`{"name": "a", "type": {"type": "enum", "name": "R", "symbols": ["A"]}}`), []string{"E0207 `R`: `R` is declared twice"}},
	{record(`{"name": "a", "type": "R"}`), []string{"E0435 `\"R\"`: record `R` holds itself, so no value of it ever ends (make the field optional, [\"null\", …], or a list of it)"}},
	{record(`{"name": "a", "type": {"type": "record", "name": "S", "fields": [{"name": "b", "type": "R"}]}}`), []string{"E0435 `\"R\"`: record `R` holds itself, so no value of it ever ends (make the field optional, [\"null\", …], or a list of it)"}},
	{record(`{"name": "a", "type": "S"}, {"name": "b", "type": {"type": "enum", "name": "S", "symbols": ["A"]}}`), []string{"E0207 `" + record(`{"name": "a", "type": "S"}, {"name": "b", "type": {"type": "enum", "name": "S", "symbols": ["A"]}}`) + "`: unknown type: S"}},
	{record(`{"name": "a", "type": ["int", {"type": "int", "logicalType": "date"}]}`), []string{"E0207 `{\"type\": \"int\", \"logicalType\": \"date\"}`: a union holds `int` once"}},
	{record(`{"name": "a", "type": {"type": "array", "items": ["null", "R"]}}`), nil},
	{"\uFEFF\"string\"", nil},
}

// report parses a text and returns what is told of it.
func report(text string) []string {
	var r diag.Report
	Parse(diag.NewFile("x.avsc", text), &r)
	var out []string
	for _, d := range r.Sorted() {
		s := fmt.Sprintf("%s `%s`: %s", d.Code, d.At.Text(), d.Message)
		if len(d.Helps) > 0 {
			s += " (" + d.Helps[0] + ")"
		}
		out = append(out, s)
	}
	return out
}

func TestMistakes(t *testing.T) {
	for _, c := range mistakes {
		if got := report(c.text); strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s\ngot  %q\nwant %q", c.text, got, c.want)
		}
	}
}

func TestTwoFilesDiffer(t *testing.T) {
	var r diag.Report
	ParseFiles([]*diag.File{
		diag.NewFile("1.avsc", `{"type": "enum", "name": "E", "symbols": ["A"]}`),
		diag.NewFile("2.avsc", `{"type": "enum", "name": "E", "symbols": ["B"]}`),
	}, &r)
	all := r.Sorted()
	if len(all) != 1 || all[0].At.File.Name != "2.avsc" || all[0].Labels[0].At.File.Name != "1.avsc" {
		t.Errorf("got %+v", all)
	}
}
