package check_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib"
)

// FuzzCheck: whatever tree the parser makes, checking it ends without a panic, and
// twice gives the same messages. A token of the text is replaced by another one,
// which keeps most of it well-formed: bytes alone seldom come past the parser.
func FuzzCheck(f *testing.F) {
	for _, text := range seeds(f) {
		f.Add(text, uint(7), uint(60))
		f.Add(text, uint(40), uint(20))
	}
	f.Fuzz(func(t *testing.T, text string, at, by uint) {
		text = replaced(text, at, by)
		if first, second := messages(t, text), messages(t, text); first != second {
			t.Fatalf("first\n%sthen\n%s", first, second)
		}
	})
}

// TestEveryToken replaces each token of the golden cases by nothing and by some
// others: no panic.
func TestEveryToken(t *testing.T) {
	for _, text := range seeds(t) {
		n := uint(len(tokens(text)))
		for at := uint(0); at < n; at += 1 + n/12 {
			messages(t, replaced(text, at, n))
			messages(t, replaced(text, at, at*31+7))
		}
	}
}

// seeds are the texts of the golden cases.
func seeds(t testing.TB) []string {
	cases, err := filepath.Glob("../../golden/testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no seeds: %v", err)
	}
	var out []string
	for _, name := range cases {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range txtar.Parse(text).Files {
			if file.Name == "in.flow" {
				out = append(out, string(file.Data))
			}
		}
	}
	return out
}

func tokens(text string) []dsl.Token {
	return dsl.Parse(diag.NewFile("in.flow", text), &diag.Report{}).Tokens
}

// replaced puts the token number by in the place of the one number at; there is
// none behind the last.
func replaced(text string, at, by uint) string {
	all := tokens(text)
	if len(all) == 0 {
		return text
	}
	old := all[at%uint(len(all))]
	with := ""
	if i := by % uint(len(all)+1); i < uint(len(all)) {
		with = all[i].Text
	}
	return text[:old.Start] + with + text[old.Start+len(old.Text):]
}

// messages are what a text gives.
func messages(t *testing.T, text string) string {
	files := compiler.Memory{"in.flow": text, "shop.cql": shop, "weather.cql": weather}
	r := &diag.Report{}
	if _, err := compiler.Compile("in.flow", files, stdlib.Catalog(), r); err != nil {
		t.Fatal(err)
	}
	return short(r)
}

const weather = `CREATE TABLE weather.readings_by_station (
  station text, day date, at timestamp, celsius double, PRIMARY KEY ((station, day), at)
);`
