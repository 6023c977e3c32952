package lsp

import (
	"slices"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
)

// TestPositions: bytes to UTF-16 and back, at every rune.
func TestPositions(t *testing.T) {
	for _, text := range []string{"", "a", "a\n", "ä🙂b\r\nc\n\n", "🙂🙂", "\xff🙂\xff\n", "a\rb\n"} {
		l := newLines(text)
		for off := range text {
			p := l.position(off)
			inEnd := off > 0 && text[off-1] == '\r' && text[off] == '\n' // between the two of a line end
			if got := l.offset(p); got != off && !inEnd {
				t.Errorf("%q: byte %d is %v, which is byte %d", text, off, p, got)
			}
		}
	}
	l := newLines("ä🙂b\ncd")
	for _, c := range []struct {
		p    position
		want int
	}{
		{position{0, 1}, 2}, {position{0, 3}, 6}, {position{0, 2}, 6}, {position{0, 99}, 7}, {position{1, 1}, 9}, {position{9, 9}, 10}, {position{-1, 5}, 0},
	} {
		if got := l.offset(c.p); got != c.want {
			t.Errorf("%v: %d, want %d", c.p, got, c.want)
		}
	}
}

// TestWords: what hover and completion explain are the words that the grammar has.
func TestWords(t *testing.T) {
	w := dsl.LanguageWords()
	// The two bools are names to the grammar.
	want := slices.Concat(w.Declarations, w.Stages, w.Others, []string{"true", "false"})
	var got []string
	for _, p := range slices.Concat(declarations(), stages(), steps(), operators(), joints()) {
		got = append(got, strings.Fields(p.word)...)
	}
	for _, p := range slices.Concat(declarations(), stages(), steps(), operators(), joints(), rungs(), failures(), typeWords()) {
		if p.doc == "" {
			t.Errorf("%q is not explained", p.word)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if want, got = slices.Compact(want), slices.Compact(got); !slices.Equal(want, got) {
		t.Errorf("explained %v\nthe grammar %v", got, want)
	}
	for k := types.Bool; k <= types.JSON; k++ {
		if docs(typeWords())[k.String()] == "" {
			t.Errorf("the type %s is not explained", k)
		}
	}
}
