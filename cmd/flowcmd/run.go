package flowcmd

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/flowc-lang/flowc/codegen/build"
	"github.com/flowc-lang/flowc/internal/cli"
)

func (t *tool) run() *cli.Command {
	return &cli.Command{
		Name: "run", Args: "[PATH]", Group: everyDay, PassOn: true,
		Short:   "build a project's worker and run it",
		Long:    "What stands behind PATH goes to the worker: its params, --drain, --data. The worker takes the place of flowc, so signals and exit codes are its own.",
		Example: "flowc run examples/quickstart --drain",
		SeeAlso: []string{"build"},
		Run:     t.runRun,
	}
}

func (t *tool) runRun(ctx context.Context, c *cli.Context) int {
	path, err := runPath(c)
	if err != nil {
		return c.Fail(err)
	}
	p, code := t.buildable(c, path)
	if code != cli.ExitOK {
		return code
	}
	files, _, err := p.generate()
	if err != nil {
		return c.Fail(err)
	}
	cache, err := build.CacheDir()
	if err != nil {
		return c.Fail(err)
	}
	dir := filepath.Join(cache, "run", p.sourceHash())
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return c.Fail(fmt.Errorf("make the cache folder: %w", err))
	}
	bin := filepath.Join(dir, p.name())
	if _, err := worker(ctx, c, p, files, bin, false); err != nil {
		return c.Fail(err)
	}
	// The worker takes the place of this process.
	err = syscall.Exec(bin, append([]string{p.name()}, c.Rest...), os.Environ())
	return c.Fail(fmt.Errorf("start %s: %w", bin, err))
}

// runPath is the project to run.
func runPath(c *cli.Context) (string, error) {
	path, err := onePath(c.Args)
	if err != nil && len(c.Args) == 0 && len(c.Rest) > 0 {
		return "", wrongPath("%v; PATH stands in front of the worker's flags", err)
	}
	return path, err
}
