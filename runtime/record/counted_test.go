package record

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf8"
)

const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// TestCountedTexts writes and reads texts of each length, with room behind them and
// without, with a byte that is not ASCII in each place, and bytes behind the text that
// are not to be looked at.
func TestCountedTexts(t *testing.T) {
	for n := range 150 {
		plain := strings.Repeat(alphabet, 3)[:n]
		for at := -1; at < n; at++ {
			s := []byte(plain)
			if at >= 0 {
				s[at] = 0xc3
			}
			for _, room := range []int{0, 1, n, n + 1, n + 2, n + 9, n + 200} {
				d := make([]byte, 3, 3+room)
				holdText(t, AppendAvroText(d, string(s)), binary.AppendVarint(make([]byte, 3), int64(n)), s, AvroText)
				holdText(t, AppendProtoText(d, string(s)), binary.AppendUvarint(make([]byte, 3), uint64(n)), s, ProtoText)
			}
		}
	}
}

// holdText holds what was written of s, and what is read of it.
func holdText(t *testing.T, wrote, head, s []byte, read func([]byte, int) (string, int)) {
	t.Helper()
	if want := string(head) + string(s); string(wrote) != want {
		t.Fatalf("wrote %q, want %q", wrote, want)
	}
	end := len(wrote)
	for _, behind := range []string{"", "\xff", "\xff\xff\xff\xff\xff\xff\xff\xff\xff", "abcdefghi"} {
		got, i := read(append(wrote[:end:end], behind...), 3)
		if valid := utf8.Valid(s); valid && (i != end || got != string(s)) || !valid && i != bad(BadUTF8) {
			t.Fatalf("%q before %q reads as %q, %d", s, behind, got, i)
		}
	}
	if _, i := read(wrote[:end-1], 3); len(s) > 0 && i != bad(Short) {
		t.Fatalf("%q without its last byte: %d", s, i)
	}
}
