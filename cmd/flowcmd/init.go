package flowcmd

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/flowc-lang/flowc/internal/cli"
)

// start is the project that init makes.
//
//go:embed start
var start embed.FS

// startNames are its files, and what they are called in a project: a file of the name
// .gitignore would count for this repository too.
var startNames = []struct{ file, name string }{
	{"orders.flow", "orders.flow"}, {"orders.csv", "orders.csv"}, {"gitignore", ".gitignore"},
}

func (t *tool) init() *cli.Command {
	return &cli.Command{
		Name: "init", Args: "[DIR]", Group: everyDay,
		Short: "begin a project that checks, tests and runs",
		Long: "Makes three files in DIR, which is made where it is missing: pipelines from a CSV file through a topic into JSON lines with a test, " +
			"their input, and what Git is to leave out. Kafka runs in the worker's own process, so nothing else is needed. What is " +
			"there already is never written over.",
		Example: "flowc init shop",
		SeeAlso: []string{"check", "test", "run"},
		JSON:    true,
		Run:     func(_ context.Context, c *cli.Context) int { return runInit(c) },
	}
}

func runInit(c *cli.Context) int {
	dir := "."
	if len(c.Args) > 0 {
		dir = c.Args[0]
	}
	if err := startIn(dir); err != nil {
		return c.Fail(err)
	}
	var made []string
	for _, f := range startNames {
		made = append(made, filepath.Join(dir, f.name))
	}
	if c.JSON {
		err := c.WriteJSON(struct {
			V     int      `json:"v"`
			Files []string `json:"files"`
		}{1, made})
		if err != nil {
			return c.Fail(err)
		}
		return cli.ExitOK
	}
	for _, name := range made {
		fmt.Fprintln(c.Stdout, "made", name)
	}
	fmt.Fprintln(c.Stdout)
	if dir != "." {
		fmt.Fprintf(c.Stdout, "next: cd %s\n", dir)
	}
	fmt.Fprintln(c.Stdout, "next: flowc test .            # the test beside the pipelines")
	fmt.Fprintln(c.Stdout, "next: flowc run . --drain     # orders.csv goes through, into sales.jsonl")
	return cli.ExitOK
}

// startIn writes the files into dir, all or, where one is there already, none.
func startIn(dir string) error {
	for _, f := range startNames {
		name := filepath.Join(dir, f.name)
		switch _, err := os.Lstat(name); {
		case err == nil:
			return &cli.UsageError{Message: fmt.Sprintf("%s is there already: name a folder of its own, as in  flowc init shop", name)}
		case !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("look for what is there: %w", err)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	for _, f := range startNames {
		text, err := start.ReadFile("start/" + f.file)
		if err != nil {
			return fmt.Errorf("read what flowc carries: %w", err)
		}
		if err := os.WriteFile(filepath.Join(dir, f.name), text, 0o644); err != nil {
			return fmt.Errorf("write the project: %w", err)
		}
	}
	return nil
}
