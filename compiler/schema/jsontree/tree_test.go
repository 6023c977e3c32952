package jsontree

import (
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/dsl/diag"
)

func TestParse(t *testing.T) {
	text := "\uFEFF{\"a\": [1, -2.5e3, true, null], \"b\\u00e9\\n\": {\"c\": \"x\\\"y\"}}"
	n, bad := Parse(diag.NewFile("x.json", text))
	if bad != nil {
		t.Fatal(bad.Message)
	}
	a, b := n.Get("a"), n.Get("bé\n")
	if a == nil || len(a.Items) != 4 || a.Items[1].Text != "-2.5e3" || a.Items[3].Kind != Null || a.At.Text() != "[1, -2.5e3, true, null]" {
		t.Errorf("a is %+v", a)
	}
	if b.Word("c") != `x"y` || b.Get("c").Inside().Text() != `x\"y` || b.Word("d") != "" {
		t.Errorf("b is %+v", b)
	}
}

func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		`{"a": 1, "a": 2}`:       "`\"a\"`: \"a\" is there twice",
		`{"a" 1}`:                "`1`: expected `:` behind \"a\"",
		`[1 2]`:                  "`2`: expected `,` or `]`",
		`[01]`:                   "`01`: a number does not begin with 0",
		`"\x"`:                   "`\\x`: no such escape",
		`{} {}`:                  "`{`: expected the end of the file",
		strings.Repeat("[", 300): "`[`: JSON nests too deep here",
	} {
		_, bad := Parse(diag.NewFile("x.json", text))
		if bad == nil {
			t.Errorf("%s is taken", text)
		} else if got := "`" + bad.At.Text() + "`: " + bad.Message; got != want {
			t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`{"a": [1, 2.5e-3, "\ud83d\ude00"], "b": {"c": null}}`)
	f.Fuzz(func(t *testing.T, text string) {
		n, bad := Parse(diag.NewFile("x.json", text))
		if (n == nil) == (bad == nil) {
			t.Errorf("a tree %v and a mistake %v", n, bad)
		}
		if bad != nil && bad.At.End > len(text) {
			t.Errorf("the place is outside: %+v", bad.At)
		}
	})
}
