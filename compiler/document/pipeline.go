package document

import (
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/lineage"
)

// pipeline is a pipeline in words.
func pipeline(w writer, prog *ir.Program, p *ir.Pipeline) {
	title := p.Name
	if p.Family != "" {
		title = p.Family
	}
	w.heading(3, title)
	if p.Family != "" {
		var members []string
		for _, m := range prog.Pipelines {
			if m.Family == p.Family {
				members = append(members, m.Member)
			}
		}
		w.paragraph(fmt.Sprintf("A family of %d, alike but for their types: %s. What follows is %s.", len(members), codes(members), code(p.Member)))
	}
	if p.Doc != "" {
		w.paragraph(p.Doc)
	}
	lines := append([]string{"reads " + code(p.From.Node.Title())}, stages(p.Stages, "")...)
	w.list(lines)
	facts := []string{"delivery: " + p.Level.String()}
	for _, why := range p.Why {
		facts[0] += "; " + why
	}
	if p.Tasks > 0 {
		facts = append(facts, fmt.Sprintf("at most %s", count(p.Tasks, "task")))
	}
	facts = append(facts, onError(p.OnError)...)
	for _, t := range prog.Tests {
		if t.Pipeline == p {
			facts = append(facts, "tested: "+t.Title)
		}
	}
	w.paragraph("How it runs:")
	w.list(facts)
	for _, t := range lineage.Of(p) {
		columns(w, t)
	}
}

// stages are the stages in words, those of a route one level deeper.
func stages(list []ir.Stage, indent string) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, indent+fmt.Sprintf(format, args...)) }
	for _, s := range list {
		text := oneLine(s.Place().Text())
		word, rest, _ := strings.Cut(text, " ")
		if _, isMap := s.(*ir.Map); word == "unwrap" && !isMap {
			continue // one stage of the source, several of the program
		}
		switch s := s.(type) {
		case *ir.Where:
			say("keeps the records for which %s", code(rest))
		case *ir.Let:
			say("computes %s", code(rest))
		case *ir.Map:
			say("%s", mapped(s, word, rest))
		case *ir.SetKey:
			say("makes %s the key", code(strings.TrimPrefix(rest, "= ")))
		case *ir.SetTimestamp:
			say("makes %s the timestamp", code(strings.TrimPrefix(rest, "= ")))
		case *ir.SetPartition:
			say("chooses the partition %s", code(strings.TrimPrefix(rest, "= ")))
		case *ir.SetHeaders:
			say("sets the headers %s", codes(s.Names))
		case *ir.Each:
			say("goes on with each of %s", code(rest))
		case *ir.Route:
			for _, a := range s.Arms {
				cond := "all others:"
				if a.Cond != nil {
					cond = "those for which " + code(oneLine(a.Cond.Place().Text())) + ":"
				}
				say("%s", cond)
				out = append(out, stages(a.Stages, indent+"  ")...)
			}
		case *ir.To:
			say("writes to %s", code(s.Node.Title()))
		case *ir.Tombstone, *ir.Fork, *ir.ToNull:
			// the way of null values is that of the others
		}
	}
	return out
}

// mapped says what a map, set, drop or rename does.
func mapped(s *ir.Map, word, rest string) string {
	switch word {
	case "set":
		return "sets " + code(rest)
	case "drop":
		return "drops " + code(rest)
	case "rename":
		return "renames " + code(rest)
	case "unwrap":
		return "unwraps the change"
	}
	if rec := s.Value.Type().Strip().Record; rec != nil && rec.Name != "" {
		return "builds " + code(rec.Name)
	}
	return "builds " + code(s.Value.Type().String())
}

func codes(names []string) string {
	out := make([]string, len(names))
	for k, n := range names {
		out[k] = code(n)
	}
	return strings.Join(out, ", ")
}

// onError is the ladder of each kind of failure.
func onError(e *ir.OnError) []string {
	if e == nil {
		return []string{"a record that fails stops the pipeline; writes are tried again"}
	}
	var out []string
	for _, l := range []struct {
		what  string
		rungs []ir.Rung
	}{{"decoding", e.Decode}, {"mapping", e.Map}, {"writing", e.Write}} {
		if len(l.rungs) == 0 {
			continue
		}
		var steps []string
		for _, r := range l.rungs {
			steps = append(steps, code(oneLine(r.At.Text())))
		}
		out = append(out, "a failure in "+l.what+": "+strings.Join(steps, ", then "))
	}
	return out
}

// columns says what each column of a sink is made of.
func columns(w writer, t lineage.Target) {
	var rows [][]string
	for _, c := range t.Columns {
		var from []string
		for _, s := range c.Sources {
			text := code(s.String())
			if s.Decides {
				text += " (decides)"
			}
			from = append(from, text)
		}
		if len(from) == 0 {
			from = []string{"constant"}
		}
		name := "the value"
		if c.Name != "" {
			name = code(c.Name)
		}
		rows = append(rows, []string{name, code(c.Type.String()), strings.Join(from, ", ")})
	}
	w.paragraph("What " + code(t.To.Node.Title()) + " gets:")
	w.table([]string{"column", "type", "made of"}, rows)
}
