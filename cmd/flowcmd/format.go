package flowcmd

import (
	"context"
	"fmt"
	"os"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/dsl/format"
	"github.com/flowc-lang/flowc/internal/cli"
)

// formatOptions are the flags of fmt.
type formatOptions struct {
	write, diff bool
}

func (t *tool) format() *cli.Command {
	o := &formatOptions{}
	return &cli.Command{
		Name: "fmt", Args: "[PATH...]", Group: everyDay,
		Short:   "format .flow files in the one style",
		Long:    "Without a flag the formatted text goes to stdout. A line that does not parse is left as it is.",
		Example: "flowc fmt -w ./...",
		Exit:    "1 where -d finds a difference.",
		SeeAlso: []string{"check"},
		Flags: func(f *cli.Flags) {
			*o = formatOptions{}
			f.Bool(&o.write, "write", "write the files that change, and name them").WithShort("w")
			f.Bool(&o.diff, "diff", "show what would change").WithShort("d")
		},
		Run: func(_ context.Context, c *cli.Context) int { return runFormat(c, o) },
	}
}

func runFormat(c *cli.Context, o *formatOptions) int {
	if o.write && o.diff {
		return c.WrongUse("-w and -d exclude each other")
	}
	files, err := flowNames(c.Args)
	if err != nil {
		return c.Fail(err)
	}
	code := cli.ExitOK
	for _, name := range files {
		changed, err := formatFile(c, name, o)
		if err != nil {
			return c.Fail(err)
		}
		if changed && o.diff {
			code = cli.ExitMistakes
		}
	}
	return code
}

func formatFile(c *cli.Context, name string, o *formatOptions) (changed bool, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return false, fmt.Errorf("format: %w", err)
	}
	out := format.Source(dsl.Parse(diag.NewFile(name, string(text)), &diag.Report{}))
	changed = out != string(text)
	switch {
	case !o.diff && !o.write:
		_, err = fmt.Fprint(c.Stdout, out)
	case !changed:
	case o.diff:
		_, err = c.Stdout.Write(diff.Diff(name, text, name+", formatted", []byte(out)))
	case o.write:
		if err = rewrite(name, out); err == nil {
			_, err = fmt.Fprintln(c.Stdout, name)
		}
	}
	return changed, err
}
