package graph

import (
	"fmt"
	"html"
	"strings"
)

// style makes the drawing follow the reader's choice of a light or dark page.
const style = `
    svg { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --paper: #ffffff; --line: #59636e;
      --source: #ddf4ff; --topic: #fff8c5; --sink: #dafbe1; --pipeline: #f6f8fa; --dead: #bc4c00; --field: #0969da; }
    @media (prefers-color-scheme: dark) { svg { --ink: #f0f6fc; --soft: #9198a1; --paper: #0d1117; --line: #9198a1;
      --source: #10324d; --topic: #3b2f0b; --sink: #12361f; --pipeline: #212830; --dead: #f0883e; --field: #79c0ff; } }
    .paper { fill: var(--paper); }
    .box { stroke: var(--line); stroke-width: 1; }
    .source { fill: var(--source); } .topic { fill: var(--topic); } .sink { fill: var(--sink); } .pipeline { fill: var(--pipeline); }
    text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: var(--ink); }
    .name { font-weight: 600; } .detail { fill: var(--soft); }
    .edge { fill: none; stroke: var(--line); stroke-width: 1.5; }
    .dead { stroke: var(--dead); stroke-dasharray: 5 4; }
    .field { fill: none; stroke: var(--field); stroke-width: 1; } .decides { stroke-dasharray: 2 3; }
    .tip { fill: var(--line); } .rule { stroke: var(--line); stroke-width: 0.5; }
  `

// SVG is the graph as a picture, which needs nothing beside itself.
func (g *Graph) SVG() string {
	boxes, width, height := g.lay()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-labelledby="title desc">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, "  <title id=\"title\">%s</title>\n  <desc id=\"desc\">%s</desc>\n", html.EscapeString("The pipelines of "+g.Project), html.EscapeString(g.describe()))
	fmt.Fprintf(&b, "  <style>%s</style>\n", style)
	b.WriteString(`  <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>` + "\n")
	fmt.Fprintf(&b, "  <rect class=\"paper\" width=\"%.0f\" height=\"%.0f\"/>\n", width, height)
	for _, e := range g.Fields { // they pass behind the boxes of pipelines
		g.fieldEdge(&b, boxes, e)
	}
	for _, e := range g.Edges {
		g.edge(&b, boxes, e)
	}
	for k := range g.Nodes {
		drawBox(&b, boxes[g.Nodes[k].ID])
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// describe says in words what the picture shows, for those who hear it.
func (g *Graph) describe() string {
	name := map[string]string{}
	for _, n := range g.Nodes {
		name[n.ID] = n.Name
	}
	var out []string
	for _, n := range g.Nodes {
		if n.Kind != "pipeline" {
			continue
		}
		from, to := "", []string(nil)
		for _, e := range g.Edges {
			switch {
			case e.To == n.ID:
				from = name[e.From]
			case e.From == n.ID && e.Dead:
				to = append(to, name[e.To]+" (failed records)")
			case e.From == n.ID:
				to = append(to, name[e.To])
			}
		}
		out = append(out, fmt.Sprintf("%s reads %s and writes %s.", n.Name, from, strings.Join(to, ", ")))
	}
	return strings.Join(out, " ")
}

func (g *Graph) edge(b *strings.Builder, boxes map[string]*box, e Edge) {
	from, to := boxes[e.From], boxes[e.To]
	class := "edge"
	if e.Dead {
		class += " dead"
	}
	fmt.Fprintf(b, "  <path class=\"%s\" d=\"%s\" marker-end=\"url(#tip)\"/>\n", class, curve(from.x+from.w, from.y+nameHeight/2, to.x, to.y+nameHeight/2))
}

// curve leaves and arrives level.
func curve(x1, y1, x2, y2 float64) string {
	bend := max(gapX/2, (x2-x1)/2)
	return fmt.Sprintf("M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f", x1, y1, x1+bend, y1, x2-bend, y2, x2, y2)
}

func drawBox(b *strings.Builder, n *box) {
	radius := map[string]int{"source": 22, "topic": 10, "sink": 4, "pipeline": 4}[n.Kind]
	fmt.Fprintf(b, "  <g><title>%s</title>\n", html.EscapeString(tip(n.Node)))
	fmt.Fprintf(b, "    <rect class=\"box %s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%d\"/>\n", n.Kind, n.x, n.y, n.w, n.h, radius)
	text := func(class string, y float64, s string) {
		fmt.Fprintf(b, "    <text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", class, n.x+14, y, html.EscapeString(s))
	}
	text("name", n.y+20, n.Name)
	text("detail", n.y+36, n.Detail)
	if len(n.Fields) > 0 {
		fmt.Fprintf(b, "    <path class=\"rule\" d=\"M%.1f %.1fH%.1f\"/>\n", n.x, n.y+nameHeight, n.x+n.w)
	}
	for k, f := range n.Fields {
		text("detail", n.fieldY(k)+4, f.Name+": "+f.Type)
	}
	b.WriteString("  </g>\n")
}

func tip(n *Node) string {
	out := fmt.Sprintf("%s %s, %s:%d", n.Kind, n.Name, n.File, n.Line)
	if n.Doc != "" {
		out += ": " + n.Doc
	}
	return out
}

// fieldY is the middle of the row of field k.
func (n *box) fieldY(k int) float64 { return n.y + nameHeight + 4 + (float64(k)+0.5)*rowHeight }

// row is the index of a field, -1 where the box has no such row.
func (n *box) row(name string) int {
	for k, f := range n.Fields {
		if f.Name == name {
			return k
		}
	}
	return -1
}

func (g *Graph) fieldEdge(b *strings.Builder, boxes map[string]*box, e FieldEdge) {
	from, to := boxes[e.From], boxes[e.To]
	y1, y2 := from.y+nameHeight/2, to.y+nameHeight/2
	if k := from.row(e.Field); k >= 0 {
		y1 = from.fieldY(k)
	}
	if k := to.row(e.ToField); k >= 0 {
		y2 = to.fieldY(k)
	}
	class := "field"
	if e.Decides {
		class += " decides"
	}
	fmt.Fprintf(b, "  <path class=\"%s\" d=\"%s\"><title>%s</title></path>\n", class, curve(from.x+from.w, y1, to.x, y2),
		html.EscapeString(fmt.Sprintf("%s → %s by %s", e.Field, e.ToField, e.Pipeline)))
}
