// Package flowcmd is flowc's command line: its commands, and nothing that they do.
//
// It is a package of its own so that whoever brings a connector or a converter can
// build a flowc with one Spec more: Main takes the catalogue.
package flowcmd

import (
	"context"
	"os"
	"runtime/debug"

	"github.com/flowc-lang/flowc/codegen/build"
	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// The groups of commands in the help.
const (
	everyDay = "every day"
	look     = "look"
)

// Main runs flowc with the arguments args and returns the exit code.
func Main(catalog *spec.Catalog, args []string) int {
	ctx, stop := cli.WithSignals(context.Background(), cli.ExitNow)
	defer stop()
	return Program(catalog).Run(ctx, args, os.Stdout, os.Stderr)
}

// Program is flowc's command table.
func Program(catalog *spec.Catalog) *cli.Program {
	t := &tool{catalog: catalog}
	p := &cli.Program{
		Name:  "flowc",
		Short: "typed data pipelines for Kafka, each project one static binary",
		Long: "Environment: " + build.CacheEnv + " is the folder in which runtimes and builds are kept, else flowc in the " +
			"user's cache folder; " + build.GoEnv + " is the Go tool to build with, else go on the PATH; NO_COLOR turns colours off.",
		Version: Version(),
	}
	p.Commands = []*cli.Command{
		t.init(), t.importConnect(), t.check(), t.build(), t.run(), t.dev(), t.test(), t.format(), t.explain(), t.plan(), t.graph(), t.why(), t.doc(), t.diff(), t.pull(), t.gen(),
		t.lsp(),
	}
	return p
}

// tool is what the commands share.
type tool struct {
	catalog *spec.Catalog
}

// Version is the version of flowc and of the runtime that it carries.
func Version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "dev"
}
