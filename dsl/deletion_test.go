package dsl

import (
	"testing"
)

// TestDeletion deletes each token of each example in turn. Where what is left
// does not parse, one to three mistakes are told, the first within one line of
// the place: people who slip once must not search.
func TestDeletion(t *testing.T) {
	for name, text := range examples(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole, _ := parseText(text)
			for _, tok := range whole.Tokens {
				if !tok.Trivia() {
					deletion(t, text, tok)
				}
			}
		})
	}
}

func deletion(t *testing.T, text string, tok Token) {
	f, found := parseText(text[:tok.Start] + text[tok.End():])
	if len(found) == 0 {
		return
	}
	line, col := f.Source.Position(tok.Start)
	first, _ := f.Source.Position(found[0].At.Start)
	if len(found) > 3 || first < line-1 || first > line+1 {
		t.Errorf("%d:%d: without %s:", line, col, tok.Text)
		for _, d := range found {
			l, c := f.Source.Position(d.At.Start)
			t.Errorf("    %d:%d: %s [%s]", l, c, d.Message, d.Code)
		}
	}
}
