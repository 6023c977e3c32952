package dsl

import (
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// Items are often whole but for a token of another language: `AND`, `:=`, a `:` where
// a `=` belongs. With the token of this language in its place such an item parses:
// then that is the mistake, the fix is known, and the rest of the item is read.

// habit is a token of other languages, or two in a row, and what stands here instead.
type habit struct {
	wrong string
	more  string // what must stand behind it, empty for anything
	right string // empty: nothing stands here
	help  string
	guess bool                              // the meaning may differ: nothing replaces it unasked
	in    []form                            // the kinds of items that it is looked for in; nil: all
	where func(item []leaf, start int) bool // nil: anywhere
}

var named = []form{formMapItem, formOption, formSetting, formLet, formOnError}

var habits = []habit{
	{wrong: ":", more: "=", right: "=", help: "a name gets its value by `=`"},
	{wrong: ":", more: ":", right: "as", help: "a cast is written `value as TYPE`"},
	{wrong: "<", more: ">", right: "!=", help: "inequality is written `!=`"},
	{wrong: "==", more: "=", right: "==", help: "equality is written `==`"},
	{wrong: "!=", more: "=", right: "!=", help: "inequality is written `!=`"},
	{wrong: ":", right: "=", help: "a name gets its value by `=`", in: named},
	{wrong: ":", right: "->", help: "the type of the result stands behind `->`", in: []form{formFn}},
	{wrong: ":", help: "no `:` stands here", in: []form{formFrom, formTo, formWhere, formEach, formDrop, formUnwrap, formOnError, formSet, formMap}},
	{wrong: "=", right: "==", help: "equality is written `==`", in: []form{formWhere, formValue, formArg, formHole, formArm}},
	{wrong: ".", help: "a field of the target is named without a dot", in: []form{formMapItem}, where: assignsField},
	{wrong: "and", right: "&&", help: "and is written `&&`"},
	{wrong: "or", right: "||", help: "or is written `||`"},
	{wrong: "not", right: "!", help: "not is written `!`, as in !(.a == .b)", guess: true, where: wantsOperand},
	{wrong: "is", right: "is"},
	{wrong: "in", right: "in"},
	{wrong: "as", right: "as"},
	{wrong: "not", right: "not"},
	{wrong: "if", right: "if"},
	{wrong: "then", right: "then"},
	{wrong: "else", right: "else"},
	{wrong: "null", right: "null"},
	{wrong: "except", right: "except"},
	{wrong: "on", right: "on"},
}

// assignsField reports whether item is `.name = …`, at its dot.
func assignsField(item []leaf, start int) bool {
	return start == 0 && item[0].kind == tField && len(item) > 2 && (item[2].is("=") || item[2].is(":"))
}

// wantsOperand reports whether an operand, and no operator, belongs at start.
func wantsOperand(item []leaf, start int) bool {
	if start == 0 {
		return true
	}
	prev := item[start-1]
	if prev.kind == tIdent {
		return slices.Contains([]string{"where", "if", "when", "then", "else", "and", "or", "map"}, strings.ToLower(prev.Text))
	}
	return prev.kind == tPunct && prev.Text != "!" && prev.Text != "?"
}

// fits reports whether h stands at item[start].
func (h *habit) fits(item []leaf, start int, f form) bool {
	t := item[start]
	if t.group != nil || h.in != nil && !slices.Contains(h.in, f) || h.where != nil && !h.where(item, start) {
		return false
	}
	if t.kind == tIdent {
		// A word in its own spelling is no mistake.
		return strings.EqualFold(t.Text, h.wrong) && t.Text != h.right
	}
	if t.Text != h.wrong || t.Kind != TokenPunct {
		return false
	}
	return h.more == "" || start+1 < len(item) && item[start+1].near && item[start+1].is(h.more)
}

// width is how many tokens h replaces.
func (h *habit) width() int {
	if h.more == "" {
		return 1
	}
	return 2
}

// mended is an item in which this language's tokens stand, as far as is known.
type mended struct {
	item  []leaf
	whole bool // it parses now
	found []*habit
	edits []diag.Edit
}

// maxMends bounds how many tokens of one item are replaced.
const maxMends = 12

// mend replaces the tokens of other languages at which item stops making sense, one
// after the other. wrongIn is the grammar: where an item stops making sense, or -1.
func (l *lowerer) mend(item []leaf, wrong int, f form, wrongIn func([]leaf) int) mended {
	m := mended{item: item}
	for range maxMends {
		now, better := l.mendOne(&m, wrong, f, wrongIn)
		if !better {
			break
		}
		if m.whole = now < 0; m.whole {
			break
		}
		wrong = now
	}
	return m
}

// mendOne replaces the token that explains why the item stops making sense at wrong:
// mostly that one, or up to two before it, or the first. It returns where the item
// stops making sense then.
func (l *lowerer) mendOne(m *mended, wrong int, f form, wrongIn func([]leaf) int) (int, bool) {
	for _, start := range []int{wrong, wrong - 1, wrong - 2, 0} {
		if start < 0 || start >= len(m.item) {
			continue
		}
		for i := range habits {
			h := &habits[i]
			if !h.fits(m.item, start, f) {
				continue
			}
			next := h.replaced(m.item, start)
			now := wrongIn(next)
			if now >= 0 && now <= max(start, wrong+len(next)-len(m.item)) {
				continue // no better
			}
			at := l.file.Span(m.item[start].Start, m.item[start+h.width()-1].end())
			m.edits = append(m.edits, diag.Edit{At: at, Text: spaced(h.right, at)})
			m.item, m.found = next, append(m.found, h)
			return now, true
		}
	}
	return 0, false
}

// replaced is item with the token of this language at start.
func (h *habit) replaced(item []leaf, start int) []leaf {
	var right []leaf
	if h.right != "" {
		right = []leaf{stands(item[start], h.right)}
	}
	next := slices.Concat(item[:start], right, item[start+h.width():])
	if start == 0 {
		return asItem(next)
	}
	return next
}

// stands is a token in the place of another.
func stands(t leaf, text string) leaf {
	t.Text, t.Kind, t.kind = text, TokenPunct, tPunct
	if isLetter(text[0]) {
		t.Kind, t.kind = TokenIdent, tIdent
	}
	return t
}

// spaced is the text of an edit at a place: nothing runs into its neighbours.
func spaced(text string, at diag.Span) string {
	if text == "" || text == "!" {
		return text
	}
	source := at.File.Text
	if at.Start > 0 && !strings.ContainsRune(" \t\n", rune(source[at.Start-1])) {
		text = " " + text
	}
	if at.End < len(source) && !strings.ContainsRune(" \t\r\n", rune(source[at.End])) {
		text += " "
	}
	return text
}

// tell is the mistake of an item that mend has changed.
func (m *mended) tell(f form) diag.Diagnostic {
	first := m.found[0]
	at := m.edits[0].At
	d := diag.Diagnostic{Code: "E0102", At: at, Message: "unexpected `" + clip(at.Text()) + "` in " + f.what, Helps: []string{first.help}}
	if first.help == "" {
		d.Helps = []string{"the words of the language are written small: `" + first.right + "`"}
	}
	if !m.whole {
		return d
	}
	fix := diag.Fix{Title: "remove it", Edits: m.edits}
	if first.right != "" {
		fix.Title = "`" + first.right + "`"
	}
	for _, h := range m.found {
		fix.Guess = fix.Guess || h.guess
	}
	d.Fixes = []diag.Fix{fix}
	return d
}

// supplied tries the one token that people leave out behind the name that an item
// starts with.
func (l *lowerer) supplied(item []leaf, wrong int, f form, wrongIn func([]leaf) int) ([]leaf, diag.Diagnostic, bool) {
	at, missing := 1, ""
	switch f {
	case formField, formParam:
		missing = ":"
	case formOption:
		missing = "="
		if item[0].word("key") || item[0].word("value") {
			missing = ":"
		}
	case formLet:
		at, missing = 2, "="
	}
	if missing == "" || wrong != at || wrong >= len(item) || item[at-1].kind != tIdent || item[at].first {
		return nil, diag.Diagnostic{}, false
	}
	name := item[at-1]
	put := stands(name, missing)
	put.Start = name.end()
	next := slices.Concat(item[:at], []leaf{put}, item[at:])
	if wrongIn(next) >= 0 {
		return nil, diag.Diagnostic{}, false
	}
	text := missing
	if missing == "=" {
		text = " ="
	}
	end := l.file.Span(name.end(), name.end())
	return next, diag.Diagnostic{
		Code: "E0102", At: l.leafSpan(item[wrong]), Message: "`" + missing + "` is missing behind `" + clip(name.Text) + "`",
		Helps: []string{"write: " + f.usage},
		Fixes: []diag.Fix{{Title: "`" + missing + "`", Edits: []diag.Edit{{At: end, Text: text}}}},
	}, true
}
