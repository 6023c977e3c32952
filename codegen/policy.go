package codegen

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/compiler/types"
)

// fates are the fields that say what becomes of failed records, and the code before the
// pipeline's literal that they need. name is that of the pipeline, or of the family.
func (g *generator) fates(name string, p *plan.Pipeline) (code, fields []jen.Code) {
	e := p.OnError
	if e == nil {
		return nil, nil
	}
	for _, n := range deadLetterTopics(e) {
		code = append(code, g.deadLetters(lettersVar(name, n), n)...)
	}
	for _, ladder := range []struct {
		field string
		rungs []ir.Rung
	}{{"Decode", e.Decode}, {"Map", e.Map}, {"Write", e.Write}} {
		for _, r := range ladder.rungs { // a retry before the last is for errors that pass, and a record fails for good
			var fate *jen.Statement
			switch r.Word {
			case "skip":
				fate = jen.Id("Skip").Op(":").Add(skip(r))
			case "dlq":
				fate = jen.Id("Dead").Op(":").Id(lettersVar(name, r.Node))
			default:
				continue
			}
			fields = append(fields, jen.Id(ladder.field), jen.Qual(emit.Task, "Fate").Values(fate))
		}
	}
	return code, fields
}

// lettersVar is the local of a topic for the dead letters of a pipeline.
func lettersVar(pipeline string, n *ir.Node) string { return emit.Join(pipeline, "dead", n.Name) }

// deadLetterTopics are the topics of the ladders, each once.
func deadLetterTopics(e *ir.OnError) []*ir.Node {
	if e == nil {
		return nil
	}
	var out []*ir.Node
	for _, r := range slices.Concat(e.Decode, e.Map, e.Write) {
		if r.Word == "dlq" && !slices.Contains(out, r.Node) {
			out = append(out, r.Node)
		}
	}
	return out
}

// deadLetters fills the config of a topic for dead letters.
func (g *generator) deadLetters(name string, n *ir.Node) []jen.Code {
	side := n.Spec.Sink
	config := emit.Join(name, "to")
	w := g.config(config, side.Package, side.Type)
	w.derived(side.Derived, n, nil)
	w.options(side.Options, n.Options)
	sink := jen.Qual(emit.Task, "Sink").Values(emit.Struct(
		jen.Id("Node"), jen.Lit(n.Name), jen.Id("Kind"), jen.Lit(n.Spec.Name), jen.Id("At"), jen.Lit(conv.Place(n.At)),
		jen.Id("New"), constructor(side, config, "Sink"))...)
	d := []jen.Code{jen.Id("Sink"), sink}
	if n.Value.Type.Strip().Kind == types.Record {
		d = append(d, jen.Id("Append"), jen.Id(g.letter(n)), jen.Id("Read"), jen.Id(g.letterReader(n)))
	}
	code := append([]jen.Code{jen.Comment(lineOf(n.At, n.Name))}, w.body...)
	from := emit.Join(name, "from")
	source := n.Spec.Source
	r := g.config(from, source.Package, source.Type)
	r.derived(source.Derived, n, nil)
	r.options(source.Options, n.Options)
	code = append(code, r.body...)
	d = append(d, jen.Id("Letters"), constructor(source, from, "Source"))
	return append(code, jen.Id(name).Op(":=").Op("&").Qual(emit.Task, "DeadLetters").Values(emit.Struct(d...)...))
}

// letter declares the function that writes dead letters in the format of a topic.
func (g *generator) letter(n *ir.Node) string {
	if name, ok := g.letters[n]; ok {
		return name
	}
	name := g.pkg.Take(emit.Join("append", n.Name, "letter"))
	g.letters[n] = name
	t := n.Value.Type.Strip()
	c := &ir.Carrier{Type: t, Converter: n.Value.Converter, At: n.Value.At}
	body := emit.NewBody(g.pkg, "d", "l", "s", "i", "h", "headers")
	k := t.Record.Index("headers")
	header := t.Record.Fields[k].Type.Elem
	v := conv.Value{T: t, Fields: make([]conv.Value, len(t.Record.Fields))}
	for i, f := range t.Record.Fields {
		field := jen.Id("l").Dot(emit.Exported(f.Name))
		v.Fields[i] = conv.Value{V: field, T: f.Type}
		if f.Type.Kind == types.Optional {
			v.Fields[i].OK = field.Clone().Op("!=").Nil()
		}
	}
	g.pkg.NameStruct(header.Record, "letterHeader")
	v.Fields[k].V = jen.Id("headers")
	item := conv.FieldValue(jen.Id("headers").Index(jen.Id("i")), header.Record, 1)
	body.Add(
		jen.Id("headers").Op(":=").Make(jen.Index().Add(g.pkg.Go(header)), jen.Len(jen.Id("l").Dot("Headers"))),
		jen.For(jen.List(jen.Id("i"), jen.Id("h")).Op(":=").Range().Id("l").Dot("Headers")).Block(
			conv.FieldValue(jen.Id("headers").Index(jen.Id("i")), header.Record, 0).V.Clone().Op("=").Id("h").Dot("Name"),
			jen.List(item.V.Clone(), item.OK.Clone()).Op("=").List(jen.Id("h").Dot("Value"), jen.Id("h").Dot("Value").Op("!=").Nil()),
		))
	g.format(c).WriteWhole(g.pkg, body, v)
	body.Add(jen.Return(jen.Id("d")))
	g.pkg.Declare(projectFile, jen.Commentf("%s appends a dead letter as topic %s has it.", name, n.Name),
		jen.Func().Id(name).Params(jen.Id("d").Index().Byte(), jen.Id("l").Op("*").Qual(emit.Task, "Letter")).Index().Byte().Block(body.Code()...))
	return name
}

// skip is the policy of one rung.
func skip(r ir.Rung) *jen.Statement {
	var d []jen.Code
	if limit, ok := r.Args["limit"].(*ir.Const); ok {
		switch n := limit.Value.(type) {
		case float64:
			d = append(d, jen.Id("Share").Op(":").Lit(n))
		case int64:
			d = append(d, jen.Id("Count").Op(":").Op(jen.Lit(int(n)).GoString()))
		}
	}
	level := "LevelWarn"
	if log, ok := r.Args["log"].(*ir.Const); ok {
		if word, isText := log.Value.(string); isText {
			level = emit.Exported("level " + word)
		}
	}
	d = append(d, jen.Id("Level").Op(":").Qual("log/slog", level))
	return jen.Op("&").Qual(emit.Task, "Skip").Values(d...)
}
