package cql

import (
	"strings"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// tokenKind is the kind of a token.
type tokenKind uint8

const (
	eof tokenKind = iota + 1
	word
	quoted // "Name"
	text   // 'text' or $$text$$
	number
	mark // punctuation, one byte each
)

// token is a token: text is a word in lower case, a quoted name without its
// quotes, or the source text.
type token struct {
	kind tokenKind
	text string
	at   diag.Span
}

// lex cuts f into tokens, the last of which is eof. Comments and white space are
// left out.
func lex(f *diag.File, r *diag.Report) []token {
	l := &lexer{file: f, src: f.Text, report: r}
	for l.next() {
	}
	return append(l.tokens, token{kind: eof, at: f.Span(len(l.src), len(l.src))})
}

type lexer struct {
	file   *diag.File
	src    string
	pos    int
	report *diag.Report
	tokens []token
}

// next adds a token, or skips what is none; false at the end. It always moves on.
func (l *lexer) next() bool {
	if l.pos >= len(l.src) {
		return false
	}
	rest := l.src[l.pos:]
	switch c := rest[0]; {
	case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f':
		l.pos++
	case strings.HasPrefix(rest, "\uFEFF"):
		l.pos += len("\uFEFF")
	case strings.HasPrefix(rest, "--"), strings.HasPrefix(rest, "//"):
		l.pos += lineLength(rest)
	case strings.HasPrefix(rest, "/*"):
		l.delimited(rest, "/*", "*/", "comment")
	case strings.HasPrefix(rest, "$$"):
		if body, ok := l.delimited(rest, "$$", "$$", "text"); ok {
			l.add(text, body, l.pos-len(body)-4)
		}
	case c == '\'':
		l.quotes('\'', text)
	case c == '"':
		l.quotes('"', quoted)
	case isLetter(c):
		l.run(word)
	case c >= '0' && c <= '9':
		l.run(number)
	default:
		l.pos++
		l.add(mark, rest[:1], l.pos-1)
	}
	return true
}

func (l *lexer) add(k tokenKind, s string, start int) {
	l.tokens = append(l.tokens, token{kind: k, text: s, at: l.file.Span(start, l.pos)})
}

// run adds the word or number that starts here: letters, digits, and for numbers
// what a float or uuid may have.
func (l *lexer) run(k tokenKind) {
	start := l.pos
	for l.pos < len(l.src) {
		c := l.src[l.pos]
		if !isLetter(c) && (c < '0' || c > '9') && (k == word || c != '.' && c != '-') {
			break
		}
		l.pos++
	}
	l.add(k, strings.ToLower(l.src[start:l.pos]), start)
}

// quotes adds the text or name between quotes, which are doubled inside.
func (l *lexer) quotes(q byte, k tokenKind) {
	start := l.pos
	var b strings.Builder
	for i := start + 1; i < len(l.src); i++ {
		if l.src[i] != q {
			b.WriteByte(l.src[i])
			continue
		}
		if i+1 < len(l.src) && l.src[i+1] == q {
			b.WriteByte(q)
			i++
			continue
		}
		l.pos = i + 1
		l.add(k, b.String(), start)
		return
	}
	l.unterminated(start, 1, "text")
}

// delimited moves behind what stands between open and end.
func (l *lexer) delimited(rest, open, end, what string) (string, bool) {
	n := strings.Index(rest[len(open):], end)
	if n < 0 {
		l.unterminated(l.pos, len(open), what)
		return "", false
	}
	l.pos += len(open) + n + len(end)
	return rest[len(open) : len(open)+n], true
}

func (l *lexer) unterminated(start, n int, what string) {
	l.pos = len(l.src)
	l.report.Add(diag.Diagnostic{
		Code:    "E0207",
		Message: "this " + what + " never ends",
		At:      l.file.Span(start, start+n),
		Here:    "it begins here",
	})
}

// lineLength is the length of the first line of s, without its end.
func lineLength(s string) int {
	if n := strings.IndexByte(s, '\n'); n >= 0 {
		return n
	}
	return len(s)
}

func isLetter(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}
