package record

import "unicode/utf8"

// HeaderText returns the value of the last header of that name as text; ok is
// false where there is none, where it is null, and where it is not UTF-8. The text
// aliases packed.
func HeaderText(packed []byte, name string) (text string, ok bool) {
	for i := 0; i < len(packed); {
		key, value, isNull, j := NextHeader(packed, i)
		if j < 0 {
			return "", false
		}
		if string(key) == name {
			text, ok = str(value), !isNull && utf8.Valid(value)
		}
		i = j
	}
	if !ok {
		return "", false
	}
	return text, true
}

// AppendOtherHeaders appends the headers of packed but those of the given names,
// in their order.
func AppendOtherHeaders(d, packed []byte, names ...string) []byte {
	for i := 0; i < len(packed); {
		key, _, _, j := NextHeader(packed, i)
		if j < 0 {
			return d
		}
		if !isOneOf(names, key) {
			d = append(d, packed[i:j]...)
		}
		i = j
	}
	return d
}

func isOneOf(names []string, key []byte) bool {
	for _, n := range names {
		if n == string(key) {
			return true
		}
	}
	return false
}

// AppendHeaderText is AppendHeader for a value that is text.
func AppendHeaderText(d []byte, key, value string) []byte {
	return AppendHeader(d, key, bytesOf(value)[:len(value):len(value)])
}
