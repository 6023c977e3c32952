package dsl

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// parseText parses text and returns the tree and what was found.
func parseText(text string) (*File, []diag.Diagnostic) {
	var r diag.Report
	f := Parse(diag.NewFile("t.flow", text), &r)
	return f, r.Sorted()
}

// examples returns the example files by name.
func examples(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/examples/*.flow")
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	out := map[string]string{}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(name)] = string(b)
	}
	return out
}

func TestExamplesParse(t *testing.T) {
	for name, text := range examples(t) {
		t.Run(name, func(t *testing.T) {
			f, found := parseText(text)
			for _, d := range found {
				line, col := f.Source.Position(d.At.Start)
				t.Errorf("%d:%d: %s [%s]", line, col, d.Message, d.Code)
			}
			for _, d := range f.Decls {
				if _, bad := d.(*Bad); bad {
					t.Errorf("bad declaration: %s", d.At().Text())
				}
			}
			if got := joined(f.Tokens); got != text {
				t.Error("joined tokens are not the text")
			}
		})
	}
}

func joined(toks []Token) string {
	var b strings.Builder
	for _, t := range toks {
		b.WriteString(t.Text)
	}
	return b.String()
}
