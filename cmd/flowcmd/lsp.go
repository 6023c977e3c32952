package flowcmd

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/internal/lsp"
)

func (t *tool) lsp() *cli.Command {
	var log string
	return &cli.Command{
		Name: "lsp", Group: look,
		Short: "serve editors over stdin and stdout",
		Long: "The editor starts it: diagnostics, completion, hover, definition, references, rename, formatting, fixes, symbols " +
			"and inlay hints of .flow files, by the Language Server Protocol. It reads what is not saved yet, writes no file, and needs no network. " +
			"docs/editors.md has the set-up of the usual editors.",
		Example: "flowc lsp\nflowc lsp --log flowc-lsp.log",
		Exit:    "3 where the editor leaves without saying so.",
		SeeAlso: []string{"check", "fmt"},
		Flags: func(f *cli.Flags) {
			log = ""
			f.String(&log, "log", "FILE", "append a trace of requests and their times to FILE")
		},
		Run: func(ctx context.Context, c *cli.Context) int { return t.runLSP(ctx, c, log) },
	}
}

func (t *tool) runLSP(ctx context.Context, c *cli.Context, log string) int {
	o := lsp.Options{Catalog: t.catalog, Version: Version(), Delay: lsp.Delay}
	if log != "" {
		f, err := os.OpenFile(log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			return c.Fail(fmt.Errorf("open the log: %w", err))
		}
		defer func() { _ = f.Close() }() // a trace: what is lost of it is no failure
		o.Log = slog.New(slog.NewTextHandler(f, nil))
	}
	if err := lsp.Serve(ctx, c.Stdin, c.Stdout, o); err != nil {
		return c.Fail(err)
	}
	return cli.ExitOK
}
