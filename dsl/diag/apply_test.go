package diag

import (
	"slices"
	"strings"
	"testing"
)

// fixOf is a diagnostic whose fix replaces each of the given texts by its upper case.
func fixOf(t *testing.T, f *File, texts ...string) Diagnostic {
	d := Diagnostic{Code: "E0001", Message: "m", At: at(t, f, texts[0]), Fixes: []Fix{{Title: "t"}}}
	for _, s := range texts {
		d.Fixes[0].Edits = append(d.Fixes[0].Edits, Edit{at(t, f, s), strings.ToUpper(s)})
	}
	return d
}

func TestApply(t *testing.T) {
	const text = "one two three four\n"
	tests := []struct {
		name  string
		fixes [][]string
		want  string
		done  int
	}{
		{"one", [][]string{{"two"}}, "one TWO three four\n", 1},
		{"two places, the later told first", [][]string{{"four"}, {"one"}}, "ONE two three FOUR\n", 2},
		{"a fix of two edits", [][]string{{"one", "three"}}, "ONE two THREE four\n", 1},
		{"overlap: the first by place wins", [][]string{{"two three"}, {"one two"}}, "ONE TWO three four\n", 1},
		{"a fix that meets another is left out whole", [][]string{{"one"}, {"two", "one two"}, {"four"}}, "ONE two three FOUR\n", 2},
		{"a fix that meets itself", [][]string{{"one two", "two"}}, "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := NewFile("a.flow", text)
			var r Report
			for _, texts := range tt.fixes {
				r.Add(fixOf(t, f, texts...))
			}
			got := Apply(&r, func(*File) bool { return true })
			if tt.want == "" {
				if len(got) != 0 {
					t.Fatalf("got %q", got[0].Text)
				}
				return
			}
			if len(got) != 1 || got[0].Text != tt.want || len(got[0].Done) != tt.done {
				t.Fatalf("got %+v, want %q by %d fixes", got, tt.want, tt.done)
			}
		})
	}
}

func TestApplyLeavesAlone(t *testing.T) {
	f, schema := NewFile("a.flow", "one two\n"), NewFile("a.avsc", "one two\n")
	choice := fixOf(t, f, "two")
	choice.Fixes = append(choice.Fixes, choice.Fixes[0])
	none := Diagnostic{Code: "E0002", Message: "m", At: at(t, f, "one")}
	var r Report
	for _, d := range []Diagnostic{choice, none, fixOf(t, schema, "one")} {
		r.Add(d)
	}
	got := Apply(&r, func(f *File) bool { return strings.HasSuffix(f.Name, ".flow") })
	if len(got) != 0 {
		t.Errorf("changed %+v: a choice of two, nothing to choose, and a file that must not change", got)
	}
}

func TestApplyDeletesAndInserts(t *testing.T) {
	f := NewFile("a.flow", "size! + 1\n")
	var r Report
	r.Add(Diagnostic{Code: "E0419", At: f.Span(4, 5), Fixes: []Fix{{Title: "remove `!`", Edits: []Edit{{At: f.Span(4, 5)}}}}})
	r.Add(Diagnostic{Code: "E0500", At: f.Span(9, 9), Fixes: []Fix{{Title: "add", Edits: []Edit{{At: f.Span(9, 9), Text: "0"}}}}})
	got := Apply(&r, func(*File) bool { return true })
	if len(got) != 1 || got[0].Text != "size + 10\n" {
		t.Errorf("got %+v", got)
	}
}

func TestMergeTellsASharedFileOnce(t *testing.T) {
	shared := func() *Report {
		f := NewFile("shared.flow", "one two\n")
		var r Report
		r.Add(Diagnostic{Code: "E0001", At: at(t, f, "one")})
		return &r
	}
	a, b := shared(), shared()
	b.Add(Diagnostic{Code: "E0001", At: at(t, NewFile("b.flow", "one\n"), "one")})
	a.Merge(b)
	var names []string
	for _, d := range a.Sorted() {
		names = append(names, d.At.File.Name)
	}
	if want := []string{"b.flow", "shared.flow"}; !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
}

func TestFirst(t *testing.T) {
	f := NewFile("a.flow", "a b c\n")
	var r Report
	for i := range 3 {
		r.Add(Diagnostic{Code: "E0001", At: f.Span(4-2*i, 5-2*i)})
	}
	for _, tt := range []struct{ n, shown, left int }{{0, 3, 0}, {1, 1, 2}, {3, 3, 0}, {9, 3, 0}} {
		got, left := r.First(tt.n)
		if len(got.all) != tt.shown || left != tt.left || got.all[0].At.Start != 0 {
			t.Errorf("First(%d): %d shown, %d left, the first at %d", tt.n, len(got.all), left, got.all[0].At.Start)
		}
	}
}

// A guess is offered to editors, and never applied.
func TestApplyLeavesGuesses(t *testing.T) {
	f := NewFile("a.flow", "map { a = .staton }")
	r := &Report{}
	r.Add(Diagnostic{Code: "E0401", At: f.Span(11, 17), Fixes: []Fix{{
		Title: "`station`", Guess: true, Edits: []Edit{{At: f.Span(11, 17), Text: "station"}},
	}}})
	if got := Apply(r, func(*File) bool { return true }); len(got) != 0 {
		t.Errorf("a guess was applied: %q", got[0].Text)
	}
	if s := Summary(r, SummaryOptions{Files: 1}); strings.Contains(s, "can be fixed") {
		t.Errorf("a guess is counted as a fix: %s", s)
	}
}

// Keep asks in the order in which diagnostics are shown, and drops what is refused.
func TestKeep(t *testing.T) {
	f := NewFile("a.flow", "a b c\n")
	r := &Report{}
	for _, at := range []int{4, 0, 2} {
		r.Add(Diagnostic{Code: "E0201", Message: f.Text[at : at+1], At: f.Span(at, at+1)})
	}
	asked := ""
	r.Keep(func(d *Diagnostic) bool {
		asked += d.Message
		return d.Message != "b"
	})
	left := ""
	for _, d := range r.Sorted() {
		left += d.Message
	}
	if asked != "abc" || left != "ac" {
		t.Errorf("asked for %s, left %s", asked, left)
	}
}
