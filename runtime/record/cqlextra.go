package record

import (
	"math/bits"
	"net/netip"
	"strings"
)

// FitsCQLDuration reports whether Cassandra takes v: its parts may not have
// different signs.
func FitsCQLDuration(v Duration) bool {
	return v.Months >= 0 && v.Days >= 0 && v.Nanos >= 0 || v.Months <= 0 && v.Days <= 0 && v.Nanos <= 0
}

// AppendCQLDuration appends a duration for which FitsCQLDuration holds.
func AppendCQLDuration(d []byte, v Duration) []byte {
	d, mark := CQLBegin(d)
	d = appendVint(d, int64(v.Months))
	d = appendVint(d, int64(v.Days))
	d = appendVint(d, v.Nanos)
	return CQLEnd(d, mark)
}

// appendVint appends a number as Cassandra's vint: zig-zag, big-endian, and as
// many ones at the front of the first byte as bytes follow it.
func appendVint(d []byte, v int64) []byte {
	u := zigzag(v)
	extra := (max(bits.Len64(u), 1) - 1) / 7
	if extra >= 8 {
		// The first byte is all ones and holds nothing of the number.
		d = append(d, 0xff)
		return appendBig64(d, int64(u), 8)
	}
	first := byte(u>>(8*extra)) | ^byte(0xff>>extra)
	return appendBig64(append(d, first), int64(u), extra)
}

// AppendCQLInet appends an address from its text, in four or sixteen bytes; ok is
// false where s is none. An address with a zone is none.
func AppendCQLInet(d []byte, s string) (_ []byte, ok bool) {
	if strings.IndexByte(s, '%') >= 0 {
		return d, false
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return d, false
	}
	if a = a.Unmap(); a.Is4() {
		p := a.As4()
		return append(append(d, 0, 0, 0, 4), p[:]...), true
	}
	p := a.As16()
	return append(append(d, 0, 0, 0, 16), p[:]...), true
}
