package dsl

import "github.com/flowc-lang/flowc/dsl/diag"

// Token is a piece of source text. The tokens of a file, joined, give the file
// back byte for byte: formatting builds on that.
type Token struct {
	Kind  TokenKind
	Text  string
	Start int // byte offset
}

// TokenKind says what a token is.
type TokenKind int

// The kinds of tokens. A text with its `${…}` is one token; what stands inside
// is scanned when the text is lowered.
const (
	TokenSpace    TokenKind = iota + 1 // spaces and tabs
	TokenNewline                       // one line end
	TokenComment                       // `// …`, without the line end
	TokenDoc                           // `/// …`, without the line end
	TokenIdent                         // names and keywords alike
	TokenInt                           // 60_000
	TokenFloat                         // 1.5, 2e9
	TokenQuantity                      // 50ms, 64MiB, 1%
	TokenText                          // "…"
	TokenRegex                         // r/…/
	TokenPunct                         // brackets and operators
	TokenBad                           // what fits nothing; its mistake is in the report
)

// End returns the byte offset behind the token.
func (t Token) End() int { return t.Start + len(t.Text) }

// Trivia reports whether the token means nothing to the grammar.
func (t Token) Trivia() bool {
	return t.Kind == TokenSpace || t.Kind == TokenNewline || t.Kind == TokenComment || t.Kind == TokenDoc
}

// span returns the token's place in f.
func (t Token) span(f *diag.File) diag.Span { return f.Span(t.Start, t.End()) }
