package diag

import (
	"strings"
	"testing"
)

// at returns the span of what in f.
func at(t *testing.T, f *File, what string) Span {
	t.Helper()
	i := strings.Index(f.Text, what)
	if i < 0 {
		t.Fatalf("%q is not in %s", what, f.Name)
	}
	return f.Span(i, i+len(what))
}

func human(t *testing.T, opt HumanOptions, ds ...Diagnostic) string {
	t.Helper()
	var r Report
	for _, d := range ds {
		r.Add(d)
	}
	var b strings.Builder
	if err := Human(&b, &r, opt); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHumanTwoFiles(t *testing.T) {
	load := NewFile("load.flow", strings.Repeat("\n", 40)+"    celsius = .celsius as double\n")
	cql := NewFile("weather.cql", strings.Repeat("\n", 5)+"  PRIMARY KEY ((station, day), celsius)\n")
	got := human(t, HumanOptions{}, Diagnostic{
		Code: "E0412", Message: "`celsius` may be null, but the Cassandra column is part of the primary key",
		At: at(t, load, ".celsius"), Here: "this is decimal(5,2)?",
		Labels: []Label{
			{At: at(t, load, "celsius"), Text: "goes to the clustering column `celsius`"},
			{At: at(t, cql, "celsius"), Text: "key columns cannot be null"},
		},
		Helps: []string{
			"drop such records before the map:        where .celsius != null",
			"or give a value:                         .celsius ?? 0.0",
		},
	})
	want := "error[E0412]: `celsius` may be null, but the Cassandra column is part of the primary key\n" +
		"  --> load.flow:41:15\n" +
		"   |\n" +
		"41 |     celsius = .celsius as double\n" +
		"   |     -------   ^^^^^^^^ this is decimal(5,2)?\n" +
		"   |     |\n" +
		"   |     goes to the clustering column `celsius`\n" +
		"  ::: weather.cql:6:32\n" +
		"   |\n" +
		" 6 |   PRIMARY KEY ((station, day), celsius)\n" +
		"   |                                ------- key columns cannot be null\n" +
		"   = help: drop such records before the map:        where .celsius != null\n" +
		"   = help: or give a value:                         .celsius ?? 0.0\n\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestHumanLayouts(t *testing.T) {
	f := NewFile("a.flow", "one two three\nfour\nfive\nsix\n\tseven 漢字 eight\n")
	tests := []struct {
		name, want string
		d          Diagnostic
	}{
		{
			"fix", "error[E0301]: no option `two`\n  --> a.flow:1:5\n  |\n1 | one two three\n  |     ^^^\n  = fix: `too`\n\n",
			Diagnostic{Code: "E0301", Message: "no option `two`", At: at(t, f, "two"), Fixes: []Fix{{Title: "`too`"}}},
		},
		{
			"warning with three texts in a line",
			"warning[W0001]: m\n  --> a.flow:1:5\n  |\n1 | one two three\n  | --- ^^^ ----- c\n  | |   |\n  | |   b\n  | a\n\n",
			Diagnostic{
				Code: "W0001", Message: "m", At: at(t, f, "two"), Here: "b",
				Labels: []Label{{at(t, f, "one"), "a"}, {at(t, f, "three"), "c"}},
			},
		},
		{
			"dots between far lines", "error[E0001]: m\n  --> a.flow:4:1\n  |\n1 | one two three\n  | --- a\n...\n4 | six\n  | ^^^ b\n\n",
			Diagnostic{Code: "E0001", Message: "m", At: at(t, f, "six"), Here: "b", Labels: []Label{{at(t, f, "one"), "a"}}},
		},
		{
			"the one line between", "error[E0001]: m\n  --> a.flow:4:1\n  |\n2 | four\n  | ---- a\n3 | five\n4 | six\n  | ^^^ b\n\n",
			Diagnostic{Code: "E0001", Message: "m", At: at(t, f, "six"), Here: "b", Labels: []Label{{at(t, f, "four"), "a"}}},
		},
		{
			"tab and wide runes", "error[E0001]: m\n  --> a.flow:5:11\n  |\n5 |     seven 漢字 eight\n  |                ^^^^^\n\n",
			Diagnostic{Code: "E0001", Message: "m", At: at(t, f, "eight")},
		},
		{
			"wide runes are marked wide", "error[E0001]: m\n  --> a.flow:5:8\n  |\n5 |     seven 漢字 eight\n  |           ^^^^\n\n",
			Diagnostic{Code: "E0001", Message: "m", At: at(t, f, "漢字")},
		},
		{
			"behind the last character of a line", "error[E0001]: m\n  --> a.flow:4:4\n  |\n4 | six\n  |    ^ here\n\n",
			Diagnostic{Code: "E0001", Message: "m", At: f.Span(at(t, f, "six").End, at(t, f, "six").End), Here: "here"},
		},
		{
			"a span of several lines", "error[E0001]: m\n  --> a.flow:2:1\n  |\n2 | four\n  | ^^^^\n\n",
			Diagnostic{Code: "E0001", Message: "m", At: at(t, f, "four\nfive")},
		},
		{
			"overlapping marks", "error[E0001]: m\n  --> a.flow:1:5\n  |\n1 | one two three\n  | ----^^^------\n  | |   |\n  | |   b\n  | a\n\n",
			Diagnostic{Code: "E0001", Message: "m", At: at(t, f, "two"), Here: "b", Labels: []Label{{at(t, f, "one two three"), "a"}}},
		},
		{"no place", "error[E0001]: m\n  = help: h\n\n", Diagnostic{Code: "E0001", Message: "m", Helps: []string{"h"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := human(t, HumanOptions{}, tt.d); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestHumanClipsLongLines(t *testing.T) {
	f := NewFile("a.flow", strings.Repeat("x", 300)+" here "+strings.Repeat("y", 300))
	got := human(t, HumanOptions{Width: 60}, Diagnostic{Code: "E0001", Message: "m", At: at(t, f, "here"), Here: "this"})
	lines := strings.Split(got, "\n")
	if n := len([]rune(lines[3])); n > 60 {
		t.Errorf("the line has %d columns, want at most 60", n)
	}
	if !strings.HasPrefix(lines[3], "1 | …x") || !strings.HasSuffix(lines[3], "y…") {
		t.Errorf("both ends should be marked: %s", lines[3])
	}
	at := strings.Index(string([]rune(lines[3])), "here") - len("…") + 1
	if strings.Index(lines[4], "^^^^ this") != at {
		t.Errorf("the carets are not below the word:\n%s\n%s", lines[3], lines[4])
	}
}

func TestHumanColorAddsNothingElse(t *testing.T) {
	f := NewFile("a.flow", "one two\n")
	d := Diagnostic{Code: "E0001", Message: "m", At: at(t, f, "two"), Here: "b", Labels: []Label{{at(t, f, "one"), "a"}}, Helps: []string{"h"}}
	colored := human(t, HumanOptions{Color: true}, d)
	if !strings.Contains(colored, "\x1b[1;31merror[E0001]\x1b[0m") {
		t.Errorf("no colour: %q", colored)
	}
	for {
		i := strings.Index(colored, "\x1b[")
		if i < 0 {
			break
		}
		n := strings.IndexByte(colored[i:], 'm')
		colored = colored[:i] + colored[i+n+1:]
	}
	if plain := human(t, HumanOptions{}, d); strings.ReplaceAll(colored, " \n", "\n") != plain {
		t.Errorf("without colour\n%s\nwith colour taken off\n%s", plain, colored)
	}
}

func TestHumanHidesControls(t *testing.T) {
	f := NewFile("a.flow", "x \u202e \x1b[31m y\n")
	got := human(t, HumanOptions{}, Diagnostic{Code: "E0108", Message: "m", At: at(t, f, "\u202e")})
	if strings.ContainsAny(got, "\u202e\x1b") {
		t.Errorf("control characters reach the terminal: %q", got)
	}
}

func TestHumanLimit(t *testing.T) {
	f := NewFile("a.flow", "a b c\n")
	got := human(t, HumanOptions{Limit: 1}, Diagnostic{Code: "E0001", Message: "first", At: f.Span(0, 1)},
		Diagnostic{Code: "E0001", Message: "second", At: f.Span(2, 3)}, Diagnostic{Code: "E0001", Message: "third", At: f.Span(4, 5)})
	if strings.Contains(got, "second") || !strings.HasSuffix(got, "… and 2 more: --limit 0\n\n") {
		t.Errorf("got\n%s", got)
	}
}
