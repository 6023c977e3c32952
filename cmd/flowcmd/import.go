package flowcmd

import (
	"context"
	"fmt"
	"os"

	"github.com/flowc-lang/flowc/compiler/importer"
	"github.com/flowc-lang/flowc/internal/cli"
)

func (t *tool) importConnect() *cli.Command {
	var output string
	return &cli.Command{
		Name: "import connect", Args: "FILE...", Group: everyDay,
		Short: "make a project of configurations of Kafka Connect",
		Long: "Each FILE is the configuration of a connector or of the worker, properties or JSON. The project is written to --output, else to " +
			"stdout, and the report, which names every option, to stderr: what is carried over, what differs, and what is left to do. " +
			"A file that is there already is never written over.",
		Exit:    "0: the project was made; 1: a file is no configuration that can be read.",
		Example: "flowc import connect worker.properties sink.json -o orders.flow",
		SeeAlso: []string{"check", "init"},
		JSON:    true,
		Flags: func(f *cli.Flags) {
			output = ""
			f.String(&output, "output", "FILE", "where the project is written; stdout where it is left out").WithShort("o")
		},
		Run: func(_ context.Context, c *cli.Context) int { return runImport(c, output) },
	}
}

func runImport(c *cli.Context, output string) int {
	var configs []*importer.Config
	for _, name := range c.Args {
		text, err := os.ReadFile(name)
		if err != nil {
			return c.Fail(fmt.Errorf("read the configuration: %w", err))
		}
		config, err := importer.Read(name, text)
		if err != nil {
			return refuse(c, err)
		}
		configs = append(configs, config)
	}
	made, err := importer.Connect(configs)
	if err != nil {
		return refuse(c, err)
	}
	if output != "" {
		if err := writeNew(output, made.Flow); err != nil {
			return c.Fail(err)
		}
	}
	if c.JSON {
		out := struct {
			V     int             `json:"v"`
			File  string          `json:"file,omitempty"`
			Flow  string          `json:"flow"`
			Notes []importer.Note `json:"notes"`
		}{1, output, made.Flow, made.Notes}
		if err := c.WriteJSON(out); err != nil {
			return c.Fail(err)
		}
		return cli.ExitOK
	}
	if output == "" {
		fmt.Fprint(c.Stdout, made.Flow)
	}
	for _, n := range made.Notes {
		fmt.Fprintln(c.Stderr, n)
	}
	return cli.ExitOK
}

// refuse tells of a mistake in the input.
func refuse(c *cli.Context, err error) int {
	c.Fail(err)
	return cli.ExitMistakes
}

// writeNew writes a file that is not there yet.
func writeNew(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if os.IsExist(err) {
		return &cli.UsageError{Message: name + " is there already"}
	}
	if err != nil {
		return fmt.Errorf("write the project: %w", err)
	}
	if _, err := f.WriteString(text); err != nil {
		_ = f.Close()
		return fmt.Errorf("write the project: %w", err)
	}
	return f.Close()
}
