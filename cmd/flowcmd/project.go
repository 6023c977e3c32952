package flowcmd

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/flowc-lang/flowc/codegen"
	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/internal/cli"
)

// compiled is a project that was checked.
type compiled struct {
	path    string
	program *ir.Program
	report  *diag.Report
	took    time.Duration
}

// compile checks the project at path.
func (t *tool) compile(path string) (*compiled, error) {
	start := time.Now()
	r := &diag.Report{}
	prog, err := compiler.Compile(path, compiler.Disk{}, t.catalog, r)
	if err != nil {
		return nil, err
	}
	return &compiled{path: path, program: prog, report: r, took: time.Since(start)}, nil
}

// sound compiles the project at path for a command that needs it without mistakes.
// They are told on stderr; code is then not 0.
func (t *tool) sound(c *cli.Context, path string) (p *compiled, code int) {
	p, err := t.compile(path)
	if err != nil {
		return nil, c.Fail(err)
	}
	if p.report.Errors() > 0 {
		if err := show(c, c.Stderr, c.ColorErr, p, 50); err != nil {
			return nil, c.Fail(err)
		}
		fmt.Fprintln(c.Stderr, p.summary())
		return nil, cli.ExitMistakes
	}
	return p, cli.ExitOK
}

func show(_ *cli.Context, w io.Writer, color bool, p *compiled, limit int) error {
	return diag.Human(w, p.report, diag.HumanOptions{Color: color, Width: cli.Width(w), Limit: limit})
}

func (p *compiled) summary() string {
	return diag.Summary(p.report, diag.SummaryOptions{Files: len(p.program.Files), Elapsed: elapsed(p.took), Path: p.path})
}

// elapsed is a time as people read it: 9 ms, 2.1 s.
func elapsed(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", max(1, d.Milliseconds()))
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

// generate makes the Go files of a sound project.
func (p *compiled) generate() ([]codegen.File, *plan.Plan, error) {
	pl := plan.Make(p.program)
	files, err := codegen.Generate(pl, codegen.Build{Source: p.sourceHash(), Runtime: Version()})
	return files, pl, err
}

// sourceHash tells versions of the project apart: of its .flow files and imports.
func (p *compiled) sourceHash() string {
	h := sha256.New()
	for _, f := range p.program.Files {
		fmt.Fprintf(h, "%s %d\n%s", filepath.Base(f.Name), len(f.Text), f.Text)
	}
	return hex.EncodeToString(h.Sum(nil))[:7]
}

// name is the project's name as a binary's.
func (p *compiled) name() string { return p.program.Name }

// projects resolves the PATHs of a command: a folder or file is a project, and
// x/... is every project below x.
func projects(args []string) ([]string, error) {
	if len(args) == 0 {
		args = []string{"."}
	}
	var out []string
	for _, a := range args {
		root, all := strings.CutSuffix(a, "...")
		if !all {
			out = append(out, a)
			continue
		}
		below, err := projectsBelow(filepath.Clean(root))
		if err != nil {
			return nil, err
		}
		if len(below) == 0 {
			return nil, fmt.Errorf("no .flow file below %s: %w", filepath.Clean(root), fs.ErrNotExist)
		}
		out = append(out, below...)
	}
	return out, nil
}

// projectsBelow lists the folders below root that hold a .flow file.
func projectsBelow(root string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if p != root && (strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules") {
				return fs.SkipDir
			}
			return nil
		}
		dir := filepath.Dir(p)
		if strings.HasSuffix(name, ".flow") && !strings.HasSuffix(name, ".js.flow") && !strings.HasPrefix(name, "_") && !strings.HasPrefix(name, ".") &&
			(len(out) == 0 || out[len(out)-1] != dir) {
			out = append(out, dir)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for projects: %w", err)
	}
	return out, nil
}

// writeFiles writes generated files below dir.
func writeFiles(dir string, files []codegen.File) error {
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return fmt.Errorf("write generated Go: %w", err)
		}
		if err := os.WriteFile(name, f.Text, 0o644); err != nil {
			return fmt.Errorf("write generated Go: %w", err)
		}
	}
	return nil
}
