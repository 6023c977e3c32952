package flowcmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/compiler/graph"
	"github.com/flowc-lang/flowc/compiler/lineage"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/internal/cli"
)

func (t *tool) graph() *cli.Command {
	var format string
	var fields bool
	return &cli.Command{
		Name: "graph", Args: "[PATH]", Group: look,
		Short: "draw the pipelines of a project as a picture",
		Long: "The picture is an SVG that follows a light or dark page and needs nothing beside itself; --format mermaid is for " +
			"Markdown. --fields also draws the fields, and which each is made of.",
		Example: "flowc graph examples/quickstart --fields",
		SeeAlso: []string{"why", "doc", "plan"},
		JSON:    true,
		Flags: func(f *cli.Flags) {
			format, fields = "svg", false
			f.Enum(&format, "format", []string{"svg", "mermaid", "json"}, "what to write")
			f.Bool(&fields, "fields", "draw the fields too")
		},
		Run: func(_ context.Context, c *cli.Context) int {
			p, code := t.soundOne(c)
			if code != cli.ExitOK {
				return code
			}
			g := graph.Of(p.program, fields)
			switch {
			case c.JSON || format == "json":
				if err := c.WriteJSON(g); err != nil {
					return c.Fail(err)
				}
			case format == "mermaid":
				fmt.Fprint(c.Stdout, g.Mermaid())
			default:
				fmt.Fprint(c.Stdout, g.SVG())
			}
			return cli.ExitOK
		},
	}
}

func (t *tool) why() *cli.Command {
	return &cli.Command{
		Name: "why", Args: "PATH NODE.COLUMN", Group: look,
		Short: "tell where a column of a sink or topic comes from",
		Long: "The way leads from the column back through the stages of the pipeline to the fields that it is made of, and " +
			"through the pipelines before it to the first source. NODE alone tells all columns of a node; NODE.key is the " +
			"record's key.",
		Example: "flowc why examples/quickstart warm_days.swing",
		Exit:    "1 where the project has mistakes.",
		SeeAlso: []string{"graph", "doc"},
		JSON:    true,
		Run:     func(_ context.Context, c *cli.Context) int { return t.runWhy(c) },
	}
}

func (t *tool) runWhy(c *cli.Context) int {
	path, err := onePath(c.Args[:1])
	if err != nil {
		return c.Fail(err)
	}
	p, code := t.sound(c, path)
	if code != cli.ExitOK {
		return code
	}
	node, column, one := strings.Cut(c.Args[1], ".")
	ways := lineage.Explain(p.program, node, column)
	if !one {
		ways = lineage.All(p.program, node)
	}
	if len(ways) == 0 {
		return c.WrongUse("%s", noColumn(p, node, column))
	}
	if c.JSON {
		if err := c.WriteJSON(struct {
			V    int               `json:"v"`
			Ways []lineage.WhyData `json:"ways"`
		}{1, lineage.Data(ways)}); err != nil {
			return c.Fail(err)
		}
		return cli.ExitOK
	}
	for k := range ways {
		if k > 0 {
			fmt.Fprintln(c.Stdout)
		}
		fmt.Fprint(c.Stdout, ways[k].Text())
	}
	return cli.ExitOK
}

// noColumn says which columns there are.
func noColumn(p *compiled, node, column string) string {
	names, columns := lineage.Names(p.program)
	list, ok := columns[node]
	if !ok {
		return fmt.Sprintf("no pipeline writes `%s`%s; what is written: %s", node, didYouMean(node, names), strings.Join(names, ", "))
	}
	if len(list) == 0 {
		return fmt.Sprintf("the values of `%s` have no columns: leave `.%s` out", node, column)
	}
	return fmt.Sprintf("`%s` gets no column `%s`%s; it gets %s", node, column, didYouMean(column, list), strings.Join(list, ", "))
}

func didYouMean(name string, names []string) string {
	if near, ok := diag.Nearest(name, names); ok {
		return fmt.Sprintf(", did you mean `%s`?", near)
	}
	return ""
}
