// Package graph draws a project: its sources, topics and sinks with the pipelines
// between them, as SVG, as Mermaid, or as data. With fields it also draws which field
// each field is made of.
package graph

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/lineage"
	"github.com/flowc-lang/flowc/compiler/types"
)

// Graph is a project as boxes and lines.
type Graph struct {
	V       int         `json:"v"`
	Project string      `json:"project"`
	Nodes   []Node      `json:"nodes"`
	Edges   []Edge      `json:"edges"`
	Fields  []FieldEdge `json:"lineage,omitempty"`
}

// Node is a box.
type Node struct {
	ID     string  `json:"id"`
	Kind   string  `json:"kind"` // source, topic, sink, pipeline
	Name   string  `json:"name"`
	Detail string  `json:"detail,omitempty"` // connector and type; delivery of a pipeline
	Doc    string  `json:"doc,omitempty"`
	File   string  `json:"file"`
	Line   int     `json:"line"`
	Fields []Field `json:"fields,omitempty"`
}

// Field is a field of a node's value.
type Field struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// Edge is a line from box to box.
type Edge struct {
	From string `json:"from"`
	To   string `json:"to"`
	// Dead says that only records go there that failed.
	Dead bool `json:"dead,omitempty"`
}

// FieldEdge says that a field is made of another.
type FieldEdge struct {
	From     string `json:"from"` // id of a box
	Field    string `json:"field"`
	To       string `json:"to"`
	ToField  string `json:"to_field"`
	Pipeline string `json:"pipeline"`
	// Decides says that the field only chooses among values.
	Decides bool `json:"decides,omitempty"`
}

// Of makes the graph of a program; fields adds the fields and what they are made of.
func Of(p *ir.Program, fields bool) *Graph {
	g := &Graph{V: 1, Project: p.Name, Nodes: []Node{}, Edges: []Edge{}}
	b := &builder{Graph: g, fields: fields, ids: map[string]string{}, families: map[string]string{}}
	for _, pl := range p.Pipelines {
		b.pipeline(pl)
	}
	return g
}

type builder struct {
	*Graph
	fields bool
	ids    map[string]string // of nodes, by their name; members of a family are one box
	// families are the boxes of pipelines that are families.
	families map[string]string
}

// node returns the id of a node's box, which is added where it is new.
func (b *builder) node(n *ir.Node) string {
	name, what := n.Name, detail(n)
	if n.Family != "" {
		name, what = n.Family, what+", and others"
	}
	if id, ok := b.ids[name]; ok {
		return id
	}
	line, _ := n.At.File.Position(n.At.Start)
	box := Node{ID: "n" + fmt.Sprint(len(b.ids)+1), Kind: n.Kind.String(), Name: name, Detail: what, Doc: n.Doc, File: n.At.File.Name, Line: line}
	if t := n.Value.Type.Strip(); b.fields && t.Kind == types.Record {
		for _, f := range t.Record.Fields {
			box.Fields = append(box.Fields, Field{f.Name, f.Type.String()})
		}
	}
	b.ids[name] = box.ID
	b.Nodes = append(b.Nodes, box)
	return box.ID
}

// detail is the connector and the type: file · Reading as csv.
func detail(n *ir.Node) string {
	out := n.Spec.Name
	if n.Connection != nil {
		out += " on " + n.Connection.Name
	}
	t := n.Value.Type.String()
	if strings.HasPrefix(t, "{") {
		t = "{ … }"
	}
	out += " · " + t
	if n.Value.Converter != nil {
		out += " as " + n.Value.Converter.Spec.Name
	}
	return out
}

func (b *builder) pipeline(p *ir.Pipeline) {
	from := b.node(p.From.Node)
	if id, ok := b.families[p.Family]; ok {
		b.ways(p, from, id, false)
		return
	}
	name := p.Name
	if p.Family != "" {
		name = p.Family
	}
	line, _ := p.At.File.Position(p.At.Start)
	id := fmt.Sprintf("p%d", 1+len(b.Nodes)-len(b.ids))
	b.Nodes = append(b.Nodes, Node{ID: id, Kind: "pipeline", Name: name, Detail: p.Level.String(), Doc: p.Doc, File: p.At.File.Name, Line: line})
	if p.Family != "" {
		b.families[p.Family] = id
	}
	b.ways(p, from, id, b.fields)
}

// ways are the lines to and from the box of a pipeline.
func (b *builder) ways(p *ir.Pipeline, from, id string, fields bool) {
	b.edge(Edge{From: from, To: id})
	for _, t := range lineage.Of(p) {
		to := b.node(t.To.Node)
		b.edge(Edge{From: id, To: to})
		if fields {
			b.lineage(p, t, to)
		}
	}
	if p.OnError == nil {
		return
	}
	for _, r := range slices.Concat(p.OnError.Decode, p.OnError.Map, p.OnError.Write) {
		if r.Node != nil {
			b.edge(Edge{From: id, To: b.node(r.Node), Dead: true})
		}
	}
}

func (b *builder) edge(e Edge) {
	if !slices.Contains(b.Edges, e) {
		b.Edges = append(b.Edges, e)
	}
}

func (b *builder) lineage(p *ir.Pipeline, t lineage.Target, to string) {
	for _, c := range t.Columns {
		for _, s := range c.Sources {
			if s.Kind != lineage.FromField {
				continue
			}
			field, _, _ := strings.Cut(s.Path, ".")
			e := FieldEdge{From: b.node(s.Node), Field: field, To: to, ToField: c.Name, Pipeline: p.Name, Decides: s.Decides}
			if !slices.Contains(b.Fields, e) {
				b.Fields = append(b.Fields, e)
			}
		}
	}
}
