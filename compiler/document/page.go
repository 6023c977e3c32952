package document

import (
	"fmt"
	"html"
	"strings"

	"github.com/flowc-lang/flowc/compiler/graph"
)

// page writes the manual as HTML.
type page struct {
	b        strings.Builder
	contents []string
	anchors  map[string]int
}

const pageStyle = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
code { font: 0.9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: #8882; padding: 0.1em 0.3em; border-radius: 4px; }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
th, td { border: 1px solid #8886; padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
figure { margin: 1rem 0; overflow-x: auto; } nav ul { columns: 14rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #8886; } :target { scroll-margin-top: 1rem; }
`

// whole is the page around what was written.
func (p *page) whole(title string) string {
	return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>" +
		html.EscapeString(title) + "</title>\n<style>" + pageStyle + "</style>\n</head>\n<body>\n<nav aria-label=\"Contents\">\n<ul>\n" +
		strings.Join(p.contents, "") + "</ul>\n</nav>\n<main>\n" + p.b.String() + "</main>\n</body>\n</html>\n"
}

func (p *page) heading(level int, text string) {
	id := p.anchor(text)
	fmt.Fprintf(&p.b, "<h%d id=\"%s\">%s</h%d>\n", level, id, inline(text), level)
	if level > 1 {
		p.contents = append(p.contents, fmt.Sprintf("<li><a href=\"#%s\">%s</a></li>\n", id, inline(text)))
	}
}

// anchor is a name for a heading that no other has.
func (p *page) anchor(text string) string {
	id := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, text)
	if p.anchors == nil {
		p.anchors = map[string]int{}
	}
	p.anchors[id]++
	if n := p.anchors[id]; n > 1 {
		return fmt.Sprintf("%s-%d", id, n)
	}
	return id
}

func (p *page) paragraph(text string) { fmt.Fprintf(&p.b, "<p>%s</p>\n", inline(text)) }

func (p *page) table(head []string, rows [][]string) {
	p.b.WriteString("<table>\n<thead><tr>")
	for _, h := range head {
		fmt.Fprintf(&p.b, "<th scope=\"col\">%s</th>", inline(h))
	}
	p.b.WriteString("</tr></thead>\n<tbody>\n")
	for _, r := range rows {
		p.b.WriteString("<tr>")
		for _, c := range r {
			fmt.Fprintf(&p.b, "<td>%s</td>", inline(c))
		}
		p.b.WriteString("</tr>\n")
	}
	p.b.WriteString("</tbody>\n</table>\n")
}

func (p *page) list(lines []string) {
	depth := -1
	for _, l := range lines {
		text := strings.TrimLeft(l, " ")
		level := (len(l) - len(text)) / 2
		switch {
		case depth < level:
			p.b.WriteString("\n<ul>\n")
			depth++ // lines go deeper by one level at a time
		default:
			p.b.WriteString("</li>\n")
			for ; depth > level; depth-- {
				p.b.WriteString("</ul>\n</li>\n")
			}
		}
		fmt.Fprintf(&p.b, "<li>%s", inline(text))
	}
	p.b.WriteString("</li>\n")
	for ; depth > 0; depth-- {
		p.b.WriteString("</ul>\n</li>\n")
	}
	p.b.WriteString("</ul>\n")
}

func (p *page) graph(g *graph.Graph) { fmt.Fprintf(&p.b, "<figure>\n%s</figure>\n", g.SVG()) }

// inline is a text with its code.
func inline(s string) string {
	parts := strings.Split(s, "`")
	for k := range parts {
		parts[k] = html.EscapeString(parts[k])
		if k%2 == 1 {
			parts[k] = "<code>" + parts[k] + "</code>"
		}
	}
	return strings.Join(parts, "")
}
