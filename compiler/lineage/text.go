package lineage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// All are the ways of every column of a node, and of its key.
func All(p *ir.Program, node string) []Why {
	var out []Why
	_, columns := Names(p)
	for _, c := range columns[node] {
		out = append(out, Explain(p, node, c)...)
	}
	if len(columns[node]) == 0 {
		out = Explain(p, node, "")
	}
	return out
}

// Names are the nodes that are written, and the columns that each gets; none where
// its values are no records.
func Names(p *ir.Program) (nodes []string, columns map[string][]string) {
	columns = map[string][]string{}
	for _, pl := range p.Pipelines {
		for _, t := range Of(pl) {
			name := t.To.Node.Name
			if _, known := columns[name]; !known {
				nodes = append(nodes, name)
				columns[name] = nil
			}
			for _, c := range t.all() {
				if c.Name != "" && !slices.Contains(columns[name], c.Name) {
					columns[name] = append(columns[name], c.Name)
				}
			}
		}
	}
	return nodes, columns
}

// Text tells the way in lines: the column, the steps back, and what it is made of.
func (w *Why) Text() string {
	var b strings.Builder
	w.write(&b, "")
	return b.String()
}

func (w *Why) write(b *strings.Builder, indent string) {
	name := w.Target.To.Node.Name
	if w.Column.Name != "" {
		name += "." + w.Column.Name
	}
	row(b, indent+name, w.Column.Type.String(), w.Column.At)
	for _, s := range w.Column.Steps {
		text := s.Text
		if s.What == "to" {
			text += ", in the pipeline " + w.Target.Pipeline.Name
		}
		row(b, indent+"  ← "+clip(text), "", s.At)
	}
	if len(w.Column.Sources) == 0 {
		row(b, indent+"  nothing that is read: it is constant", "", diag.Span{})
	}
	for k, s := range w.Column.Sources {
		note := s.Type.String()
		if s.Decides {
			note += ", which decides"
		}
		before := w.Before[k]
		if len(before) == 0 || s.Decides {
			row(b, indent+"  "+s.String(), note, s.At)
		}
		for _, way := range before {
			way.write(b, indent+"  ")
		}
	}
}

// row is a line with a note and a place, each in its column.
func row(b *strings.Builder, text, note string, at diag.Span) {
	if note != "" {
		text = fmt.Sprintf("%-40s %s", text, note)
	}
	if p := place(at); p != "" {
		text = fmt.Sprintf("%-72s %s", text, p)
	}
	b.WriteString(text + "\n")
}

// clip keeps a step in one line of a terminal.
func clip(s string) string {
	if r := []rune(s); len(r) > 64 {
		return string(r[:63]) + "…"
	}
	return s
}

func place(at diag.Span) string {
	if at.IsZero() {
		return ""
	}
	line, _ := at.File.Position(at.Start)
	return fmt.Sprintf("%s:%d", at.File.Name, line)
}

// WhyData is a [Why] as data.
type WhyData struct {
	Node     string       `json:"node"`
	Column   string       `json:"column,omitempty"`
	Type     string       `json:"type"`
	Place    string       `json:"place,omitempty"`
	Pipeline string       `json:"pipeline"`
	Steps    []StepData   `json:"steps"`
	Sources  []SourceData `json:"sources"`
}

// StepData is a [Step] as data.
type StepData struct {
	What  string `json:"what"`
	Text  string `json:"text"`
	Place string `json:"place"`
}

// SourceData is a [Source] as data, with the ways before it.
type SourceData struct {
	Kind    string    `json:"kind"`
	Node    string    `json:"node,omitempty"`
	Name    string    `json:"name"`
	Type    string    `json:"type"`
	Place   string    `json:"place,omitempty"`
	Decides bool      `json:"decides,omitempty"`
	Before  []WhyData `json:"before,omitempty"`
}

// Data are ways as data.
func Data(ways []Why) []WhyData {
	out := []WhyData{}
	for _, w := range ways {
		d := WhyData{Node: w.Target.To.Node.Name, Column: w.Column.Name, Type: w.Column.Type.String(), Place: place(w.Column.At), Pipeline: w.Target.Pipeline.Name, Sources: []SourceData{}}
		for _, s := range w.Column.Steps {
			d.Steps = append(d.Steps, StepData{s.What, s.Text, place(s.At)})
		}
		for k, s := range w.Column.Sources {
			src := SourceData{Kind: s.Kind.String(), Name: s.Path, Type: s.Type.String(), Place: place(s.At), Decides: s.Decides}
			if s.Node != nil {
				src.Node = s.Node.Name
			}
			if before := w.Before[k]; len(before) > 0 {
				src.Before = Data(before)
			}
			d.Sources = append(d.Sources, src)
		}
		out = append(out, d)
	}
	return out
}
