package golden

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/codegen"
	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/golden/runner"
	"github.com/flowc-lang/flowc/stdlib"
)

var meadowCount = flag.Int("meadow-count", 14, "number of the programs of TestMeadow")

// plant is a pipeline that grows.
type plant struct {
	*garden
	t      *testing.T
	origin *origin
	stages []string
	names  []string // of its lets and elements
	key    string   // the type of the key that goes along
	n      int
}

// TestMeadow: pipelines that were grown at random, stage by stage, over every kind of
// data and declaration are generated, vetted, and run without a panic.
func TestMeadow(t *testing.T) {
	g := newGarden(*acceptSeed)
	var cases []*goldenCase
	var run []runner.Case
	for k := range *meadowCount {
		p := &plant{garden: newGarden(g.r.Uint64()), t: t, origin: &origins[k%len(origins)]}
		p.key = p.origin.key
		for range 5 {
			p.extend()
		}
		if c := p.finish(fmt.Sprintf("mea%d", k)); c != nil {
			cases = append(cases, c)
			run = append(run, runner.Case{Name: c.name, Inputs: p.origin.inputs()})
		} else {
			t.Logf("no topic is found for:\n%s", p.text())
		}
	}
	if len(cases) < *meadowCount/2 {
		t.Errorf("only %d of %d pipelines end", len(cases), *meadowCount)
	}
	runMeadow(t, cases, run)
}

func runMeadow(t *testing.T, cases []*goldenCase, run []runner.Case) {
	m := &module{run: run}
	results := m.keepAndRun(t, cases)
	delivered := 0
	for _, c := range cases {
		if text := results[c.name]; strings.Contains(text, "panic") || strings.Contains(text, "error:") {
			t.Errorf("%s\n%s", strings.TrimPrefix(c.got["in.flow"], meadowDecls), text)
		} else if strings.Contains(text, "\n  ") {
			delivered++
		}
	}
	t.Logf("%d pipelines, %d deliver records", len(cases), delivered)
	if delivered == 0 {
		t.Error("no pipeline delivers a record")
	}
}

// text is the pipeline so far.
func (p *plant) text() string {
	return "pipeline p" + p.origin.of + " {\n  from " + p.origin.from + "\n" + strings.Join(p.stages, "")
}

func meadowCompile(t *testing.T, text string) (*ir.Program, *diag.Report) {
	r := &diag.Report{}
	prog, err := compiler.Compile("in.flow", compiler.Memory{"in.flow": text, "shop.sql": meadowTables}, stdlib.Catalog(), r)
	if err != nil {
		t.Fatal(err)
	}
	return prog, r
}

// probe checks the pipeline with the expressions as lets behind it. It returns those
// that fit and the type of the record, or nil where the pipeline itself does not check.
func (p *plant) probe(tries []string) ([]grown, *types.Type) {
	for range 4 {
		head := meadowDecls + p.text()
		first := strings.Count(head, "\n") + 1
		var b strings.Builder
		b.WriteString(head)
		for k, x := range tries {
			fmt.Fprintf(&b, "  let x%d = %s\n", k, x)
		}
		b.WriteString("  let x99999 = .\n  key = \"k\"\n  map true\n  to probe\n}\n")
		prog, r := meadowCompile(p.t, b.String())
		bad := map[int]bool{}
		for _, d := range r.Sorted() {
			if line, _ := d.At.File.Position(d.At.Start); d.Severity() == diag.Error {
				if line < first || line >= first+len(tries) {
					return nil, nil
				}
				bad[line-first] = true
			}
		}
		if len(bad) == 0 {
			return p.members(prog, tries)
		}
		var kept []string
		for k, x := range tries {
			if !bad[k] {
				kept = append(kept, x)
			}
		}
		tries = kept
	}
	return nil, nil
}

// members are the types of the lets of the first pipeline, which is the first member of
// a family.
func (p *plant) members(prog *ir.Program, tries []string) ([]grown, *types.Type) {
	one := *prog
	one.Pipelines = prog.Pipelines[:1]
	list := append(append([]string{}, tries...), make([]string, 100000-len(tries))...)
	own := one.Pipelines[0]
	kept := *own
	kept.Stages = nil
	for _, s := range own.Stages {
		if l, ok := s.(*ir.Let); ok && strings.HasPrefix(l.Var.Name, "x") {
			kept.Stages = append(kept.Stages, s)
		}
	}
	one.Pipelines = []*ir.Pipeline{&kept}
	all := typed(&one, list)
	if len(all) == 0 {
		return nil, nil
	}
	return all[:len(all)-1], all[len(all)-1].t
}

// bloom fills the pool with expressions that fit at the end of the pipeline, and
// returns the type of the record there.
func (p *plant) bloom() *types.Type {
	_, whole := p.probe(nil)
	if whole == nil {
		return nil
	}
	tries := append([]string{"."}, p.origin.atoms...)
	tries = append(append(tries, p.names...), literals...)
	if r := whole.Strip().Record; r != nil {
		for _, f := range r.Fields {
			tries = append(tries, "."+f.Name)
		}
	}
	p.pool, _ = p.probe(tries)
	for range 2 {
		if len(p.pool) == 0 {
			return nil
		}
		var more []string
		for len(more) < 60 {
			if x := p.shape(); len(x) < 160 && !strings.Contains(x, "\n") {
				more = append(more, x)
			}
		}
		found, _ := p.probe(more)
		p.pool = append(p.pool, found...)
	}
	return whole
}

// extend adds a stage that fits, where some draws find one.
func (p *plant) extend() {
	whole := p.bloom()
	if whole == nil {
		return
	}
	for range 12 {
		p.n++
		stage, name, key := p.stage(whole)
		p.stages = append(p.stages, "  "+stage+"\n")
		if _, ok := p.probe(nil); ok != nil {
			if name != "" {
				p.names = append(p.names, name)
			}
			if key != "" {
				p.key = key
			}
			return
		}
		p.stages = p.stages[:len(p.stages)-1]
	}
}

// stage draws a stage; name is what it declares, key the type of the key that it sets.
func (p *plant) stage(whole *types.Type) (text, name, key string) {
	field := "a"
	if r := whole.Strip().Record; r != nil && len(r.Fields) > 0 {
		field = r.Fields[p.r.IntN(len(r.Fields))].Name
	}
	x, y := p.any(), p.any()
	switch p.r.IntN(16) {
	case 0, 1:
		return "where " + p.of(types.Bool).text, "", ""
	case 2, 3:
		name = fmt.Sprintf("v%d", p.n)
		return fmt.Sprintf("let %s = %s", name, x.text), name, ""
	case 4:
		return fmt.Sprintf("set { n%d = %s, %s = %s }", p.n, x.text, field, y.text), "", ""
	case 5:
		return "drop ." + field, "", ""
	case 6:
		return fmt.Sprintf("rename { r%d = %s }", p.n, field), "", ""
	case 7, 8:
		name = fmt.Sprintf("e%d", p.n)
		return fmt.Sprintf("each %s as %s", p.of(types.List).text, name), name, ""
	case 9:
		return p.one([]string{"unwrap", "unwrap { deletes = drop }", "unwrap { deletes = row }"}), "", ""
	case 10:
		return "key = " + x.text, "", x.t.String()
	case 11:
		return fmt.Sprintf("headers { h%d = %s }", p.n, x.text), "", ""
	case 12:
		return p.one([]string{"timestamp = meta.timestamp", "timestamp = " + p.of(types.Timestamp).text, "partition = meta.partition"}), "", ""
	case 13:
		return fmt.Sprintf("map { *, n%d = %s }", p.n, x.text), "", ""
	case 14:
		return "map " + x.text, "", ""
	}
	return fmt.Sprintf("map { a%[1]d = %[2]s, b%[1]d = %[3]s, c%[1]d = %[4]s }", p.n, x.text, y.text, p.any().text), "", ""
}

// finish ends the pipeline in a sink that takes what arrives, and generates it; nil
// where some draws find none.
func (p *plant) finish(name string) *goldenCase {
	whole := p.bloom()
	if whole == nil {
		return nil
	}
	for range 40 {
		text := meadowDecls + p.end(whole)
		prog, r := meadowCompile(p.t, text)
		if r.Failed() {
			continue
		}
		prog.Name = name
		files, err := codegen.Generate(plan.Make(prog), codegen.Build{Source: "0", Runtime: "test"})
		if err != nil {
			p.t.Errorf("%s\n%v", text, err)
			return nil
		}
		return &goldenCase{name: name, files: files, got: map[string]string{"in.flow": text}}
	}
	return nil
}

// end draws a topic for records of a type, the way to it, and the settings.
func (p *plant) end(whole *types.Type) string {
	typ := whole.Strip().String()
	if whole.Strip().Kind == types.Union {
		typ = "(" + typ + ")"
	}
	typ += p.one([]string{"", "?"})
	name := ""
	if p.origin.of != "" {
		name = "  name = \"out.${" + p.member() + "}\"\n"
	}
	out := fmt.Sprintf("topic out on local%s {\n%s  key: %s as %s\n  value: %s as %s\n  allow = [pii]\n}\n", p.origin.of, name, p.key,
		p.one([]string{"json", "utf8", "raw", "avro", "number"}), typ, p.one([]string{"json", "json", `json(tag: "kind")`, "avro", `avro(framing: "raw")`}))
	to := "out"
	if p.origin.of != "" {
		to += "<" + p.member()[:1] + ">"
	}
	if p.r.IntN(3) == 0 {
		to += fmt.Sprintf(` { name = "x.${%s}" }`, p.one([]string{"meta.topic", p.of(types.String).text}))
	}
	way := "  to " + to + "\n"
	switch p.r.IntN(4) {
	case 0:
		way += "  to " + to + "\n"
	case 1:
		way = fmt.Sprintf("  route {\n    when %s => {\n    %s    }\n    else => {\n      key = \"k\"\n      map true\n      to probe\n    }\n  }\n", p.of(types.Bool).text, way)
	}
	way += p.one([]string{"", "  on error = dlq(dead)\n", "  on error = patient\n", "  on error { decode = dlq(dead_bytes), map = skip(limit: 50%) }\n", "  on error = skip(limit: 100)\n"})
	way += p.one([]string{"", "  tasks = 2\n", "  commit = 1s\n", "  delivery = at_most_once\n", "  delivery = effectively_once\n"})
	return out + p.text() + way + "}\n"
}

// member is the expression for the name of a member of the origin, which is a family.
func (p *plant) member() string {
	return strings.Fields(p.origin.of)[1] + ".name"
}
