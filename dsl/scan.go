package dsl

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// scanner cuts text into tokens. It is total: what it does not know becomes a
// bad token of at least one byte.
type scanner struct {
	text string
	from int // offset of the next token
	end  int // where scanning ends: the text's end, or the end of a `${…}`
	toks []Token
	flaw func(m mistake) // told of every mistake; may be nil
	prev string          // text of the last token that is no trivia
}

// mistake is a scanner's finding at bytes [start, end).
type mistake struct {
	code, message, here, help string
	start, end                int
	fix                       *diag.Fix
	// habit marks what somebody does again and again, a `;` behind each line: the first
	// of a file is told, and its fix mends all.
	habit bool
}

// scan returns the tokens of text[from:end].
func scan(text string, from, end int, flaw func(mistake)) []Token {
	s := &scanner{text: text, from: from, end: end, flaw: flaw}
	for s.from < s.end {
		kind, n := s.next()
		t := Token{Kind: kind, Text: text[s.from : s.from+n], Start: s.from}
		s.toks = append(s.toks, t)
		s.from += n
		if !t.Trivia() {
			s.prev = t.Text
		}
	}
	return s.toks
}

// next returns the kind and the length of the token at s.from.
func (s *scanner) next() (TokenKind, int) {
	rest := s.text[s.from:s.end]
	switch c := rest[0]; {
	case c == '\n':
		return TokenNewline, 1
	case strings.HasPrefix(rest, "\r\n"):
		return TokenNewline, 2
	case isSpace(rest) > 0:
		return TokenSpace, spaces(rest)
	case strings.HasPrefix(rest, "//"):
		return s.comment(rest)
	case strings.HasPrefix(rest, "/*"):
		return s.foreignComment(rest)
	case c == '#':
		return s.hashComment(rest)
	case c == '"':
		return s.quoted()
	case isDigit(c):
		return s.number(rest)
	case c == 'r' && len(rest) > 1 && rest[1] == '/' && s.prev != ".":
		if kind, n := s.regex(rest); n > 0 {
			return kind, n
		}
	}
	if n := identLen(rest); n > 0 {
		return TokenIdent, n
	}
	if n := punctLen(rest); n > 0 {
		return TokenPunct, n
	}
	return s.unknown(rest)
}

// isSpace returns the length of the blank at the start of rest. A byte order
// mark and the bidi controls count as blank: the former is harmless, the latter
// are reported once for the whole file.
func isSpace(rest string) int {
	switch rest[0] {
	case ' ', '\t', '\r', '\f', '\v':
		return 1
	}
	if rest[0] < utf8.RuneSelf {
		return 0
	}
	r, n := utf8.DecodeRuneInString(rest)
	if r == '\uFEFF' || isBidi(r) {
		return n
	}
	return 0
}

func spaces(rest string) int {
	i := 0
	for i < len(rest) && !strings.HasPrefix(rest[i:], "\r\n") {
		n := isSpace(rest[i:])
		if n == 0 {
			break
		}
		i += n
	}
	return i
}

// lineLen returns how far the line goes, without its end.
func lineLen(rest string) int {
	n := strings.IndexByte(rest, '\n')
	if n < 0 {
		return len(rest)
	}
	if n > 0 && rest[n-1] == '\r' {
		n--
	}
	return n
}

func (s *scanner) comment(rest string) (TokenKind, int) {
	n := lineLen(rest)
	if strings.HasPrefix(rest, "///") && !strings.HasPrefix(rest, "////") {
		return TokenDoc, n
	}
	return TokenComment, n
}

func (s *scanner) foreignComment(rest string) (TokenKind, int) {
	n := lineLen(rest)
	if i := strings.Index(rest[2:], "*/"); i >= 0 {
		n = i + 4
	}
	s.report(mistake{
		code: "E0101", message: "`/*` starts no comment here", start: s.from, end: s.from + 2,
		help: "a comment starts with `//` and goes to the end of the line",
	})
	return TokenBad, n
}

func (s *scanner) hashComment(rest string) (TokenKind, int) {
	s.report(mistake{
		code: "E0101", message: "unexpected character `#`", start: s.from, end: s.from + 1,
		help: "a comment starts with `//`", fix: s.instead("`//`", 0, 1, "//"), habit: true,
	})
	return TokenBad, lineLen(rest)
}

// regex takes r/…/. Without a closing slash in the line it is a division by r,
// except where only a regex can stand; the length is 0 then.
func (s *scanner) regex(rest string) (TokenKind, int) {
	line := rest[:lineLen(rest)]
	for i := 2; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '/':
			return TokenRegex, i + 1
		}
	}
	switch s.prev {
	case "match", "matches":
		s.report(mistake{
			code: "E0113", message: "this regular expression is never closed", start: s.from, end: s.from + len(line),
			help: "close it with `/` on the same line; a slash inside is written `\\/`",
		})
		return TokenBad, len(line)
	}
	return 0, 0
}

// unknown takes one character that starts no token.
func (s *scanner) unknown(rest string) (TokenKind, int) {
	r, n := utf8.DecodeRuneInString(rest)
	if r == utf8.RuneError && n == 1 {
		return TokenBad, 1 // E0107 tells it for the whole file
	}
	m := mistake{code: "E0101", message: "unexpected character " + showRune(r), start: s.from, end: s.from + n}
	length := n
	switch r {
	case '\'', '“', '”', '‘', '’', '`', '«', '»':
		m.help = "text stands in straight double quotes: \"…\""
		if all := foreignTextLen(rest); all > 0 {
			_, open, end := foreignText(rest[:all])
			m.end = s.from + all
			m.fix = s.instead("straight double quotes", 0, all, `"`+rest[open:end]+`"`)
			length = all
		}
	case ';':
		m.help = "an item ends with its line, or with `,`"
		if tail := strings.TrimLeft(rest[1:lineLen(rest)], " \t"); tail == "" || strings.HasPrefix(tail, "//") {
			m.fix, m.habit = s.instead("remove it", 0, 1, ""), true
		}
	case '\u00a0', '\u2009', '\u202f', '\u3000':
		m.help = "this blank is no plain space; type a space in its place"
	case '$':
		m.help = "`${…}` stands inside of text: \"…${name}…\""
	case '&':
		m.help = "and is written `&&`"
	case '–', '—', '−':
		m.help = "minus is written `-`"
	}
	s.report(m)
	return TokenBad, length
}

// instead is the fix that writes text in the place of the bytes [start, end) behind
// s.from.
func (s *scanner) instead(title string, start, end int, text string) *diag.Fix {
	at := diag.Span{Start: s.from + start, End: s.from + end}
	return &diag.Fix{Title: title, Edits: []diag.Edit{{At: at, Text: text}}}
}

func (s *scanner) report(m mistake) {
	if s.flaw != nil {
		s.flaw(m)
	}
}

func showRune(r rune) string {
	if unicode.IsPrint(r) {
		return "`" + string(r) + "`"
	}
	return codePoint(r)
}

// puncts holds the operators of several characters, longest first.
var puncts = [...]string{"...", "?.", "??", "..", "->", "=>", "==", "!=", "<=", ">=", "&&", "||"}

const singles = "{}()[]<>,.:=+-*/%!?|@"

func punctLen(rest string) int {
	for _, p := range puncts {
		if strings.HasPrefix(rest, p) {
			return len(p)
		}
	}
	if strings.IndexByte(singles, rest[0]) >= 0 {
		return 1
	}
	return 0
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// identLen returns the length of the name at the start of rest, 0 without one.
func identLen(rest string) int {
	i := 0
	for i < len(rest) {
		if c := rest[i]; c < utf8.RuneSelf {
			if !isLetter(c) && c != '_' && (i == 0 || !isDigit(c)) {
				break
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(rest[i:])
		if !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r) && !unicode.IsMark(r)) {
			break
		}
		i += n
	}
	return i
}
