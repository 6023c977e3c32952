package diag

import (
	"fmt"
	"strings"
	"testing"
)

func TestGitHub(t *testing.T) {
	f := NewFile("a,b:c%.flow", "one\ntwo\nthree\n")
	r := &Report{}
	r.Add(Diagnostic{Code: "W0210", Message: "first by place", At: f.Span(0, 3)})
	r.Add(Diagnostic{Code: "E0801", Message: "100% of it: a,b", At: f.Span(4, 10), Here: "here", Helps: []string{"x\r\ny"}, Labels: []Label{{f.Span(0, 1), "there"}}})
	r.Add(Diagnostic{Code: "E0802", Message: "an end of length zero", At: f.Span(5, 5)})
	var b strings.Builder
	if err := GitHub(&b, r); err != nil {
		t.Fatal(err)
	}
	want := "::error file=a%2Cb%3Ac%25.flow,line=2,endLine=3,title=E0801::100%25 of it: a,b%0Ahere%0Aa,b:c%25.flow:1:1: there%0Ahelp: x%0D%0Ay\n" +
		"::error file=a%2Cb%3Ac%25.flow,line=2,col=2,endColumn=2,title=E0802::an end of length zero\n" +
		"::warning file=a%2Cb%3Ac%25.flow,line=1,col=1,endColumn=3,title=W0210::first by place\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

// GitHub shows ten of each severity: the others are plain lines, which start no command.
func TestGitHubMany(t *testing.T) {
	f := NewFile("a.flow", strings.Repeat("x", 100))
	r := &Report{}
	for i := range 24 {
		r.Add(Diagnostic{Code: []string{"E0201", "W0210"}[i%2], Message: "::error::" + fmt.Sprint(i), At: f.Span(i, i+1)})
	}
	var b strings.Builder
	if err := GitHub(&b, r); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	count := map[string]int{}
	for _, l := range lines {
		word, _, _ := strings.Cut(l, " ")
		count[word]++
	}
	if len(lines) != 24 || count["::error"] != 10 || count["::warning"] != 10 || !strings.HasPrefix(lines[0], "::error ") {
		t.Errorf("%v\n%s", count, b.String())
	}
}

func TestGitHubSummary(t *testing.T) {
	f := NewFile("a.flow", "one\n")
	r := &Report{}
	r.Add(Diagnostic{Code: "E0303", Message: "a | b <c>", At: f.Span(1, 2)})
	var b strings.Builder
	if err := GitHubSummary(&b, r, "1 mistake"); err != nil {
		t.Fatal(err)
	}
	want := "### flowc check\n\n1 mistake\n\n| place | code | mistake |\n|---|---|---|\n" +
		`| a.flow:1:2 | [E0303](https://github.com/flowc-lang/flowc/blob/main/docs/codes/E0303.md) | a \| b &lt;c> |` + "\n\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}
