package record

import "encoding/binary"

// appendCounted appends s behind its length, shifted by a bit where lengths have a sign.
//
// Most texts are short: their length takes one byte, and their first and last bytes are
// copied in words that may overlap, which spares a call.
func appendCounted(d []byte, s string, shift uint) []byte {
	o, p := len(d), bytesOf(s)
	n := len(p)
	head := uint64(n) << (shift & 1)
	if head >= 0x80 || n >= cap(d)-o {
		return append(appendUvarint(d, head), s...)
	}
	d = d[:o+1+n]
	d[o] = byte(head)
	switch to := d[o+1:]; {
	case n > 16:
		copy(to, p)
	case n >= 8:
		binary.LittleEndian.PutUint64(to, binary.LittleEndian.Uint64(p))
		binary.LittleEndian.PutUint64(to[n-8:], binary.LittleEndian.Uint64(p[n-8:]))
	case n >= 4:
		binary.LittleEndian.PutUint32(to, binary.LittleEndian.Uint32(p))
		binary.LittleEndian.PutUint32(to[n-4:], binary.LittleEndian.Uint32(p[n-4:]))
	case n > 0:
		to[0], to[n/2], to[n-1] = p[0], p[n/2], p[n-1]
	}
	return d
}
