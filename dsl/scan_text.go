package dsl

import "strings"

// quoted takes a text with its `${…}`. It ends with its line at the latest.
func (s *scanner) quoted() (TokenKind, int) {
	line := s.text[s.from : s.from+lineLen(s.text[s.from:s.end])]
	if n := textLen(line, 0); n > 0 {
		return TokenText, n
	}
	if n := plainLen(line); n > 0 { // closed, but for a `${`
		return TokenText, n // lowering tells where the `${` stands
	}
	s.report(mistake{
		code: "E0109", message: "this text is never closed", start: s.from, end: s.from + 1,
		here: "starts here", help: "close it with `\"` on the same line; a line end inside of text is written `\\n`",
	})
	return TokenBad, len(strings.TrimRight(line, " \t"))
}

// textLen returns the length of the text that starts s, 0 where it is not
// closed. Texts nest inside of `${…}`.
func textLen(s string, depth int) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == '"':
			return i + 1
		case strings.HasPrefix(s[i:], "${"):
			n := holeLen(s[i:], depth)
			if n == 0 {
				return 0
			}
			i += n - 1
		}
	}
	return 0
}

// holeLen returns the length of the `${…}` that starts s, 0 where it is not
// closed.
func holeLen(s string, depth int) int {
	if depth > maxDepth {
		return 0
	}
	open := 0
	for i := 2; i < len(s); i++ {
		switch s[i] {
		case '"':
			n := textLen(s[i:], depth+1)
			if n == 0 {
				return 0
			}
			i += n - 1
		case '{':
			open++
		case '}':
			if open == 0 {
				return i + 1
			}
			open--
		}
	}
	return 0
}

// plainLen returns the length of the text that starts s, `${` not minded.
func plainLen(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}
