package graph

import (
	"fmt"
	"strings"
)

// Mermaid is the graph as a Mermaid flowchart, which Markdown on many hosts shows as a
// picture.
func (g *Graph) Mermaid() string {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	shape := map[string][2]string{"source": {"([", "])"}, "topic": {"[(", ")]"}, "sink": {"[[", "]]"}, "pipeline": {"[", "]"}}
	for _, n := range g.Nodes {
		s := shape[n.Kind]
		text := "<b>" + mermaidText(n.Name) + "</b>"
		if n.Detail != "" {
			text += "<br/>" + mermaidText(n.Detail)
		}
		for _, f := range n.Fields {
			text += "<br/>" + mermaidText(f.Name+": "+f.Type)
		}
		fmt.Fprintf(&b, "  %s%s\"%s\"%s\n", n.ID, s[0], text, s[1])
	}
	for _, e := range g.Edges {
		arrow := "-->"
		if e.Dead {
			arrow = "-. failed .->"
		}
		fmt.Fprintf(&b, "  %s %s %s\n", e.From, arrow, e.To)
	}
	for _, e := range g.Fields {
		fmt.Fprintf(&b, "  %s -. \"%s\" .-> %s\n", e.From, mermaidText(e.Field+" → "+e.ToField), e.To)
	}
	return b.String()
}

// mermaidText is a text without what means something to Mermaid or HTML.
func mermaidText(s string) string {
	return strings.NewReplacer("&", "&amp;", `"`, "#quot;", "<", "&lt;", ">", "&gt;", "#", "#35;").Replace(s)
}
