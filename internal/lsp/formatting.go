package lsp

import (
	"strings"

	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/dsl/format"
)

func (s *server) formatting(p *documentParams) (any, error) {
	return s.formatEdits(p.TextDocument.URI, func(int, int) bool { return true })
}

// rangeFormatting formats the lines that the range touches. What aligns with lines
// outside of it is aligned as if they were formatted too.
func (s *server) rangeFormatting(p *rangeParams) (any, error) {
	return s.formatEdits(p.TextDocument.URI, func(first, last int) bool {
		return first <= p.Range.End.Line && p.Range.Start.Line <= last
	})
}

// formatEdits are the edits, a few lines each, that bring a file into the one style.
func (s *server) formatEdits(uri string, keep func(first, last int) bool) (any, error) {
	name := nameOf(uri)
	text, err := s.docs.ReadFile(name)
	if err != nil {
		return nil, err
	}
	out := format.Source(dsl.Parse(diag.NewFile(name, string(text)), &diag.Report{}))
	edits := []textEdit{}
	for _, e := range lineEdits(string(text), out) {
		if keep(e.Range.Start.Line, max(e.Range.Start.Line, e.Range.End.Line-1)) {
			edits = append(edits, e)
		}
	}
	return edits, nil
}

// lineEdits are the lines that differ. Formatting changes white space alone and
// never where code breaks, so lines are told to belong together by what is left
// without it; where that fails the whole text is one edit.
func lineEdits(from, to string) []textEdit {
	a, b := strings.SplitAfter(from, "\n"), strings.SplitAfter(to, "\n")
	var out []textEdit
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		x, y := i, j
		for x < len(a) && bare(a[x]) == "" {
			x++
		}
		for y < len(b) && bare(b[y]) == "" {
			y++
		}
		if (x < len(a)) != (y < len(b)) || x < len(a) && bare(a[x]) != bare(b[y]) {
			return []textEdit{edit(0, len(a), a, b)}
		}
		x, y = min(x+1, len(a)), min(y+1, len(b))
		if strings.Join(a[i:x], "") != strings.Join(b[j:y], "") {
			out = append(out, edit(i, x, a, b[j:y]))
		}
		i, j = x, y
	}
	return out
}

// edit replaces the lines [first, end) of a text.
func edit(first, end int, text, by []string) textEdit {
	to := position{Line: end}
	if end == len(text) && end > 0 {
		to = position{Line: end - 1, Character: units(text[end-1])}
	}
	return textEdit{Range: textRange{Start: position{Line: first}, End: to}, NewText: strings.Join(by, "")}
}

func bare(line string) string { return strings.Join(strings.Fields(line), "") }
