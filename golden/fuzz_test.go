package golden

import (
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/codegen"
	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/docs/codes"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib"
)

// FuzzGenerate checks whole projects, with all that they import, and generates what
// checks: no panic, no error, and what is generated is Go. A token of one file is
// replaced by another one of it, for bytes alone seldom come past the parser.
func FuzzGenerate(f *testing.F) {
	for _, project := range seedProjects(f) {
		f.Add(project, uint(0), uint(11), uint(29))
		f.Add(project, uint(1), uint(5), uint(3))
	}
	f.Fuzz(func(t *testing.T, project string, file, at, by uint) {
		generateAny(t, mutated(project, file, at, by))
	})
}

// TestGenerateMutated goes through the seeds of FuzzGenerate with some tokens replaced.
func TestGenerateMutated(t *testing.T) {
	checked, all := 0, 0
	for k, project := range seedProjects(t) {
		for n := range uint(2) {
			all++
			if generateAny(t, mutated(project, n, uint(k)*7+n, uint(k)*13+n)) {
				checked++
			}
		}
	}
	t.Logf("%d of %d projects check, and were generated", checked, all)
	if checked == 0 {
		t.Error("no project checks")
	}
}

// generateAny takes a project as far as it comes, and reports whether it was generated.
func generateAny(t *testing.T, files compiler.Memory) bool {
	t.Helper()
	r := &diag.Report{}
	prog, err := compiler.Compile("in.flow", files, stdlib.Catalog(), r)
	if err != nil {
		t.Fatal(err)
	}
	if r.Failed() || len(prog.Waits) > 0 {
		return false
	}
	prog.Name = "fuzzed"
	out, err := codegen.Generate(plan.Make(prog), codegen.Build{Source: "0", Runtime: "test"})
	if err != nil {
		t.Fatalf("%v\n%s", err, files["in.flow"])
	}
	for _, f := range out {
		if !strings.HasSuffix(f.Name, ".go") {
			continue
		}
		if _, err := parser.ParseFile(token.NewFileSet(), f.Name, f.Text, parser.SkipObjectResolution); err != nil {
			t.Fatalf("%v\n%s", err, files["in.flow"])
		}
	}
	return true
}

// between stands between the names and the texts of a project's files. They are no
// txtar: its reader panics on some bytes.
const between = "\x00"

// mutated reads the files of a project and replaces the token number at of one of its
// flow files by the one number by; there is none behind the last.
func mutated(project string, file, at, by uint) compiler.Memory {
	files := compiler.Memory{}
	var flows []string
	parts := strings.Split(project, between)
	for k := 0; k+1 < len(parts); k += 2 {
		name := parts[k]
		if _, twice := files[name]; strings.HasSuffix(name, ".flow") && !twice {
			flows = append(flows, name)
		}
		files[name] = parts[k+1]
	}
	if _, ok := files["in.flow"]; !ok {
		files["in.flow"] = ""
	}
	if len(flows) == 0 {
		return files
	}
	name := flows[file%uint(len(flows))]
	text := files[name]
	all := dsl.Parse(diag.NewFile(name, text), &diag.Report{}).Tokens
	if len(all) == 0 {
		return files
	}
	old, with := all[at%uint(len(all))], ""
	if i := by % uint(len(all)+1); i < uint(len(all)) {
		with = all[i].Text
	}
	files[name] = text[:old.Start] + with + text[old.Start+len(old.Text):]
	return files
}

// seedProjects are the projects of the golden cases, of the pages of the codes and of
// the manuals.
func seedProjects(t testing.TB) []string {
	var out []string
	add := func(root string, files map[string]string) {
		parts := []string{"in.flow", files[root]}
		for _, name := range slices.Sorted(maps.Keys(files)) {
			if name != root {
				parts = append(parts, name, files[name])
			}
		}
		out = append(out, strings.Join(parts, between))
	}
	all := projects(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		add(all[name].root, all[name].files)
	}
	for _, code := range codes.Codes() {
		p, err := codes.Read(code)
		if err != nil {
			t.Fatal(err)
		}
		add(p.Right.Files[0].Name, p.Right.Sources())
	}
	for _, page := range manuals {
		for _, b := range blocksOf(t, page) {
			if b.words[0] == "flow" && !slices.Contains(b.words, "shared") {
				b.files["in.flow"] = b.source()
				add("in.flow", b.files)
			}
		}
	}
	return out
}
