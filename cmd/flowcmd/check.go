package flowcmd

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/flowc-lang/flowc/docs/codes"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/internal/cli"
)

// checkOptions are the flags of check.
type checkOptions struct {
	format      string
	limit       int
	strict, fix bool
}

// maxShown is how many diagnostics people get to see, where they do not say.
const maxShown = 50

func (t *tool) check() *cli.Command {
	o := &checkOptions{}
	return &cli.Command{
		Name: "check", Args: "[PATH...]", Group: everyDay,
		Short: "find every mistake between a topic's schema and a table's columns",
		Long: "PATH is a folder whose .flow files are one project, a single file, or x/... for every " +
			"project below x; left out it is the working directory. Nothing is built and no network is needed.\n\n" +
			"The report goes to stdout: for people with the lines it is about, short as one line for each mistake, " +
			"json as one object a line, sarif as a log that code scanners take, github as commands that a workflow of GitHub " +
			"shows at the lines of a pull request, with a table in its summary.\n\n" +
			"With --fix the changes are named on stderr, whatever the format; only .flow files are changed.",
		Example: "flowc check ./...\nflowc check --fix examples/quickstart",
		Exit:    "1 where there are mistakes; under --strict also for warnings.",
		SeeAlso: []string{"build", "fmt"},
		JSON:    true,
		Flags: func(f *cli.Flags) {
			*o = checkOptions{format: "human"}
			f.Enum(&o.format, "format", []string{"human", "short", "json", "sarif", "github"}, "how to write the report")
			f.Bool(&o.fix, "fix", "make the changes marked as fix, then report what is left")
			f.Int(&o.limit, "limit", "N", "most diagnostics to show, 0 for all").WithDefault(fmt.Sprintf("%d for people, else all", maxShown))
			f.Bool(&o.strict, "strict", "let warnings fail too")
		},
		Run: func(_ context.Context, c *cli.Context) int { return t.runCheck(c, o) },
	}
}

func (t *tool) runCheck(c *cli.Context, o *checkOptions) int {
	if c.JSON {
		o.format = "json"
	}
	c.JSON = o.format == "json" // also for what goes wrong
	if !c.Flags.Lookup("limit").Given() && o.format == "human" {
		o.limit = maxShown
	}
	paths, err := projects(c.Args)
	if err != nil {
		return c.Fail(err)
	}
	got, err := t.checkWith(c, paths, o.fix)
	if err == nil {
		err = o.write(c, got)
	}
	if err != nil {
		return c.Fail(err)
	}
	if got.report.Errors() > 0 || o.strict && len(got.report.Sorted()) > 0 {
		return cli.ExitMistakes
	}
	return cli.ExitOK
}

// checked is what a check of several projects found.
type checked struct {
	report *diag.Report
	files  int
	took   time.Duration
}

func (t *tool) checkWith(c *cli.Context, paths []string, fix bool) (*checked, error) {
	if fix {
		return t.fix(c, paths)
	}
	return t.checkAll(paths)
}

// checkAll checks projects into one report.
func (t *tool) checkAll(paths []string) (*checked, error) {
	out := &checked{report: &diag.Report{}}
	names := map[string]bool{}
	for _, path := range paths {
		p, err := t.compile(path)
		if err != nil {
			return nil, err
		}
		out.report.Merge(p.report)
		out.took += p.took
		for _, f := range p.program.Files {
			names[f.Name] = true
		}
	}
	out.files = len(names)
	return out, nil
}

// write writes the report to stdout.
func (o *checkOptions) write(c *cli.Context, got *checked) error {
	if o.format == "human" {
		return got.show(c, o.limit)
	}
	r, left := got.report.First(o.limit)
	if left > 0 {
		fmt.Fprintf(c.Stderr, "… and %d more: --limit 0\n", left)
	}
	switch o.format {
	case "json":
		return diag.JSON(c.Stdout, r)
	case "sarif":
		return diag.SARIF(c.Stdout, r, diag.SARIFOptions{Version: Version(), Help: pageText})
	case "github":
		if err := stepSummary(c, got); err != nil {
			return err
		}
		return diag.GitHub(c.Stdout, r)
	}
	return diag.Short(c.Stdout, r)
}

// pageText is what the page of a code says; nothing where it has none.
func pageText(code string) string {
	p, err := codes.Read(code)
	if err != nil {
		return ""
	}
	return p.Text
}

// stepSummaryEnv names the file that a workflow of GitHub shows as the step's summary.
const stepSummaryEnv = "GITHUB_STEP_SUMMARY"

// stepSummary appends the whole report to the summary of the workflow's step, if
// there is one: annotations are limited in number, the summary is not.
func stepSummary(c *cli.Context, got *checked) error {
	name, _ := c.LookupEnv(stepSummaryEnv)
	if name == "" {
		return nil
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("summary of the step: %w", err)
	}
	err = diag.GitHubSummary(f, got.report, got.summary(c))
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

func (got *checked) show(c *cli.Context, limit int) error {
	if err := show(c.Stdout, c.ColorOut, got.report, limit); err != nil {
		return err
	}
	_, err := fmt.Fprintln(c.Stdout, got.summary(c))
	return err
}

// summary is the last line of the report.
func (got *checked) summary(c *cli.Context) string {
	return diag.Summary(got.report, diag.SummaryOptions{Files: got.files, Elapsed: elapsed(got.took), Path: strings.Join(c.Args, " ")})
}
