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

// maxGuesses bounds the work on a declaration full of unfit brackets: each guess
// looks through the whole of it.
const maxGuesses = 50

func (r *repair) guessing() bool { return r.guess && len(r.found) < maxGuesses }

func (r *repair) tell(d diag.Diagnostic) {
	if len(r.found) < maxFlaws {
		r.found = append(r.found, d)
	}
}

func (r *repair) run() []sig {
	for i, t := range r.toks {
		if r.guessing() && t.first && i > 0 {
			r.closeLoose(i)
		}
		switch {
		case isOpener(t):
			r.closeBeforeBlock(i)
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

// closeBeforeBlock closes `(` or `[` of the same line before a `{` that follows
// a value: inside of them only match has a block behind a value.
func (r *repair) closeBeforeBlock(i int) {
	if !r.guessing() || i == 0 || !r.toks[i].is("{") || r.toks[i-1].Kind == TokenPunct && !isCloser(r.toks[i-1]) {
		return
	}
	for len(r.open) > 0 && !r.toks[r.top()].is("{") && r.toks[r.top()].line == r.toks[i].line {
		if slices.ContainsFunc(r.toks[r.top():i], func(t sig) bool { return t.word("match") }) {
			return
		}
		r.closeTop(i)
	}
}

// closeInner closes the open `(` and `[` down to the innermost `{`.
func (r *repair) closeInner(i int) {
	for len(r.open) > 0 && !r.toks[r.top()].is("{") {
		r.closeTop(i)
	}
}

func (r *repair) closeBrace(i int) {
	t := r.toks[i]
	if r.guessing() && !t.first && !isCloser(r.toks[i-1]) && !r.blockIn(t.line) {
		r.stray(i) // a block that ends within a line starts in that line
		return
	}
	r.closeInner(i)
	if r.guessing() && t.first {
		if r.missingOpener(i, "{") {
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

// blockIn reports whether the innermost open `{` stands in the line.
func (r *repair) blockIn(line int) bool {
	for _, o := range slices.Backward(r.open) {
		if r.toks[o].is("{") {
			return r.toks[o].line == line
		}
	}
	return false
}

// opensAt reports whether an outer `{` stands in a line of that indentation.
func (r *repair) opensAt(indent int) bool {
	return slices.ContainsFunc(r.open[:len(r.open)-1], func(o int) bool { return r.toks[o].indent == indent })
}

// missingOpener handles a closing bracket that is indented deeper than the
// innermost open one: a line of its own indentation that is followed by deeper
// ones, and has no bracket at its end, has lost it.
func (r *repair) missingOpener(i int, opener string) bool {
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
			r.insert(k, opener)
			r.lostOpener(k-1, t, opener)
			return true
		}
	}
	return false
}

// lostOpener tells that a bracket is missing behind token k.
func (r *repair) lostOpener(k int, closer sig, opener string) {
	head := k
	for head > 0 && !r.toks[head].first {
		head--
	}
	end := r.toks[k].End()
	r.tell(diag.Diagnostic{
		Code: "E0104", At: r.file.Span(end, end),
		Message: "`" + opener + "` is missing after `" + lineOf(r.toks, head) + "`", Here: "`" + opener + "` belongs here",
		Labels: []diag.Label{{At: closer.span(r.file), Text: "this `" + closer.Text + "` has no opening"}},
	})
}

func (r *repair) closeOther(i int) {
	t := r.toks[i]
	if k := r.opener(i); k >= 0 {
		for len(r.open)-1 > k {
			r.closeTop(i)
		}
		r.pop()
		return
	}
	if len(r.open) > 0 && !r.toks[r.top()].is("{") && r.toks[r.top()].line == t.line {
		r.wrongCloser(i)
		return
	}
	if !r.guessing() || !t.first || !r.missingOpener(i, openerOf(t)) {
		r.stray(i)
	}
}

// opener returns the index in r.open of the bracket that token i closes, -1
// without one. A `{` in between is passed over only where line or indentation
// say that it was forgotten.
func (r *repair) opener(i int) int {
	t := r.toks[i]
	inBlock := false
	for k := len(r.open) - 1; k >= max(0, len(r.open)-2*maxDepth); k-- {
		o := r.toks[r.open[k]]
		inBlock = inBlock || o.is("{")
		if closerOf[o.Text] == t.Text && (!inBlock || r.guessing() && (o.line == t.line || t.first && o.indent == t.indent)) {
			return k
		}
	}
	return -1
}

func openerOf(t sig) string {
	if t.Text == ")" {
		return "("
	}
	return "["
}

// wrongCloser closes the innermost bracket with one of another kind.
func (r *repair) wrongCloser(i int) {
	t, o := r.toks[i], r.toks[r.top()]
	want := closerOf[o.Text]
	r.swap[i] = want
	r.tell(diag.Diagnostic{
		Code: "E0104", At: t.span(r.file), Message: "`" + t.Text + "` does not close `" + o.Text + "`",
		Here: "`" + want + "` belongs here", Labels: []diag.Label{{At: o.span(r.file), Text: "opened here"}},
	})
	r.pop()
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
	r.tell(d)
}

// closeTop closes the innermost bracket before token i, or earlier where the
// indentation says so.
func (r *repair) closeTop(i int) {
	o := r.toks[r.top()]
	at := i
	if r.guessing() {
		at = r.closingPlace(i)
	}
	want := closerOf[o.Text]
	r.insert(at, want)
	end := r.toks[at-1].End()
	r.tell(diag.Diagnostic{
		Code: "E0103", At: r.file.Span(end, end), Message: "`" + o.Text + "` is never closed",
		Here: "`" + want + "` is missing here", Labels: []diag.Label{{At: o.span(r.file), Text: "opened here"}},
	})
	r.pop()
}

// closingPlace returns the token before which the innermost bracket should have
// been closed: the next line of a map, the end of its line where its contents
// start there, else the first line that is not indented deeper.
func (r *repair) closingPlace(i int) int {
	o := r.top()
	oneLine := o+1 < i && !r.toks[o+1].first
	for k := o + 1; k < i; k++ {
		if r.startsMapItem(k, i) {
			return k
		}
		if !r.toks[k].first || !oneLine && r.toks[k].indent > r.toks[o].indent {
			continue
		}
		if oneLine && k-1 > o && r.toks[k-1].is(",") {
			return k - 1
		}
		return k
	}
	return i
}

// startsMapItem reports whether the comma k goes before a line of a map, which no
// `(` and `[` holds: `, *` or `, name =`. i is the end of the search.
func (r *repair) startsMapItem(k, i int) bool {
	if !r.toks[k].is(",") || k+1 >= i || r.toks[r.top()].is("{") {
		return false
	}
	return r.toks[k+1].is("*") || k+2 < i && r.toks[k+1].Kind == TokenIdent && r.toks[k+2].is("=")
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
