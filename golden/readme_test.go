package golden

import (
	"os"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib"
)

// TestReadme holds the README's first example against examples/coldest, and its
// message against what flowc says once the where line is gone.
func TestReadme(t *testing.T) {
	readme := read(t, "../README.md")
	flow := read(t, "../examples/coldest/load.flow")
	if got := fence(t, readme, "flow"); got != flow {
		t.Errorf("the README's example is not examples/coldest/load.flow:\n%s", difference(flow, got))
	}
	if r := checkColdest(t, flow); len(r.Sorted()) > 0 {
		t.Errorf("the README's example has mistakes:\n%s", human(t, r))
	}
	var kept []string
	for line := range strings.Lines(flow) {
		if !strings.Contains(line, "where") {
			kept = append(kept, line)
		}
	}
	said := human(t, checkColdest(t, strings.Join(kept, "")))
	if got := fence(t, readme, "text"); strings.TrimSpace(got) != strings.TrimSpace(said) {
		t.Errorf("the README's message is not what flowc says:\n%s", difference(said, got))
	}
	if n := strings.Count(flow, "\n") - 1; n > 12 {
		t.Errorf("the README's example has %d lines of code, at most 12 are shown", n)
	}
}

// checkColdest checks a text in place of examples/coldest/load.flow.
func checkColdest(t *testing.T, flow string) *diag.Report {
	r := &diag.Report{}
	files := compiler.Memory{
		"load.flow":    flow,
		"reading.avsc": read(t, "../examples/coldest/reading.avsc"),
		"weather.cql":  read(t, "../examples/coldest/weather.cql"),
	}
	if _, err := compiler.Compile("load.flow", files, stdlib.Catalog(), r); err != nil {
		t.Fatal(err)
	}
	return r
}

func human(t *testing.T, r *diag.Report) string {
	var b strings.Builder
	if err := diag.Human(&b, r, diag.HumanOptions{Width: 100}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// fence is the first fenced block of a kind.
func fence(t *testing.T, md, kind string) string {
	_, rest, ok := strings.Cut(md, "```"+kind+"\n")
	text, _, closed := strings.Cut(rest, "```")
	if !ok || !closed {
		t.Fatalf("the README has no %s block", kind)
	}
	return text
}

func read(t testing.TB, name string) string {
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
