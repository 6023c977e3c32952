package record

// Text returns b as text that aliases it. The bytes must be UTF-8, and may not
// change as long as the text is in use.
func Text(b []byte) string { return str(b) }

// KeepText copies key into the arena and returns it as text: what a reader gave
// until its next call is then good for as long as the record.
func KeepText(a *Arena, key []byte) string {
	o := len(a.Bytes)
	a.Bytes = append(a.Bytes, key...)
	return str(a.since(o))
}

// LongerThan reports whether s has more than n characters. It looks at no more of
// them than it needs.
func LongerThan(s string, n int) bool {
	if len(s) <= n {
		return false
	}
	for range s {
		if n--; n < 0 {
			return true
		}
	}
	return false
}
