package lsp

import (
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/stdlib"
)

// leastExplained is the share of the words in the golden cases that hover has to
// explain. Headers and fields of values without a schema have nothing to tell; what
// falls below it is a part of the language whose checker notes nothing in the index.
const leastExplained = 0.97

// TestNames: hover explains what stands in the golden cases that run.
func TestNames(t *testing.T) {
	cases, err := filepath.Glob("../../golden/testdata/run_*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal(cases, err)
	}
	words := 0
	var silent []string
	for _, name := range cases {
		for _, f := range explained(t, name) {
			words++
			if f != "" {
				silent = append(silent, f)
			}
		}
	}
	if float64(words-len(silent)) < leastExplained*float64(words) {
		t.Errorf("%d of %d words are not explained:\n%s", len(silent), words, strings.Join(silent, "\n"))
	}
}

// explained returns a text for each word of a case's .flow files: where it stands, if
// hover has nothing to say of it.
func explained(t *testing.T, name string) []string {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	memory := compiler.Memory{}
	for _, f := range archive.Files {
		memory["/p/"+f.Name] = string(f.Data)
	}
	snap, err := newServer(io.Discard, Options{Catalog: stdlib.Catalog(), FS: memory}).snapshot("/p/in.flow")
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var out []string
	for _, f := range snap.Project.Files {
		for _, tok := range f.Tree.Tokens {
			if tok.Kind != dsl.TokenIdent {
				continue
			}
			p := &place{snapshot: snap, name: f.Tree.Source.Name, file: f, off: tok.Start}
			text, _ := p.explain()
			if text == "" {
				line, _ := f.Tree.Source.Position(tok.Start)
				text = filepath.Base(name) + ": `" + tok.Text + "` in " + strings.TrimSpace(f.Tree.Source.Line(line))
			} else {
				text = ""
			}
			out = append(out, text)
		}
	}
	return out
}
