package record

import (
	"encoding/binary"
	"testing"
)

// TestAppendUvarint compares with encoding/binary around every length, with room for
// eight bytes and without.
func TestAppendUvarint(t *testing.T) {
	for shift := range 64 {
		for _, u := range []uint64{1<<shift - 1, 1 << shift, 1<<shift + 1, 0x5555555555555555 >> shift, ^uint64(0) >> shift} {
			want := string(binary.AppendUvarint(nil, u))
			if got := string(appendUvarint(make([]byte, 0, 16), u)); got != want {
				t.Errorf("%#x: %x, want %x", u, got, want)
			}
			if got := string(appendUvarint(nil, u)); got != want {
				t.Errorf("%#x without room: %x, want %x", u, got, want)
			}
			if got, i := uvarint([]byte(want), 0); got != u || i != len(want) {
				t.Errorf("%#x reads as %#x, %d", u, got, i)
			}
			if got, i := uvarint([]byte(want+"\xff\xff\xff\xff\xff\xff\xff\xff"), 0); got != u || i != len(want) {
				t.Errorf("%#x before other bytes reads as %#x, %d", u, got, i)
			}
		}
	}
}
