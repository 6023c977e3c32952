package flowcmd

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/dsl/format"
	"github.com/flowc-lang/flowc/internal/cli"
)

// formatOptions are the flags of fmt.
type formatOptions struct {
	write, diff bool
}

func (t *tool) format() *cli.Command {
	o := &formatOptions{}
	return &cli.Command{
		Name: "fmt", Args: "[PATH...]", Group: everyDay,
		Short:   "Format .flow files in the one style",
		Long:    "Without a flag the formatted text goes to stdout. A line that does not parse is left as it is.",
		Example: "flowc fmt -w ./...",
		Exit:    "1 where -d finds a difference",
		SeeAlso: []string{"check"},
		Flags: func(f *cli.Flags) {
			*o = formatOptions{}
			f.Bool(&o.write, "write", "write the files that change, and name them").WithShort("w")
			f.Bool(&o.diff, "diff", "show what would change").WithShort("d")
		},
		Run: func(_ context.Context, c *cli.Context) int { return runFormat(c, o) },
	}
}

func runFormat(c *cli.Context, o *formatOptions) int {
	if o.write && o.diff {
		return c.WrongUse("-w and -d exclude each other")
	}
	files, err := flowNames(c.Args)
	if err != nil {
		return c.Fail(err)
	}
	code := cli.ExitOK
	for _, name := range files {
		changed, err := formatFile(c, name, o)
		if err != nil {
			return c.Fail(err)
		}
		if changed && o.diff {
			code = cli.ExitMistakes
		}
	}
	return code
}

func formatFile(c *cli.Context, name string, o *formatOptions) (changed bool, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return false, fmt.Errorf("format: %w", err)
	}
	out := format.Source(dsl.Parse(diag.NewFile(name, string(text)), &diag.Report{}))
	changed = out != string(text)
	switch {
	case o.diff:
		if changed {
			_, err = fmt.Fprint(c.Stdout, diffLines(name, string(text), out))
		}
	case o.write:
		if !changed {
			return false, nil
		}
		if err := os.WriteFile(name, []byte(out), 0o644); err != nil {
			return true, fmt.Errorf("format: %w", err)
		}
		_, err = fmt.Fprintln(c.Stdout, name)
	default:
		_, err = fmt.Fprint(c.Stdout, out)
	}
	return changed, err
}

// flowNames lists the .flow files of projects.
func flowNames(args []string) ([]string, error) {
	paths, err := projects(args)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, p := range paths {
		if strings.HasSuffix(p, ".flow") {
			out = append(out, p)
			continue
		}
		found, err := filepath.Glob(filepath.Join(p, "*.flow"))
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", p, err)
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("no .flow file in %s: %w", p, fs.ErrNotExist)
		}
		out = append(out, found...)
	}
	return out, nil
}

// diffLines shows the lines that change: those that go with -, those that come with
// +, in the order of the file. Formatting never moves a line.
func diffLines(name, before, after string) string {
	a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
	var out strings.Builder
	fmt.Fprintf(&out, "--- %s\n+++ %s, formatted\n", name, name)
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(a) > 0 && len(b) > 0 && a[0] == b[0]:
			a, b = a[1:], b[1:]
		case len(a) > 0 && (len(b) == 0 || !contains(a[1:], b[0])):
			fmt.Fprintf(&out, "-%s\n", a[0])
			if len(b) > 0 {
				fmt.Fprintf(&out, "+%s\n", b[0])
				b = b[1:]
			}
			a = a[1:]
		case len(a) > 0:
			fmt.Fprintf(&out, "-%s\n", a[0])
			a = a[1:]
		default:
			fmt.Fprintf(&out, "+%s\n", b[0])
			b = b[1:]
		}
	}
	return out.String()
}

// contains reports whether line stands among the next few of list.
func contains(list []string, line string) bool {
	for i := 0; i < len(list) && i < 8; i++ {
		if list[i] == line {
			return true
		}
	}
	return false
}
