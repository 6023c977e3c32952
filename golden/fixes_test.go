package golden

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/docs/codes"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// TestFixes makes every fix that a golden case or a page's wrong example is told of,
// alone: the mistake is gone then, and no other error came in its place.
func TestFixes(t *testing.T) {
	made := 0
	for name, p := range projects(t) {
		r := compileFiles(p.root, p.files)
		for _, d := range r.Sorted() {
			if len(d.Fixes) != 1 || d.Fixes[0].Guess {
				continue
			}
			made++
			if problem := mends(p, r, d); problem != "" {
				t.Errorf("%s: %s [%s], fix %s: %s", name, d.Message, d.Code, d.Fixes[0].Title, problem)
			}
		}
	}
	if made < 30 {
		t.Errorf("only %d fixes were made", made)
	}
}

// guessed are the codes whose fixes are guesses that mend: each of them leaves the
// choice that it makes to people.
var guessed = []string{"E0418", "E0420", "E0421", "E0423", "W0424", "E0427", "W0432"}

// TestGuesses makes the guesses of those codes, as an editor would.
func TestGuesses(t *testing.T) {
	made := map[string]int{}
	for name, p := range projects(t) {
		r := compileFiles(p.root, p.files)
		for _, d := range r.Sorted() {
			if len(d.Fixes) != 1 || !d.Fixes[0].Guess || !slices.Contains(guessed, d.Code) {
				continue
			}
			made[d.Code]++
			sure := d
			sure.Fixes = []diag.Fix{{Title: d.Fixes[0].Title, Edits: d.Fixes[0].Edits}}
			if problem := mends(p, r, sure); problem != "" {
				t.Errorf("%s: %s [%s], guess %s: %s", name, d.Message, d.Code, d.Fixes[0].Title, problem)
			}
		}
	}
	for _, code := range guessed {
		if made[code] == 0 {
			t.Errorf("no case has a guess for %s", code)
		}
	}
}

// project is files to check.
type project struct {
	root  string
	files map[string]string
}

// projects are the inputs of the golden cases and the wrong examples of the pages.
func projects(t testing.TB) map[string]project {
	out := map[string]project{}
	for _, c := range archives(t) {
		files := map[string]string{}
		for _, f := range c.archive.Files {
			if !strings.HasPrefix(f.Name, "want/") && !strings.HasPrefix(f.Name, "in/") {
				files[f.Name] = codes.Expand(string(f.Data))
			}
		}
		out[c.name] = project{"in.flow", files}
	}
	for _, code := range codes.Codes() {
		p, err := codes.Read(code)
		if err != nil {
			t.Fatal(err)
		}
		out["page of "+code] = project{p.Wrong.Files[0].Name, p.Wrong.Sources()}
	}
	return out
}

// mends makes the fix of d and says what is wrong with it; nothing if it mends.
func mends(p project, before *diag.Report, d diag.Diagnostic) string {
	alone := &diag.Report{}
	alone.Add(d)
	fixed := diag.Apply(alone, func(*diag.File) bool { return true })
	if len(fixed) == 0 {
		return "it cannot be made"
	}
	files := maps.Clone(p.files)
	for _, f := range fixed {
		files[f.File.Name] = f.Text
	}
	after := compileFiles(p.root, files)
	if count(after, d) >= count(before, d) {
		return "the mistake is still there"
	}
	if opens(d.Code) {
		return ""
	}
	for _, o := range after.Sorted() {
		if o.Severity() == diag.Error && count(after, o) > count(before, o) {
			return fmt.Sprintf("%s [%s] is new", o.Message, o.Code)
		}
	}
	return ""
}

// opens reports whether what has a mistake of this code is not looked at any further:
// mended it is, and may have mistakes of its own.
func opens(code string) bool {
	return strings.HasPrefix(code, "E01") || strings.HasPrefix(code, "E02") || strings.HasPrefix(code, "E03") || code == "E0403"
}

// count counts the diagnostics that say the same as d.
func count(r *diag.Report, d diag.Diagnostic) int {
	n := 0
	for _, o := range r.Sorted() {
		if o.Code == d.Code && o.Message == d.Message {
			n++
		}
	}
	return n
}
