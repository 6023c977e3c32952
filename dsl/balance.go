package dsl

import (
	"slices"

	"github.com/flowc-lang/flowc/dsl/diag"
)

var closerOf = map[string]string{"{": "}", "(": ")", "[": "]"}

func isOpener(t sig) bool { return t.is("{") || t.is("(") || t.is("[") }

func isCloser(t sig) bool { return t.is("}") || t.is(")") || t.is("]") }

// balanced reports whether the brackets of toks fit.
func balanced(toks []sig) bool {
	var open []string
	for _, t := range toks {
		switch {
		case isOpener(t):
			open = append(open, closerOf[t.Text])
		case isCloser(t):
			if len(open) == 0 || open[len(open)-1] != t.Text {
				return false
			}
			open = open[:len(open)-1]
		}
	}
	return len(open) == 0
}

// balance returns toks with brackets that fit. Where they do not, the
// indentation tells which one is missing; where that leads nowhere, brackets are
// closed as late as possible.
func (l *layout) balance(toks []sig) []sig {
	if balanced(toks) {
		return toks
	}
	for _, guess := range []bool{true, false} {
		r := repair{layout: l, toks: toks, guess: guess, before: map[int][]sig{}, drop: map[int]bool{}, swap: map[int]string{}}
		if out := r.run(); balanced(out) {
			for _, d := range r.found {
				l.flaws.add(d)
			}
			return out
		}
	}
	panic("dsl: brackets do not balance after they were balanced")
}

// repair finds the edits that make brackets fit, and the diagnostic of each.
type repair struct {
	*layout
	toks   []sig
	guess  bool // use the indentation
	open   []int
	before map[int][]sig  // brackets to put in, by the token they come before
	drop   map[int]bool   // closing brackets that close nothing
	swap   map[int]string // closing brackets of the wrong kind
	found  []diag.Diagnostic
}

func (r *repair) run() []sig {
	for i, t := range r.toks {
		if r.guess && t.first && i > 0 {
			r.closeLoose(i)
		}
		switch {
		case isOpener(t):
			r.open = append(r.open, i)
		case t.is("}"):
			r.closeBrace(i)
		case isCloser(t):
			r.closeOther(i)
		}
	}
	for len(r.open) > 0 {
		r.closeTop(len(r.toks))
	}
	return r.edited()
}

// closeLoose closes what cannot go on over the line that starts at i: brackets
// in a line with an unclosed text, and `(` or `[` before `name =`.
func (r *repair) closeLoose(i int) {
	last := r.toks[i-1]
	if last.Kind == TokenBad && last.Text[0] == '"' {
		for len(r.open) > 0 && r.toks[r.top()].line == last.line && !r.toks[r.top()].is("{") {
			r.insert(i, closerOf[r.toks[r.top()].Text])
			r.pop()
		}
	}
	if i+1 < len(r.toks) && r.toks[i].Kind == TokenIdent && r.toks[i+1].is("=") {
		r.closeInner(i)
	}
}

// closeInner closes the open `(` and `[` down to the innermost `{`.
func (r *repair) closeInner(i int) {
	for len(r.open) > 0 && !r.toks[r.top()].is("{") {
		r.closeTop(i)
	}
}

func (r *repair) closeBrace(i int) {
	r.closeInner(i)
	t := r.toks[i]
	if r.guess && t.first {
		if r.missingOpener(i) {
			return
		}
		for len(r.open) > 1 && r.toks[r.top()].indent > t.indent && r.opensAt(t.indent) {
			r.closeTop(i)
		}
	}
	if len(r.open) == 0 {
		r.stray(i)
		return
	}
	r.pop()
}

// opensAt reports whether an outer `{` stands in a line of that indentation.
func (r *repair) opensAt(indent int) bool {
	return slices.ContainsFunc(r.open[:len(r.open)-1], func(o int) bool { return r.toks[o].indent == indent })
}

// missingOpener handles a `}` that is indented deeper than the innermost open
// `{`: a line of its own indentation that is followed by deeper ones, and has no
// `{`, has lost it.
func (r *repair) missingOpener(i int) bool {
	start, t := 0, r.toks[i]
	if len(r.open) > 0 {
		if r.toks[r.top()].indent >= t.indent || r.toks[r.top()].line == t.line {
			return false
		}
		start = r.top() + 1
	}
	for k := i - 1; k > start; k-- {
		prev := r.toks[k-1]
		if r.toks[k].first && prev.indent == t.indent && r.toks[k].indent > t.indent && !isOpener(prev) {
			r.insert(k, "{")
			head := k - 1
			for head > 0 && !r.toks[head].first {
				head--
			}
			r.found = append(r.found, diag.Diagnostic{
				Code: "E0104", At: r.file.Span(prev.End(), prev.End()),
				Message: "`{` is missing after `" + lineOf(r.toks, head) + "`", Here: "`{` belongs here",
				Labels: []diag.Label{{At: t.span(r.file), Text: "this `}` has no opening"}},
			})
			return true
		}
	}
	return false
}

func (r *repair) closeOther(i int) {
	t := r.toks[i]
	for k := len(r.open) - 1; k >= 0 && !r.toks[r.open[k]].is("{"); k-- {
		if closerOf[r.toks[r.open[k]].Text] == t.Text {
			for len(r.open)-1 > k {
				r.closeTop(i)
			}
			r.pop()
			return
		}
	}
	if len(r.open) > 0 && !r.toks[r.top()].is("{") && r.toks[r.top()].line == t.line {
		o := r.toks[r.top()]
		want := closerOf[o.Text]
		r.swap[i] = want
		r.found = append(r.found, diag.Diagnostic{
			Code: "E0104", At: t.span(r.file), Message: "`" + t.Text + "` does not close `" + o.Text + "`",
			Here: "`" + want + "` belongs here", Labels: []diag.Label{{At: o.span(r.file), Text: "opened here"}},
		})
		r.pop()
		return
	}
	r.stray(i)
}

// stray drops the closing bracket i.
func (r *repair) stray(i int) {
	r.drop[i] = true
	t := r.toks[i]
	d := diag.Diagnostic{Code: "E0104", At: t.span(r.file), Message: "`" + t.Text + "` closes nothing", Here: "no bracket is open that it fits"}
	if len(r.open) > 0 {
		o := r.toks[r.top()]
		d.Labels = []diag.Label{{At: o.span(r.file), Text: "the innermost open bracket is this `" + o.Text + "`"}}
	}
	r.found = append(r.found, d)
}

// closeTop closes the innermost bracket before token i, or earlier where the
// indentation says so.
func (r *repair) closeTop(i int) {
	o := r.toks[r.top()]
	at := i
	if r.guess {
		at = r.closingPlace(i)
	}
	want := closerOf[o.Text]
	r.insert(at, want)
	end := r.toks[at-1].End()
	r.found = append(r.found, diag.Diagnostic{
		Code: "E0103", At: r.file.Span(end, end), Message: "`" + o.Text + "` is never closed",
		Here: "`" + want + "` is missing here", Labels: []diag.Label{{At: o.span(r.file), Text: "opened here"}},
	})
	r.pop()
}

// closingPlace returns the token before which the innermost bracket should have
// been closed: the end of its line where its contents start there, else the
// first line that is not indented deeper.
func (r *repair) closingPlace(i int) int {
	o := r.top()
	oneLine := o+1 < i && !r.toks[o+1].first
	for k := o + 1; k < i; k++ {
		if r.toks[k].first && (oneLine || r.toks[k].indent <= r.toks[o].indent) {
			return k
		}
	}
	return i
}

func (r *repair) top() int { return r.open[len(r.open)-1] }

func (r *repair) pop() { r.open = r.open[:len(r.open)-1] }

// insert puts a bracket in before token i. It has no width and stands at the
// end of the token before.
func (r *repair) insert(i int, text string) {
	prev := r.toks[i-1]
	r.before[i] = append(r.before[i], sig{
		Token: Token{Kind: TokenPunct, Text: text, Start: prev.End()}, raw: -1,
		line: prev.line, indent: prev.indent,
	})
}

func (r *repair) edited() []sig {
	out := make([]sig, 0, len(r.toks)+len(r.before))
	for i := 0; i <= len(r.toks); i++ {
		out = append(out, r.before[i]...)
		if i == len(r.toks) || r.drop[i] {
			continue
		}
		t := r.toks[i]
		if want := r.swap[i]; want != "" {
			t.Text = want
		}
		out = append(out, t)
	}
	return out
}
