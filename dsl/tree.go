package dsl

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// maxDepth is how deep brackets, types, texts and conditions may nest.
const maxDepth = 200

// leaf is a token of the grammar: a plain one, or a bracket with its contents.
type leaf struct {
	sig
	kind  lexer.TokenType
	group *group
	id    int // 1 + index of group in layout.groups
}

// end returns the byte offset behind the leaf, its contents included.
func (l leaf) end() int {
	if l.group != nil {
		return l.group.end
	}
	return l.End()
}

func (l leaf) is(text string) bool { return l.group == nil && l.sig.is(text) }

// The kinds of tokens that the grammar tells apart.
const (
	tIdent lexer.TokenType = -(iota + 2)
	tInt
	tFloat
	tQuantity
	tText
	tRegex
	tPunct
	tBrace   // { … }
	tParen   // ( … )
	tArgs    // ( … ) right behind an operand: a call
	tBracket // [ … ]
	tAngle   // < … > behind the name of a type
	tDot     // . of a member
	tField   // . that starts a field of the current value
	tWhole   // . alone
)

var symbols = map[string]lexer.TokenType{
	"EOF": lexer.EOF, "Ident": tIdent, "Int": tInt, "Float": tFloat, "Quantity": tQuantity, "Text": tText, "Regex": tRegex,
	"Punct": tPunct, "Brace": tBrace, "Paren": tParen, "Args": tArgs, "Bracket": tBracket, "Angle": tAngle,
	"Dot": tDot, "Field": tField, "Whole": tWhole,
}

// frame is a bracket that build has not closed yet.
type frame struct {
	open leaf
	toks []leaf
}

// build groups balanced tokens. It returns nil, and tells so, where they nest
// deeper than maxDepth.
func (l *layout) build(toks []sig, depth int) []leaf {
	angles := angleBrackets(toks)
	stack := []frame{{}}
	for i, t := range toks {
		top := &stack[len(stack)-1]
		angle := angles[i]
		switch {
		case isOpener(t) || angle == '<':
			if depth+len(stack) > maxDepth {
				l.tooDeep(t.span(l.file))
				return nil
			}
			stack = append(stack, frame{open: leaf{sig: t, kind: bracketKind(t, top.toks)}})
		case isCloser(t) || angle == '>':
			done := *top
			stack = stack[:len(stack)-1]
			top = &stack[len(stack)-1]
			top.toks = append(top.toks, l.close(done, t))
		default:
			if kind := l.leafKind(toks, i, top.toks); kind != 0 {
				top.toks = append(top.toks, leaf{sig: t, kind: kind})
			}
		}
	}
	return stack[0].toks
}

func (l *layout) tooDeep(at diag.Span) {
	l.flaws.add(diag.Diagnostic{
		Code: "E0105", At: at, Message: "this nests deeper than 200 levels",
		Helps: []string{"give inner parts a name: `let` in a pipeline, `fn` or `type` outside"},
	})
}

func (l *layout) close(f frame, closer sig) leaf {
	l.groups = append(l.groups, &group{toks: f.toks, start: f.open.Start, end: closer.End(), closed: closer.Start})
	f.open.group = l.groups[len(l.groups)-1]
	f.open.id = len(l.groups)
	return f.open
}

func bracketKind(t sig, before []leaf) lexer.TokenType {
	switch t.Text {
	case "{":
		return tBrace
	case "[":
		return tBracket
	case "<":
		return tAngle
	}
	if t.near && endsOperand(before) {
		return tArgs
	}
	return tParen
}

// leafKind returns the grammar's kind of token i, and 0 for one to leave out.
// Bad tokens whose meaning is clear stay: an unclosed text is a text.
func (l *layout) leafKind(toks []sig, i int, before []leaf) lexer.TokenType {
	t := toks[i]
	switch t.Kind {
	case TokenIdent:
		return tIdent
	case TokenInt:
		return tInt
	case TokenFloat:
		return tFloat
	case TokenQuantity:
		return tQuantity
	case TokenText:
		return tText
	case TokenRegex:
		return tRegex
	case TokenBad:
		return badKind(t.Text)
	case TokenPunct:
		if t.Text == "." {
			return dotKind(toks, i, before)
		}
		return tPunct
	case TokenSpace, TokenNewline, TokenComment, TokenDoc:
	}
	panic("dsl: trivia among significant tokens")
}

func badKind(text string) lexer.TokenType {
	switch {
	case text[0] == '"', foreignTextLen(text) > 0:
		return tText
	case isDigit(text[0]):
		return tQuantity
	case strings.HasPrefix(text, "r/"):
		return tRegex
	}
	return 0
}

// dotKind tells the dot of a member from the dot that starts a field: the
// former stands right behind an operand, or starts a line that goes on.
func dotKind(toks []sig, i int, before []leaf) lexer.TokenType {
	next := i + 1
	named := next < len(toks) && toks[next].near &&
		(toks[next].Kind == TokenIdent || toks[next].Kind == TokenText || toks[next].is("*"))
	switch {
	case (toks[i].near || toks[i].first) && endsOperand(before):
		return tDot
	case named:
		return tField
	}
	return tWhole
}

// endsOperand reports whether the last token of before ends an operand.
func endsOperand(before []leaf) bool {
	if len(before) == 0 {
		return false
	}
	last := before[len(before)-1]
	switch last.kind {
	case tPunct:
		return last.Text == "!" && last.near && endsOperand(before[:len(before)-1])
	case tField:
		return false
	}
	return true
}

// angleBrackets finds the `<…>` of type arguments: right behind a name, with
// nothing between that no type has. It returns '<' or '>' for each of them.
func angleBrackets(toks []sig) map[int]byte {
	var out map[int]byte
	for i := 1; i < len(toks); i++ {
		if !toks[i].is("<") || !toks[i].near || toks[i-1].Kind != TokenIdent || out[i] != 0 {
			continue
		}
		if out == nil {
			out = map[int]byte{}
		}
		matchAngles(toks, i, out)
	}
	return out
}

// TypeBrackets returns the byte offsets of the `<` and `>` that enclose type
// arguments; all others compare.
func (f *File) TypeBrackets() map[int]bool {
	toks := significant(f.Tokens)
	out := map[int]bool{}
	for i := range angleBrackets(toks) {
		out[toks[i].Start] = true
	}
	return out
}

// angleReach bounds how far a closing `>` is looked for.
const angleReach = 400

// angleDepth bounds how deep types nest by `<` and brackets; without it a chain
// of comparisons would be looked through again and again.
const angleDepth = 100

func matchAngles(toks []sig, i int, out map[int]byte) {
	var open []int  // brackets and `<` not closed yet
	var pairs []int // `<` and `>` in turn
	for k := i; k < min(len(toks), i+angleReach); k++ {
		t := toks[k]
		closes := t.is(">") || isCloser(t)
		switch {
		case closes && (len(open) == 0 || t.is(">") != toks[open[len(open)-1]].is("<")):
			return
		case closes:
			if t.is(">") {
				pairs = append(pairs, open[len(open)-1], k)
			}
			open = open[:len(open)-1]
		case t.is("<") && (k+1 == len(toks) || toks[k+1].Kind != TokenIdent && !toks[k+1].is("{")):
			return
		case t.is("<"), isOpener(t):
			open = append(open, k)
		case t.Kind == TokenPunct && !typePunct[t.Text], t.Kind != TokenPunct && t.Kind != TokenIdent && t.Kind != TokenInt:
			return
		}
		if len(open) == 0 || len(open) > angleDepth {
			break
		}
	}
	for p := 0; p < len(pairs) && len(open) == 0; p += 2 {
		out[pairs[p]], out[pairs[p+1]] = '<', '>'
	}
}

var typePunct = map[string]bool{".": true, ",": true, "?": true, ":": true, "|": true, "..": true, "...": true}
