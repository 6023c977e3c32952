package worker

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/flowc-lang/flowc/internal/cli"
)

// Main runs the worker's command line and returns the exit code of the process:
//
//	os.Exit(worker.Main(generated.Project()))
//
// The first SIGINT or SIGTERM drains the pipelines and leaves with 0; the second
// ends the process at once with 130.
func Main(p Project) int {
	ctx, stop := cli.WithSignals(context.Background(), cli.ExitNow)
	defer stop()
	return Program(p, os.Args[0]).Run(ctx, os.Args[1:], os.Stdout, os.Stderr)
}

// Program is the worker's command line; called is what the user typed for it.
func Program(p Project, called string) *cli.Program {
	w := &worker{project: p, called: called, instance: p.New()}
	return &cli.Program{
		Name:     filepath.Base(called),
		Short:    "runs the pipelines of " + strings.Join(p.Files, ", "),
		Version:  p.Source + ", runtime " + p.Runtime,
		Default:  "run",
		Commands: []*cli.Command{w.runCommand(), w.replayCommand(), w.setupCommand(), w.checkCommand(), w.describeCommand(), w.statusCommand(), w.versionCommand()},
	}
}

// worker is one use of the command line.
type worker struct {
	project  Project
	called   string
	instance Instance
	settings settings
	given    map[string]string // the params with a value that is not the default
	identity string            // see identify; empty before the data folder is locked
}

const (
	groupEveryDay = "every day"
	groupLook     = "look"
)

func (w *worker) runCommand() *cli.Command {
	return &cli.Command{
		Name:  "run",
		Short: "run the pipelines until stopped",
		Long: "The first Ctrl-C or SIGTERM ends the reading, delivers and commits what was read, and leaves; " +
			"the second leaves at once.",
		Example: "$ run --drain",
		Exit: "0 stopped or drained; 1 stopped by a record and its error policy; 2 wrong use; 3 could not work; " +
			"130 ended by the second signal.",
		SeeAlso: []string{"check", "describe"},
		Group:   groupEveryDay,
		Flags:   func(f *cli.Flags) { w.settings.declareRun(f); w.declareParams(f) },
		Run:     w.run,
	}
}

func (w *worker) setupCommand() *cli.Command {
	return &cli.Command{
		Name:    "setup",
		Short:   "register the schemas that are registered at a deployment",
		Long:    "Without --yes nothing is changed: what would be registered is shown.",
		Example: "$ setup --yes",
		Exit:    "0 done; 3 a registry does not take a schema, or cannot be reached.",
		SeeAlso: []string{"check"},
		Group:   groupEveryDay,
		Flags:   func(f *cli.Flags) { w.settings.declareSetup(f); w.declareParams(f) },
		Run:     w.setup,
	}
}

func (w *worker) checkCommand() *cli.Command {
	return &cli.Command{
		Name:    "check",
		Short:   "see whether the systems can be reached and fit what was compiled",
		Example: "$ check",
		Exit:    "0 all fits; 1 something differs; 3 something could not be looked at.",
		SeeAlso: []string{"describe"},
		Group:   groupEveryDay,
		JSON:    true,
		Flags:   func(f *cli.Flags) { w.settings.declare(f); w.settings.declareCluster(f); w.declareParams(f) },
		Run:     w.check,
	}
}

func (w *worker) describeCommand() *cli.Command {
	return &cli.Command{
		Name:    "describe",
		Short:   "show the pipelines, and each setting with where it came from",
		Example: "$ describe --json",
		SeeAlso: []string{"check"},
		Group:   groupLook,
		JSON:    true,
		Flags:   func(f *cli.Flags) { w.settings.declare(f); w.declareParams(f) },
		Run:     w.describe,
	}
}

func (w *worker) versionCommand() *cli.Command {
	return &cli.Command{
		Name:    "version",
		Short:   "show what this worker was built from",
		Example: "$ version --json",
		Group:   groupLook,
		JSON:    true,
		Run:     w.version,
	}
}
