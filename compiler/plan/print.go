package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/internal/budget"
	"github.com/flowc-lang/flowc/internal/quantity"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// Summary is a plan as data, for --json.
type Summary struct {
	V         int               `json:"v"`
	Project   string            `json:"project"`
	Pipelines []PipelineSummary `json:"pipelines"`
	Memory    MemorySummary     `json:"memory"`
}

// MemorySummary is a worker's budget where `--memory` says nothing else, in bytes: the
// whole, what of it buffers have, and what of that each pipeline has.
type MemorySummary struct {
	Budget  int `json:"budget"`
	Buffers int `json:"buffers"`
	Each    int `json:"each"`
}

// memory shares the default budget out among what the worker runs.
func (p *Plan) memory() MemorySummary {
	m := MemorySummary{Budget: budget.Default, Buffers: budget.Buffers(budget.Default)}
	m.Each = m.Buffers / max(1, p.runs())
	return m
}

// runs is how many pipelines share the budget; the members of a family run as one.
func (p *Plan) runs() int {
	n := len(p.Families)
	for _, pl := range p.Pipelines {
		if pl.Family == nil {
			n++
		}
	}
	return n
}

// PipelineSummary is a pipeline of a plan as data.
type PipelineSummary struct {
	Name     string   `json:"name"`
	From     string   `json:"from"`
	To       []string `json:"to"`
	Delivery string   `json:"delivery"`
	Why      []string `json:"why,omitempty"`
	Group    string   `json:"group"`
	Tasks    int      `json:"tasks,omitempty"`
	// OnError are the steps for each kind of failure that has some; the others stop.
	OnError map[string][]string `json:"on_error,omitempty"`
	// Fields are those that are decoded; nil is all of them.
	Fields []string `json:"fields,omitempty"`
	// Through says that the value's bytes go out as they came in, for each sink.
	Through []bool `json:"through"`
}

// Summary is the plan as data.
func (p *Plan) Summary() Summary {
	out := Summary{V: 1, Project: p.Program.Name, Memory: p.memory()}
	for _, pl := range p.Pipelines {
		s := PipelineSummary{
			Name: pl.Name, From: pl.From.Node.Name, Delivery: pl.Level.String(), Why: pl.Why,
			Group: pl.Group, Tasks: pl.MaxTasks(), Fields: pl.fields(),
		}
		for _, l := range pl.ladders() {
			if s.OnError == nil {
				s.OnError = map[string][]string{}
			}
			s.OnError[l.kind] = l.steps
		}
		for _, k := range pl.Sinks {
			s.To = append(s.To, k.Node.Name)
			s.Through = append(s.Through, k.PassValue)
		}
		out.Pipelines = append(out.Pipelines, s)
	}
	return out
}

// fields are the used fields in order, nil for all.
func (p *Pipeline) fields() []string {
	if p.Used == nil {
		return nil
	}
	var out []string
	for f := range p.Used {
		out = append(out, f)
	}
	slices.Sort(out)
	return out
}

// ladder is what becomes of failures of a kind.
type ladder struct {
	kind  string
	steps []string // as they are written
}

// ladders are those that the pipeline has, in the order in which records meet them.
func (p *Pipeline) ladders() (all []ladder) {
	if p.OnError == nil {
		return nil
	}
	for _, k := range []struct {
		kind  string
		rungs []ir.Rung
	}{{"decode", p.OnError.Decode}, {"map", p.OnError.Map}, {"write", p.OnError.Write}} {
		l := ladder{kind: k.kind}
		for _, r := range k.rungs {
			l.steps = append(l.steps, firstLine(r.At.Text()))
		}
		if len(l.steps) > 0 {
			all = append(all, l)
		}
	}
	return all
}

// Headline is a pipeline in one line: readings → coldest   at least once: why.
func (p *Pipeline) Headline() string {
	var to []string
	for _, s := range p.Sinks {
		to = append(to, s.Node.Name)
	}
	line := fmt.Sprintf("%s → %s   %s", p.From.Node.Name, strings.Join(to, ", "), p.Level)
	if len(p.Why) > 0 {
		line += ": " + p.Why[0]
	}
	return line
}

// String is the plan as text.
func (p *Plan) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "project %s\n", p.Program.Name)
	for _, pl := range p.Pipelines {
		b.WriteByte('\n')
		pl.print(&b)
	}
	for _, n := range p.Program.Nodes {
		if text := ddl(n); text != "" {
			fmt.Fprintf(&b, "\nsink %s creates its table where it is missing\n  %s\n", n.Title(), strings.ReplaceAll(text, "\n", "\n  "))
		}
	}
	return b.String()
}

// MemoryText says how the memory of the worker is shared out, as text behind that of the
// plan.
func (p *Plan) MemoryText() string {
	m, runs := p.memory(), p.runs()
	if runs == 0 {
		return ""
	}
	whose := "the pipeline"
	if runs > 1 {
		whose = fmt.Sprintf("each of %d pipelines", runs)
	}
	return fmt.Sprintf("\nmemory %s, unless --memory says otherwise\n  %-10s %s for %s: a quarter is fetched ahead, a half in work, a quarter in sinks\n",
		quantity.FormatSize(int64(m.Budget)), "buffers", about(m.Each), whose)
}

// about is a size in KiB, or in MiB where there are some.
func about(n int) string {
	if n >= 10<<20 {
		return fmt.Sprintf("%dMiB", n>>20)
	}
	return fmt.Sprintf("%dKiB", n>>10)
}

func (p *Pipeline) print(b *strings.Builder) {
	row := func(name, format string, args ...any) {
		fmt.Fprintf(b, "  %-10s %s\n", name, fmt.Sprintf(format, args...))
	}
	switch {
	case p.Family != nil:
		fmt.Fprintf(b, "pipeline %s<%s>, one of %d that run as one\n", p.Pipeline.Family, p.Member, len(p.Family.Members))
	default:
		fmt.Fprintf(b, "pipeline %s\n", p.Name)
	}
	row("from", "%s", describe(p.From.Node, p.From.Node.Value))
	switch {
	case !p.Decode:
		row("", "the value is passed on as bytes, and not decoded")
	case p.Used != nil:
		row("", "decodes %s", strings.Join(p.fields(), ", "))
	}
	printStages(b, p.Stages, "  ")
	row("delivery", "%s", p.Level)
	for _, w := range p.Why {
		row("", "%s", w)
	}
	label := "on error"
	for _, l := range p.ladders() {
		row(label, "%s: %s", l.kind, strings.Join(l.steps, ", then "))
		label = ""
	}
	row("group", "%s", p.Group)
	switch {
	case p.Writers > 0:
		row("tasks", "%d: %s", p.Writers, p.Alone)
	case p.bySplit():
		row("tasks", "one for each split, or one in all where there are none: transactions hold the position of a split")
	case p.Tasks > 0:
		row("tasks", "at most %d", p.Tasks)
	default:
		row("tasks", "as many as there are partitions or splits, within the cores")
	}
}

// bySplit reports whether each split has a task of its own, however many there are.
func (p *Pipeline) bySplit() bool {
	return p.Level == spec.ExactlyOnce && p.From.Node.Kind != ir.Topic
}

// printStages prints a list of stages, each stage of the .flow file once: some are
// several here. It returns how many.
func printStages(b *strings.Builder, list []ir.Stage, indent string) int {
	n, last := 0, diag.Span{}
	for _, s := range list {
		_, parts := s.(*ir.Tombstone)
		if !parts && (s.Place() == last || strings.HasPrefix(s.Place().Text(), "from ")) {
			continue
		}
		if !parts {
			last = s.Place()
		}
		printStage(b, s, indent)
		n++
	}
	return n
}

// printStage prints a stage and, below it, the arms of a route.
func printStage(b *strings.Builder, s ir.Stage, indent string) {
	switch s := s.(type) {
	case *ir.Route:
		fmt.Fprintf(b, "%sroute\n", indent)
		for _, a := range s.Arms {
			fmt.Fprintf(b, "%s  %s\n", indent, firstLine(a.At.Text()))
			printStages(b, a.Stages, indent+"    ")
		}
	case *ir.Map:
		fmt.Fprintf(b, "%s%-10s %s\n", indent, "map", s.Var.Type)
	case *ir.Tombstone:
		fmt.Fprintf(b, "%snull values take only\n", indent)
		if printStages(b, s.Stages, indent+"  ") == 0 {
			fmt.Fprintf(b, "%s  nothing\n", indent)
		}
	case *ir.Fork:
		for _, a := range s.Arms {
			printStages(b, a, indent)
		}
	case *ir.ToNull:
		what := "null"
		if s.Cells != nil {
			what = "deletes the row of the key"
		}
		fmt.Fprintf(b, "%s%-10s %s: %s\n", indent, "to", s.To.Node.Name, what)
	case *ir.To:
		fmt.Fprintf(b, "%s%-10s %s\n", indent, "to", describe(s.Node, s.Node.Value))
	default:
		word, rest, _ := strings.Cut(firstLine(s.Place().Text()), " ")
		fmt.Fprintf(b, "%s%-10s %s\n", indent, word, strings.TrimSpace(rest))
	}
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// describe is a node with what it carries.
func describe(n *ir.Node, c *ir.Carrier) string {
	out := n.Title() + " (" + n.Spec.Name
	if n.Connection != nil {
		out += " on " + n.Connection.Name
	}
	out += ")"
	if c != nil && c.Type != nil {
		out += " " + c.Type.String()
		if c.Converter != nil {
			out += " as " + c.Converter.Spec.Name
		}
	}
	return out
}
