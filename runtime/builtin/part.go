package builtin

import (
	"strings"
	"unicode/utf8"
)

// Len returns the number of characters of s.
func Len(s string) int64 { return int64(utf8.RuneCountInString(s)) }

// Slice returns the characters of s from one position up to another, which is left
// out. Positions below zero count from the end; those outside are clamped.
func Slice(s string, from, to int64) string {
	if from < 0 || to < 0 {
		n := Len(s)
		from, to = fromEnd(from, n), fromEnd(to, n)
	}
	if from >= to {
		return ""
	}
	start := offset(s, from)
	return s[start : start+offset(s[start:], to-from)]
}

// fromEnd turns a position below zero into one from the start.
func fromEnd(at, n int64) int64 {
	if at < 0 {
		return max(at+n, 0)
	}
	return at
}

// offset is where character n of s begins, the length of s where it has fewer.
func offset(s string, n int64) int {
	if n <= 0 {
		return 0
	}
	if n >= int64(len(s)) {
		return len(s)
	}
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}

// Truncate returns the first n characters of s.
func Truncate(s string, n int64) string { return s[:offset(s, n)] }

// Split appends the parts of s between separators to list: one more than there
// are separators. An empty separator parts s into its characters.
func Split(list []string, s, separator string) []string {
	if separator == "" {
		for s != "" {
			_, size := utf8.DecodeRuneInString(s)
			list, s = append(list, s[:size]), s[size:]
		}
		return list
	}
	for {
		before, after, found := strings.Cut(s, separator)
		list = append(list, before)
		if !found {
			return list
		}
		s = after
	}
}
