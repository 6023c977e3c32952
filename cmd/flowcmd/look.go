package flowcmd

import (
	"context"
	"fmt"

	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/internal/cli"
)

func (t *tool) plan() *cli.Command {
	return &cli.Command{
		Name: "plan", Args: "[PATH]", Group: look,
		Short:   "show what the worker will do: groups, tasks, delivery",
		Example: "flowc plan examples/quickstart",
		SeeAlso: []string{"gen", "build"},
		JSON:    true,
		Run: func(_ context.Context, c *cli.Context) int {
			p, code := t.soundOne(c)
			if code != cli.ExitOK {
				return code
			}
			pl := plan.Make(p.program)
			if c.JSON {
				if err := c.WriteJSON(pl.Summary()); err != nil {
					return c.Fail(err)
				}
				return cli.ExitOK
			}
			fmt.Fprint(c.Stdout, pl.String(), pl.MemoryText())
			return cli.ExitOK
		},
	}
}

func (t *tool) gen() *cli.Command {
	var dir string
	return &cli.Command{
		Name: "gen", Args: "[PATH]", Group: look,
		Short:   "write a project's generated Go, to read or to keep",
		Example: "flowc gen examples/quickstart -o gen",
		SeeAlso: []string{"build", "plan"},
		Flags: func(f *cli.Flags) {
			dir = "gen"
			f.String(&dir, "output", "DIR", "folder to write to").WithShort("o")
		},
		Run: func(_ context.Context, c *cli.Context) int {
			path, err := onePath(c.Args)
			if err != nil {
				return c.Fail(err)
			}
			p, code := t.buildable(c, path)
			if code != cli.ExitOK {
				return code
			}
			files, _, err := p.generate()
			if err != nil {
				return c.Fail(err)
			}
			if err := writeFiles(dir, files); err != nil {
				return c.Fail(err)
			}
			for _, f := range files {
				fmt.Fprintln(c.Stdout, dir+"/"+f.Name)
			}
			return cli.ExitOK
		},
	}
}
