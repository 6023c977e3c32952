package proto

import (
	"fmt"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// p3 makes a proto3 file of a message's fields.
func p3(fields string) string { return `syntax = "proto3"; message M { ` + fields + ` }` }

// mistakes are texts with what is told of them: code `place`: message.
var mistakes = []struct {
	text string
	want []string
}{
	{"<?xml version='1.0'?>", []string{"E0207 `<`: unexpected '<'"}},
	{p3("int64 id;"), []string{"E0505 `id`: the field `id` has no number (number it:  id = 1)"}},
	{p3("int64 id = 4; int64 x;"), []string{"E0505 `x`: the field `x` has no number (number it:  x = 5)"}},
	{p3("int64 a = 1; string b = 1;"), []string{"E0505 `1`: the number 1 is there twice"}},
	{p3("int64 a = 0;"), []string{"E0505 `0`: 0 is no number for a field (numbers are 1 to 536870911, but for 19000 to 19999)"}},
	{p3("int64 a = 19500;"), []string{"E0505 `19500`: 19500 is no number for a field (numbers are 1 to 536870911, but for 19000 to 19999)"}},
	{p3("reserved 3 to 5; int64 a = 4;"), []string{"E0505 `4`: the number 4 of `a` is reserved (a number of a field that was removed would be read from old records as the new field)"}},
	{p3("reserved 5 to 3;"), []string{"E0207 `5 to 3`: this is no range of field numbers"}},
	{p3(`reserved "a"; int64 a = 4;`), []string{"E0207 `a`: the name `a` is reserved"}},
	{p3("int64 a = 1; int64 a = 2;"), []string{"E0207 `a`: field `a` is declared twice"}},
	{p3("Strng a = 1;"), []string{"E0207 `Strng`: type `Strng` is not known (did you mean `string`?)"}},
	{p3("strng a = 1;"), []string{"E0207 `strng`: type `strng` is not known (did you mean `string`?)"}},
	{p3("map<double, int32> a = 1;"), []string{"E0207 `double`: unexpected \"double\""}},
	{p3("enum E { A = 1; } E e = 1;"), []string{"E0207 `A`: the first symbol of a proto3 enum has the number 0"}},
	{p3("enum E { A = 0; B = 0; }"), []string{"E0505 `0`: the number 0 is there twice"}},
	{p3("enum E { A = 0; A = 1; }"), []string{"E0207 `A`: symbol `A` is declared twice"}},
	{p3("message N { int32 a = 1; } message N { }"), []string{"E0207 `N`: message `M.N` is declared twice"}},
	{`syntax = "proto3"; import "none.proto"; message M { }`, []string{"E0204 `\"none.proto\"`: the import none.proto is not there (put it beside the files that import it, under this path: in the folder of x.proto or one above)"}},
	{`edition = "2023"; message M { }`, []string{"E0207 `edition = \"2023\";`: editions of Protocol Buffers cannot be read (write the schema in proto3 or proto2, or import a descriptor's types by another format)"}},
	{`syntax = "proto4"; message M { }`, []string{"E0207 `\"proto4\"`: there is no syntax \"proto4\": it is proto2 or proto3"}},
	{"message M { optional int32 a = 1 [default = \"x\"]; }", []string{"E0207 `\"x\"`: the default of `a` is not a value of int32"}},
	{"message M { optional int32 a = 1 [default = 3000000000]; }", []string{"E0207 `3000000000`: the default of `a` is not a value of int32"}},
	{"message M { repeated group G = 1 { } }", []string{"E0207 `group`: groups cannot be read: write a message and a field of it"}},
	{"message M { required N n = 1; } message N { required M m = 1; }", []string{
		"E0435 `n`: the message `M` holds itself without end (make the field optional or repeated)",
	}},
	{"\uFEFFmessage M { required Nn n = 1; }", []string{"E0207 `Nn`: type `Nn` is not known (the file that declares it needs an import here)"}},
	{"", nil},
}

func report(text string) []string {
	var r diag.Report
	ParseFiles([]*diag.File{diag.NewFile("x.proto", text)}, fromMap(nil), &r)
	var got []string
	for _, d := range r.Sorted() {
		s := fmt.Sprintf("%s `%s`: %s", d.Code, d.At.Text(), d.Message)
		if len(d.Helps) > 0 {
			s += " (" + d.Helps[0] + ")"
		}
		got = append(got, s)
	}
	return got
}

func TestMistakes(t *testing.T) {
	for _, c := range mistakes {
		if got := report(c.text); strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s\ngot  %q\nwant %q", c.text, got, c.want)
		}
	}
}

// FuzzParse looks for panics, endless walks and places outside of the file.
func FuzzParse(f *testing.F) {
	for _, c := range mistakes {
		f.Add(c.text)
	}
	f.Add(p3("oneof o { M m = 1; string s = 2; } map<string, M> n = 3; google.protobuf.Struct x = 4; optional bytes b = 5;"))
	f.Fuzz(func(t *testing.T, text string) {
		var r diag.Report
		s := ParseFiles([]*diag.File{diag.NewFile("x.proto", text)}, fromMap(nil), &r)
		for _, typ := range s.Types {
			_ = describe(typ)
		}
		for _, d := range r.Sorted() {
			if d.At.File == nil || d.At.Start > d.At.End || d.At.End > len(text) {
				t.Errorf("%s has no place: %+v", d.Message, d.At)
			}
		}
	})
}
