package builtin

import (
	"strings"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/runtime/record"
)

// MaxText is the most bytes that Repeat, PadLeft and PadRight make of a text. Their
// lengths may come from the data, which must not decide how much memory is used.
const MaxText = 1 << 20

// Join returns the texts of list with a separator between.
func Join(a *record.Arena, list []string, separator string) string {
	if len(list) == 1 {
		return list[0]
	}
	o := len(a.Bytes)
	for i, s := range list {
		if i > 0 {
			a.Bytes = append(a.Bytes, separator...)
		}
		a.Bytes = append(a.Bytes, s...)
	}
	return since(a, o)
}

// Replace returns s with every occurrence of old replaced. An empty old occurs
// before each character and at the end.
func Replace(a *record.Arena, s, old, with string) string {
	i := strings.Index(s, old)
	if i < 0 {
		return s
	}
	o := len(a.Bytes)
	if old == "" {
		a.Bytes = append(a.Bytes, with...)
		for i, r := range s {
			a.Bytes = append(a.Bytes, s[i:i+size(s[i:], r)]...)
			a.Bytes = append(a.Bytes, with...)
		}
		return since(a, o)
	}
	for ; i >= 0; i = strings.Index(s, old) {
		a.Bytes = append(append(a.Bytes, s[:i]...), with...)
		s = s[i+len(old):]
	}
	a.Bytes = append(a.Bytes, s...)
	return since(a, o)
}

// size is the number of bytes of r, the first character of s.
func size(s string, r rune) int {
	if r == utf8.RuneError {
		_, n := utf8.DecodeRuneInString(s)
		return n
	}
	return utf8.RuneLen(r)
}

// Repeat returns s n times; ok is false for an n below zero and for more than
// MaxText.
func Repeat(a *record.Arena, s string, n int64) (_ string, ok bool) {
	switch {
	case n < 0:
		return "", false
	case s == "" || n == 0:
		return "", true
	case n > int64(MaxText/len(s)):
		return "", false
	}
	o := len(a.Bytes)
	for range n {
		a.Bytes = append(a.Bytes, s...)
	}
	return since(a, o), true
}

// PadLeft returns s with characters of with before it, from its start over and
// over, until it has n. ok is false where that is more than MaxText.
func PadLeft(a *record.Arena, s string, n int64, with string) (_ string, ok bool) {
	n -= Len(s)
	if n <= 0 || with == "" {
		return s, true
	}
	o := len(a.Bytes)
	if !fill(a, n, with) {
		return "", false
	}
	a.Bytes = append(a.Bytes, s...)
	return since(a, o), true
}

// PadRight is PadLeft with the characters behind s.
func PadRight(a *record.Arena, s string, n int64, with string) (_ string, ok bool) {
	n -= Len(s)
	if n <= 0 || with == "" {
		return s, true
	}
	o := len(a.Bytes)
	a.Bytes = append(a.Bytes, s...)
	if !fill(a, n, with) {
		return "", false
	}
	return since(a, o), true
}

// fill appends n characters of with.
func fill(a *record.Arena, n int64, with string) bool {
	each := Len(with)
	if n/each >= int64(MaxText/len(with)) {
		return false
	}
	for ; n >= each; n -= each {
		a.Bytes = append(a.Bytes, with...)
	}
	a.Bytes = append(a.Bytes, Truncate(with, n)...)
	return true
}

// Mask returns s with all but its last characters replaced, each by with.
func Mask(a *record.Arena, s string, keepLast int64, with string) string {
	n := Len(s) - max(keepLast, 0)
	if n <= 0 {
		return s
	}
	o := len(a.Bytes)
	for range n {
		a.Bytes = append(a.Bytes, with...)
	}
	a.Bytes = append(a.Bytes, s[offset(s, n):]...)
	return since(a, o)
}

// Redact returns a text that says nothing of the one given, not even its length.
func Redact(string) string { return "[redacted]" }
