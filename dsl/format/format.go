// Package format writes .flow files in the one style that there is.
//
// It works on the tokens and on where items lie, never on the tree's values: no
// number, text or comment is written anew, so nothing can change its meaning.
// The author decides where lines break; the style decides how far they are
// indented, what stands between tokens, and which columns are aligned.
// Declarations with mistakes stay as they are, byte for byte.
//
// Formatting what was formatted changes nothing.
package format

import (
	"strings"

	"github.com/flowc-lang/flowc/dsl"
)

// Source returns the text of f in the one style.
func Source(f *dsl.File) string {
	if len(f.Tokens) == 1 && f.Tokens[0].Kind == dsl.TokenBad {
		return f.Source.Text // not read at all: too large, or of another program
	}
	lines := breakLines(f)
	indentLines(lines)
	for _, l := range lines {
		l.cells = cellsOf(l)
	}
	align(lines)
	return render(lines)
}

// line is an output line. A line without tokens and comment is blank.
type line struct {
	toks    []token
	comment string // `// …`, or empty
	column  int    // where the author put the comment that stands behind code
	raw     string // a declaration with mistakes; nothing else is set then
	entry   bool   // starts an item of the file or of a block
	item    bool   // starts an item or an element; a line that does not, goes on with one
	indent  int    // levels
	cells   []cell
	text    string // tokens with their padding
}

func (l *line) blank() bool { return l.raw == "" && l.comment == "" && len(l.toks) == 0 }

// code reports whether the line holds tokens.
func (l *line) code() bool { return len(l.toks) > 0 }

// render joins the lines. Runs of blank lines become one; there is none at the
// start and end of the file, behind an opening and before a closing bracket.
func render(lines []*line) string {
	var b strings.Builder
	var last *line
	blank := false
	for _, l := range lines {
		if l.blank() {
			blank = true
			continue
		}
		closes := l.code() && isCloser(l.toks[0].Text)
		if blank && last != nil && !opensBlock(last) && !closes {
			b.WriteByte('\n')
		}
		b.WriteString(l.string())
		b.WriteByte('\n')
		blank, last = false, l
	}
	return b.String()
}

func opensBlock(l *line) bool { return l.code() && isOpener(l.toks[len(l.toks)-1].Text) }

func (l *line) string() string {
	if l.raw != "" {
		return l.raw
	}
	text := strings.Repeat("  ", l.indent) + l.text
	switch {
	case l.comment == "":
		return text
	case !l.code():
		return text + l.comment
	}
	return text + strings.Repeat(" ", max(1, l.column-width(text))) + l.comment
}
