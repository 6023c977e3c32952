package diag

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tabWidth is the distance of tab stops in snippets.
const tabWidth = 4

// cells is a source line as a terminal shows it: tabs expanded, what cannot be
// shown replaced, and the column of every byte known.
type cells struct {
	text  []cell
	width int
	at    []int // byte offset in the line to column; one more for the end
}

type cell struct {
	text  string
	width int
}

func newCells(line string) *cells {
	c := &cells{at: make([]int, len(line)+1)}
	for i := 0; i < len(line); {
		r, n := utf8.DecodeRuneInString(line[i:])
		for k := range n {
			c.at[i+k] = c.width
		}
		c.put(r, line[i:i+n])
		i += n
	}
	c.at[len(line)] = c.width
	return c
}

func (c *cells) put(r rune, raw string) {
	one := cell{text: raw, width: runeWidth(r)}
	switch {
	case r == '\t':
		one.width = tabWidth - c.width%tabWidth
		one.text = strings.Repeat(" ", one.width)
	case r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
		one = cell{text: "\uFFFD", width: 1} // also keeps direction controls off the terminal
	}
	c.text = append(c.text, one)
	c.width += one.width
}

// cut returns columns [from, to), marked with `…` where something is left out.
// Every column keeps its place: the mark replaces the cells that it hides.
func (c *cells) cut(from, to int) string {
	var b strings.Builder
	col := 0
	for _, one := range c.text {
		start := col
		col += one.width
		switch {
		case start < from || col > to:
		case start == from && from > 0, col == to && to < c.width:
			b.WriteString("…" + strings.Repeat(" ", max(0, one.width-1)))
		default:
			b.WriteString(one.text)
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// wide holds the ranges of runes that take two columns.
var wide = [...][2]rune{
	{0x1100, 0x115f},
	{0x231a, 0x231b},
	{0x2e80, 0x303e},
	{0x3041, 0xa4cf},
	{0xac00, 0xd7a3},
	{0xf900, 0xfaff},
	{0xfe30, 0xfe6f},
	{0xff00, 0xff60},
	{0xffe0, 0xffe6},
	{0x1f300, 0x1f64f},
	{0x1f680, 0x1f6ff},
	{0x1f900, 0x1f9ff},
	{0x20000, 0x3fffd},
}

// runeWidth returns the columns that a rune takes in a terminal.
func runeWidth(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return 0
	}
	for _, w := range wide {
		if r >= w[0] && r <= w[1] {
			return 2
		}
	}
	return 1
}
