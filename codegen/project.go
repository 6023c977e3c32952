package codegen

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// projectFile is the file that ties the pipelines to the drivers.
const projectFile = "project"

// Build is what a worker knows of its own making.
type Build struct {
	Source  string // hash of the .flow files and imports
	Runtime string // version of flowc and its runtime
	// Tests makes a main that runs the tests of a suite, in place of a worker's.
	Tests bool
	// pull are the imports that a helper of flowc pull fetches; it is no worker.
	pull []*ir.Import
}

// project adds the file with Project, Params and open.
func (g *generator) project(b Build) {
	prog := g.plan.Program
	var files []jen.Code
	for _, f := range prog.Files {
		files = append(files, jen.Lit(base(f.Name)))
	}
	g.pkg.Declare(projectFile,
		jen.Const().Id("project").Op("=").Lit(prog.Name),
		jen.Comment("Project is what the worker runs."),
		jen.Func().Id("Project").Params().Qual(emit.Worker, "Project").Block(
			jen.Return(jen.Qual(emit.Worker, "Project").Values(emit.Struct(
				jen.Id("Name"), jen.Id("project"),
				jen.Id("Source"), jen.Lit(b.Source),
				jen.Id("Runtime"), jen.Lit(b.Runtime),
				jen.Id("Files"), jen.Index().String().Values(files...),
				jen.Id("New"), jen.Id("newInstance"),
			)...))))
	if b.pull != nil {
		g.params("Schemas", "schemas")
		g.schemas(b.pull)
		return
	}
	g.params("Open", "open")
	g.open()
}

// open adds the method that fills the drivers' configs from the params.
func (g *generator) open() {
	var body, list []jen.Code
	for _, c := range g.connections() {
		body = append(body, g.connection(c)...)
	}
	body = append(body, g.bindings()...)
	for _, p := range g.plan.Pipelines {
		if waits(p) || p.Family != nil && p != p.Family.Members[0] {
			continue
		}
		code, literal := g.pipelineWire(p)
		if p.Family != nil {
			code, literal = g.familyWire(p.Family)
		}
		body = append(body, code...)
		list = append(list, jen.Line().Add(literal))
	}
	body = append(body, jen.Return(jen.Index().Op("*").Qual(emit.Task, "Pipeline").Values(append(list, jen.Line())...), jen.Nil()))
	g.pkg.Declare(projectFile,
		jen.Comment("open builds the pipelines from the params."),
		jen.Func().Params(jen.Id("p").Op("*").Id("Params")).Id("open").Params(jen.Id("env").Op("*").Qual(emit.Worker, "Env")).
			Params(jen.Index().Op("*").Qual(emit.Task, "Pipeline"), jen.Error()).Block(body...))
}

// connections are those that a pipeline uses, in source order.
func (g *generator) connections() []*ir.Connection {
	used := map[*ir.Connection]bool{}
	for _, p := range g.plan.Pipelines {
		if waits(p) {
			continue
		}
		used[p.From.Node.Connection] = true
		for _, s := range p.Sinks {
			used[s.Node.Connection] = true
		}
		for _, n := range deadLetterTopics(p.OnError) {
			used[n.Connection] = true
		}
	}
	var out []*ir.Connection
	for _, c := range g.plan.Program.Connections {
		if used[c] {
			out = append(out, c)
		}
	}
	return out
}

// connection fills the config of a connection. Where it is embedded, the Kafka in
// the worker's process is started first.
func (g *generator) connection(c *ir.Connection) []jen.Code {
	w := g.config(connectionVar(c), c.Spec.Package, c.Spec.Type)
	w.set("Name", jen.Lit(c.Name))
	if c.Embedded() {
		return append([]jen.Code{jen.Comment(lineOf(c.At, "connection "+c.Name))}, w.embed(c)...)
	}
	w.options(c.Spec.Options, c.Options)
	return append([]jen.Code{jen.Comment(lineOf(c.At, "connection "+c.Name))}, w.body...)
}

// embed starts the Kafka in the process, and ends it with the worker.
func (w *wire) embed(c *ir.Connection) []jen.Code {
	w.set("Embedded", jen.True())
	keep := jen.Lit("")
	if o := c.Options["data"]; o != nil {
		keep = w.value(spec.Text, o.Value)
	}
	return append(w.body,
		jen.If(jen.Op("!").Id("env").Dot("DryRun")).Block(
			jen.List(jen.Id("brokers"), jen.Id("err")).Op(":=").Id("env").Dot("Embed").Call(jen.Lit(c.Name), jen.Func().Params().Params(
				jen.Index().String(), jen.Func().Params(), jen.Error()).Block(
				jen.Return(jen.Qual(emit.Module+"/runtime/embedded", "Start").Call(
					jen.Lit(c.Name), jen.Qual(emit.Module+"/runtime/embedded", "Options").Values(jen.Id("Keep").Op(":").Add(keep), jen.Id("Dir").Op(":").Id("env").Dot("DataDir")), jen.Id("env").Dot("Log"))))),
			jen.If(jen.Id("err").Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Id("err"))),
			jen.Id(w.name).Dot("Brokers").Op("=").Id("brokers")))
}

// pipelineWire fills the configs of a pipeline's source and sinks, and is the
// pipeline's literal.
func (g *generator) pipelineWire(p *plan.Pipeline) (code []jen.Code, literal *jen.Statement) {
	src := p.From.Node
	side := src.Spec.Source
	from := g.sourceConfig(p, src)
	code = append(code, from.body...)
	var sinks, to, writes []jen.Code
	for _, s := range p.Sinks {
		c, lit := g.sinkWire(sinkName(p, s), s, p.OnError)
		code = append(code, c...)
		sinks = append(sinks, jen.Line().Add(lit))
		to = append(to, jen.Lit(s.Node.Name))
		writes = append(writes, literals(g.writes(s))...)
	}
	writes = append(writes, lettersWritten(p)...)
	dead, fates := g.fates(p.Name, p)
	code = append(code, dead...)
	d := []jen.Code{
		jen.Id("Name"), jen.Lit(p.Name), jen.Id("At"), jen.Lit(conv.Place(p.At)), jen.Id("Group"), jen.Lit(p.Group),
		jen.Id("Delivery"), jen.Lit(delivery(p)), jen.Id("From"), jen.Lit(src.Name), jen.Id("To"), jen.Index().String().Values(to...),
		jen.Id("Reads"), jen.Index().String().Values(literals(g.reads(src))...),
		jen.Id("Writes"), jen.Index().String().Values(writes...),
	}
	d = append(d, g.settings(p)...)
	d = append(d,
		jen.Id("Source"), constructor(side, from.name, "Source"),
		jen.Id("Sinks"), jen.Index().Qual(emit.Task, "Sink").Values(append(sinks, jen.Line())...),
		jen.Id("New"), jen.Func().Params().Qual(emit.Task, "Stage").Block(jen.Return(jen.Op("&").Id(g.tasks[p]).Values(jen.Id("p").Op(":").Id("p")))),
		jen.Id("Sites"), jen.Id(g.tasks[p]+"Sites"),
	)
	d = append(d, fates...)
	return code, jen.Values(emit.Struct(d...)...)
}

// lettersWritten are the topics for dead letters: who reads them is drained after p.
func lettersWritten(p *plan.Pipeline) []jen.Code {
	var out []jen.Code
	for _, n := range deadLetterTopics(p.OnError) {
		out = append(out, jen.Lit(resource(n)))
	}
	return out
}

// sourceConfig fills the config of a pipeline's source.
func (g *generator) sourceConfig(p *plan.Pipeline, src *ir.Node) *wire {
	side := src.Spec.Source
	from := g.config(emit.Join(p.Name, "from"), side.Package, side.Type)
	from.body = append([]jen.Code{jen.Comment(lineOf(src.At, src.Name))}, from.body...)
	from.stages = p.Stages
	from.derived(side.Derived, src, nil)
	from.options(side.Options, p.From.Options, src.Options)
	return from
}

// sinkName is the local of a sink's config.
func sinkName(p *plan.Pipeline, s *plan.Sink) string {
	name := emit.Join(p.Name, "to", s.Node.Name)
	if k := slices.Index(p.Sinks, s); k > 0 && sameNode(p.Sinks[:k], s) {
		name += itoa(k)
	}
	return name
}

// settings are the fields of a pipeline's literal that its settings give.
func (g *generator) settings(p *plan.Pipeline) []jen.Code {
	var d []jen.Code
	if fleeting(p) {
		d = append(d, jen.Id("Fleeting"), jen.True())
	}
	if p.Level == spec.ExactlyOnce {
		d = append(d, jen.Id("ExactlyOnce"), jen.True())
	}
	if p.Level == spec.AtMostOnce {
		d = append(d, jen.Id("AtMostOnce"), jen.True())
	}
	if n := p.MaxTasks(); n > 0 {
		d = append(d, jen.Id("Tasks"), jen.Lit(n))
	}
	if p.Commit != nil {
		w := &wire{generator: g}
		d = append(d, jen.Id("Commit"), w.value(spec.Duration, p.Commit))
	}
	return d
}

// fleeting reports whether p writes to a Kafka that keeps nothing between runs.
func fleeting(p *plan.Pipeline) bool {
	ends := func(n *ir.Node) bool { return n.Connection.Ends() }
	return slices.ContainsFunc(p.Sinks, func(s *plan.Sink) bool { return ends(s.Node) }) || slices.ContainsFunc(deadLetterTopics(p.OnError), ends)
}

func sameNode(before []*plan.Sink, s *plan.Sink) bool {
	for _, b := range before {
		if b.Node == s.Node {
			return true
		}
	}
	return false
}

// sinkWire fills the config of a sink, and is its literal.
func (g *generator) sinkWire(name string, s *plan.Sink, onError *ir.OnError) ([]jen.Code, *jen.Statement) {
	side := s.Node.Spec.Sink
	w := g.config(name, side.Package, side.Type)
	w.derived(side.Derived, s.Node, s.To)
	w.options(side.Options, s.Options, s.Node.Options)
	node := s.Node.Name
	if f := g.pipelineOf(s).Family; f != nil && len(f.Slots()[s.Slot]) > 1 {
		node = declaredName(s.Node)
	}
	d := []jen.Code{
		jen.Id("Node"), jen.Lit(node), jen.Id("Kind"), jen.Lit(s.Node.Spec.Name), jen.Id("At"), jen.Lit(conv.Place(s.Place())),
		jen.Id("New"), constructor(side, name, "Sink"),
	}
	d = append(d, w.retries(onError)...)
	return append([]jen.Code{jen.Comment(lineOf(s.Node.At, s.Node.Name))}, w.body...), jen.Values(emit.Struct(d...)...)
}

// constructor is func() connector.Source { return run.NewSource(config) }.
func constructor(side *spec.Side, name, kind string) *jen.Statement {
	return jen.Func().Params().Qual(emit.Connector, kind).Block(
		jen.Return(jen.Qual(side.Package, "New"+strings.TrimSuffix(side.Type, "Config")).Call(jen.Id(name))))
}

func delivery(p *plan.Pipeline) string {
	level := p.Level.String()
	if len(p.Why) > 0 {
		level += ": " + p.Why[0]
	}
	return level
}

// retries are the fields that say how often a write is tried again, where the
// pipeline says so.
func (w *wire) retries(e *ir.OnError) []jen.Code {
	if e == nil || len(e.Write) == 0 {
		return nil
	}
	first := e.Write[0]
	if first.Word != "retry" {
		return nil // writes are retried before anything else
	}
	var out []jen.Code
	if n, ok := first.Args["attempts"]; ok {
		out = append(out, jen.Id("Attempts"), w.value(spec.Int, n))
	}
	if backoff := w.backoff(first); len(backoff) > 0 {
		out = append(out, jen.Id("Backoff"), jen.Qual(emit.Connector, "Backoff").Values(backoff...))
	}
	return out
}

// backoff are the fields of the wait between two attempts, as far as r says.
func (w *wire) backoff(r ir.Rung) []jen.Code {
	var out []jen.Code
	if b, ok := r.Args["backoff"].(*ir.MakeList); ok {
		out = append(out, jen.Id("Min").Op(":").Add(w.value(spec.Duration, b.Items[0])), jen.Id("Max").Op(":").Add(w.value(spec.Duration, b.Items[1])))
	}
	if j, ok := r.Args["jitter"].(*ir.Const); ok && j.Value == "none" {
		out = append(out, jen.Id("Exact").Op(":").True())
	}
	return out
}
