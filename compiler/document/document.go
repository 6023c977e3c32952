// Package document writes the manual of a project: its settings, schemas, sources,
// topics and sinks, its pipelines stage by stage, and what each column is made of. It
// is made of the typed program, and so of doc comments, types and places that are
// true by construction.
package document

import (
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/compiler/graph"
	"github.com/flowc-lang/flowc/compiler/ir"
)

// Markdown is the manual as Markdown, with the graph as Mermaid.
func Markdown(p *ir.Program) string {
	w := &markdown{}
	write(w, p)
	return w.b.String()
}

// HTML is the manual as one page that needs nothing beside itself, with the graph as
// SVG.
func HTML(p *ir.Program) string {
	w := &page{}
	write(w, p)
	return w.whole("The project " + p.Name)
}

// writer is a form of the manual. Texts hold code between backquotes.
type writer interface {
	heading(level int, text string)
	paragraph(text string)
	table(head []string, rows [][]string)
	// list is a list of lines; each may be indented by two spaces for each level.
	list(lines []string)
	graph(g *graph.Graph)
}

func write(w writer, p *ir.Program) {
	w.heading(1, p.Name)
	w.paragraph(fmt.Sprintf("%s; %s; %s.", count(len(p.Pipelines), "pipeline"), count(len(p.Nodes), "source, topic or sink", "sources, topics and sinks"), count(len(p.Params), "setting")))
	w.graph(graph.Of(p, false))
	if len(p.Pipelines) > 0 {
		w.heading(2, "Pipelines")
		for k, pl := range p.Pipelines {
			if k == 0 || pl.Family == "" || pl.Family != p.Pipelines[k-1].Family { // the others of a family are alike
				pipeline(w, p, pl)
			}
		}
	}
	nodes(w, p, ir.Source, "Sources")
	nodes(w, p, ir.Topic, "Topics")
	nodes(w, p, ir.Sink, "Sinks")
	schemas(w, p)
	settings(w, p)
}

func count(n int, what ...string) string {
	one, many := what[0], what[len(what)-1]
	if len(what) == 1 {
		many = one + "s"
	}
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// settings are the params and secrets.
func settings(w writer, p *ir.Program) {
	if len(p.Params) == 0 {
		return
	}
	w.heading(2, "Settings")
	var rows [][]string
	for _, s := range p.Params {
		value := "required"
		switch {
		case s.Secret:
			value = "secret"
		case s.DefaultText != "":
			value = code(s.DefaultText)
		}
		from := "`--" + s.Name + "`"
		if s.Env != "" {
			from += ", " + code(s.Env)
		}
		if s.File != "" {
			from += ", the file " + code(s.File)
		}
		rows = append(rows, []string{code(s.Name), code(s.Type.String()), value, from, s.Doc})
	}
	w.table([]string{"name", "type", "default", "set by", "what it is"}, rows)
}

// code is a text as code.
func code(s string) string { return "`" + strings.ReplaceAll(s, "`", "'") + "`" }

// oneLine is a source text in one line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
