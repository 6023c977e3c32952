package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// edge is a pipeline's way from the topic that it reads to one that it writes.
type edge struct {
	to *ir.Node
	at diag.Span
	by *ir.Pipeline
}

// checkGraph reports topics that pipelines write in a circle: records would go
// round for ever.
func (c *checker) checkGraph() {
	edges := map[*ir.Node][]edge{}
	for _, p := range c.prog.Pipelines {
		for _, to := range tosOf(p.Stages) {
			edges[p.From.Node] = append(edges[p.From.Node], edge{to.Node, to.Place(), p})
		}
	}
	told := map[*ir.Node]bool{}
	for _, p := range c.prog.Pipelines {
		start := p.From.Node
		way := wayBack(edges, start, start, map[*ir.Node]bool{})
		if way == nil || told[start] {
			continue
		}
		for _, e := range way {
			told[e.to] = true
		}
		c.add(loop(start, way))
	}
}

// tosOf lists the `to`s among stages, those in routes too. Those of null values are
// the same.
func tosOf(stages []ir.Stage) []*ir.To {
	var out []*ir.To
	for _, st := range stages {
		switch st := st.(type) {
		case *ir.To:
			out = append(out, st)
		case *ir.Route:
			for _, a := range st.Arms {
				out = append(out, tosOf(a.Stages)...)
			}
		case *ir.Where, *ir.Let, *ir.Map, *ir.SetKey, *ir.SetTimestamp, *ir.SetPartition, *ir.SetHeaders, *ir.Each,
			*ir.Tombstone, *ir.Fork, *ir.ToNull:
		}
	}
	return out
}

// wayBack returns edges that lead from one node to another, nil without.
func wayBack(edges map[*ir.Node][]edge, from, goal *ir.Node, seen map[*ir.Node]bool) []edge {
	if seen[from] {
		return nil
	}
	seen[from] = true
	for _, e := range edges[from] {
		if e.to == goal {
			return []edge{e}
		}
		if rest := wayBack(edges, e.to, goal, seen); rest != nil {
			return append([]edge{e}, rest...)
		}
	}
	return nil
}

func loop(start *ir.Node, way []edge) diag.Diagnostic {
	last := way[len(way)-1]
	d := diag.Diagnostic{
		Code:    "E0803",
		Message: fmt.Sprintf("records of `%s` would go round for ever", start.Name),
		At:      last.at,
		Here:    "and so the circle closes",
	}
	for _, e := range way[:len(way)-1] {
		label(&d, e.at, fmt.Sprintf("the pipeline `%s` writes `%s`", e.by.Name, e.to.Name))
	}
	label(&d, last.by.From.At, fmt.Sprintf("the pipeline `%s` reads this", last.by.Name))
	return d
}
