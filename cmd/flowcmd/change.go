package flowcmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/flowc-lang/flowc/compiler/change"
	"github.com/flowc-lang/flowc/internal/cli"
)

func (t *tool) diff() *cli.Command {
	var failOn string
	return &cli.Command{
		Name: "diff", Args: "OLD [NEW]", Group: look,
		Short: "tell what a new version of a project changes, and what that breaks",
		Long: "OLD and NEW are folders or files: two checkouts, for instance; NEW is the folder here where it is left out. git:REF is the other one as it was in a " +
			"revision of its git repository, git:REF:PATH another project there. Each change says what it does to what is there " +
			"already: records in topics, positions of consumer groups, rows of tables, programs that read them. It is breaking, " +
			"something to be careful with, or safe. Doc comments, formatting and tests are no change.",
		Example: "flowc diff --fail-on breaking git:v1.2 examples/quickstart\nflowc diff examples/quickstart examples/quickstart",
		Exit:    "1 where --fail-on says so, or a version has mistakes.",
		SeeAlso: []string{"check", "plan"},
		JSON:    true,
		Flags: func(f *cli.Flags) {
			failOn = "none"
			f.Enum(&failOn, "fail-on", []string{"none", "breaking", "careful"}, "exit with 1 where there is such a change, or a worse one")
		},
		Run: func(ctx context.Context, c *cli.Context) int { return t.runDiff(ctx, c, failOn) },
	}
}

func (t *tool) runDiff(ctx context.Context, c *cli.Context, failOn string) int {
	var versions [2]*compiled
	for k, other := range diffPaths(c.Args) {
		p, code := t.version(ctx, c, other[0], other[1])
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

// diffPaths are the two versions that diff compares, each with the path that a
// revision without one takes: that of the other version.
func diffPaths(args []string) [2][2]string {
	out := [2][2]string{{args[0]}, {"."}}
	if len(args) > 1 {
		out[1][0] = args[1]
	} else if _, at, ok := splitRevision(args[0]); ok && at != "" {
		out[1][0] = at
	}
	for k := range out {
		at := out[1-k][0]
		if _, path, ok := splitRevision(at); ok {
			at = path
		}
		out[k][1] = cmp.Or(at, ".")
	}
	return out
}

// version compiles what arg means: a project here, or one in a revision.
func (t *tool) version(ctx context.Context, c *cli.Context, arg, other string) (p *compiled, code int) {
	ref, at, ok := splitRevision(arg)
	if !ok {
		path, err := onePath([]string{arg})
		if err != nil {
			return nil, c.Fail(err)
		}
		return t.sound(c, path)
	}
	at = filepath.Clean(cmp.Or(at, other))
	files, err := openRevision(ctx, ref, at)
	if err != nil {
		return nil, c.Fail(err)
	}
	p, err = t.compileIn(files, at)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, c.Fail(wrongPath("there is no project %s in revision %s", at, ref))
	case err != nil:
		return nil, c.Fail(err)
	}
	p.path = "git:" + ref + ":" + at
	return p.orMistakes(c)
}
