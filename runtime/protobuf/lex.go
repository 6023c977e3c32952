package protobuf

import (
	"errors"
	"fmt"
	"strings"
)

// token is a word, a number, a quoted text or a sign; empty at the end.
type token string

func (t token) isText() bool { return t != "" && (t[0] == '"' || t[0] == '\'') }

// text is what a quoted text says: names of files and versions have no escapes.
func (t token) text() string { return string(t[1 : len(t)-1]) }

// lexer cuts a text into tokens.
type lexer struct {
	rest string
	next token
}

var (
	errText    = errors.New("a text that does not end")
	errComment = errors.New("a comment that does not end")
)

// take returns the next token and looks at the one behind it.
func (l *lexer) take() (token, error) {
	t := l.next
	err := l.space()
	if err != nil {
		return "", err
	}
	n := 0
	switch {
	case l.rest == "":
	case l.rest[0] == '"' || l.rest[0] == '\'':
		if n = textEnd(l.rest); n == 0 {
			return "", errText
		}
	default:
		for n < len(l.rest) && inWord(l.rest[n]) {
			n++
		}
		n = max(n, 1)
	}
	l.next, l.rest = token(l.rest[:n]), l.rest[n:]
	return t, nil
}

// inWord reports whether words, names with dots and numbers hold a byte.
func inWord(c byte) bool {
	return c == '_' || c == '.' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// textEnd is where a quoted text ends, 0 where it does not.
func textEnd(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '\n':
			return 0
		case s[0]:
			return i + 1
		}
	}
	return 0
}

// space passes over white space and comments.
func (l *lexer) space() error {
	for {
		l.rest = strings.TrimLeft(l.rest, " \t\r\n\f\v")
		switch {
		case strings.HasPrefix(l.rest, "//"):
			_, l.rest, _ = strings.Cut(l.rest, "\n")
		case strings.HasPrefix(l.rest, "/*"):
			_, after, ended := strings.Cut(l.rest[2:], "*/")
			if !ended {
				return errComment
			}
			l.rest = after
		default:
			return nil
		}
	}
}

// expect takes a sign or word that must be there.
func (l *lexer) expect(want token) error {
	got, err := l.take()
	if err == nil && got != want {
		err = unexpected(got, string(want))
	}
	return err
}

func unexpected(got token, want string) error {
	if got == "" {
		return fmt.Errorf("the schema ends where %s should stand", want)
	}
	if len(got) > mostShown {
		got = got[:mostShown]
	}
	return fmt.Errorf("%q stands where %s should", string(got), want)
}

// skip passes over a statement: up to its semicolon, or over the block that it ends
// with. What is in brackets belongs to it.
func (l *lexer) skip() error {
	depth := 0
	for {
		t, err := l.take()
		if err != nil {
			return err
		}
		switch t {
		case "":
			return unexpected(t, "; or }")
		case "{", "[", "(", "<":
			depth++
		case "}", "]", ")", ">":
			if depth--; depth < 0 {
				return unexpected(t, ";")
			}
			if depth == 0 && t == "}" && l.next != ";" && l.next != "]" {
				return nil
			}
		case ";":
			if depth == 0 {
				return nil
			}
		}
	}
}
