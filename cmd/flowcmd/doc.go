package flowcmd

import (
	"context"
	"fmt"

	"github.com/flowc-lang/flowc/compiler/document"
	"github.com/flowc-lang/flowc/internal/cli"
)

func (t *tool) doc() *cli.Command {
	var page bool
	return &cli.Command{
		Name: "doc", Args: "[PATH]", Group: look,
		Short: "write the manual of a project: schemas, topics, pipelines, settings",
		Long: "It is made of the doc comments (///) and of what the compiler knows: types, options, delivery, and what each column " +
			"of a sink is made of. The same project gives the same text.",
		Example: "flowc doc examples/quickstart\nflowc doc --html examples/quickstart",
		SeeAlso: []string{"graph", "why"},
		Flags: func(f *cli.Flags) {
			page = false
			f.Bool(&page, "html", "one page of HTML in place of Markdown")
		},
		Run: func(_ context.Context, c *cli.Context) int {
			p, code := t.soundOne(c)
			if code != cli.ExitOK {
				return code
			}
			if page {
				fmt.Fprint(c.Stdout, document.HTML(p.program))
			} else {
				fmt.Fprint(c.Stdout, document.Markdown(p.program))
			}
			return cli.ExitOK
		},
	}
}
