package record

import "unicode/utf8"

// rawKey reads a key as it is written, without its quotes, its colon and the space
// around that.
func rawKey(b []byte, i int) (key []byte, j int) {
	end := skipText(b, i)
	if end < 0 {
		return nil, end
	}
	return b[i+1 : end-1], jsonColon(b, end)
}

// keyIs reports whether a key as it is written says name. Nothing is kept for it, so
// that it can be asked while something is being written.
func keyIs(raw []byte, name string) bool {
	for len(raw) > 0 {
		n, part := 1, raw[:1]
		var char [utf8.UTFMax]byte
		if raw[0] == '\\' {
			part, n = escapedPart(raw, &char)
		}
		if len(name) < len(part) || name[:len(part)] != string(part) {
			return false
		}
		raw, name = raw[n:], name[len(part):]
	}
	return name == ""
}

// escapedPart is what the escape at the start of a checked text says, and its length.
func escapedPart(raw []byte, char *[utf8.UTFMax]byte) (part []byte, n int) {
	if len(raw) < 2 {
		return nil, len(raw)
	}
	if raw[1] == 'u' {
		r, j := escapedRune(raw, 2)
		if j < 0 {
			return nil, len(raw)
		}
		return utf8.AppendRune(char[:0], r), j
	}
	c := raw[1]
	switch c {
	case 'n':
		c = '\n'
	case 't':
		c = '\t'
	case 'r':
		c = '\r'
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	}
	char[0] = c
	return char[:1], 2
}
