package lsp

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// lines finds positions in a text. The protocol counts UTF-16 code units, Go bytes.
type lines struct {
	text   string
	starts []int // byte offset of each line
}

func newLines(text string) *lines {
	l := &lines{text: text, starts: []int{0}}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			l.starts = append(l.starts, i+1)
		}
	}
	return l
}

// position returns the place of a byte offset.
func (l *lines) position(off int) position {
	off = max(0, min(off, len(l.text)))
	line := sort.Search(len(l.starts), func(i int) bool { return l.starts[i] > off }) - 1
	return position{Line: line, Character: units(l.text[l.starts[line]:off])}
}

// offset returns the byte offset of a place. One beyond the end of its line counts
// as that end, one beyond the text as the end of the text.
func (l *lines) offset(p position) int {
	switch {
	case p.Line < 0:
		return 0
	case p.Line >= len(l.starts):
		return len(l.text)
	}
	start, end := l.starts[p.Line], l.end(p.Line)
	n := 0
	for i, r := range l.text[start:end] {
		if n >= p.Character {
			return start + i
		}
		n += width(r)
	}
	return end
}

// end is the offset behind the last character of a line.
func (l *lines) end(line int) int {
	end := len(l.text)
	if line+1 < len(l.starts) {
		end = l.starts[line+1] - 1
	}
	return l.starts[line] + len(strings.TrimSuffix(l.text[l.starts[line]:end], "\r"))
}

func (l *lines) spanRange(start, end int) textRange {
	return textRange{Start: l.position(start), End: l.position(end)}
}

// units counts the UTF-16 code units of a text.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += width(r)
	}
	return n
}

// width is how many code units a rune takes; a byte that is no UTF-8 counts as the
// replacement character that editors show for it.
func width(r rune) int {
	if r >= 0x10000 && r <= utf8.MaxRune {
		return 2
	}
	return 1
}

// rangeOf is the range of a span in its own text.
func rangeOf(s diag.Span) textRange {
	return newLines(s.File.Text).spanRange(s.Start, s.End)
}
