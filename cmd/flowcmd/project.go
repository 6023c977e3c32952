package flowcmd

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
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
func (t *tool) compile(path string) (*compiled, error) { return t.compileIn(compiler.Disk{}, path) }

// compileIn checks the project at path of files.
func (t *tool) compileIn(files compiler.FS, path string) (*compiled, error) {
	start := time.Now()
	r := &diag.Report{}
	prog, err := compiler.Compile(path, files, t.catalog, r)
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
	return p.orMistakes(c)
}

// orMistakes is p where it has no mistakes, else they are told.
func (p *compiled) orMistakes(c *cli.Context) (*compiled, int) {
	if p.report.Errors() > 0 {
		if err := p.complain(c); err != nil {
			return nil, c.Fail(err)
		}
		return nil, cli.ExitMistakes
	}
	return p, cli.ExitOK
}

// buildable is sound for a command that makes a worker: what checks and cannot be
// built yet is told too.
func (t *tool) buildable(c *cli.Context, path string) (p *compiled, code int) {
	p, code = t.sound(c, path)
	if code != cli.ExitOK {
		return p, code
	}
	return p.orWaits(c)
}

// orWaits is p where all of it can be built, else what cannot is told.
func (p *compiled) orWaits(c *cli.Context) (*compiled, int) {
	if len(p.program.Waits) == 0 {
		return p, cli.ExitOK
	}
	for _, w := range p.program.Waits {
		fmt.Fprintln(c.Stderr, w)
	}
	return nil, cli.ExitFailure
}

// complain tells the mistakes on stderr.
func (p *compiled) complain(c *cli.Context) error {
	if c.JSON {
		return diag.JSON(c.Stderr, p.report)
	}
	err := show(c.Stderr, c.ColorErr, p.report, maxShown)
	fmt.Fprintln(c.Stderr, p.summary())
	return err
}

// soundOne is sound for a command that takes one PATH.
func (t *tool) soundOne(c *cli.Context) (p *compiled, code int) {
	path, err := onePath(c.Args)
	if err != nil {
		return nil, c.Fail(err)
	}
	return t.sound(c, path)
}

func show(w io.Writer, color bool, r *diag.Report, limit int) error {
	return diag.Human(w, r, diag.HumanOptions{Color: color, Width: cli.Width(w), Limit: limit})
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
