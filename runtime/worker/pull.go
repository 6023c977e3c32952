package worker

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/runtime/connector"
)

// pullLimit is how long the fetching of one schema may take, unless --start-timeout
// says something else.
const pullLimit = 30 * time.Second

// Pulled is a line that a helper of flowc pull prints: a schema, or why it could not
// be fetched.
type Pulled struct {
	Path string `json:"path"`
	*connector.Pulled
	Error string `json:"error,omitempty"`
}

// Pull runs the helper of flowc pull: it fetches each schema and prints it as a line
// of JSON.
func Pull(p Project) int {
	ctx, stop := cli.WithSignals(context.Background(), cli.ExitNow)
	defer stop()
	return puller(p, os.Args[0]).Run(ctx, os.Args[1:], os.Stdout, os.Stderr)
}

// puller is the helper's command line: the params are its flags.
func puller(p Project, called string) *cli.Program {
	w := &worker{project: p, called: called, instance: p.New()}
	return &cli.Program{
		Name:    filepath.Base(called),
		Short:   "fetches the outside schemas of a project",
		Version: p.Source + ", runtime " + p.Runtime,
		Default: "pull",
		Commands: []*cli.Command{{
			Name:    "pull",
			Short:   "print each schema as a line of JSON",
			Example: "$ pull",
			Group:   groupEveryDay,
			JSON:    true,
			Flags: func(f *cli.Flags) {
				w.settings.declarePull(f)
				w.declareParams(f)
			},
			Run: w.pull,
		}},
	}
}

func (w *worker) pull(ctx context.Context, c *cli.Context) int {
	if err := w.values(c); err != nil {
		return c.Fail(err)
	}
	limit := w.settings.startTimeout
	if limit == 0 {
		limit = pullLimit
	}
	code := cli.ExitOK
	for _, s := range w.instance.Schemas() {
		one, cancel := context.WithTimeout(ctx, limit)
		line := Pulled{Path: s.Path}
		var err error
		if line.Pulled, err = s.Fetch(one); err != nil {
			line.Error, code = err.Error(), cli.ExitFailure
		}
		cancel()
		if err := c.WriteJSON(line); err != nil {
			return c.Fail(err)
		}
	}
	return code
}
