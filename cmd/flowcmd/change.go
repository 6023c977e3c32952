package flowcmd

import (
	"context"
	"fmt"

	"github.com/flowc-lang/flowc/compiler/change"
	"github.com/flowc-lang/flowc/internal/cli"
)

func (t *tool) diff() *cli.Command {
	var failOn string
	return &cli.Command{
		Name: "diff", Args: "OLD NEW", Group: look,
		Short: "tell what a new version of a project changes, and what that breaks",
		Long: "OLD and NEW are folders or files: two checkouts, for instance. Each change says what it does to what is there " +
			"already: records in topics, positions of consumer groups, rows of tables, programs that read them. It is breaking, " +
			"something to be careful with, or safe. Doc comments, formatting and tests are no change.",
		Example: "flowc diff --fail-on breaking examples/quickstart examples/quickstart",
		Exit:    "1 where --fail-on says so, or a version has mistakes.",
		SeeAlso: []string{"check", "plan"},
		JSON:    true,
		Flags: func(f *cli.Flags) {
			failOn = "none"
			f.Enum(&failOn, "fail-on", []string{"none", "breaking", "careful"}, "exit with 1 where there is such a change, or a worse one")
		},
		Run: func(_ context.Context, c *cli.Context) int { return t.runDiff(c, failOn) },
	}
}

func (t *tool) runDiff(c *cli.Context, failOn string) int {
	var versions [2]*compiled
	for k := range versions {
		path, err := onePath(c.Args[k : k+1])
		if err != nil {
			return c.Fail(err)
		}
		p, code := t.sound(c, path)
		if code != cli.ExitOK {
			return code
		}
		versions[k] = p
	}
	list := change.Between(versions[0].program, versions[1].program)
	if c.JSON {
		if err := c.WriteJSON(struct {
			V       int           `json:"v"`
			Changes []change.Data `json:"changes"`
		}{1, change.AsData(list)}); err != nil {
			return c.Fail(err)
		}
	} else {
		fmt.Fprint(c.Stdout, change.Text(list))
	}
	limit := map[string]change.Class{"breaking": change.Breaking, "careful": change.Careful}[failOn]
	if limit != 0 && change.Worst(list) >= limit {
		return cli.ExitMistakes
	}
	return cli.ExitOK
}
