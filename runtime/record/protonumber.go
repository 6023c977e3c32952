package record

// ProtoNumberText is the text of a number that is no symbol of an enum.
func ProtoNumberText(a *Arena, n int32) string {
	o := len(a.Bytes)
	a.Bytes = AppendInt(a.Bytes, int64(n))
	return str(a.since(o))
}

// ProtoNumber is the number that a text is for which IsProtoNumber holds.
func ProtoNumber(s string) int32 {
	n, _ := ParseInt(s, 32)
	return int32(n)
}

// IsProtoNumber reports whether a text is the number of a symbol.
func IsProtoNumber(s string) bool {
	_, r := ParseInt(s, 32)
	return r == 0
}

// SeveralOf reports whether more than one of them is true.
func SeveralOf(set ...bool) bool {
	n := 0
	for _, s := range set {
		if s {
			n++
		}
	}
	return n > 1
}

// ProtoIndex checks the place of a message in its file, which stands behind the id of
// the schema: a zigzag count and numbers, or a zero for the first message.
func ProtoIndex(b []byte, i int, path ...int) int {
	if uint(i) < uint(len(b)) && b[i] == 0 {
		if len(path) != 1 || path[0] != 0 {
			return bad(BadSchema)
		}
		return i + 1
	}
	n, i := AvroLong(b, i)
	if i < 0 {
		return i
	}
	if n != int64(len(path)) {
		return bad(BadSchema)
	}
	for _, want := range path {
		if n, i = AvroLong(b, i); i < 0 {
			return i
		}
		if n != int64(want) {
			return bad(BadSchema)
		}
	}
	return i
}
