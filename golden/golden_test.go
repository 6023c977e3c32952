// Package golden holds the golden cases: what flowc says of a .flow file, what it
// generates, and what the generated code does.
//
// A case is a txtar file in testdata: a comment that says what it proves, the
// files of a project whose root is in.flow, inputs under in/, and under want/ what must come
// out. `go test ./golden -update` rewrites want/ only.
package golden

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/flowc-lang/flowc/codegen"
	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/docs/codes"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib"
)

var (
	update = flag.Bool("update", false, "rewrite what is wanted")
	only   = flag.String("cases", "*", "pattern of the `names` of the cases to look at")
)

// goldenCase is a case, and what came out of it so far.
type goldenCase struct {
	name    string
	archive *txtar.Archive
	files   []codegen.File // nil where the case has mistakes
	tests   *testSuite     // of its test blocks, nil without
	got     map[string]string
}

func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/" + *only + ".txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var cases []*goldenCase
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c := &goldenCase{name: strings.TrimSuffix(filepath.Base(name), ".txtar"), archive: a, got: map[string]string{}}
		if len(bytes.TrimSpace(a.Comment)) == 0 {
			t.Errorf("%s: has no comment that says what it proves", name)
		}
		c.compile(t)
		cases = append(cases, c)
	}
	vetAndRun(t, cases)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.compare(t) })
	}
}

// compile is ring 1: parse, check, plan and generate, in process and in memory.
func (c *goldenCase) compile(t *testing.T) {
	files := compiler.Memory{}
	for _, f := range c.archive.Files {
		if !strings.HasPrefix(f.Name, "want/") && !strings.HasPrefix(f.Name, "in/") {
			files[f.Name] = codes.Expand(string(f.Data))
		}
	}
	r := &diag.Report{}
	prog, err := compiler.Compile("in.flow", files, stdlib.Catalog(), r)
	if err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	if len(r.Sorted()) > 0 {
		var b strings.Builder
		if err := diag.Human(&b, r, diag.HumanOptions{}); err != nil {
			t.Fatal(err)
		}
		c.got["want/diags"] = b.String()
		c.formats(t, r)
	}
	if r.Failed() {
		return
	}
	c.makeSuite(t, prog)
	if waits := prog.Waits; len(waits) > 0 {
		var b strings.Builder
		for _, w := range waits {
			fmt.Fprintln(&b, w)
		}
		c.got["want/waits"] = b.String()
		return
	}
	prog.Name = packageOf(c.name)
	pl := plan.Make(prog)
	c.got["want/plan"] = pl.String()
	c.files, err = codegen.Generate(pl, codegen.Build{Source: "0000000", Runtime: "test"})
	if err != nil {
		t.Errorf("%s: %v", c.name, err)
		return
	}
	cleanRecordPath(t, c.name, c.files)
	again, err := codegen.Generate(plan.Make(prog), codegen.Build{Source: "0000000", Runtime: "test"})
	if err != nil || !slices.EqualFunc(c.files, again, func(a, b codegen.File) bool { return a.Name == b.Name && bytes.Equal(a.Text, b.Text) }) {
		t.Errorf("%s: generating twice gives other bytes (%v)", c.name, err)
	}
	if c.showsGo() {
		for _, f := range c.files {
			c.got["want/go/"+f.Name] = string(f.Text)
		}
	}
}

// formats writes the diagnostics in the other forms that the case shows.
func (c *goldenCase) formats(t *testing.T, r *diag.Report) {
	for name, write := range map[string]func(io.Writer) error{
		"want/sarif":  func(w io.Writer) error { return diag.SARIF(w, r, diag.SARIFOptions{Version: "test"}) },
		"want/github": func(w io.Writer) error { return diag.GitHub(w, r) },
		"want/json":   func(w io.Writer) error { return diag.JSON(w, r) },
		"want/short":  func(w io.Writer) error { return diag.Short(w, r) },
	} {
		if !slices.ContainsFunc(c.archive.Files, func(f txtar.File) bool { return f.Name == name }) {
			continue
		}
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		c.got[name] = b.String()
	}
}

// showsGo reports whether the case shows the Go that is generated: it has a file
// under want/go/ then, which may be empty before the first -update. Most cases do
// not: what they prove is in want/diags and want/run, and every change of the
// generator would touch them all.
func (c *goldenCase) showsGo() bool {
	return slices.ContainsFunc(c.archive.Files, func(f txtar.File) bool { return strings.HasPrefix(f.Name, "want/go/") })
}

// packageOf is a case's name as a project's: it must be one word.
func packageOf(name string) string { return strings.ReplaceAll(name, "_", "") }

// compare holds what came out against want/, or rewrites it.
func (c *goldenCase) compare(t *testing.T) {
	want := map[string]string{}
	keep := c.archive.Files[:0:0]
	for _, f := range c.archive.Files {
		if strings.HasPrefix(f.Name, "want/") {
			want[f.Name] = string(f.Data)
			continue
		}
		keep = append(keep, f)
	}
	if *update {
		c.rewrite(t, keep)
		return
	}
	for name, got := range c.got {
		if w, ok := want[name]; !ok {
			t.Errorf("%s is new:\n%s", name, got)
		} else if fixed(w) != fixed(got) {
			t.Errorf("%s differs:\n%s", name, difference(fixed(w), fixed(got)))
		}
	}
	for name := range want {
		if _, ok := c.got[name]; !ok {
			t.Errorf("%s is wanted and did not come", name)
		}
	}
}

// rewrite writes the case with what came out.
func (c *goldenCase) rewrite(t *testing.T, inputs []txtar.File) {
	var names []string
	for n := range c.got {
		names = append(names, n)
	}
	slices.Sort(names)
	out := &txtar.Archive{Comment: c.archive.Comment, Files: inputs}
	for _, n := range names {
		out.Files = append(out.Files, txtar.File{Name: n, Data: []byte(fixed(c.got[n]))})
	}
	if err := os.WriteFile("testdata/"+c.name+".txtar", txtar.Format(out), 0o644); err != nil {
		t.Fatal(err)
	}
}

// fixed ends a text with one line end, as txtar keeps it.
func fixed(s string) string { return strings.TrimRight(s, "\n") + "\n" }

// difference shows the first lines that differ.
func difference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	k := 0
	for k < len(a) && k < len(b) && a[k] == b[k] {
		k++
	}
	show := func(lines []string) string {
		return strings.Join(lines[max(0, k-2):min(len(lines), k+8)], "\n")
	}
	return "--- want\n" + show(a) + "\n--- got\n" + show(b)
}
