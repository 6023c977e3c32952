package golden

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/docs/codes"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/stdlib"
)

// missing are the codes that lack a golden case, a page, or examples that do what
// they say. The list only shrinks: a code that lacks nothing must leave it.
var missing = []string{}

// TestCodes holds each code against what belongs to it.
func TestCodes(t *testing.T) {
	shown := codesShown(t)
	for _, c := range diag.Codes() {
		problems := lacks(c, shown)
		switch {
		case len(problems) > 0 && !slices.Contains(missing, c.Code):
			t.Errorf("%s (%s): %s", c.Code, c.Title, strings.Join(problems, "; "))
		case len(problems) == 0 && slices.Contains(missing, c.Code):
			t.Errorf("%s lacks nothing any more: take it out of missing", c.Code)
		}
	}
	for _, code := range missing {
		if _, ok := diag.TitleOf(code); !ok {
			t.Errorf("missing names %s, which is no code", code)
		}
	}
	for _, code := range codes.Codes() {
		if _, ok := diag.TitleOf(code); !ok {
			t.Errorf("docs/codes/%s.md explains what is no code", code)
		}
	}
}

// lacks says what a code should have and has not.
func lacks(c diag.Code, shown map[string]bool) []string {
	var out []string
	if !shown[c.Code] && !c.RunTime() { // what fails at run time is shown by the tests of the runtime
		out = append(out, "no golden case shows it")
	}
	p, err := codes.Read(c.Code)
	if err != nil {
		return append(out, err.Error())
	}
	if p.Code != c.Code || p.Title != c.Title {
		out = append(out, fmt.Sprintf("the page is headed %q", p.Code+": "+p.Title))
	}
	if len(strings.Fields(p.Text)) < 25 {
		out = append(out, "the page explains nothing")
	}
	wrong, right := compileExample(p.Wrong), compileExample(p.Right)
	if c.RunTime() {
		if wrong.Failed() {
			out = append(out, "the wrong example does not check: "+summary(wrong))
		}
	} else if !has(wrong, c.Code) {
		out = append(out, "the wrong example gives: "+summary(wrong))
	}
	if right.Failed() || has(right, c.Code) {
		out = append(out, "the right example gives: "+summary(right))
	}
	return out
}

func compileExample(e codes.Example) *diag.Report {
	return compileFiles(e.Files[0].Name, e.Sources())
}

// compileFiles checks files in memory. What no project can be read of is a mistake
// without a code.
func compileFiles(root string, files map[string]string) *diag.Report {
	r := &diag.Report{}
	if _, err := compiler.Compile(root, compiler.Memory(files), stdlib.Catalog(), r); err != nil {
		r.Add(diag.Diagnostic{Code: "E", Message: err.Error()})
	}
	return r
}

func has(r *diag.Report, code string) bool {
	return slices.ContainsFunc(r.Sorted(), func(d diag.Diagnostic) bool { return d.Code == code })
}

func summary(r *diag.Report) string {
	var lines []string
	for _, d := range r.Sorted() {
		line := 0
		if !d.At.IsZero() {
			line, _ = d.At.File.Position(d.At.Start)
		}
		lines = append(lines, fmt.Sprintf("%s at %d: %s", d.Code, line, d.Message))
	}
	if len(lines) == 0 {
		return "nothing"
	}
	return strings.Join(lines, ", ")
}

var headline = regexp.MustCompile(`(?m)^(?:error|warning)\[([EW]\d{4})\]`)

// codesShown are the codes in the wanted diagnostics of all cases.
func codesShown(t *testing.T) map[string]bool {
	out := map[string]bool{}
	for _, c := range archives(t) {
		for _, f := range c.archive.Files {
			if f.Name != "want/diags" {
				continue
			}
			for _, m := range headline.FindAllStringSubmatch(string(f.Data), -1) {
				out[m[1]] = true
			}
		}
	}
	return out
}

// archives reads all cases.
func archives(t testing.TB) []*goldenCase {
	t.Helper()
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var out []*goldenCase
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, &goldenCase{name: strings.TrimSuffix(filepath.Base(name), ".txtar"), archive: a})
	}
	return out
}

// literal is a code in the source: of a diagnostic, or the stem that a reason's
// number is appended to.
var literal = regexp.MustCompile(`"([EWR]\d{4}|R\d\d)"`)

// TestCodesEmitted: every code in the source is on the list, and every code on the
// list is in the source.
func TestCodesEmitted(t *testing.T) {
	emitted := codesInSource(t)
	for code, place := range emitted {
		if _, ok := diag.TitleOf(code); !ok {
			t.Errorf("%s: %s is not on the list", place, code)
		}
	}
	for _, c := range diag.Codes() {
		if _, ok := emitted[c.Code]; !ok && !slices.Contains(missing, c.Code) {
			t.Errorf("nothing gives %s (%s)", c.Code, c.Title)
		}
	}
}

// codesInSource are the codes that the source can give, with a place.
func codesInSource(t *testing.T) map[string]string {
	out := map[string]string{}
	for _, dir := range []string{"dsl", "compiler", "codegen", "runtime", "stdlib", "cmd"} {
		err := filepath.WalkDir("../"+dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") || filepath.Base(path) == "codelist.go" {
				return err
			}
			text, err := os.ReadFile(path)
			for _, m := range literal.FindAllStringSubmatch(string(text), -1) {
				if len(m[1]) > len("R01") {
					out[m[1]] = path
					continue
				}
				for _, c := range diag.Codes() { // the reason is appended
					if strings.HasPrefix(c.Code, m[1]) {
						out[c.Code] = path
					}
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// TestReasons: each reason of the package record has a code, in reading or in
// computing, and each code of those two has a reason.
func TestReasons(t *testing.T) {
	unknown := regexp.MustCompile(`reason \d+$`)
	known := func(n int) bool { return !unknown.MatchString(task.ReasonText(record.Reason(n))) }
	for n := 1; n < 100; n++ {
		read, read2 := fmt.Sprintf("R01%02d", n), fmt.Sprintf("R02%02d", n)
		_, reading := diag.TitleOf(read)
		_, computing := diag.TitleOf(read2)
		if (reading || computing) != known(n) {
			t.Errorf("reason %d is known: %v; %s is on the list: %v, %s: %v", n, known(n), read, reading, read2, computing)
		}
	}
}
