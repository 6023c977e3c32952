package dsl

import (
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// tok is a token as participle captures it. Pos is used for what participle
// itself never needs: Offset and Column are its first byte and the one behind
// its last, Line is the leaf's id.
type tok = lexer.Token

// node is embedded by the grammar's structs; participle fills it.
type node struct{ Tokens []tok }

func (n node) start() int { return n.Tokens[0].Pos.Offset }

func (n node) end() int { return n.Tokens[len(n.Tokens)-1].Pos.Column }

// definition is the lexer that the grammar is built with. It also cuts whole
// texts, bad brackets and all, into the tokens of the grammar.
type definition struct{}

// Symbols returns the names of the token kinds, as grammar tags use them.
func (definition) Symbols() map[string]lexer.TokenType { return symbols }

// Lex returns the tokens of a text.
func (definition) Lex(name string, r io.Reader) (lexer.Lexer, error) {
	var b strings.Builder
	if _, err := io.Copy(&b, r); err != nil {
		return nil, err
	}
	f := diag.NewFile(name, b.String())
	l := &layout{file: f, flaws: &flaws{file: f}}
	toks := l.trees(significant(scan(f.Text, 0, len(f.Text), nil)), 0)
	return &itemLexer{toks: grammarTokens(toks)}, nil
}

// itemLexer hands out the tokens of one item.
type itemLexer struct {
	toks []tok
	next int
}

// Next returns the next token, and the end of the item again and again.
func (l *itemLexer) Next() (lexer.Token, error) {
	t := l.toks[l.next]
	if l.next < len(l.toks)-1 {
		l.next++
	}
	return t, nil
}

// grammarTokens turns leaves into participle's tokens, an end mark included.
func grammarTokens(item []leaf) []tok {
	out := make([]tok, 0, len(item)+1)
	end := 0
	for _, l := range item {
		end = l.end()
		out = append(out, tok{Type: l.kind, Value: l.Text, Pos: lexer.Position{Offset: l.Start, Column: end, Line: l.id}})
	}
	return append(out, lexer.EOFToken(lexer.Position{Offset: end, Column: end}))
}

// root mentions every production that items are parsed with, so that one
// grammar holds them all.
type root struct {
	Decl  *declNode  `parser:"  @@"`
	Item  *itemNode  `parser:"| @@"`
	Stage *stageNode `parser:"| @@"`
	Expr  *exprNode  `parser:"| @@"`
	Inner *innerNode `parser:"| @@"`
}

// grammar builds the parser at first use: reading the tags takes a moment that
// commands which parse nothing need not spend.
var grammar = sync.OnceValue(func() *participle.Parser[root] {
	return participle.MustBuild[root](participle.Lexer(definition{}))
})

// parseItem parses a whole item as a G. It returns the index of the token that
// does not fit, len(item) for an item that ends too early, and -1 without a
// mistake.
func parseItem[G any](item []leaf) (*G, int) {
	p, err := participle.ParserForProduction[G](grammar())
	if err != nil {
		panic(err)
	}
	toks := grammarTokens(item)
	lex, err := lexer.Upgrade(&itemLexer{toks: toks})
	if err != nil {
		panic(err)
	}
	g, err := p.ParseFromLexer(lex)
	if err == nil {
		return g, -1
	}
	var pe participle.Error
	if !errors.As(err, &pe) {
		panic(err)
	}
	return nil, tokenAt(toks, pe.Position())
}

// tokenAt returns the index of the token at pos. A bracket that was put in has
// no width and shares its offset with what follows, but not its end.
func tokenAt(toks []tok, pos lexer.Position) int {
	for i, t := range toks {
		if t.Pos == pos {
			return i
		}
	}
	return len(toks) - 1
}
