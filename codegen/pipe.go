package codegen

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// pipe generates one pipeline.
type pipe struct {
	*generator
	p     *plan.Pipeline
	name  string // of the task's type
	file  string
	state []jen.Code // fields of the task's type
	run   []jen.Code // what Run does once a batch, before the rows
	vars  map[*ir.Var]conv.Value
	key   conv.Value // the decoded key, where DecodeKey
	sites []site
	// siteBase is how many sites the members of the family before this one have.
	siteBase int
	place    diag.Span // of the stage that is being generated
	stage    string    // decode, map, …
	// reads is what the pipeline decodes, at readSite; nil where it does not.
	reads    *ir.Carrier
	readSite int
	uuids    bool // the task keeps random uuids ready
	// A record is made up field by field: the one in work, and the local that it draws
	// from.
	making, rand string
	tries        int    // labels so far
	sent         string // inside of each: the local that says that an element has arrived
	hint         string // what the next value is for: the name of its local
	out          outgoing
	// fused is the function that writes the record while it reads it, func(out *[]byte,
	// s *scratch, b []byte) int; nil where there is none.
	fused    *jen.Statement
	nullMade bool // the null value that is on its way was made by a stage
	// roots is the schema-free data that the pipeline looks into, paths what was found
	// there; inDecoder is the one that is gone through while it is read.
	roots     []*root
	paths     map[string]conv.Value
	inDecoder *root
}

// site is a place where a record can fail.
type site struct {
	stage, code string
	at          diag.Span
	decodes     bool
	key         bool // decodes the key
}

// outgoing is what goes along with a record, where a stage set it.
type outgoing struct {
	timestamp, partition, head *jen.Statement
}

// pipeline adds the file of a pipeline.
func (g *generator) pipeline(pl *plan.Pipeline) {
	p := &pipe{generator: g, p: pl, siteBase: g.sites[pl.Family], name: g.tasks[pl], file: "pipeline_" + emit.File(pl.Name), vars: map[*ir.Var]conv.Value{}, paths: map[string]conv.Value{}}
	p.roots = findRoots(pl.Stages)
	for _, s := range pl.Sinks {
		if s.Member > 0 {
			p.run = append(p.run, jen.Id("x").Dot("Out").Index(jen.Lit(s.Slot)).Dot("Member").Op("=").Lit(s.Member))
		}
	}
	f := emit.NewBody(p.pkg, "t", "in", "n", "x", "s", "row", "d", "i", "b", "out", "value", "key", "valueAt", "keyAt")
	f.OnFail(p.fail)
	p.from(f)
	p.stages(f, pl.Stages)
	p.declare(f)
	if pl.Family != nil {
		g.sites[pl.Family] += len(p.sites)
	}
}

// declare adds the task's type, Run, row and the table of sites.
func (p *pipe) declare(row *emit.Body) {
	fields := append([]jen.Code{jen.Id("p").Op("*").Id("Params"), jen.Id("s").Id("scratch")}, p.state...)
	recv := func() *jen.Statement { return jen.Func().Params(jen.Id("t").Op("*").Id(p.name)) }
	p.pkg.Declare(p.file,
		jen.Commentf("%s is pipeline %s, %s: the state of one task.", p.name, p.p.Name, conv.Place(p.p.At)),
		jen.Type().Id(p.name).Struct(fields...),
		jen.Comment("Run takes the rows of in through the pipeline."),
		recv().Id("Run").Params(jen.Id("in").Op("*").Add(emit.R("Batch")), jen.Id("x").Op("*").Qual(emit.Task, "Exchange")).Block(append(p.run, p.loop()...)...),
		jen.Comment("row takes row n of in through the pipeline and appends what comes out to x.Out."),
		recv().Id("row").Params(jen.Id("in").Op("*").Add(emit.R("Batch")), jen.Id("n").Int(), jen.Id("x").Op("*").Qual(emit.Task, "Exchange")).Add(emit.R("Outcome")).
			Block(append(p.prologue(row), row.Code()...)...),
	)
	if p.reads != nil {
		p.found(p.reads, p.readSite)
		p.byteOf(p.reads, p.readSite)
	}
	var sites []jen.Code
	for _, s := range p.sites {
		d := []jen.Code{jen.Id("Stage").Op(":").Lit(s.stage), jen.Id("Code").Op(":").Lit(s.code), jen.Id("At").Op(":").Lit(conv.Place(s.at)), jen.Id("What").Op(":").Lit(inOneLine(firstLine(s.at.Text())))}
		if s.decodes {
			d = append(d, jen.Id("Fields").Op(":").Id("fields"))
		}
		if s.key {
			d = append(d, jen.Id("Key").Op(":").True())
		}
		sites = append(sites, jen.Line().Values(d...))
	}
	if len(sites) > 0 {
		sites = append(sites, jen.Line())
	}
	p.pkg.Declare(p.file, jen.Commentf("%sSites are the places where a record of %s can fail.", p.name, p.p.Name),
		jen.Var().Id(p.name+"Sites").Op("=").Index().Qual(emit.Task, "Site").Values(sites...))
}

// loop is the body of Run: one call of row for each row, and its outcome.
func (p *pipe) loop() []jen.Code {
	var mark, undo []jen.Code
	for k, sink := range p.p.Sinks {
		out := jen.Id("x").Dot("Out").Index(jen.Lit(sink.Slot))
		slab, rows := fmt.Sprintf("slab%d", k), fmt.Sprintf("rows%d", k)
		mark = append(mark, jen.List(jen.Id(slab), jen.Id(rows)).Op(":=").List(jen.Len(out.Clone().Dot("Slab")), jen.Len(out.Clone().Dot("Rows"))))
		undo = append(undo, jen.List(out.Clone().Dot("Slab"), out.Clone().Dot("Rows")).Op("=").
			List(out.Clone().Dot("Slab").Index(jen.Empty(), jen.Id(slab)), out.Clone().Dot("Rows").Index(jen.Empty(), jen.Id(rows))))
		if namesTarget(sink.To) != nil {
			undo = append(undo, out.Clone().Dot("Names").Op("=").Add(out.Clone()).Dot("Names").Index(jen.Empty(), jen.Id(rows)))
		}
	}
	failed := jen.If(jen.Op("!").Id("x").Dot("Count").Call(jen.Id("n"), jen.Id("o"))).Block(jen.Return())
	body := append(mark,
		jen.Id("o").Op(":=").Id("t").Dot("row").Call(jen.Id("in"), jen.Id("n"), jen.Id("x")),
		jen.If(jen.Id("o").Op("==").Add(emit.R("Passed"))).Block(jen.Id("x").Dot("In").Op("++"), jen.Continue()),
		jen.Comment("What a record that did not pass has written is taken back."))
	body = append(body, undo...)
	return []jen.Code{jen.For(jen.Id("n").Op(":=").Range().Id("in").Dot("Rows")).Block(append(body, failed)...)}
}

// prologue declares the locals that the body of row uses.
func (p *pipe) prologue(row *emit.Body) []jen.Code {
	text := fmt.Sprintf("%#v", jen.Block(row.Code()...))
	var out []jen.Code
	if uses(text, "row.") {
		out = append(out, jen.Id("row").Op(":=").Op("&").Id("in").Dot("Rows").Index(jen.Id("n")))
	}
	if uses(text, "s.") || uses(text, "s,") || uses(text, "s)") {
		out = append(out, jen.Id("s").Op(":=").Op("&").Id("t").Dot("s"), jen.Id("s").Dot("reset").Call())
	}
	return out
}

// uses reports whether a word stands in a text, not as the end of a longer one.
func uses(text, word string) bool {
	for i := 0; i+len(word) <= len(text); i++ {
		if text[i:i+len(word)] == word && (i == 0 || !isWord(text[i-1])) {
			return true
		}
	}
	return false
}

func isWord(c byte) bool {
	return c == '_' || c == '.' || c == '"' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// firstLine is a source text up to its first line end.
func firstLine(s string) string {
	for i := range len(s) {
		if s[i] == '\n' {
			return s[:i]
		}
	}
	return s
}

// inOneLine is a source text in one line, with single spaces.
func inOneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// fail is how the row function ends with a failure: at the site of the stage that
// is being generated.
func (p *pipe) fail(cursor jen.Code, _ int) jen.Code {
	return jen.Return(emit.R("Fail").Call(jen.Lit(p.site(p.stage, "R02", p.place, false)), cursor))
}

// site returns the index of a site; the same place has one.
func (p *pipe) site(stage, code string, at diag.Span, decodes bool) int {
	for k, s := range p.sites {
		if s.at == at && s.stage == stage {
			return p.siteBase + k
		}
	}
	p.sites = append(p.sites, site{stage: stage, code: code, at: at, decodes: decodes})
	return p.siteBase + len(p.sites) - 1
}

// from binds the value that is read.
func (p *pipe) from(f *emit.Body) {
	src := p.p.From
	f.Line(lineOf(src.At, "from "+src.Node.Name))
	if src.Node.Spec.Source.Value == spec.Generated {
		p.generated(f)
		return
	}
	null := p.readsNull()
	if null != nil {
		if p.p.DecodeKey && src.Node.Key != nil {
			p.decodeKey(f)
		}
		p.tombstone(f, null)
	}
	if p.p.Decode && (null != nil || !p.fuse(carrierOf(src))) {
		p.decode(f, carrierOf(src), src.Var, "decode", "Value", p.p.Used)
	}
	if null != nil {
		p.hasValue(null, p.vars[src.Var])
		return
	}
	if p.p.DecodeKey && src.Node.Key != nil {
		p.decodeKey(f)
	}
}

// carrierOf is how the value is read. A source of changes has no converter of its own:
// a driver hands it over as plain Avro, which knows every type and costs least.
func carrierOf(f *ir.From) *ir.Carrier {
	if c := f.Reads(); c.Converter != nil {
		return c
	}
	return plainAvro(f.Reads().Type, f.Reads().At)
}

// plainAvro carries rows between generated code and drivers that have no cells.
func plainAvro(t *types.Type, at diag.Span) *ir.Carrier {
	text := &types.Type{Kind: types.String}
	raw := &ir.Option{Value: &ir.Const{Typed: ir.Typed{T: text}, Value: "raw"}}
	return &ir.Carrier{Type: t, At: at, Converter: &ir.Converter{
		Spec:    &spec.Converter{Name: "avro", Options: []spec.Option{{Name: "framing", Type: spec.Text}}},
		Options: ir.Options{"framing": raw},
	}}
}

// decode reads the value of the row into a field of the task.
func (p *pipe) decode(f *emit.Body, c *ir.Carrier, v *ir.Var, stage, part string, used map[string]bool) {
	c = c.Bare() // a null one went another way
	t := c.Type
	bytes := jen.Id("in").Dot("Bytes").Call(jen.Id("row").Dot(part))
	if t.Kind == types.Any && p.decodeAny(f, c, v, bytes) {
		return
	}
	local := p.valueField()
	if t.Kind == types.Record {
		p.pkg.NameStruct(t.Record, emit.Join(local, "row"))
	}
	p.state = append(p.state, jen.Id(local).Add(p.pkg.Go(t)).Comment(t.String()))
	at := p.site(stage, "R01", c.At, true)
	fn := p.pkg.Take(emit.Join(p.name, "read", p.p.From.Node.Name))
	call := p.decoder(f, fn, c, used, at)
	f.Add(jen.If(jen.Id("i").Op(":=").Add(call.Call(jen.Op("&").Id("t").Dot(local), jen.Id("s"), bytes)), jen.Id("i").Op("<").Lit(0)).
		Block(jen.Return(emit.R("Fail").Call(jen.Lit(at), jen.Id("i")))))
	p.vars[v] = conv.Value{V: jen.Id("t").Dot(local), T: t}
	p.reads, p.readSite = c, at
	p.lookInto(f, v)
}

// valueField is the field of the task that holds the value that was read. It is named
// after the node, unless the task has a field or method of that name.
func (p *pipe) valueField() string {
	switch name := emit.Local(p.p.From.Node.Name); name {
	case "p", "s", "csv", "head", "headed", "row":
		return emit.Join(name, "value")
	default:
		return name
	}
}

// decoder declares the function that reads whole values of c; it returns how to
// call it.
func (p *pipe) decoder(f *emit.Body, fn string, c *ir.Carrier, used map[string]bool, site int) *jen.Statement {
	if csv, ok := p.csv(c); ok {
		state := p.pkg.Take(emit.Join(p.name, "CSV"))
		p.state = append(p.state, jen.Id("csv").Id(state))
		csv.State(p.pkg, state, c.Type, used)
		if csv.Header {
			p.header()
			f.Add(jen.If(jen.Id("t").Dot("headed").Op("<").Lit(0)).Block(jen.Return(emit.R("Fail").Call(jen.Lit(site), jen.Id("t").Dot("headed")))))
		}
		return jen.Id("t").Dot("csv").Dot("read")
	}
	body := emit.NewBody(p.pkg, "v", "s", "b", "i", "j")
	dst := conv.Value{V: jen.Id("v"), T: c.Type}
	if c.Type.Kind != types.Record {
		dst.V = jen.Op("*").Id("v")
	}
	body.Add(jen.If(jen.Id("b").Op("==").Nil()).Block(jen.Return(emit.Reason("NullValue"))))
	p.format(c).ReadWhole(p.pkg, body, dst, used)
	body.Add(jen.Return(jen.Lit(0)))
	p.pkg.Declare(p.file, jen.Commentf("%s reads %s. It returns 0, or a cursor below zero.", fn, inOneLine(c.At.Text())),
		jen.Func().Id(fn).Params(jen.Id("v").Op("*").Add(p.pkg.Go(c.Type)), jen.Id("s").Op("*").Id("scratch"), jen.Id("b").Index().Byte()).Int().Block(body.Code()...))
	return jen.Id(fn)
}

// header adds to Run that a new file's header is read before its rows; a header
// that does not fit fails each row of the file.
func (p *pipe) header() {
	p.state = append(p.state, jen.Id("head").String().Comment("header line of the file in work"), jen.Id("headed").Int().Comment("what reading it gave"))
	p.run = append(p.run, jen.If(jen.String().Parens(jen.Id("in").Dot("Head")).Op("!=").Id("t").Dot("head").Op("||").Id("t").Dot("csv").Dot("width").Op("==").Lit(0)).Block(
		jen.Id("t").Dot("head").Op("=").String().Parens(jen.Id("in").Dot("Head")),
		jen.Id("t").Dot("headed").Op("=").Id("t").Dot("csv").Dot("header").Call(jen.Op("&").Id("t").Dot("s"), jen.Id("in").Dot("Head")),
	))
}

func lineOf(at diag.Span, what string) string {
	if p := conv.Place(at); p != "" {
		return p + ": " + what
	}
	return what
}
