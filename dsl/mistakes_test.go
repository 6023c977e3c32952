package dsl

import (
	"fmt"
	"strings"
	"testing"
)

// mistakes holds at least one text for each code of syntax. found is each
// mistake as `line:column code message`, in order.
var mistakes = []struct {
	name, text string
	found      []string
}{
	{"XML", "<?xml version=\"1.0\"?>\n<mule/>\n", []string{"1:1 E0100 this is not a flowc file, but XML (Mule, Salesforce and Spring use .flow for XML)"}},
	{"YAML", "# pipeline\nname: x\nsteps:\n  - a\n", []string{"1:1 E0100 this is not a flowc file, but YAML"}},
	{"JavaScript", "// @flow\nimport x from 'y';\n", []string{"1:1 E0100 this is not a flowc file, but JavaScript with types for Flow"}},
	{"flow9", "import runtime;\nmain() { println(1); }\n", []string{"1:1 E0100 this is not a flowc file, but a program in the language flow9"}},
	{"YAML with a quoted name", "\"input\":\n  kafka: {}\n", []string{"1:1 E0100 this is not a flowc file, but YAML"}},
	{"TOML", "# sources\n[source]\nname = \"a\"\n", []string{"1:1 E0100 this is not a flowc file, but TOML"}},
	{"TOML without a table", "title = \"a\"\n\n[owner]\nname = \"b\"\n", []string{"1:1 E0100 this is not a flowc file, but TOML"}},
	{"properties", "name=file-sink\ntasks.max=1\n", []string{"1:1 E0100 this is not a flowc file, but a file of properties"}},
	{"SQL", "-- tables\nCREATE TABLE a (\n  id bigint\n);\n", []string{"1:1 E0100 this is not a flowc file, but SQL"}},
	{"a query", "select a, b from c\nwhere a = 1;\n", []string{"1:1 E0100 this is not a flowc file, but SQL"}},
	{"protobuf", "syntax = \"proto3\";\n\nmessage A { int64 id = 1; }\n", []string{"1:1 E0100 this is not a flowc file, but a protobuf schema"}},
	{"JSON in a list", "[\n  { \"a\": 1 }\n]\n", []string{"1:1 E0100 this is not a flowc file, but JSON"}},
	{"an option in front", "brokers = [\"a\"]\nschema A { a: int64 }\n", []string{"1:1 E0102 `brokers` starts no declaration"}},
	{"UTF-16", "\xff\xfef\x00l\x00o\x00w\x00", []string{"1:1 E0107 this file is in UTF-16"}},
	{"UTF-16 without a mark", "f\x00l\x00o\x00w\x00 \x001\x00\n\x00", []string{"1:1 E0107 this file is in UTF-16"}},
	{"UTF-32", "\xff\xfe\x00\x00f\x00\x00\x00", []string{"1:1 E0107 this file is in UTF-32"}},
	{"binary data", "\x7fELF\x02\x01\x01\x00\x00", []string{"1:1 E0100 this is not a flowc file, but binary data"}},
	{"binary data without a zero", "\x89PNG\r\n\x1a\n\xff\xfd", []string{"1:1 E0100 this is not a flowc file, but binary data"}},
	{"JSON", "{\n  \"a\": 1\n}\n", []string{"1:1 E0100 this is not a flowc file, but JSON"}},
	{"character", "enum A { B ; C }\n", []string{"1:12 E0101 unexpected character `;`"}},
	{"hash comment", "# about\nflow 1\n", []string{"1:1 E0101 unexpected character `#`"}},
	{"block comment", "/* about */\nflow 1\n", []string{"1:1 E0101 `/*` starts no comment here"}},
	{"curly quotes", "param a: string = “x”\n", []string{"1:19 E0101 unexpected character `“`"}},
	{"interpolation outside of text", "param a: string = ${x}\n", []string{"1:19 E0101 unexpected character `$`"}},
	{"declaration", "pipline p { from a }\n", []string{"1:1 E0102 `pipline` starts no declaration"}},
	{"stage at the top", "flow 1\nfrom a\n", []string{"2:1 E0102 `from` starts no declaration"}},
	{"stage", "pipeline p {\n  form a\n}\n", []string{"2:3 E0102 `form` starts no stage of a pipeline"}},
	{"word in an item", "topic t main { partitions = 1 }\n", []string{"1:9 E0102 unexpected `main` in this topic"}},
	{"field without a type", "schema A {\n  b int32\n}\n", []string{"2:5 E0102 `:` is missing behind `b`"}},
	{"end of an item", "pipeline p {\n  from\n  to b\n}\n", []string{"2:7 E0102 a name is missing after `from`"}},
	{"operator", "pipeline p {\n  where .x >\n  to b\n}\n", []string{"2:12 E0102 a value is missing after `>`"}},
	{"other languages' words", "pipeline p {\n  where .a and .b\n}\n", []string{"2:12 E0102 unexpected `and` in this stage"}},
	{"value without a name in map", "pipeline p {\n  map {\n    .a + 1\n  }\n}\n", []string{"3:5 E0102 this value has no name"}},
	{"each without a name", "pipeline p {\n  each .lines\n}\n", []string{"2:3 E0102 `each` gives its elements no name"}},
	{"calling a value", "fn f() = 3(4)\n", []string{"1:10 E0102 this is no function"}},
	{"empty element", "param a: list<int32> = [1,,2]\n", []string{"1:27 E0102 nothing stands before this `,`"}},
	{"empty parentheses", "fn f() = 1 + ()\n", []string{"1:14 E0102 nothing stands between `(` and `)`"}},
	{"empty interpolation", "fn f() = \"${}\"\n", []string{"1:11 E0102 `${}` is empty"}},
	{"unclosed block", "schema A {\n  a: string\n\nschema B { b: string }\n", []string{"2:12 E0103 `{` is never closed"}},
	{"unclosed call", "source file s {\n  after = move(\"x\"\n  count = 1\n}\n", []string{"2:19 E0103 `(` is never closed"}},
	{"unclosed group in a map", "pipeline p {\n  map { a = (.b + 1, * }\n  to c\n}\n", []string{"2:20 E0103 `(` is never closed"}},
	{"unclosed list in a map", "pipeline p {\n  map { a = [.b, c = 1 }\n  to c\n}\n", []string{"2:16 E0103 `[` is never closed"}},
	{"unclosed list in a block", "test \"t\" for p {\n  given a [{ x: 1 }\n  expect nothing\n}\n", []string{"2:20 E0103 `[` is never closed"}},
	{"unclosed type arguments", "schema A {\n  a: list<int32\n  b: int32\n}\n", []string{"2:10 E0103 `<` is never closed"}},
	{"unclosed interpolation", "fn f() = \"a ${b\"\n", []string{"1:13 E0103 `${` is never closed"}},
	{"inner block unclosed", "pipeline p {\n  map {\n    a = .b\n  to c\n}\n\nflow 1\n", []string{"3:11 E0103 `{` is never closed"}},
	{"unmatched", "enum A { B }\n}\n", []string{"2:1 E0104 `}` closes nothing"}},
	{"wrong kind", "param a: list<int32> = [1, 2)\n", []string{"1:29 E0104 `)` does not close `[`"}},
	{"lost opening", "pipeline p {\n  from a\n  map b\n    c = .d\n  }\n  to e\n}\n", []string{"3:8 E0104 `{` is missing after `map b`"}},
	{"nesting", "fn f() = " + strings.Repeat("(", 300) + "1" + strings.Repeat(")", 300) + "\n", []string{"1:210 E0105 this nests deeper than 200 levels"}},
	{"nesting without brackets", "fn f() = " + strings.Repeat("if a then b else ", 300) + "c\n", []string{"1:1 E0105 this nests deeper than 200 levels"}},
	{"size", strings.Repeat("// x\n", 1<<20), []string{"1:1 E0106 the file has 5.0 MiB; a .flow file has at most 4 MiB"}},
	{"encoding", "flow 1\n// caf\xe9 \xff\n", []string{"2:7 E0107 the byte 0xe9 is no UTF-8"}},
	{"hidden controls", "flow 1\n// a\u202eb\n", []string{"2:5 E0108 hidden control character U+202E"}},
	{"text", "param a: string = \"x\nparam b: string = \"y\"\n", []string{"1:19 E0109 this text is never closed"}},
	{"text in a call", "source file s {\n  after = move(\"x)\n}\nflow 1\n", []string{"2:16 E0109 this text is never closed"}},
	{"number", "fn f() = 1234567890123456789012345678901234567890\n", []string{"1:10 E0110 `1234567890123456789012345678901234567890` is out of range"}},
	{"float", "fn f() = 1e999\n", []string{"1:10 E0110 `1e999` is out of range"}},
	{"duration", "fn f() = 999999d\n", []string{"1:10 E0110 `999999d` is out of range"}},
	{"size literal", "fn f() = 99999999TiB\n", []string{"1:10 E0110 `99999999TiB` is out of range"}},
	{"escape", "fn f() = \"a\\qb\"\n", []string{"1:12 E0111 `\\q` is no escape"}},
	{"unicode escape", "fn f() = \"\\u{110000}\"\n", []string{"1:11 E0111 `\\u` is no escape"}},
	{"unit", "fn f() = 5sec\n", []string{"1:11 E0112 `sec` is no unit"}},
	{"exponent as unit", "fn f() = 8P0\n", []string{"1:11 E0112 `P0` is no unit"}},
	{"regex", "fn f() = a.matches(r/(/)\n", []string{"1:20 E0113 this is no regular expression: missing closing ): `(`"}},
	{"regex without an end", "topic t {\n  name = match r/x\n}\n", []string{"2:16 E0113 this regular expression is never closed"}},
	{"value", "topic t {\n  key =\n  ok = 5\n}\n", []string{"2:7 E0114 the value is missing after `=`"}},
	{"default", "param a: int32 = @env(\"A\")\n", []string{"1:16 E0114 the value is missing after `=`"}},
	{"type", "param a: = 3\n", []string{"1:8 E0114 nothing that fits stands after `:`"}},
	{"two items", "enum E { A B }\n", []string{"1:12 E0115 two items on one line"}},
	{"two stages", "pipeline p { from a to b }\n", []string{"1:21 E0115 two items on one line"}},
	{"mixed and, or", "pipeline p {\n  where .a && .b || .c\n}\n", []string{"2:18 E0120 `&&` and `||` are mixed without parentheses"}},
	{"mixed or, and", "pipeline p {\n  where .a || .b && .c\n}\n", []string{"2:12 E0120 `&&` and `||` are mixed without parentheses"}},
	{"chained", "pipeline p {\n  where 1 < .a <= 3\n}\n", []string{"2:16 E0121 comparisons cannot be chained"}},
	{"edition", "flow 2\n", []string{"1:6 E0122 edition 2 of the language is not known"}},
	{
		"several at once", "param x: = 3\nschema A {\n  a: string\n  b int32\n  c: list<\n  d: int64\n}\npipeline p {\n  where .x >\n  map {\n    a = .b +\n    b = \"un\n    c = (1 + 2\n    d = 4\n  }\n}\n",
		[]string{
			"1:8 E0114 nothing that fits stands after `:`", "4:5 E0102 `:` is missing behind `b`", "5:10 E0103 `<` is never closed",
			"9:12 E0102 a value is missing after `>`", "11:12 E0102 a value is missing after `+`", "12:9 E0109 this text is never closed",
			"13:15 E0103 `(` is never closed",
		},
	},
}

func TestMistakes(t *testing.T) {
	for _, tt := range mistakes {
		t.Run(tt.name, func(t *testing.T) {
			f, found := parseText(tt.text)
			var got []string
			for _, d := range found {
				line, col := f.Source.Position(d.At.Start)
				got = append(got, fmt.Sprintf("%d:%d %s %s", line, col, d.Code, d.Message))
			}
			if strings.Join(got, "\n") != strings.Join(tt.found, "\n") {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(tt.found, "\n  "))
			}
		})
	}
}

// TestEveryCodeIsTested keeps the table complete.
func TestEveryCodeIsTested(t *testing.T) {
	var all strings.Builder
	for _, tt := range mistakes {
		all.WriteString(strings.Join(tt.found, "\n") + "\n")
	}
	for _, code := range []string{
		"E0100", "E0101", "E0102", "E0103", "E0104", "E0105", "E0106", "E0107", "E0108", "E0109", "E0110", "E0111",
		"E0112", "E0113", "E0114", "E0115", "E0120", "E0121", "E0122",
	} {
		if !strings.Contains(all.String(), " "+code+" ") {
			t.Errorf("no text for %s", code)
		}
	}
}

// TestNoParserVocabulary looks for words that only the parser's author knows.
func TestNoParserVocabulary(t *testing.T) {
	for _, tt := range mistakes {
		_, found := parseText(tt.text)
		for _, d := range found {
			text := d.Message + d.Here + strings.Join(d.Helps, "")
			for _, word := range []string{"EOF", "Expr", "token", "Node", "Brace", "Ident"} {
				if strings.Contains(text, word) && !strings.Contains(tt.text, word) {
					t.Errorf("%q says %q", text, word)
				}
			}
		}
	}
}
