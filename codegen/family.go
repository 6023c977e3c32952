package codegen

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/plan"
)

// family adds the file of a family that runs as one: the state of a task is that of
// each member, and a batch, which is of one member's topic, goes to that member.
func (g *generator) family(f *plan.Family) {
	name := g.families[f]
	fields := make([]jen.Code, 0, len(f.Members))
	var cases, found []jen.Code
	var init, sites []jen.Code
	for k, m := range f.Members {
		field := jen.Id("t").Dot(g.memberField(m))
		fields = append(fields, jen.Id(g.memberField(m)).Id(g.tasks[m]))
		init = append(init, jen.Id(g.memberField(m)).Op(":").Id(g.tasks[m]).Values(jen.Id("p").Op(":").Id("p")))
		sites = append(sites, jen.Id(g.tasks[m]+"Sites"))
		cases = append(cases, jen.Case(jen.Lit(k)).Block(field.Clone().Dot("Run").Call(jen.Id("in"), jen.Id("x"))))
		if g.finds[m] {
			found = append(found, jen.Case(jen.Lit(k)).Block(jen.Return(field.Clone().Dot("Found").Call(jen.Id("in"), jen.Id("f")))))
		}
	}
	file := "pipeline_" + emit.File(f.Name)
	recv := func() *jen.Statement { return jen.Func().Params(jen.Id("t").Op("*").Id(name)) }
	g.pkg.Declare(file,
		jen.Commentf("%s is the family %s, %s: the state of one task, for each member.", name, f.Name, conv.Place(f.Members[0].At)),
		jen.Type().Id(name).Struct(fields...),
		jen.Func().Id("new"+emit.Exported(name)).Params(jen.Id("p").Op("*").Id("Params")).Op("*").Id(name).Block(jen.Return(jen.Op("&").Id(name).Values(onLines(init)...))),
		jen.Comment("Run takes the rows of in through the pipeline of the member that they are of."),
		recv().Id("Run").Params(jen.Id("in").Op("*").Add(emit.R("Batch")), jen.Id("x").Op("*").Qual(emit.Task, "Exchange")).Block(
			jen.Switch(jen.Id("in").Dot("Member")).Block(cases...)),
	)
	if len(found) > 0 {
		g.pkg.Declare(file,
			jen.Comment("Found is the text in which a record failed to be read."),
			recv().Id("Found").Params(jen.Id("in").Op("*").Add(emit.R("Batch")), jen.Id("f").Qual(emit.Task, "Failure")).String().Block(
				jen.Switch(jen.Id("in").Dot("Member")).Block(found...), jen.Return(jen.Lit(""))))
	}
	g.pkg.Declare(file,
		jen.Commentf("%sSites are the places where a record can fail, of each member in turn.", name),
		jen.Var().Id(name+"Sites").Op("=").Qual("slices", "Concat").Call(sites...))
}

func (g *generator) memberField(m *plan.Pipeline) string { return emit.Local(m.Member) }

func onLines(list []jen.Code) []jen.Code {
	var out []jen.Code
	for _, c := range list {
		out = append(out, jen.Line().Add(c))
	}
	return append(out, jen.Line())
}

// familyWire fills the configs of a family: one source of all topics, and for each
// output one sink.
func (g *generator) familyWire(f *plan.Family) (code []jen.Code, literal *jen.Statement) {
	first := f.Members[0]
	side := first.From.Node.Spec.Source
	var reads, others []jen.Code
	from := ""
	for _, m := range f.Members {
		w := g.sourceConfig(m, m.From.Node)
		code = append(code, w.body...)
		reads = append(reads, jen.Lit(resource(m.From.Node)))
		if m == first {
			from = w.name
		} else {
			others = append(others, jen.Id(w.name).Dot("Topic"))
		}
	}
	code = append(code, addOthers(from, others)...)
	var sinks, writes []jen.Code
	var to []string
	for _, slot := range f.Slots() {
		c, lit := g.slotWire(slot)
		code = append(code, c...)
		sinks = append(sinks, jen.Line().Add(lit))
		for _, s := range slot {
			writes = append(writes, literals(g.writes(s))...)
			if name := declaredName(s.Node); !slices.Contains(to, name) {
				to = append(to, name)
			}
		}
	}
	var names []jen.Code
	for _, n := range to {
		names = append(names, jen.Lit(n))
	}
	writes = append(writes, lettersWritten(first)...)
	dead, fates := g.fates(f.Name, first)
	code = append(code, dead...)
	name := g.families[f]
	d := []jen.Code{
		jen.Id("Name"), jen.Lit(f.Name), jen.Id("At"), jen.Lit(conv.Place(first.At)), jen.Id("Group"), jen.Lit(f.Group),
		jen.Id("Delivery"), jen.Lit(delivery(first)), jen.Id("From"), jen.Lit(declaredName(first.From.Node)), jen.Id("To"), jen.Index().String().Values(names...),
		jen.Id("Reads"), jen.Index().String().Values(reads...),
		jen.Id("Writes"), jen.Index().String().Values(writes...),
	}
	d = append(d, g.settings(first)...)
	d = append(d,
		jen.Id("Source"), constructor(side, from, "Source"),
		jen.Id("Sinks"), jen.Index().Qual(emit.Task, "Sink").Values(append(sinks, jen.Line())...),
		jen.Id("New"), jen.Func().Params().Qual(emit.Task, "Stage").Block(jen.Return(jen.Id("new"+emit.Exported(name)).Call(jen.Id("p")))),
		jen.Id("Sites"), jen.Id(name+"Sites"),
	)
	d = append(d, fates...)
	return code, jen.Values(emit.Struct(d...)...)
}

// declaredName is the name as it is declared: a family's for a member.
func declaredName(n *ir.Node) string {
	if n.Family != "" {
		return n.Family
	}
	return n.Name
}

// addOthers is from.Others = []kafka.Topic{…}.
func addOthers(name string, others []jen.Code) []jen.Code {
	if len(others) == 0 {
		return nil
	}
	return []jen.Code{jen.Id(name).Dot("Others").Op("=").Index().Qual(emit.Module+"/runtime/kafka", "Topic").Values(onLines(others)...)}
}

// slotWire fills the config of one output: of one sink, or of the topics that members
// write through one producer.
func (g *generator) slotWire(slot []*plan.Sink) (code []jen.Code, literal *jen.Statement) {
	var others []jen.Code
	first := ""
	for k, s := range slot {
		p := g.pipelineOf(s)
		name := sinkName(p, s)
		if k > 0 && s.Node == slot[0].Node {
			continue
		}
		c, lit := g.sinkWire(name, s, p.OnError)
		code = append(code, c...)
		if k == 0 {
			first, literal = name, lit
		} else {
			others = append(others, jen.Id(name).Dot("Topic"))
		}
	}
	return append(code, addOthers(first, others)...), literal
}

func (g *generator) pipelineOf(s *plan.Sink) *plan.Pipeline {
	for _, p := range g.plan.Pipelines {
		if slices.Contains(p.Sinks, s) {
			return p
		}
	}
	panic("codegen: a sink of no pipeline")
}

// waits reports whether a pipeline has a driver that is not built yet: its record code
// is generated, and nothing runs it.
func waits(p *plan.Pipeline) bool {
	if !p.From.Node.Spec.Built {
		return true
	}
	return slices.ContainsFunc(p.Sinks, func(s *plan.Sink) bool { return !s.Node.Spec.Built })
}
