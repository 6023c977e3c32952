package format

import (
	"strings"

	"github.com/flowc-lang/flowc/dsl"
)

// cell is a piece of a line that starts in a column of its own. Cells of the
// same class in adjacent lines are aligned; the first cell of a line has none.
type cell struct {
	class string
	text  string
	pad   int // blanks before it, besides the one
}

// classes in the order in which they follow each other in a line.
var classes = []string{
	"kind", "path", "origin", // import
	"name", ":", "=", "=>", "as", "default", "@", "block",
	"secret:", "secretdefault", "secret@", // columns apart from those of params
	"c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9",
}

// align sets the text of each line, with the columns of each run of adjacent
// lines of one kind aligned.
func align(lines []*line) {
	for i := 0; i < len(lines); {
		n := i + 1
		for n < len(lines) && sameRun(lines[n-1], lines[n]) {
			n++
		}
		for _, class := range classes {
			alignClass(lines[i:n], class)
		}
		for _, l := range lines[i:n] {
			l.text = l.upTo(len(l.cells))
		}
		i = n
	}
}

// sameRun reports whether b goes on with the columns of a: neither a blank line,
// a comment nor the contents of a bracket lie between.
func sameRun(a, b *line) bool {
	return len(a.cells) > 1 && len(b.cells) > 1 && a.indent == b.indent && runOf(a) == runOf(b) && !opensBlock(a) && b.item
}

func runOf(l *line) string {
	switch c := l.cells[1].class; c {
	case ":", "=":
		return "item"
	case "c1":
		return "row " + keysOf(l.toks)
	default:
		return c
	}
}

func alignClass(run []*line, class string) {
	column := 0
	for _, l := range run {
		if i := l.cell(class); i > 0 {
			column = max(column, width(l.upTo(i)))
		}
	}
	for _, l := range run {
		if i := l.cell(class); i > 0 {
			l.cells[i].pad = column - width(l.upTo(i))
		}
	}
}

// cell returns the index of the cell of a class; the first cell has none, so 0
// is no such cell.
func (l *line) cell(class string) int {
	for i, c := range l.cells {
		if i > 0 && c.class == class {
			return i
		}
	}
	return 0
}

// upTo returns the text of the first n cells.
func (l *line) upTo(n int) string {
	var b strings.Builder
	for i, c := range l.cells[:n] {
		if i > 0 {
			b.WriteString(strings.Repeat(" ", c.pad+1))
		}
		b.WriteString(c.text)
	}
	return b.String()
}

// cellsOf cuts a line into its cells.
func cellsOf(l *line) []cell {
	c := &cutter{toks: l.toks}
	switch {
	case !l.code():
	case l.entry && l.indent == 0 && (c.word(0, "param") || c.word(0, "secret")) && c.punct(2, ":"):
		c.at(1, "name")
		if c.word(0, "secret") {
			c.prefix = "secret"
		}
		c.typed(3)
	case l.entry && l.indent == 0 && c.word(0, "import") && len(l.toks) > 2 && l.toks[2].Kind == dsl.TokenText:
		c.at(1, "kind")
		c.at(2, "path")
		if c.word(3, "as") {
			c.at(3, "origin")
		}
	case l.entry && l.indent > 0:
		c.entry()
	case c.punct(0, "{") && l.item:
		c.row()
	}
	return c.cells()
}

// cutter finds the tokens at which cells start.
type cutter struct {
	toks   []token
	prefix string // of the classes of typed
	starts []int
	class  []string
}

func (c *cutter) word(i int, text string) bool {
	return i < len(c.toks) && c.toks[i].Kind == dsl.TokenIdent && c.toks[i].Text == text
}

func (c *cutter) punct(i int, text string) bool {
	return i < len(c.toks) && c.toks[i].Kind == dsl.TokenPunct && c.toks[i].Text == text
}

// at starts a cell at token i, if there is one.
func (c *cutter) at(i int, class string) {
	if i < len(c.toks) {
		c.starts, c.class = append(c.starts, i), append(c.class, class)
	}
}

// entry cuts `name = …`, `name: …`, `* except …`, `to node { … }` and
// `pattern => …`.
func (c *cutter) entry() {
	name := c.toks[0].Kind == dsl.TokenIdent || c.toks[0].Kind == dsl.TokenText
	switch {
	case name && c.punct(1, "="):
		c.at(1, "=")
	case name && c.punct(1, ":"):
		c.typed(2)
	case c.punct(0, "*") && c.word(1, "except"):
		c.at(1, "=")
	case c.word(0, "to") && c.punct(len(c.toks)-1, "}"):
		c.outer(func(i int) bool {
			if c.punct(i, "{") {
				c.at(i, "block")
			}
			return c.punct(i, "{")
		})
	case !c.word(0, "when") && !c.word(0, "else"):
		c.outer(func(i int) bool {
			if c.punct(i, "=>") {
				c.at(i, "=>")
			}
			return c.punct(i, "=>")
		})
	}
}

// typed cuts `TYPE as CONVERTER` and `TYPE = DEFAULT @annotation`, the type at
// token i.
func (c *cutter) typed(i int) {
	c.at(i, c.prefix+":")
	seen := map[string]bool{}
	c.outer(func(k int) bool {
		class := ""
		switch {
		case k <= i:
		case c.word(k, "as"):
			class = "as"
		case c.punct(k, "="):
			class = "default"
		case c.punct(k, "@"):
			class = "@"
		}
		if class != "" && !seen[class] {
			seen[class] = true
			c.at(k, c.prefix+class)
		}
		return class == "@"
	})
}

// outer calls f for the tokens outside of brackets until it returns true.
func (c *cutter) outer(f func(i int) bool) {
	depth := 0
	for i, t := range c.toks {
		if t.Kind == dsl.TokenPunct && isCloser(t.Text) {
			depth--
		}
		if depth == 0 && f(i) {
			return
		}
		if t.Kind == dsl.TokenPunct && isOpener(t.Text) {
			depth++
		}
	}
}

// row cuts a record that stands on one line behind each comma.
func (c *cutter) row() {
	last := len(c.toks) - 1
	if c.punct(last, ",") {
		last--
	}
	if !c.punct(last, "}") || keysOf(c.toks) == "" {
		return
	}
	depth := 0
	for i, t := range c.toks {
		if t.Kind != dsl.TokenPunct {
			continue
		}
		switch {
		case isOpener(t.Text):
			depth++
		case isCloser(t.Text):
			depth--
		case t.Text == "," && depth == 1 && i < last && len(c.starts) < 9:
			c.at(i+1, "c"+string(rune('1'+len(c.starts))))
		}
	}
}

// keysOf names the fields of a record on one line; it is empty where the line
// is something else.
func keysOf(toks []token) string {
	var b strings.Builder
	depth := 0
	for i, t := range toks {
		if t.Kind != dsl.TokenPunct {
			continue
		}
		switch {
		case isOpener(t.Text):
			depth++
		case isCloser(t.Text):
			depth--
		case t.Text == ":" && depth == 1:
			b.WriteString(toks[i-1].Text + " ")
		}
	}
	return b.String()
}

// cells joins the tokens between the starts.
func (c *cutter) cells() []cell {
	out := []cell{{}}
	next := 0
	var b strings.Builder
	for i, t := range c.toks {
		switch {
		case next < len(c.starts) && c.starts[next] == i:
			out[len(out)-1].text = b.String()
			out = append(out, cell{class: c.class[next]})
			b.Reset()
			next++
		case i > 0 && t.space:
			b.WriteByte(' ')
		}
		b.WriteString(t.Text)
	}
	out[len(out)-1].text = b.String()
	return out
}
