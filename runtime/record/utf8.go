package record

import (
	"encoding/binary"
	"unicode/utf8"
	"unsafe"
)

// msb has the top bit of each byte, lsb the lowest one.
const (
	msb = 0x8080808080808080
	lsb = 0x0101010101010101
)

// bad is the cursor of a failure.
func bad(r Reason) int { return -int(r) }

// str returns b as text that aliases it.
func str(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// bytesOf returns the bytes of s, which nobody may change.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// ValidText reports whether b is UTF-8. Most text is ASCII, so that is looked at
// first, eight bytes at a time; the last ones overlap those before.
func ValidText(b []byte) bool {
	var acc uint64
	switch n := len(b); {
	case n >= 8:
		acc = binary.LittleEndian.Uint64(b[n-8:])
		for i := 0; i+8 < n; i += 8 {
			acc |= binary.LittleEndian.Uint64(b[i:])
		}
	case n >= 4:
		acc = uint64(binary.LittleEndian.Uint32(b) | binary.LittleEndian.Uint32(b[n-4:]))
	default:
		for _, c := range b {
			acc |= uint64(c)
		}
	}
	return acc&msb == 0 || utf8.Valid(b)
}

// textAt returns the n bytes at i, which b has, as text that aliases it, and the cursor
// behind it. Two words tell of a text of up to 16 bytes whether it is ASCII; they may
// overlap, and of one that a short text is the beginning of, the rest is cut off.
func textAt(b []byte, i, n int) (string, int) {
	s := b[i : i+n]
	acc := uint64(msb)
	if n < 8 {
		if len(b)-i >= 8 {
			acc = binary.LittleEndian.Uint64(b[i:]) << ((64 - 8*uint(n)) & 63)
		}
	} else if n <= 16 {
		acc = binary.LittleEndian.Uint64(s) | binary.LittleEndian.Uint64(s[n-8:])
	}
	if acc&msb != 0 && !ValidText(s) {
		return "", bad(BadUTF8)
	}
	return str(s), i + n
}

// Arena holds what a record's text and bytes cannot alias in the input: unescaped
// text, decoded base64. Generated code resets it for each record; what was read
// into it is good until then, because a block that is full is left to those that
// alias it.
type Arena struct {
	Bytes []byte
}

// Reset empties a and keeps its memory.
func (a *Arena) Reset() { a.Bytes = a.Bytes[:0] }

// since returns what was put into a since it was o bytes long. It is never nil.
func (a *Arena) since(o int) []byte {
	if len(a.Bytes) == o {
		return []byte{}
	}
	return a.Bytes[o:len(a.Bytes):len(a.Bytes)]
}
