package flowcmd

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/flowc-lang/flowc/codegen"
	"github.com/flowc-lang/flowc/codegen/build"
	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/runtime/connector"
)

type pullOptions struct{ check bool }

func (t *tool) pull() *cli.Command {
	o := &pullOptions{}
	return &cli.Command{
		Name: "pull", Args: "[PATH]", Group: everyDay, PassOn: true, JSON: true,
		Short: "fetch a project's outside schemas, and pin them in flow.lock",
		Long: "An import with an origin is fetched from that connection: the tables of a keyspace, `import cql \"shop.cql\" from ring(keyspace: \"shop\")`, " +
			"or a subject of a schema registry with what it refers to and the versions that it must fit, `import avro \"order.avsc\" from sr(subject: \"orders-value\") as shop`. The files that are imported are pinned in flow.lock, beside the .flow files: " +
			"from then on `flowc check` refuses one that is another.\n\n" +
			"What stands behind PATH are settings of the connections: --hosts 10.0.0.1, as for the worker.",
		Example: "flowc pull load.flow",
		Exit:    "0 pulled, and the project still checks; 1 with --check: something differs; else: the project has mistakes now; 3 a system could not be reached.",
		SeeAlso: []string{"check", "diff"},
		Flags: func(f *cli.Flags) {
			*o = pullOptions{}
			f.Bool(&o.check, "check", "write nothing, and fail where something differs")
		},
		Run: func(ctx context.Context, c *cli.Context) int { return t.runPull(ctx, c, o) },
	}
}

func (t *tool) runPull(ctx context.Context, c *cli.Context, o *pullOptions) int {
	target, err := onePath(c.Args)
	if err != nil {
		return c.Fail(err)
	}
	o.behindPath(c)
	p, err := t.compile(target)
	if err != nil {
		return c.Fail(err)
	}
	if p.connectionsMissing() {
		if err := p.complain(c); err != nil {
			return c.Fail(err)
		}
		return cli.ExitMistakes
	}
	results, err := p.fetchAll(ctx, c)
	var told *exec.ExitError
	if errors.As(err, &told) {
		return told.ExitCode() // the helper has said why
	}
	if err != nil {
		return c.Fail(err)
	}
	code := cli.ExitOK
	for i := range results {
		if err := results[i].tell(c); err != nil {
			return c.Fail(err)
		}
		switch results[i].State {
		case "failed":
			code = cli.ExitFailure
		case "new", "changed":
			if o.check {
				code = max(code, cli.ExitMistakes)
			}
		}
	}
	if o.check || code == cli.ExitFailure {
		return code
	}
	return t.keep(c, target, results)
}

// behindPath takes pull's own flags out of what the helper gets.
func (o *pullOptions) behindPath(c *cli.Context) {
	c.Rest = slices.DeleteFunc(slices.Clone(c.Rest), func(flag string) bool {
		switch flag {
		case "--check":
			o.check = true
		case "--json":
			c.JSON = true
		default:
			return false
		}
		return true
	})
}

// connectionsMissing reports whether an import's origin could not be understood.
func (p *compiled) connectionsMissing() bool {
	for _, d := range p.report.Sorted() {
		for _, i := range p.program.Imports {
			if i.Connection == nil && d.Severity() == diag.Error && d.At.File == i.At.File && i.At.Start <= d.At.Start && d.At.End <= i.At.End && d.Code != "E0204" && d.Code != "E0208" {
				return true
			}
		}
	}
	return false
}

// fetchAll fetches what has an origin, and looks at what is there of the others.
func (p *compiled) fetchAll(ctx context.Context, c *cli.Context) ([]pulled, error) {
	var fetch []*ir.Import
	for _, i := range p.program.Imports {
		if i.Connection != nil && i.Connection.Spec.Pulls[i.Kind] != "" {
			fetch = append(fetch, i)
		}
	}
	texts, err := p.fetch(ctx, c, fetch)
	if err != nil {
		return nil, err
	}
	pins, err := p.pins()
	if err != nil {
		return nil, err
	}
	var out []pulled
	for _, i := range p.program.Imports {
		r := pulled{Path: compiler.SchemaFile(i.Kind, i.Path), State: "pinned"}
		if i.Connection != nil {
			r.From, r.origin = i.Connection.Name, i.Origin
		}
		got, fetched := texts[i.Path]
		switch {
		case fetched && got.Error != "":
			r.State, r.Error = "failed", got.Error
		case fetched:
			if err := r.take(i.Kind, compiler.Folder(p.path), &got.Pulled, pins); err != nil {
				return nil, err
			}
		case i.Connection != nil:
			r.State = "waits"
			r.Error = fmt.Sprintf("this version of flowc cannot pull from a %s yet", i.Connection.Spec.Name)
		}
		out = append(out, r)
	}
	apart(out)
	return out, nil
}

// apart refuses imports that would write one file with two texts.
func apart(all []pulled) {
	first := map[string]*pulledFile{}
	for i := range all {
		for k := range all[i].files {
			f := &all[i].files[k]
			if other := first[f.path]; other != nil && other.text != f.text {
				all[i].State, all[i].Error = "failed", fmt.Sprintf("%s is wanted with two texts: give the imports folders of their own", f.path)
			}
			first[f.path] = f
		}
	}
}

// answer is a line that the helper prints.
type answer struct {
	Path, Error string
	connector.Pulled
}

// fetch builds the helper with the drivers of these imports' connections and runs it.
func (p *compiled) fetch(ctx context.Context, c *cli.Context, imports []*ir.Import) (map[string]answer, error) {
	if len(imports) == 0 {
		return nil, nil
	}
	files, err := codegen.GeneratePull(p.program, imports, codegen.Build{Source: p.sourceHash(), Runtime: Version()})
	if err != nil {
		return nil, err
	}
	cache, err := build.CacheDir()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(cache, "pull", p.sourceHash())
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the cache folder: %w", err)
	}
	bin := filepath.Join(dir, p.name())
	if _, err := worker(ctx, c, p, files, bin, false); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, bin, c.Rest...)
	cmd.Args[0] = "flowc pull"
	cmd.Stderr = c.Stderr
	printed, err := cmd.Output()
	if len(printed) == 0 && err != nil {
		return nil, err
	}
	return answers(printed)
}

func answers(printed []byte) (map[string]answer, error) {
	out := map[string]answer{}
	lines := bufio.NewScanner(bytes.NewReader(printed))
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var a answer
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return nil, fmt.Errorf("read what the helper says: %w", err)
		}
		out[a.Path] = a
	}
	return out, lines.Err()
}
