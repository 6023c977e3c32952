package builtin

import (
	"unicode"
	"unicode/utf8"
	"unsafe"

	"github.com/flowc-lang/flowc/runtime/record"
)

// Upper returns s in capitals, character by character: ß stays, as one capital
// cannot stand for it.
func Upper(a *record.Arena, s string) string { return mapped(a, s, upperASCII, unicode.ToUpper) }

// Lower returns s in small letters, character by character.
func Lower(a *record.Arena, s string) string { return mapped(a, s, lowerASCII, unicode.ToLower) }

// FoldCase returns the form that all texts have in common which differ from s by
// case alone.
func FoldCase(a *record.Arena, s string) string { return mapped(a, s, lowerASCII, fold) }

// fold is the small letter of the first of the characters that are r but for
// case. Where r is alone it stays.
func fold(r rune) rune {
	least, alone := r, true
	for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
		least, alone = min(least, o), false
	}
	if alone {
		return r
	}
	return unicode.ToLower(least)
}

func upperASCII(c byte) byte {
	if c-'a' < 26 {
		return c - ('a' - 'A')
	}
	return c
}

func lowerASCII(c byte) byte {
	if c-'A' < 26 {
		return c + ('a' - 'A')
	}
	return c
}

// mapped returns s with each character changed, and s itself where none does.
func mapped(a *record.Arena, s string, ascii func(byte) byte, other func(rune) rune) string {
	i := 0
	for i < len(s) && s[i] < utf8.RuneSelf && ascii(s[i]) == s[i] {
		i++
	}
	if i == len(s) {
		return s
	}
	o := len(a.Bytes)
	a.Bytes = append(a.Bytes, s[:i]...)
	for i < len(s) {
		if c := s[i]; c < utf8.RuneSelf {
			a.Bytes = append(a.Bytes, ascii(c))
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		a.Bytes = utf8.AppendRune(a.Bytes, other(r))
		i += size
	}
	return since(a, o)
}

// since is what was put into a since it was o bytes long, as text.
func since(a *record.Arena, o int) string { return record.Text(a.Bytes[o:]) }

// bytesOf returns the bytes of s, which nobody may change.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
