package flowcmd

import (
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/internal/cli"
)

// maxRounds bounds how often fixes are made and the result is checked again. A
// round mends all fixes that do not meet, so more than two are rare.
const maxRounds = 10

// fix makes the fixes that tools may make, names them on stderr, and returns what
// was checked last.
func (t *tool) fix(c *cli.Context, paths []string) (*checked, error) {
	for range maxRounds {
		got, err := t.checkAll(paths)
		if err != nil {
			return nil, err
		}
		files := diag.Apply(got.report, isFlow)
		if len(files) == 0 {
			return got, nil
		}
		for _, f := range files {
			if err := rewrite(f.File.Name, f.Text); err != nil {
				return nil, err
			}
			tell(c, f)
		}
	}
	return t.checkAll(paths)
}

// isFlow reports whether --fix may change a file: schemas belong to others.
func isFlow(f *diag.File) bool { return strings.HasSuffix(f.Name, ".flow") }

// tell says what was mended: `fixed load.flow:12:4: the cast does nothing [W0426]: remove the cast`.
func tell(c *cli.Context, f diag.Fixed) {
	for _, d := range f.Done {
		line, col := d.At.File.Position(d.At.Start)
		fmt.Fprintf(c.Stderr, "fixed %s:%d:%d: %s [%s]: %s\n", d.At.File.Name, line, col, d.Message, d.Code, d.Fixes[0].Title)
	}
}
