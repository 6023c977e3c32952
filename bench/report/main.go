// Command report reads what the benchmarks of this module print, several rounds of
// them, and writes docs/benchmarks.md. `make bench` runs it.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	works, err := parse(in)
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
	return page(out, works, m, versions(string(mod)))
}
