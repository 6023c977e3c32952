package flowcmd

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"

	flowc "github.com/flowc-lang/flowc"
	"github.com/flowc-lang/flowc/codegen"
	"github.com/flowc-lang/flowc/codegen/build"
	"github.com/flowc-lang/flowc/codegen/suite"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/runtime/harness"
)

// testOptions are the flags of test.
type testOptions struct {
	run, format  string
	update, list bool
}

func (t *tool) test() *cli.Command {
	o := &testOptions{}
	return &cli.Command{
		Name: "test", Args: "[PATH...]", Group: everyDay,
		Short: "run the test blocks of a project through the generated code",
		Long: "The records of `given` are encoded, decoded, mapped and written by the code that a worker would run, in memory: no " +
			"broker is needed, and no connector. A test fails where other records come out than `expect` says; they are shown " +
			"side by side.\n\n" +
			"--update writes what came out into the lists of `expect`, and changes nothing else. It is refused where CI is set.",
		Example: "flowc test examples/...\nflowc test --run payments examples/datagen",
		Exit:    "1 where a test fails, or the project has mistakes.",
		SeeAlso: []string{"check", "run"},
		JSON:    true,
		Flags: func(f *cli.Flags) {
			*o = testOptions{format: "human"}
			f.String(&o.run, "run", "REGEX", "only the tests whose title matches")
			f.Bool(&o.list, "list", "print the titles, and run nothing")
			f.Bool(&o.update, "update", "let expect say what came out")
			f.Enum(&o.format, "format", []string{"human", "json", "junit"}, "how to write the results")
		},
		Run: func(ctx context.Context, c *cli.Context) int { return t.runTest(ctx, c, o) },
	}
}

func (t *tool) runTest(ctx context.Context, c *cli.Context, o *testOptions) int {
	if c.JSON {
		o.format = "json"
	}
	c.JSON = o.format == "json"
	if ci, set := c.LookupEnv("CI"); o.update && set && ci != "" && ci != "false" {
		return c.WrongUse("--update is refused where CI is set: what a test expects is decided by people")
	}
	only, err := regexp.Compile(o.run)
	if err != nil {
		return c.WrongUse("--run: %v", err)
	}
	paths, err := projects(c.Args)
	if err != nil {
		return c.Fail(err)
	}
	out := newTestReport(c, o.format)
	for _, path := range paths {
		p, code := t.sound(c, path)
		if code != cli.ExitOK {
			return code
		}
		tests := chosen(p.program.Tests, only)
		if o.list {
			out.list(tests)
			continue
		}
		if len(tests) == 0 {
			continue
		}
		verdicts, err := t.runTests(ctx, c, p, tests)
		if err != nil {
			return c.Fail(fmt.Errorf("test %s: %w", path, err))
		}
		if o.update {
			if err := out.update(verdicts); err != nil {
				return c.Fail(err)
			}
		}
		out.add(path, verdicts)
	}
	return out.end(o)
}

func chosen(tests []*ir.Test, only *regexp.Regexp) []*ir.Test {
	var out []*ir.Test
	for _, t := range tests {
		if only.MatchString(t.Title) {
			out = append(out, t)
		}
	}
	return out
}

// runTests builds the program of the tests, where it is not in the cache, and runs it.
func (t *tool) runTests(ctx context.Context, c *cli.Context, p *compiled, tests []*ir.Test) ([]suite.Verdict, error) {
	prog, todo, err := suite.Build(p.program, tests, t.catalog)
	if err != nil {
		return nil, err
	}
	files, err := codegen.Generate(plan.Make(prog), codegen.Build{Source: p.sourceHash(), Runtime: Version(), Tests: true})
	if err != nil {
		return nil, err
	}
	program, err := testProgram(ctx, c, p, files)
	if err != nil {
		return nil, err
	}
	input, err := json.Marshal(todo)
	if err != nil {
		return nil, fmt.Errorf("write the tests: %w", err)
	}
	answer, err := build.Run(ctx, program, input)
	if err != nil {
		return nil, err
	}
	var results []harness.Result
	if err := json.Unmarshal(answer, &results); err != nil {
		return nil, fmt.Errorf("read the results: %w", err)
	}
	return suite.Judge(tests, results)
}

// testProgram is the program of the tests, in the cache.
func testProgram(ctx context.Context, c *cli.Context, p *compiled, files []codegen.File) (string, error) {
	cache, err := build.CacheDir()
	if err != nil {
		return "", err
	}
	project, err := filepath.Abs(p.path)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", p.path, err)
	}
	progress := cli.NewProgress(c.Stderr)
	stop := func() {}
	defer func() { stop() }()
	o := build.Options{
		Sources: flowc.Sources, Cache: cache, Project: project + " test",
		First: func() {
			stop = follow(progress, c, "compiling the runtime for the first time, about a minute on 2 cores")
		},
		Network: func() { fmt.Fprintln(c.Stderr, "fetching the Go modules that are not in the module cache yet") },
	}
	return build.Cached(ctx, files, o)
}
