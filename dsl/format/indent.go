package format

import "github.com/flowc-lang/flowc/dsl"

// indentLines sets the indentation of each line: one level more than the line in
// which the innermost open bracket stands, however many that line opens, and one
// more for a line that goes on with an item.
func indentLines(lines []*line) {
	var open []int // levels of the lines of the open brackets
	for _, l := range lines {
		if l.raw != "" {
			open = nil
			continue
		}
		toks := l.toks
		l.indent = inner(open)
		for len(toks) > 0 && len(open) > 0 && toks[0].Kind == dsl.TokenPunct && isCloser(toks[0].Text) {
			l.indent = open[len(open)-1]
			open = open[:len(open)-1]
			toks = toks[1:]
		}
		if l.code() && !l.item {
			l.indent++
		}
		open = after(open, toks, l.indent)
	}
}

// inner returns the level inside of the innermost open bracket.
func inner(open []int) int {
	if len(open) == 0 {
		return 0
	}
	return open[len(open)-1] + 1
}

// after returns the brackets that are open behind toks.
func after(open []int, toks []token, level int) []int {
	for _, t := range toks {
		switch {
		case t.Kind != dsl.TokenPunct:
		case isOpener(t.Text):
			open = append(open, level)
		case isCloser(t.Text) && len(open) > 0:
			open = open[:len(open)-1]
		}
	}
	return open
}
