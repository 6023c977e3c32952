package dsl

import (
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// FuzzParse parses anything: it never panics, tokens joined give the text, and
// a tree with bad nodes never comes without a mistake.
func FuzzParse(f *testing.F) {
	for _, text := range examples(f) {
		f.Add(text)
	}
	for _, tt := range mistakes {
		if len(tt.text) < 10_000 {
			f.Add(tt.text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		var r diag.Report
		file := Parse(diag.NewFile("t.flow", text), &r)
		if joined(file.Tokens) != text {
			t.Fatal("joined tokens are not the text")
		}
		for _, d := range r.Sorted() {
			if strings.HasPrefix(d.Message, "internal error") {
				t.Fatalf("internal error: %s", d.Message)
			}
			if d.At.Start < 0 || d.At.End > len(text) || d.At.Start > d.At.End {
				t.Fatalf("%s lies outside of the text: %d..%d", d.Code, d.At.Start, d.At.End)
			}
		}
		for _, d := range file.Decls {
			if _, bad := d.(*Bad); bad && !r.Failed() {
				t.Fatal("a bad declaration without a mistake")
			}
		}
	})
}
