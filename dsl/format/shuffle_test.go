package format

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/dsl/internal/dump"
)

// TestShuffled formats examples in which tokens and blanks were deleted,
// doubled and exchanged: most still parse, in ways that nobody writes.
// FLOWC_SHUFFLES sets how many.
func TestShuffled(t *testing.T) {
	rounds := 2000
	if n, err := strconv.Atoi(os.Getenv("FLOWC_SHUFFLES")); err == nil {
		rounds = n
	}
	var parts [][]string
	for _, text := range examples(t) {
		for decl := range strings.SplitSeq(text, "\n\n") {
			f, _ := parsed(decl + "\n")
			var toks []string
			for _, tok := range f.Tokens {
				toks = append(toks, tok.Text)
			}
			parts = append(parts, toks)
		}
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	valid := 0
	for range rounds {
		text := shuffled(rnd, parts[rnd.IntN(len(parts))])
		if stable(t, text) {
			valid++
		}
	}
	if valid < rounds/10 {
		t.Errorf("only %d of %d texts parsed: the test says little", valid, rounds)
	}
}

func shuffled(rnd *rand.Rand, toks []string) string {
	extra := []string{"\n", " ", "", "\n\n", "-", "!", ".", "*", "|", ",", "// c\n", "..", "?", "(", ")", "if", "a", "=", "not", "in", "x"}
	var b strings.Builder
	for _, tok := range toks {
		switch blank := strings.TrimSpace(tok) == ""; rnd.IntN(60) {
		case 0:
			continue
		case 1:
			b.WriteString(tok)
		case 2:
			b.WriteString(extra[rnd.IntN(len(extra))])
		case 3, 4, 5, 6:
			if blank {
				tok = extra[rnd.IntN(4)]
			}
		}
		b.WriteString(tok)
	}
	return b.String()
}

// stable reports whether text parses, and checks what holds of its format.
func stable(t *testing.T, text string) bool {
	t.Helper()
	tree, ok := parsed(text)
	got := Source(tree)
	if again := source(got); again != got {
		t.Fatalf("not stable:\n%s\nbecomes\n%s\nbecomes\n%s", text, got, again)
	}
	if !ok {
		return false
	}
	back, ok := parsed(got)
	if !ok {
		t.Fatalf("no longer parses:\n%s\nbecomes\n%s", text, got)
	}
	if a, b := dump.Tree(tree.Decls), dump.Tree(back.Decls); a != b {
		t.Fatalf("means something else:\n%s\nbecomes\n%s\n%s\n%s", text, got, a, b)
	}
	return true
}
