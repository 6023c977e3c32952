package golden

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib"
)

// enough is the share of deletions, of those that do not check, that must be told well.
const enough = 0.97

// TestDeletion deletes each token of each example in turn. Where what is left does
// not check, the mistake is told well: by one to three diagnostics, the first
// within one line of the place. People who slip once must not search.
func TestDeletion(t *testing.T) {
	for _, name := range exampleFiles(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			s := &slips{name: name, text: string(text)}
			r := s.check(s.text)
			if r.Failed() {
				t.Fatalf("it does not check: %s", summary(r))
			}
			s.run()
			t.Logf("%d deletions, %d do not check, %d of them told well (%.1f %%)", s.made, s.refused, s.refused-s.badly, 100*s.share())
			if s.share() < enough {
				t.Errorf("told badly:\n%s", strings.Join(s.report, ""))
			}
		})
	}
}

// exampleFiles are the .flow files of the examples, those of folders below included.
func exampleFiles(t *testing.T) []string {
	var out []string
	for _, dir := range []string{"../examples", "examples"} {
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() && filepath.Ext(path) == ".flow" {
				out = append(out, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(out) < 10 {
		t.Fatalf("only %d examples", len(out))
	}
	return out
}

// slips deletes the tokens of one file.
type slips struct {
	name, text           string
	made, refused, badly int
	report               []string
}

func (s *slips) share() float64 { return 1 - float64(s.badly)/float64(max(1, s.refused)) }

func (s *slips) run() {
	whole := dsl.Parse(diag.NewFile(s.name, s.text), &diag.Report{})
	for _, tok := range whole.Tokens {
		if tok.Trivia() {
			continue
		}
		s.made++
		r := s.check(s.text[:tok.Start] + s.text[tok.End():])
		if !r.Failed() {
			continue
		}
		s.refused++
		line, col := whole.Source.Position(tok.Start)
		if problem := told(r, line); problem != "" {
			s.badly++
			s.report = append(s.report, fmt.Sprintf("%s:%d:%d without %s: %s\n    %s\n", s.name, line, col, tok.Text, problem, strings.ReplaceAll(summary(errorsOf(r)), ", E", "\n    E")))
		}
	}
}

// told says what is wrong with the errors of a slip in a line; nothing if they are
// few, and the first is near.
func told(r *diag.Report, line int) string {
	found := errorsOf(r).Sorted()
	if len(found) > 3 {
		return fmt.Sprintf("%d diagnostics", len(found))
	}
	first := found[0].At
	if first.IsZero() {
		return "the first has no place"
	}
	if at, _ := first.File.Position(first.Start); at < line-1 || at > line+1 {
		return fmt.Sprintf("the first is at line %d", at)
	}
	return ""
}

// errorsOf is r without its warnings.
func errorsOf(r *diag.Report) *diag.Report {
	out := &diag.Report{}
	for _, d := range r.Sorted() {
		if d.Severity() == diag.Error {
			out.Add(d)
		}
	}
	return out
}

// check checks the file with another text.
func (s *slips) check(text string) *diag.Report {
	r := &diag.Report{}
	if _, err := compiler.Compile(s.name, instead{s.name, text}, stdlib.Catalog(), r); err != nil {
		r.Add(diag.Diagnostic{Code: "E", Message: err.Error()})
	}
	return r
}

// instead is the disk with another text in one file.
type instead struct{ name, text string }

func (f instead) ReadFile(name string) ([]byte, error) {
	if filepath.Clean(name) == filepath.Clean(f.name) {
		return []byte(f.text), nil
	}
	return compiler.Disk{}.ReadFile(name)
}

func (f instead) ReadDir(name string) ([]string, error) { return compiler.Disk{}.ReadDir(name) }
