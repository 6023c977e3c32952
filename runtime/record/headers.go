package record

import "encoding/binary"

// Headers stand in a batch's slab one behind the other, each as the length of its
// key, the key, one more than the length of its value (0 for null), and the value.

// AppendHeader appends a header. A nil value is null.
func AppendHeader(d []byte, key string, value []byte) []byte {
	d = append(binary.AppendUvarint(d, uint64(len(key))), key...)
	if value == nil {
		return append(d, 0)
	}
	return append(binary.AppendUvarint(d, uint64(len(value))+1), value...)
}

// NextHeader reads the header at i, which is below len(b). Key and value alias b.
func NextHeader(b []byte, i int) (key, value []byte, isNull bool, j int) {
	key, i = headerPart(b, i, 0)
	if i < 0 {
		return nil, nil, false, i
	}
	if uint(i) < uint(len(b)) && b[i] == 0 {
		return key, nil, true, i + 1
	}
	value, i = headerPart(b, i, 1)
	if i < 0 {
		return nil, nil, false, i
	}
	return key, value, false, i
}

// headerPart reads a length, which is written larger by more, and as many bytes.
func headerPart(b []byte, i int, more uint64) ([]byte, int) {
	n, i := uvarint(b, i)
	if i < 0 {
		return nil, i
	}
	if n -= more; n > uint64(len(b)-i) {
		return nil, bad(BadLength)
	}
	return b[i : i+int(n) : i+int(n)], i + int(n)
}
