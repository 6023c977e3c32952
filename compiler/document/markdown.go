package document

import (
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/compiler/graph"
)

// markdown writes the manual as Markdown.
type markdown struct{ b strings.Builder }

func (m *markdown) heading(level int, text string) {
	if m.b.Len() > 0 {
		m.b.WriteByte('\n')
	}
	fmt.Fprintf(&m.b, "%s %s\n", strings.Repeat("#", level), plain(text))
}

func (m *markdown) paragraph(text string) { fmt.Fprintf(&m.b, "\n%s\n", plain(text)) }

func (m *markdown) table(head []string, rows [][]string) {
	fmt.Fprintf(&m.b, "\n| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat("---|", len(head)))
	for _, r := range rows {
		cells := make([]string, len(r))
		for k, c := range r {
			cells[k] = strings.ReplaceAll(plain(oneLine(c)), "|", `\|`)
		}
		fmt.Fprintf(&m.b, "| %s |\n", strings.Join(cells, " | "))
	}
}

func (m *markdown) list(lines []string) {
	m.b.WriteByte('\n')
	for _, l := range lines {
		text := strings.TrimLeft(l, " ")
		fmt.Fprintf(&m.b, "%s- %s\n", l[:len(l)-len(text)], plain(text))
	}
}

func (m *markdown) graph(g *graph.Graph) { fmt.Fprintf(&m.b, "\n```mermaid\n%s```\n", g.Mermaid()) }

// plain keeps what stands outside of code from being markup.
func plain(s string) string {
	parts := strings.Split(s, "`")
	for k := 0; k < len(parts); k += 2 {
		parts[k] = strings.NewReplacer("<", "&lt;", "*", `\*`, "_", `\_`).Replace(parts[k])
	}
	return strings.Join(parts, "`")
}
