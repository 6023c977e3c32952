package flowcmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	flowc "github.com/flowc-lang/flowc"
	"github.com/flowc-lang/flowc/codegen"
	"github.com/flowc-lang/flowc/codegen/build"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/internal/cli"
)

// buildOptions are the flags of build.
type buildOptions struct {
	output, emit string
	quiet        bool
}

func (t *tool) build() *cli.Command {
	o := &buildOptions{}
	return &cli.Command{
		Name: "build", Args: "[PATH...]", Group: everyDay,
		Short: "build a project's worker: one static binary",
		Long: "The first build of a flowc compiles the runtime too, which takes about a minute; later ones take a second. " +
			"Building needs the Go tool, and no network once its module cache is warm. The same sources give the same bytes.",
		Example: "flowc build examples/quickstart -o quickstart",
		Exit:    "1 where the project has mistakes.",
		SeeAlso: []string{"run", "check", "gen"},
		Flags: func(f *cli.Flags) {
			*o = buildOptions{}
			f.String(&o.output, "output", "FILE", "the binary to write, or a folder for it").WithShort("o").WithDefault("the project's name")
			f.String(&o.emit, "emit", "DIR", "also keep the generated Go there")
			f.Bool(&o.quiet, "quiet", "print nothing where all goes well").WithShort("q")
		},
		Run: func(ctx context.Context, c *cli.Context) int { return t.runBuild(ctx, c, o) },
	}
}

func (t *tool) runBuild(ctx context.Context, c *cli.Context, o *buildOptions) int {
	paths, err := projects(c.Args)
	if err != nil {
		return c.Fail(err)
	}
	if len(paths) > 1 && o.output != "" && !isFolder(o.output) {
		return c.WrongUse("-o %s is one file, and there are %d projects; end it with / for a folder", o.output, len(paths))
	}
	for _, path := range paths {
		if code := t.buildOne(ctx, c, path, o); code != cli.ExitOK {
			return code
		}
	}
	return cli.ExitOK
}

func (t *tool) buildOne(ctx context.Context, c *cli.Context, path string, o *buildOptions) int {
	p, code := t.buildable(c, path)
	if code != cli.ExitOK {
		return code
	}
	say := func(format string, args ...any) {
		if !o.quiet {
			fmt.Fprintf(c.Stderr, format+"\n", args...)
		}
	}
	imports := len(p.program.Files) - flowFiles(p)
	say("checked    %-38s %s", fmt.Sprintf("%s + %s", path, count(imports, "import")), elapsed(p.took))
	if n := len(p.report.Sorted()); n > 0 {
		say("           %-38s flowc check %s", count(n, "warning"), path)
	}
	start := time.Now()
	files, pl, err := p.generate()
	if err != nil {
		return c.Fail(err)
	}
	say("generated  %-38s %s", fmt.Sprintf("%s, %s of Go", count(len(files), "file"), thousands(lines(files))), elapsed(time.Since(start)))
	if o.emit != "" {
		if err := writeFiles(o.emit, files); err != nil {
			return c.Fail(err)
		}
	}
	out, err := outputName(o.output, p)
	if err != nil {
		return c.Fail(err)
	}
	start = time.Now()
	made, err := worker(ctx, c, p, files, out, o.quiet)
	if err != nil {
		code := c.Fail(err)
		if source := new(build.SourceError); errors.As(err, &source) {
			return cli.ExitMistakes // in the user's own Go
		}
		return code
	}
	say("compiled   %-38s %s", fmt.Sprintf("%s  %.1f MB  %s  static", out, float64(made.Size)/1e6, made.Target), elapsed(time.Since(start)))
	if !o.quiet {
		fmt.Fprint(c.Stderr, summary(pl, out))
	}
	return cli.ExitOK
}

// worker builds the binary of a project.
func worker(ctx context.Context, c *cli.Context, p *compiled, files []codegen.File, out string, quiet bool) (build.Result, error) {
	cache, err := build.CacheDir()
	if err != nil {
		return build.Result{}, err
	}
	project, err := filepath.Abs(p.path)
	if err != nil {
		return build.Result{}, fmt.Errorf("find %s: %w", p.path, err)
	}
	progress := cli.NewProgress(c.Stderr)
	stop := func() {}
	defer func() { stop() }()
	o := build.Options{Sources: flowc.Sources, Cache: cache, Project: project, Output: out}
	if !quiet {
		o.First = func() {
			stop = follow(progress, c, "compiling the runtime for the first time, about a minute on 2 cores")
		}
		o.Network = func() { fmt.Fprintln(c.Stderr, "fetching the Go modules that are not in the module cache yet") }
	}
	made, err := build.Worker(ctx, files, o)
	if errors.Is(err, context.Canceled) {
		err = errors.New("stopped before the build was done")
	}
	return made, err
}

// follow shows a message with the time that has passed, or says it once where
// nobody watches.
func follow(p *cli.Progress, c *cli.Context, text string) (stop func()) {
	if !p.Live() {
		fmt.Fprintln(c.Stderr, text)
		return func() {}
	}
	start := time.Now()
	return p.Follow(500*time.Millisecond, func() []string {
		d := time.Since(start)
		return []string{fmt.Sprintf("%s … %02d:%02d", text, int(d.Minutes()), int(d.Seconds())%60)}
	})
}

// outputName is the binary that is written: what -o says, or the project's name; in
// that folder where it is one, as with the folder of the project itself.
func outputName(flag string, p *compiled) (string, error) {
	out := flag
	if out == "" {
		out = p.name()
	}
	if isFolder(out) {
		out = filepath.Join(out, p.name())
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return "", fmt.Errorf("make the folder of the binary: %w", err)
	}
	return out, nil
}

// isFolder reports whether a name is meant for a folder.
func isFolder(name string) bool {
	info, err := os.Stat(name)
	return strings.HasSuffix(name, "/") || err == nil && info.IsDir()
}

// summary is a line for each pipeline, and what to do next.
func summary(pl *plan.Plan, out string) string {
	var b strings.Builder
	b.WriteByte('\n')
	for _, p := range pl.Pipelines {
		fmt.Fprintf(&b, "  %-10s %s\n", p.Name, p.Headline())
	}
	run := out
	if !strings.ContainsRune(out, '/') {
		run = "./" + out
	}
	fmt.Fprintf(&b, "\nnext: %s check     can it reach its systems, and do they fit\n", run)
	fmt.Fprintf(&b, "      %s           run until stopped          %s --drain   move what is there, then end\n", run, run)
	return b.String()
}

func flowFiles(p *compiled) int {
	n := 0
	for _, f := range p.program.Files {
		if strings.HasSuffix(f.Name, ".flow") {
			n++
		}
	}
	return n
}

func lines(files []codegen.File) int {
	n := 0
	for _, f := range files {
		n += strings.Count(string(f.Text), "\n")
	}
	return n
}

// thousands is a number of lines with its word: 1,204 lines.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s + " lines"
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
