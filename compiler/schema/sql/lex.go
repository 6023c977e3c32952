package sql

import (
	"strings"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// tokenKind is the kind of a token.
type tokenKind uint8

const (
	eof tokenKind = iota + 1
	word
	quoted // "Name" or `Name`
	text   // 'text', E'text' or $tag$text$tag$
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

// is reports whether t is that word or mark. A quoted name never is a word.
func (t token) is(s string) bool { return (t.kind == word || t.kind == mark) && t.text == s }

// lexer cuts a file into tokens. Comments, white space, psql's own commands and the
// rows behind COPY … FROM stdin are left out.
type lexer struct {
	file   *diag.File
	src    string
	pos    int
	report *diag.Report
	tokens []token
	first  int  // index of the first token of the statement
	mysql  bool // the file was written for MySQL: a name stood in backquotes, or a word of MySQL's own
}

// lex returns the tokens of f, the last of which is eof, and whether they are
// MySQL's.
func lex(f *diag.File, r *diag.Report) ([]token, bool) {
	l := &lexer{file: f, src: f.Text, report: r}
	for l.next() {
	}
	return append(l.tokens, token{kind: eof, at: f.Span(len(l.src), len(l.src))}), l.mysql
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
	case strings.HasPrefix(rest, "--"), c == '#' && l.mysql, c == '\\' && l.lineStart():
		l.pos += lineLength(rest)
	case strings.HasPrefix(rest, "/*"):
		l.comment()
	case c == '$' && dollarTag(rest) != "":
		l.dollars(dollarTag(rest))
	case c == '\'':
		l.quotes('\'', text, l.pos+1, l.mysql)
	case (c == 'e' || c == 'E') && strings.HasPrefix(rest[1:], "'"):
		l.quotes('\'', text, l.pos+2, true)
	case c == '"':
		l.quotes('"', quoted, l.pos+1, false)
	case c == '`':
		l.mysql = true
		l.quotes('`', quoted, l.pos+1, false)
	case isLetter(c):
		l.run(word)
	case isDigit(c):
		l.run(number)
	default:
		l.pos++
		l.add(mark, rest[:1], l.pos-1)
		if c == ';' {
			l.endStatement()
		}
	}
	return true
}

func (l *lexer) lineStart() bool { return l.pos == 0 || l.src[l.pos-1] == '\n' }

func (l *lexer) add(k tokenKind, s string, start int) {
	l.tokens = append(l.tokens, token{kind: k, text: s, at: l.file.Span(start, l.pos)})
}

// endStatement skips the rows of COPY t FROM stdin, which end at a line `\.`.
func (l *lexer) endStatement() {
	s := l.tokens[l.first:]
	l.first = len(l.tokens)
	if !s[0].is("copy") {
		return
	}
	for i := 1; i < len(s); i++ {
		if s[i].is("stdin") && s[i-1].is("from") {
			if n := strings.Index(l.src[l.pos:], "\n\\."); n >= 0 {
				l.pos += n + len("\n\\.")
			} else {
				l.pos = len(l.src)
			}
			return
		}
	}
}

// run adds the word or number that starts here.
func (l *lexer) run(k tokenKind) {
	start := l.pos
	for l.pos < len(l.src) {
		c := l.src[l.pos]
		if !isLetter(c) && !isDigit(c) && (k == number || c != '$') && (k == word || c != '.') {
			break
		}
		l.pos++
	}
	s := strings.ToLower(l.src[start:l.pos])
	l.mysql = l.mysql || k == word && (s == "auto_increment" || s == "engine" && strings.HasPrefix(l.src[l.pos:], "="))
	l.add(k, s, start)
}

// quotes adds the text or name whose first byte is at from. Quotes are doubled
// inside, or behind a backslash where escapes is set.
func (l *lexer) quotes(q byte, k tokenKind, from int, escapes bool) {
	start := l.pos
	var b strings.Builder
	for i := from; i < len(l.src); i++ {
		c := l.src[i]
		switch {
		case c == '\\' && escapes && i+1 < len(l.src):
			i++
			b.WriteByte(l.src[i])
		case c != q:
			b.WriteByte(c)
		case i+1 < len(l.src) && l.src[i+1] == q:
			b.WriteByte(q)
			i++
		default:
			l.pos = i + 1
			l.add(k, b.String(), start)
			return
		}
	}
	l.unterminated(start, from, "text")
}

// comment skips a comment; they nest.
func (l *lexer) comment() {
	start, depth := l.pos, 0
	for i := start; i < len(l.src); i++ {
		switch {
		case strings.HasPrefix(l.src[i:], "/*"):
			depth++
			i++
		case strings.HasPrefix(l.src[i:], "*/"):
			depth--
			i++
			if depth == 0 {
				l.pos = i + 1
				return
			}
		}
	}
	l.unterminated(start, start+2, "comment")
}

// dollars adds the text between two tags: $$…$$ or $body$…$body$.
func (l *lexer) dollars(tag string) {
	start, from := l.pos, l.pos+len(tag)
	n := strings.Index(l.src[from:], tag)
	if n < 0 {
		l.unterminated(start, from, "text")
		return
	}
	l.pos = from + n + len(tag)
	l.add(text, l.src[from:from+n], start)
}

// dollarTag returns the tag that s begins with, empty where it is none: $1 is a
// parameter.
func dollarTag(s string) string {
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '$':
			return s[:i+1]
		case !isLetter(c) && (i == 1 || !isDigit(c)):
			return ""
		}
	}
	return ""
}

func (l *lexer) unterminated(start, end int, what string) {
	l.pos = len(l.src)
	l.report.Add(diag.Diagnostic{
		Code:    "E0207",
		Message: "this " + what + " never ends",
		At:      l.file.Span(start, end),
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

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
