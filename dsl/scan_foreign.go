package dsl

import (
	"strings"
	"unicode/utf8"
)

// foreignQuotes are the pairs of quotes that text stands in elsewhere.
var foreignQuotes = map[rune]string{'\'': "'", '`': "`", '“': "”", '”': "”", '‘': "’", '’': "’", '«': "»", '»': "«"}

// foreignTextLen returns the length of the text in quotes of another language that
// starts rest, 0 where it is not closed on its line or would not be a text here.
func foreignTextLen(rest string) int {
	r, n := utf8.DecodeRuneInString(rest)
	closing := foreignQuotes[r]
	if closing == "" {
		return 0
	}
	line := rest[:lineLen(rest)]
	i := strings.Index(line[n:], closing)
	if i < 0 || strings.ContainsAny(line[n:n+i], "\"\\$") {
		return 0
	}
	return n + i + len(closing)
}

// foreignText reports whether text is one in quotes of another language, and where
// what it says starts and ends.
func foreignText(text string) (ok bool, start, end int) {
	if n := foreignTextLen(text); n == 0 || n != len(text) {
		return false, 0, 0
	}
	r, n := utf8.DecodeRuneInString(text)
	return true, n, len(text) - len(foreignQuotes[r])
}
