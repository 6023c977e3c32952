package lsp

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/dsl"
)

const textMate = "../../cmd/vscode/syntaxes/flow.tmLanguage.json"

// TestTextMate: the words that VS Code colours are those of the language.
func TestTextMate(t *testing.T) {
	text, err := os.ReadFile(textMate)
	if err != nil {
		t.Fatal(err)
	}
	var grammar struct {
		Repository map[string]struct{ Match string }
	}
	if err := json.Unmarshal(text, &grammar); err != nil {
		t.Fatal(err)
	}
	w := dsl.LanguageWords()
	var types []string
	for _, p := range typeWords() {
		types = append(types, p.word)
	}
	for name, want := range map[string][]string{
		"declarations": append(w.Declarations, "open"),
		"stages":       append(w.Stages, "on"),
		"words":        slices.DeleteFunc(slices.Clone(w.Others), func(s string) bool { return s == "null" }),
		"types":        types,
	} {
		got := regexp.MustCompile(`\(([a-zA-Z0-9|]+)\)`).FindStringSubmatch(grammar.Repository[name].Match)
		if got == nil {
			t.Errorf("%s: no list of words in %q", name, grammar.Repository[name].Match)
			continue
		}
		words := strings.Split(got[1], "|")
		slices.Sort(words)
		slices.Sort(want)
		if want = slices.Compact(want); !slices.Equal(words, want) {
			t.Errorf("%s: the grammar of %s should have (%s)", name, textMate, strings.Join(want, "|"))
		}
	}
}
