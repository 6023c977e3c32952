package dsl

import (
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// sig is a token that the grammar sees, with what the layout knows about its
// line.
type sig struct {
	Token
	raw    int  // index in File.Tokens; -1 for a bracket that was put in
	line   int  // number of its line, counted from 0
	indent int  // bytes before the first token of its line
	first  bool // the first token of its line
	near   bool // nothing stands between it and the token before it
}

func (s sig) is(text string) bool { return s.Kind == TokenPunct && s.Text == text }

func (s sig) word(text string) bool { return s.Kind == TokenIdent && s.Text == text }

func (s sig) bad() bool { return s.Kind == TokenBad }

// significant drops the trivia of toks and notes the lines.
func significant(toks []Token) []sig {
	out := make([]sig, 0, len(toks)/2)
	line, indent, lineStart := 0, 0, 0
	first, near := true, false
	if len(toks) > 0 {
		lineStart = toks[0].Start
	}
	for i, t := range toks {
		switch {
		case t.Kind == TokenNewline:
			line, lineStart, first, near = line+1, t.End(), true, false
		case t.Trivia():
			near = false
		default:
			if first {
				indent = t.Start - lineStart
			}
			out = append(out, sig{Token: t, raw: i, line: line, indent: indent, first: first, near: near && !first})
			first, near = false, true
		}
	}
	return out
}

// declWords holds the words that start a declaration, and what may follow each.
var declWords = map[string]string{
	"flow": "number", "import": "import", "param": "name", "secret": "name", "schema": "name", "enum": "name",
	"open": "enum", "type": "name", "fn": "name", "connection": "name", "converter": "name", "topic": "name",
	"source": "name", "sink": "name", "policy": "name", "pipeline": "name", "test": "text",
}

// startsDecl reports whether toks starts a declaration beyond doubt: a keyword
// with what must follow it on the same line. A field may be called `topic`, but
// no item has two names side by side.
func startsDecl(toks []sig) bool {
	if len(toks) < 2 || toks[0].Kind != TokenIdent || toks[1].first {
		return false
	}
	next := toks[1]
	switch declWords[toks[0].Text] {
	case "number":
		return next.Kind == TokenInt
	case "import":
		return next.Kind == TokenIdent || next.Kind == TokenText || next.is("{")
	case "name":
		return next.Kind == TokenIdent
	case "enum":
		return next.word("enum")
	case "text":
		return next.Kind == TokenText
	}
	return false
}

// regions cuts toks before each declaration that starts in the first column,
// brackets not minded: an unclosed bracket spoils its own region only.
func regions(toks []sig) [][]sig {
	var out [][]sig
	start := 0
	for i := range toks {
		if i > start && toks[i].first && toks[i].indent == 0 && startsDecl(toks[i:]) {
			out = append(out, toks[start:i])
			start = i
		}
	}
	if start < len(toks) {
		out = append(out, toks[start:])
	}
	return out
}

// declarations cuts a balanced region, which is mostly one declaration, at the
// lines outside of brackets that start another.
func declarations(toks []leaf) [][]leaf {
	var out [][]leaf
	start := 0
	for i := 1; i < len(toks); i++ {
		t := toks[i]
		if !t.first || continuesLine(toks[start:i], toks[i:]) && t.indent > toks[start].indent {
			continue
		}
		if t.indent <= toks[start].indent && t.kind != tBrace || plainlyDecl(toks[i:]) {
			out = append(out, toks[start:i])
			start = i
		}
	}
	if start < len(toks) {
		out = append(out, toks[start:])
	}
	return out
}

func plainlyDecl(toks []leaf) bool {
	flat := make([]sig, 0, 2)
	for _, t := range toks[:min(2, len(toks))] {
		flat = append(flat, t.sig)
	}
	return startsDecl(flat)
}

// items cuts the contents of `{ … }` at commas and line ends.
func items(toks []leaf) [][]leaf {
	var out [][]leaf
	start := 0
	cut := func(end, next int) {
		if end > start {
			out = append(out, asItem(toks[start:end]))
		}
		start = next
	}
	for i := 0; i < len(toks); i++ {
		switch {
		case toks[i].is("|"):
			i += lambdaParams(toks[start:], i-start)
		case toks[i].is(","):
			if i == start || !commaContinues(toks[start:i], toks[i+1:]) {
				cut(i, i+1)
			}
		case i > start && toks[i].first && !continuesLine(toks[start:i], toks[i:]):
			cut(i, i)
		}
	}
	cut(len(toks), len(toks))
	return out
}

// elements cuts the contents of `(…)`, `[…]` and `<…>` at commas. A comma too
// many is an empty element, which the grammar refuses.
func elements(toks []leaf) [][]leaf {
	var out [][]leaf
	start := 0
	for i := 0; i < len(toks); i++ {
		if toks[i].is("|") {
			i += lambdaParams(toks[start:], i-start)
		}
		if toks[i].is(",") {
			out = append(out, asItem(toks[start:i]))
			start = i + 1
		}
	}
	if start < len(toks) {
		out = append(out, asItem(toks[start:]))
	}
	return out
}

// lambdaParams returns how many tokens behind the `|` at i belong to the
// parameters of a lambda, the closing `|` included; their commas cut nothing.
func lambdaParams(item []leaf, i int) int {
	if endsOperand(item[:i]) {
		return 0
	}
	for k := i + 1; k < len(item); k++ {
		switch {
		case item[k].is("|"):
			return k - i
		case !item[k].is(",") && item[k].kind != tIdent:
			return 0
		}
	}
	return 0
}

// asItem makes a dot at the start of an item the start of a field.
func asItem(toks []leaf) []leaf {
	if len(toks) > 0 && toks[0].kind == tDot {
		toks = slices.Clone(toks)
		toks[0].kind = tField
	}
	return toks
}

// commaContinues reports whether a comma in a block belongs to the item: the
// lists behind `drop` and `except` have no brackets.
func commaContinues(item, rest []leaf) bool {
	if len(rest) == 0 || len(item) > maxItem {
		return false
	}
	if item[0].word("drop") && len(item) > 1 && !item[1].is("=") {
		return rest[0].kind == tField || rest[0].kind == tDot
	}
	hasExcept := slices.ContainsFunc(item[1:], func(l leaf) bool { return l.word("except") })
	named := rest[0].Kind == TokenIdent || rest[0].Kind == TokenText
	return hasExcept && named && !startsAssignment(rest)
}

func startsAssignment(toks []leaf) bool {
	if len(toks) < 2 || toks[0].Kind != TokenIdent && toks[0].Kind != TokenText {
		return false
	}
	return toks[1].is("=") || toks[1].is(":") || toks[1].is("=>") || toks[1].kind == tBrace
}

// continuesLine reports whether the line that rest starts with goes on with
// item. It does if the item cannot end or the line cannot start one; a line that
// starts with `.`, `-`, `*`, `(` or `[` can be both, and goes on where it is
// indented two deeper than the item. So does `=`, which needs a name before it.
func continuesLine(item, rest []leaf) bool {
	t := rest[0]
	if len(rest) > 1 && startsAssignment(rest) && (rest[1].is("=") || rest[1].is("=>")) {
		return false
	}
	if !canEnd(item) {
		return !startsStage(rest)
	}
	switch t.Kind {
	case TokenPunct:
		switch t.Text {
		case ".", "-", "*", "(", "[", "=", ":":
			return t.indent > item[0].indent+1
		case "...", "!":
			return false
		}
		return true
	case TokenIdent:
		return continuing[t.Text] && !startsAssignment(rest) && !startsArm(item, rest)
	}
	return false
}

// startsArm reports whether a line that begins with `is` is the next arm of a match,
// and no question of the arm before it.
func startsArm(item, rest []leaf) bool {
	arrow := func(l leaf) bool { return l.is("=>") }
	if !rest[0].word("is") || !slices.ContainsFunc(item, arrow) {
		return false
	}
	end := 1
	for end < len(rest) && !rest[end].first {
		end++
	}
	return slices.ContainsFunc(rest[:end], arrow)
}

// startsStage reports whether toks start a stage beyond doubt: its word, and an
// operand behind it, which no expression has.
func startsStage(toks []leaf) bool {
	if len(toks) < 2 || !stageWords[toks[0].Text] || toks[0].kind != tIdent || toks[1].first {
		return false
	}
	switch toks[1].kind {
	case tIdent, tField, tWhole, tText, tBrace:
		return true
	}
	return false
}

var stageWords = map[string]bool{
	"from": true, "to": true, "where": true, "map": true, "set": true, "drop": true, "rename": true, "let": true,
	"each": true, "unwrap": true, "headers": true, "route": true, "on": true,
}

// continuing holds the words that never start an item unless a name is meant.
var continuing = map[string]bool{"then": true, "else": true, "as": true, "is": true, "in": true, "not": true, "except": true, "matches": true}

// canEnd reports whether an item can end with its last token.
func canEnd(item []leaf) bool {
	last := item[len(item)-1]
	if last.Kind != TokenPunct || last.group != nil {
		return true
	}
	switch last.Text {
	case "?", "!", "...", ".":
		return true
	case "*":
		return len(item) == 1 || item[len(item)-2].is(".")
	}
	return false
}

// layout turns tokens into trees of balanced brackets.
type layout struct {
	file   *diag.File
	flaws  *flaws
	groups []*group
}

// group is a pair of brackets with what stands between.
type group struct {
	toks       []leaf
	start, end int
	closed     int // start of the closing bracket
}

// trees balances and groups the tokens of a region. It returns nil where the
// brackets nest too deep.
func (l *layout) trees(region []sig, depth int) []leaf {
	if at := hopeless(region); at >= 0 {
		l.tooDeep(region[at].span(l.file))
		return nil
	}
	region = l.balance(region)
	return l.build(region, depth)
}

// hopeless returns the token at which brackets nest so deep, fitting or not, that
// nothing is worth repairing; -1 without one.
func hopeless(region []sig) int {
	open := 0
	for i, t := range region {
		switch {
		case isOpener(t):
			if open++; open > 20*maxDepth {
				return i
			}
		case isCloser(t):
			open = max(0, open-1)
		}
	}
	return -1
}

// lineOf shows the line of token i from there on, for messages about brackets.
func lineOf(toks []sig, i int) string {
	var b strings.Builder
	for j := i; j < len(toks) && toks[j].line == toks[i].line && b.Len() < 30; j++ {
		if j > i && !toks[j].near {
			b.WriteByte(' ')
		}
		b.WriteString(toks[j].Text)
	}
	return b.String()
}
