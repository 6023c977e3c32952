package check

import (
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// The fixes here decide what reaches a sink or what a failure does, so they are
// guesses: an editor offers them, and `flowc check --fix` does not make them.

// rewrite offers text in the place of what a diagnostic is about.
func rewrite(d *diag.Diagnostic, title string, at diag.Span, text string) {
	d.Fixes = append(d.Fixes, diag.Fix{Title: title, Guess: true, Edits: []diag.Edit{{At: at, Text: text}}})
}

// rewriteAsHelped offers what the first help says to write, which is an expression
// behind a colon, in the place of the expression v.
func rewriteAsHelped(d *diag.Diagnostic, v ir.Expr, t target) {
	if len(d.Helps) == 0 || !tight(v) || !balanced(v.Place()) {
		return
	}
	title, text, ok := strings.Cut(d.Helps[0], ":  ")
	if !ok || !strings.Contains(text, v.Place().Text()) {
		return
	}
	text = strings.TrimSpace(text)
	if t.short(v) {
		text = t.nameAt.Text() + " = " + text
	}
	rewrite(d, title, v.Place(), text)
}

// short reports whether v is the whole item of a map, as `.b` is for `b = .b`.
func (t target) short(v ir.Expr) bool {
	at := v.Place()
	return t.nameAt.File != nil && t.nameAt.File == at.File && at.Start <= t.nameAt.Start && t.nameAt.End <= at.End
}

// balanced reports whether the text at a place is whole: the tree keeps no parentheses,
// so an expression may end before its last one.
func balanced(at diag.Span) bool {
	text := at.Text()
	return strings.Count(text, "(") == strings.Count(text, ")") && strings.Count(text, "{") == strings.Count(text, "}")
}

// rewriteDivision offers div(x, y) for x / y.
func rewriteDivision(d *diag.Diagnostic, x, y ir.Expr) {
	from, to := x.Place(), y.Place()
	between := diag.Span{File: from.File, Start: from.End, End: to.Start}
	if from.File != to.File || from.End > to.Start || strings.TrimSpace(between.Text()) != "/" || !balanced(from) || !balanced(to) {
		return
	}
	rewrite(d, "whole result", from.To(to), "div("+from.Text()+", "+to.Text()+")"+bangFor(y))
}

// withoutItem offers to take out an item of a list: with the comma behind it, or the
// line that it has for itself.
func withoutItem(d *diag.Diagnostic, title string, at diag.Span) {
	source := at.File.Text
	start, end := at.Start, at.End
	for end < len(source) && (source[end] == ' ' || source[end] == '\t') {
		end++
	}
	comma := end < len(source) && source[end] == ','
	if comma {
		end++
	}
	line := strings.LastIndexByte(source[:start], '\n') + 1
	alone := strings.TrimSpace(source[line:start]) == "" && (end == len(source) || source[end] == '\n')
	switch {
	case alone:
		start, end = line, min(end+1, len(source))
	case comma:
		for end < len(source) && source[end] == ' ' {
			end++
		}
	default: // the last one of a line: the comma before it goes
		start = len(strings.TrimRight(strings.TrimSuffix(strings.TrimRight(source[:start], " \t\n"), ","), " \t\n"))
		end = at.End
	}
	rewrite(d, title, diag.Span{File: at.File, Start: start, End: end}, "")
}
