package record

import (
	"encoding/binary"
	"math/bits"
)

// uvarint reads a variable-length number of seven bits a byte, lowest first.
func uvarint(b []byte, i int) (uint64, int) {
	if uint(i) < uint(len(b)) && b[i] < 0x80 {
		return uint64(b[i]), i + 1
	}
	if uint(i) <= uint(len(b)) && len(b)-i >= 8 {
		// Find the byte that ends the number, then push the groups of seven bits
		// together, twice as wide at each step.
		w := binary.LittleEndian.Uint64(b[i:])
		if m := ^w & msb; m != 0 {
			n := bits.TrailingZeros64(m)>>3 + 1
			w &= 1<<(n*8-1) - 1
			w = (w & 0x007f007f007f007f) | (w&0x7f007f007f007f00)>>1
			w = (w & 0x00003fff00003fff) | (w&0x3fff00003fff0000)>>2
			w = (w & 0x000000000fffffff) | (w&0x0fffffff00000000)>>4
			return w, i + n
		}
	}
	return uvarintTail(b, i)
}

// uvarintTail reads a number byte by byte: at the end of the input, or one of nine
// or ten bytes.
func uvarintTail(b []byte, i int) (uint64, int) {
	var u uint64
	for s := uint(0); s < 70; s += 7 {
		if uint(i) >= uint(len(b)) {
			return 0, bad(Short)
		}
		c := b[i]
		i++
		if s == 63 && c > 1 {
			break
		}
		u |= uint64(c&0x7f) << s
		if c < 0x80 {
			return u, i
		}
	}
	return 0, bad(OutOfRange)
}

// appendUvarint appends u in as few bytes as hold it. Where eight are enough, and
// there is room for them, it is the way of uvarint backwards.
func appendUvarint(d []byte, u uint64) []byte {
	if u < 0x80 {
		return append(d, byte(u))
	}
	o := len(d)
	if u >= 1<<56 || cap(d)-o < 8 {
		return binary.AppendUvarint(d, u)
	}
	u = (u & 0x000000000fffffff) | (u&0x00fffffff0000000)<<4
	u = (u & 0x00003fff00003fff) | (u&0x0fffc0000fffc000)<<2
	u = (u & 0x007f007f007f007f) | (u&0x3f803f803f803f80)<<1
	n := (bits.Len64(u) + 7) >> 3
	u |= msb & (1<<((8*n-8)&63) - 1) // each byte but the last says that one follows
	binary.LittleEndian.PutUint64(d[o:o+8], u)
	return d[:o+n]
}

// zigzag maps small numbers of either sign to small ones without.
func zigzag(v int64) uint64 { return uint64(v)<<1 ^ uint64(v>>63) }
