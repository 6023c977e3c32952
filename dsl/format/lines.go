package format

import (
	"strings"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/dsl"
)

// token is a token with what the source says about the blanks around it.
type token struct {
	dsl.Token
	near  bool // nothing stood between it and the token before it
	angle bool // `<` or `>` of type arguments
	space bool // stands off from the token before it
}

func isOpener(s string) bool { return s == "{" || s == "(" || s == "[" }

func isCloser(s string) bool { return s == "}" || s == ")" || s == "]" }

// width returns the columns of s.
func width(s string) int { return utf8.RuneCountInString(s) }

// breaker cuts the tokens of a file into lines.
type breaker struct {
	toks   []dsl.Token
	items  map[int]bool // offsets where items start
	bad    map[int]int  // offsets where declarations with mistakes start, to their ends
	angles map[int]bool
	wide   map[int]bool // offsets of brackets whose contents have several lines

	out   []*line
	cur   *line
	open  []token // brackets
	prev  *token
	lines int // line ends since the last token or comment
	col   int // column of the current token in the source
	near  bool
}

func breakLines(f *dsl.File) []*line {
	b := &breaker{toks: f.Tokens, items: map[int]bool{}, bad: map[int]int{}, angles: f.TypeBrackets(), cur: &line{}}
	for _, e := range f.Items {
		if e.Bad {
			b.bad[e.Start] = e.End
		} else {
			b.items[e.Start] = true
		}
	}
	b.wide = wideBrackets(f.Tokens)
	b.run()
	return b.out
}

// wideBrackets finds the brackets that do not end on the line they start in.
func wideBrackets(toks []dsl.Token) map[int]bool {
	type open struct{ at, line int }
	var stack []open
	wide := map[int]bool{}
	line := 0
	for _, t := range toks {
		switch {
		case t.Kind == dsl.TokenNewline:
			line++
		case t.Kind != dsl.TokenPunct:
		case isOpener(t.Text):
			stack = append(stack, open{t.Start, line})
		case isCloser(t.Text) && len(stack) > 0:
			o := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			wide[o.at], wide[t.Start] = o.line < line, o.line < line
		}
	}
	return wide
}

func (b *breaker) run() {
	for i := 0; i < len(b.toks); i++ {
		t := b.toks[i]
		if end, bad := b.bad[t.Start]; bad && !t.Trivia() {
			i = b.verbatim(i, end)
			continue
		}
		switch t.Kind {
		case dsl.TokenNewline:
			b.newline()
			continue
		case dsl.TokenSpace:
			b.near = false
		case dsl.TokenComment, dsl.TokenDoc:
			b.comment(t)
		default:
			b.token(t)
		}
		b.col += utf8.RuneCountInString(t.Text)
	}
	b.end()
}

// end closes the current line.
func (b *breaker) end() {
	if !b.cur.blank() {
		b.out = append(b.out, b.cur)
	}
	b.cur = &line{}
}

func (b *breaker) newline() {
	b.near, b.col = false, 0
	if b.lines++; b.lines == 2 {
		b.end()
		b.out = append(b.out, &line{})
	}
}

// verbatim copies the lines of a declaration with mistakes that starts at token
// i, and returns the index of its last token.
func (b *breaker) verbatim(i, end int) int {
	b.end()
	start := i
	for start > 0 && b.toks[start-1].Kind == dsl.TokenSpace {
		start--
	}
	var text strings.Builder
	for ; start < i; start++ {
		text.WriteString(b.toks[start].Text)
	}
	for i < len(b.toks) && b.toks[i].Start < end {
		text.WriteString(b.toks[i].Text)
		i++
	}
	for i < len(b.toks) && b.toks[i].Kind != dsl.TokenNewline { // what else is on the line
		text.WriteString(b.toks[i].Text)
		i++
	}
	b.out = append(b.out, &line{raw: strings.TrimRight(text.String(), " \t\r\n\f\v")})
	b.prev, b.lines, b.open = nil, 0, nil
	return i - 1
}

func (b *breaker) comment(t dsl.Token) {
	if b.lines > 0 || !b.cur.code() {
		b.end()
	}
	b.cur.comment = strings.TrimRight(t.Text, " \t\r")
	b.cur.column = b.col
	b.cur.item = !b.cur.code() || b.cur.item
	b.lines, b.near = 0, false
}

func (b *breaker) token(src dsl.Token) {
	t := token{Token: src, near: b.near && b.lines == 0, angle: b.angles[src.Start]}
	item := b.items[src.Start]
	switch {
	case b.breaks(t, item):
		b.dropCommas()
		b.end()
	case b.cur.comment != "": // nothing can stand behind a comment
		b.end()
	case b.lines > 0 && !b.joins(t):
		b.end()
	}
	if !b.cur.code() {
		b.cur.entry = item
		b.cur.item = item || isCloser(t.Text) || b.prev == nil || isOpener(b.prev.Text) || b.prev.Text == "," && b.inner() != "{"
	} else {
		t.space = b.spaced(b.prev, &t)
	}
	b.cur.toks = append(b.cur.toks, t)
	b.prev = &b.cur.toks[len(b.cur.toks)-1]
	b.track(t)
	b.lines, b.near = 0, true
}

func (b *breaker) track(t token) {
	if t.Kind != dsl.TokenPunct {
		return
	}
	if isOpener(t.Text) {
		b.open = append(b.open, t)
	} else if isCloser(t.Text) && len(b.open) > 0 {
		b.open = b.open[:len(b.open)-1]
	}
}

// inner returns the innermost open bracket, empty without one.
func (b *breaker) inner() string {
	if len(b.open) == 0 {
		return ""
	}
	return b.open[len(b.open)-1].Text
}

// breaks reports whether a line must start before t: an item of the file or of a
// block with several lines, or the end of such a block.
func (b *breaker) breaks(t token, item bool) bool {
	if t.Kind == dsl.TokenPunct && isCloser(t.Text) {
		return t.Text == "}" && b.wide[t.Start]
	}
	return item && (len(b.open) == 0 || b.wide[b.open[len(b.open)-1].Start])
}

// joins reports whether t goes on the line before, wherever its author put it: a
// block opens behind what it belongs to, and a comma stands behind an item.
func (b *breaker) joins(t token) bool {
	if t.Kind != dsl.TokenPunct || b.prev == nil || !b.cur.code() {
		return false
	}
	return t.Text == "," || t.Text == "{" && (b.prev.Kind != dsl.TokenPunct || isCloser(b.prev.Text))
}

// dropCommas takes off the commas between items that have lines of their own.
// The bracket is `{`: the elements of others are no items.
func (b *breaker) dropCommas() {
	l := b.cur
	for i := len(b.out); ; {
		for n := len(l.toks); n > 0 && l.toks[n-1].Text == ","; n-- {
			l.toks = l.toks[:n-1]
		}
		if i--; i < 0 || l.code() {
			return
		}
		l = b.out[i]
	}
}
