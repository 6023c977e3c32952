package format

import "github.com/flowc-lang/flowc/dsl"

// spaced reports whether a blank stands between a and t, tokens of one line.
// Where the grammar itself looks at blanks (members, calls, signs), those of the
// source decide.
func (b *breaker) spaced(a, t *token) bool {
	if t.Kind != dsl.TokenPunct && a.Kind != dsl.TokenPunct {
		return true
	}
	if a.Kind == dsl.TokenPunct {
		if yes, known := b.afterPunct(a, t); known {
			return yes
		}
	}
	if t.Kind == dsl.TokenPunct {
		return b.beforePunct(a, t)
	}
	return true
}

// afterPunct decides by the token before the blank.
func (b *breaker) afterPunct(a, t *token) (yes, known bool) {
	switch a.Text {
	case "(", "[", "@", "?.":
		return false, true
	case "..":
		return t.Text == "." || t.Text == "..", true // `...` is another token
	case "{":
		return t.Text != "}", true
	case ".":
		return !t.near, true
	case "<":
		return !a.angle, a.angle
	case "-", "!":
		return false, b.sign()
	case "|":
		return false, b.inLambda()
	}
	return false, false
}

// beforePunct decides by the token behind the blank.
func (b *breaker) beforePunct(a, t *token) bool {
	switch t.Text {
	case ")", "]", ",", ":":
		return false
	case "?", "?.", "..":
		return a.Text == "?" || a.Text == "." // `??`, `?..` and `...` are other tokens
	case ".", "(", "!":
		return !t.near || b.operator(len(b.cur.toks)-1) || t.Text == "!" && a.Kind == dsl.TokenIdent && wantsOperand[a.Text]
	case "<", ">":
		return !t.angle
	case "|":
		return !b.inLambda()
	}
	return true
}

// operator reports whether an operand follows token i of the line, whatever
// stands before it.
func (b *breaker) operator(i int) bool {
	t := b.cur.toks[i]
	switch {
	case t.Kind != dsl.TokenPunct || isCloser(t.Text) || t.angle:
		return false
	case t.Text == "*": // not the one of a spread
		return i > 0 && b.cur.toks[i-1].Text != "."
	}
	return t.Text != "?" && t.Text != "!" && t.Text != "."
}

// sign reports whether the last token, `-` or `!`, stands before its operand:
// nothing that ends one stands before it.
func (b *breaker) sign() bool {
	n := len(b.cur.toks)
	if n < 2 {
		return true
	}
	before := b.cur.toks[n-2]
	if before.Kind == dsl.TokenIdent {
		return wantsOperand[before.Text] && !(n > 2 && b.cur.toks[n-3].Text == ".")
	}
	return b.operator(n - 2)
}

// wantsOperand holds the words before which no operand has ended.
var wantsOperand = map[string]bool{
	"where": true, "map": true, "when": true, "if": true, "then": true, "else": true, "in": true, "not": true,
	"match": true, "drop": true, "each": true,
}

// inLambda reports whether the line so far ends among the parameters of a
// lambda, the first `|` included.
func (b *breaker) inLambda() bool {
	open := false
	for i, t := range b.cur.toks {
		if t.Text == "|" && t.Kind == dsl.TokenPunct {
			open = !open && (i == 0 && b.cur.item || i > 0 && b.operator(i-1))
		}
	}
	return open
}
