package lsp

import (
	"strings"

	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// cursor is what the tokens before a place say about it: which brackets are open,
// and what stands in the item that is being written. It needs no text that parses.
type cursor struct {
	text       string
	off        int
	start, end int     // the word that is being written, empty at off where there is none
	frames     []frame // from the top of the file inwards
	inText     bool    // within a text, outside of its ${…}
	inComment  bool
	line       string // the text before the cursor in its line
}

// frame is an open bracket.
type frame struct {
	open  string      // "{", "(" or "["; empty for the top of the file
	at    int         // of the bracket
	head  []dsl.Token // what stands before the bracket in its item
	item  []dsl.Token // the item that is being written, up to the word at the cursor
	count int         // the items before it
}

// newCursor looks at a text around a byte offset.
func newCursor(text string, off int) *cursor {
	c := &cursor{text: text, off: off, start: off, end: off}
	c.line = text[strings.LastIndexByte(text[:off], '\n')+1 : off]
	c.frames = []frame{{}}
	c.scan(tokensOf(text), 0)
	return c
}

func tokensOf(text string) []dsl.Token {
	return dsl.Parse(diag.NewFile("", text), &diag.Report{}).Tokens
}

// scan reads tokens, which begin at base, up to the cursor.
func (c *cursor) scan(toks []dsl.Token, base int) {
	newline := true
	defer func() {
		if newline {
			c.beginLine(dsl.Token{Kind: dsl.TokenIdent, Text: c.text[c.start:c.off]})
		}
	}()
	for i, t := range toks {
		start, end := base+t.Start, base+t.End()
		if start >= c.off || end >= c.off && c.stopsIn(t, start, end) {
			return
		}
		switch t.Kind {
		case dsl.TokenNewline:
			newline = true
			continue
		case dsl.TokenSpace, dsl.TokenComment, dsl.TokenDoc:
			continue
		}
		t.Start = start
		c.take(t, newline, toks[i+1:])
		newline = false
	}
}

// stopsIn reports whether the cursor stands in, or right behind, a token that is not
// before it: a word that is being written, a text, a comment.
func (c *cursor) stopsIn(t dsl.Token, start, end int) bool {
	switch t.Kind {
	case dsl.TokenIdent:
		c.start, c.end = start, end
		return true
	case dsl.TokenComment, dsl.TokenDoc:
		c.inComment = true
		return true
	case dsl.TokenText, dsl.TokenBad:
		return c.stopsInText(t, start, end)
	case dsl.TokenRegex:
		c.inText = end > c.off
		return c.inText
	}
	return false
}

// stopsInText looks into a text: in an open ${…} stands an expression.
func (c *cursor) stopsInText(t dsl.Token, start, end int) bool {
	closed := t.Kind == dsl.TokenText && len(t.Text) > 1 && strings.HasSuffix(t.Text, `"`)
	if !strings.HasPrefix(t.Text, `"`) || end == c.off && closed {
		return false
	}
	before := c.text[start:c.off]
	hole := strings.LastIndex(before, "${")
	if hole < 0 || strings.Contains(before[hole:], "}") {
		c.inText = true
		c.start, c.end = start+1, end
		if closed {
			c.end--
		}
		return true
	}
	c.frames = append(c.frames, frame{open: "(", at: start + hole + 1})
	inner := start + hole + 2
	c.scan(tokensOf(c.text[inner:c.off]), inner)
	// The word goes on behind the cursor.
	for c.end == c.off && c.off < len(c.text) && isWordByte(c.text[c.end]) && c.end < len(c.text)-1 {
		c.end++
	}
	return true
}

func isWordByte(b byte) bool {
	return b == '_' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9'
}

// take adds a token before the cursor.
func (c *cursor) take(t dsl.Token, newline bool, rest []dsl.Token) {
	if newline && declares(t, rest) && c.column(t) == 0 {
		c.frames = []frame{{}} // brackets before it were forgotten
	}
	if newline {
		c.beginLine(t)
	}
	f := c.inner()
	switch t.Text {
	case "{", "(", "[":
		if t.Kind == dsl.TokenPunct {
			c.frames = append(c.frames, frame{open: t.Text, at: t.Start, head: f.item})
			return
		}
	case "}", ")", "]":
		if t.Kind == dsl.TokenPunct && len(c.frames) > 1 {
			c.frames = c.frames[:len(c.frames)-1]
			f = &c.frames[len(c.frames)-1]
			f.item = append(f.item, t)
			return
		}
	case ",":
		if f.open != "" && !list(f.item) {
			f.next()
			return
		}
	}
	f.item = append(f.item, t)
}

// beginLine ends the item that is being written where a line that begins with t does.
func (c *cursor) beginLine(t dsl.Token) {
	if f := c.inner(); (f.open == "" || f.open == "{") && endsItem(f.item, t) {
		f.next()
	}
}

// next begins another item.
func (f *frame) next() {
	if len(f.item) > 0 {
		f.count++
	}
	f.item = nil
}

// list reports whether a comma goes on with an item: drop .a, .b.
func list(item []dsl.Token) bool { return len(item) > 0 && item[0].Text == "drop" }

func (c *cursor) column(t dsl.Token) int {
	return t.Start - (strings.LastIndexByte(c.text[:t.Start], '\n') + 1)
}

// declares reports whether a token starts a declaration: its word, and a name or text
// behind it.
func declares(t dsl.Token, rest []dsl.Token) bool {
	if t.Kind != dsl.TokenIdent || declDocs[t.Text] == "" && t.Text != "open" || len(rest) < 2 {
		return false
	}
	return rest[0].Kind == dsl.TokenSpace && (rest[1].Kind == dsl.TokenIdent || rest[1].Kind == dsl.TokenText)
}

// endsItem reports whether a line that begins with t ends an item: what is
// unfinished goes on, as does a line that begins with an operator.
func endsItem(item []dsl.Token, t dsl.Token) bool {
	if len(item) == 0 {
		return false
	}
	last := item[len(item)-1]
	if last.Kind == dsl.TokenPunct && !strings.Contains("})]?!.*", last.Text) && !closesAngle(item) {
		return false
	}
	switch t.Text {
	case "&&", "||", "??", "==", "!=", "<", ">", "<=", ">=", "+", "/", "%", "?.", "then", "else", "as", "is", "in", "not", "except":
		return t.Text == "else" && item[0].Text == "when"
	}
	return true
}

// closesAngle reports whether an item ends with the `>` of changes<T>: an operator has
// a space before it.
func closesAngle(item []dsl.Token) bool {
	n := len(item)
	return n > 1 && item[n-1].Text == ">" && item[n-2].End() == item[n-1].Start
}

// inner is the innermost bracket.
func (c *cursor) inner() *frame { return &c.frames[len(c.frames)-1] }

// behindDot reports whether the word stands behind a dot, and where what the dot
// belongs to ends. A dot with nothing before it is the record's.
func (c *cursor) behindDot() (dot dsl.Token, ok bool) {
	item := c.inner().item
	if len(item) == 0 {
		return dsl.Token{}, false
	}
	last := item[len(item)-1]
	return last, last.Kind == dsl.TokenPunct && (last.Text == "." || last.Text == "?.") && last.End() == c.start
}
