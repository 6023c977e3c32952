package worker

import (
	"context"
	"fmt"

	"github.com/flowc-lang/flowc/internal/cli"
)

// setup is the command `setup`. Building the pipelines asks the registries, and that
// is all that is to be done.
func (w *worker) setup(ctx context.Context, c *cli.Context) int {
	if err := w.values(c); err != nil {
		return c.Fail(err)
	}
	told := 0
	env := &Env{
		Log: newLog(cli.NewProgress(c.Stderr), logText, nil), Look: !w.settings.yes, Setup: true,
		Tell: func(line string) { told++; fmt.Fprintln(c.Stdout, line) },
	}
	defer env.close()
	if _, err := w.build(ctx, env); err != nil {
		return c.Fail(err)
	}
	if told == 0 {
		fmt.Fprintln(c.Stdout, "there is nothing to set up")
	}
	return cli.ExitOK
}
