package record

import (
	"encoding/base64"
	"slices"
)

// AppendBase64 appends p in standard base64, padded.
func AppendBase64(d, p []byte) []byte { return base64.StdEncoding.AppendEncode(d, p) }

// AppendHex appends p in hexadecimal digits of lower case.
func AppendHex(d, p []byte) []byte {
	for _, c := range p {
		d = append(d, hexDigits[c>>4], hexDigits[c&15])
	}
	return d
}

// ParseHex reads the whole of s as hexadecimal digits of either case, into the
// arena.
func ParseHex(a *Arena, s string) ([]byte, Reason) {
	if len(s)%2 != 0 {
		return nil, BadText
	}
	o := len(a.Bytes)
	for i := 0; i < len(s); i += 2 {
		hi, lo := hexDigit(s[i]), hexDigit(s[i+1])
		if hi|lo > 15 {
			a.Bytes = a.Bytes[:o]
			return nil, BadText
		}
		a.Bytes = append(a.Bytes, hi<<4|lo)
	}
	return a.since(o), 0
}

// ParseBase64 reads the whole of s as standard base64 with its padding, into the
// arena. Line breaks inside, which Go's decoder passes over, are no base64.
func ParseBase64(a *Arena, s string) ([]byte, Reason) {
	if len(s)%4 != 0 {
		return nil, BadText
	}
	o := len(a.Bytes)
	body := s
	if s != "" && s[len(s)-1] == '=' {
		body = s[:len(s)-4]
	}
	a.Bytes = slices.Grow(a.Bytes, len(s)/4*3)
	rest, all := body, true
	for d := a.Bytes[o:cap(a.Bytes)]; len(rest) >= 4 && len(d) >= 3; rest, d = rest[4:], d[3:] {
		w, ok := sextets(rest[0], rest[1], rest[2], rest[3])
		all = all && ok
		d[0], d[1], d[2] = byte(w>>16), byte(w>>8), byte(w)
	}
	a.Bytes = a.Bytes[:o+len(body)/4*3]
	if !all || !a.padded(s[len(body):]) {
		a.Bytes = a.Bytes[:o]
		return nil, BadText
	}
	return a.since(o), 0
}

// padded decodes the last four characters, which end in padding, or nothing. The
// bits that the padding leaves over have to be 0.
func (a *Arena) padded(s string) bool {
	if s == "" {
		return true
	}
	if s[2] == '=' {
		w, ok := sextets(s[0], s[1], 'A', 'A')
		a.Bytes = append(a.Bytes, byte(w>>16))
		return ok && w&0xffff == 0
	}
	w, ok := sextets(s[0], s[1], s[2], 'A')
	a.Bytes = append(a.Bytes, byte(w>>16), byte(w>>8))
	return ok && w&0xff == 0
}

// sextets joins four characters of six bits each.
func sextets(c0, c1, c2, c3 byte) (w uint32, ok bool) {
	s0, s1, s2, s3 := base64Digits[c0], base64Digits[c1], base64Digits[c2], base64Digits[c3]
	return uint32(s0)<<18 | uint32(s1)<<12 | uint32(s2)<<6 | uint32(s3), s0|s1|s2|s3 < 64
}

// base64Digits is the value of each character, 255 for those that are none.
var base64Digits = makeBase64Digits()

func makeBase64Digits() (t [256]uint8) {
	for c := range t {
		t[c] = 255
	}
	for v, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		t[c] = uint8(v)
	}
	return t
}
