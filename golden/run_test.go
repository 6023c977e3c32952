package golden

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/codegen"
	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/golden/runner"
	"github.com/flowc-lang/flowc/stdlib"
)

// vetAndRun is rings 2 and 3: the generated packages of all cases stand in one
// module, are vetted together, and those with inputs run in one binary.
func vetAndRun(t *testing.T, cases []*goldenCase) {
	m := newModule(t, t.TempDir())
	for _, c := range cases {
		if c.tests != nil {
			for _, f := range c.tests.files {
				write(t, filepath.Join(m.dir, filepath.FromSlash(f.Name)), f.Text)
			}
			m.run = append(m.run, runner.Case{Name: suiteName(c.name), Suite: c.tests.todo})
		}
		if c.files == nil {
			continue
		}
		m.add(t, c.files)
		if in := c.inputs(); len(in) > 0 {
			m.run = append(m.run, runner.Case{Name: c.name, Inputs: in})
		}
	}
	m.vet(t)
	if len(m.run) == 0 {
		return
	}
	results := m.results(t)
	for _, c := range cases {
		if text, ok := results[c.name]; ok {
			c.got["want/run"] = text
		}
		if c.tests != nil {
			c.tests.judge(t, c, results[suiteName(c.name)])
		}
	}
}

// module is a Go module of generated packages, and one program that runs cases of them.
type module struct {
	dir string
	run []runner.Case
}

// newModule begins a module in dir.
func newModule(t *testing.T, dir string) *module {
	writeModule(t, dir)
	return &module{dir: dir}
}

// add writes the packages of a project; its own program is left out.
func (m *module) add(t *testing.T, files []codegen.File) {
	for _, f := range files {
		if f.Name != "main.go" {
			write(t, filepath.Join(m.dir, filepath.FromSlash(f.Name)), f.Text)
		}
	}
}

// vet vets all packages; the flags are those of go vet.
func (m *module) vet(t *testing.T, flags ...string) {
	write(t, filepath.Join(m.dir, "main.go"), mainOf(m.run))
	goTool(t, m.dir, nil, append(append([]string{"vet"}, flags...), "./...")...)
}

// results runs the cases and returns what each says, by its name.
func (m *module) results(t *testing.T) map[string]string {
	write(t, filepath.Join(m.dir, "main.go"), mainOf(m.run))
	input, err := json.Marshal(m.run)
	if err != nil {
		t.Fatal(err)
	}
	results := map[string]string{}
	if err := json.Unmarshal(goTool(t, m.dir, input, "run", "."), &results); err != nil {
		t.Fatalf("results of the cases: %v", err)
	}
	return results
}

// generate makes the packages of a project that is right.
func generate(t *testing.T, name, text string) []codegen.File {
	r := &diag.Report{}
	prog, err := compiler.Compile("in.flow", compiler.Memory{"in.flow": text}, stdlib.Catalog(), r)
	if err != nil || r.Failed() || len(prog.Waits) > 0 {
		for _, d := range r.Sorted() {
			t.Errorf("%s: %s %s: %s", name, d.Code, d.At.Text(), d.Message)
		}
		t.Fatalf("%v\n%s", err, text)
	}
	prog.Name = name
	files, err := codegen.Generate(plan.Make(prog), codegen.Build{Source: "0", Runtime: "test"})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return files
}

// inputs are the files under in/.
func (c *goldenCase) inputs() []runner.Input {
	var out []runner.Input
	for _, f := range c.archive.Files {
		if name, ok := strings.CutPrefix(f.Name, "in/"); ok {
			out = append(out, runner.Input{Name: name, Text: string(f.Data)})
		}
	}
	return out
}

// writeModule writes a go.mod that finds flowc in this working tree.
func writeModule(t *testing.T, dir string) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(mod), "\n")
	const self = "github.com/flowc-lang/flowc"
	write(t, filepath.Join(dir, "go.mod"), []byte("module "+codegen.WorkerModule+"\n"+rest+"\nrequire "+self+" v0.0.0\n\nreplace "+self+" => "+root+"\n"))
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "go.sum"), sum)
}

func write(t *testing.T, name string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// mainOf is the program that runs the cases.
func mainOf(cases []runner.Case) []byte {
	var b bytes.Buffer
	b.WriteString("package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\n\t\"github.com/flowc-lang/flowc/golden/runner\"\n\t\"github.com/flowc-lang/flowc/runtime/worker\"\n")
	for _, c := range cases {
		fmt.Fprintf(&b, "\t%q\n", codegen.WorkerModule+"/"+packageOf(c.Name))
	}
	b.WriteString(")\n\nfunc main() {\n\tprojects := map[string]func() worker.Project{\n")
	for _, c := range cases {
		fmt.Fprintf(&b, "\t\t%q: %s.Project,\n", c.Name, packageOf(c.Name))
	}
	b.WriteString("\t}\n\tif err := runner.Main(projects, os.Stdin, os.Stdout); err != nil {\n\t\tfmt.Fprintln(os.Stderr, err)\n\t\tos.Exit(1)\n\t}\n}\n")
	return b.Bytes()
}

// goTool runs the Go tool in dir, offline, and returns its standard output.
func goTool(t *testing.T, dir string, stdin []byte, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "CGO_ENABLED=0")
	cmd.Stdin = bytes.NewReader(stdin)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return stdout.Bytes()
}
