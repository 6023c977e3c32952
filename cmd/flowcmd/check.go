package flowcmd

import (
	"context"
	"fmt"

	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/internal/cli"
)

// checkOptions are the flags of check.
type checkOptions struct {
	format string
	limit  int
	strict bool
}

func (t *tool) check() *cli.Command {
	o := &checkOptions{}
	return &cli.Command{
		Name: "check", Args: "[PATH...]", Group: everyDay,
		Short: "Check projects: every mistake between a topic's schema and a table's columns",
		Long: "PATH is a folder whose .flow files are one project, a single file, or x/... for every " +
			"project below x; left out it is the working directory. Nothing is built and no network is needed.",
		Example: "flowc check ./...",
		Exit:    "1 where there are mistakes; under --strict also for warnings",
		SeeAlso: []string{"build", "fmt"},
		JSON:    true,
		Flags: func(f *cli.Flags) {
			*o = checkOptions{format: "human", limit: 50}
			f.Enum(&o.format, "format", []string{"human", "short", "json"}, "how to write the report")
			f.Int(&o.limit, "limit", "N", "most diagnostics to show, 0 for all")
			f.Bool(&o.strict, "strict", "let warnings fail too")
		},
		Run: func(_ context.Context, c *cli.Context) int { return t.runCheck(c, o) },
	}
}

func (t *tool) runCheck(c *cli.Context, o *checkOptions) int {
	if c.JSON {
		o.format = "json"
	}
	paths, err := projects(c.Args)
	if err != nil {
		return c.Fail(err)
	}
	code := cli.ExitOK
	for _, path := range paths {
		p, err := t.compile(path)
		if err != nil {
			return c.Fail(err)
		}
		if err := o.write(c, p); err != nil {
			return c.Fail(err)
		}
		if p.report.Errors() > 0 || o.strict && len(p.report.Sorted()) > 0 {
			code = cli.ExitMistakes
		}
	}
	return code
}

// write writes the report of one project to stdout.
func (o *checkOptions) write(c *cli.Context, p *compiled) error {
	switch o.format {
	case "short":
		return diag.Short(c.Stdout, p.report)
	case "json":
		return diag.JSON(c.Stdout, p.report)
	}
	if err := show(c, c.Stdout, c.ColorOut, p, o.limit); err != nil {
		return err
	}
	_, err := fmt.Fprintln(c.Stdout, p.summary())
	return err
}
