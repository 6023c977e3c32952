package flowcmd

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib"
)

// Every fix that the golden cases offer mends its mistake, breaks nothing that the
// parser reads, and after a few rounds none is left.
func TestFixesMendTheirMistakes(t *testing.T) {
	names, err := filepath.Glob("../../golden/testdata/check_*.txtar")
	if err != nil || len(names) < 20 {
		t.Fatalf("%d golden cases, %v", len(names), err)
	}
	made := 0
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files := compiler.Memory{}
		for _, f := range a.Files {
			files[f.Name] = string(f.Data)
		}
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { made += fixAll(t, files) })
	}
	if made < 10 {
		t.Errorf("only %d fixes in all golden cases", made)
	}
}

// fixAll makes fixes until there are none, and counts them.
func fixAll(t *testing.T, files compiler.Memory) (made int) {
	before := reportOf(t, files)
	for range maxRounds {
		changed := diag.Apply(before, isFlow)
		if len(changed) == 0 {
			return made
		}
		for _, f := range changed {
			files[f.File.Name] = f.Text
		}
		after := reportOf(t, files)
		if unreadable(after) > unreadable(before) {
			t.Errorf("a fix breaks the syntax:\n%s", shortOf(t, after))
		}
		for _, f := range changed {
			for _, d := range f.Done {
				made++
				if told(after, d) >= told(before, d) {
					t.Errorf("%s: %s [%s] is still there after: %s\n%s", f.File.Name, d.Message, d.Code, d.Fixes[0].Title, f.Text)
				}
			}
		}
		before = after
	}
	t.Errorf("after %d rounds there are still fixes:\n%s", maxRounds, shortOf(t, before))
	return made
}

func reportOf(t *testing.T, files compiler.Memory) *diag.Report {
	r := &diag.Report{}
	if _, err := compiler.Compile("in.flow", files, stdlib.Catalog(), r); err != nil {
		t.Fatal(err)
	}
	return r
}

// unreadable counts what the parser does not understand.
func unreadable(r *diag.Report) (n int) {
	for _, d := range r.Sorted() {
		if strings.HasPrefix(d.Code, "E01") {
			n++
		}
	}
	return n
}

// told counts the diagnostics that say the same as d on its line: what a fix mends may
// have hidden the like of it elsewhere.
func told(r *diag.Report, d diag.Diagnostic) (n int) {
	for _, o := range r.Sorted() {
		if o.Code == d.Code && o.Message == d.Message && lineOf(o) == lineOf(d) {
			n++
		}
	}
	return n
}

func lineOf(d diag.Diagnostic) string {
	line, _ := d.At.File.Position(d.At.Start)
	return fmt.Sprintf("%s:%d", d.At.File.Name, line)
}

func shortOf(t *testing.T, r *diag.Report) string {
	var b strings.Builder
	if err := diag.Short(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
