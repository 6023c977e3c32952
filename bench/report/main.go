// Command report reads what the benchmarks of this module print, several rounds of
// them, and writes docs/benchmarks.md; `make bench` runs it. As `report pipelines` it
// reads the figures of internal/pipelines and writes docs/benchmarks-pipelines.md, for
// `make bench-pipelines`.
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

func main() {
	write := run
	if len(os.Args) == 2 && os.Args[1] == "pipelines" {
		write = runPipelines
	}
	if err := write(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	text, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	works, err := parse(bytes.NewReader(text))
	if err != nil {
		return err
	}
	codecs, err := parseCodecs(bytes.NewReader(text))
	if err != nil {
		return err
	}
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		return err
	}
	m, err := thisMachine()
	if err != nil {
		return err
	}
	return page(out, works, codecs, m, versions(string(mod)))
}
