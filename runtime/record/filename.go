package record

// IsFileName reports whether s can be part of a file's name: a text of a record must
// not lead to another folder.
func IsFileName(s string) bool {
	if s == "" || s == "." || s == ".." || len(s) > 200 {
		return false
	}
	for k := range len(s) {
		if c := s[k]; c == '/' || c == '\\' || c < ' ' || c == 0x7f {
			return false
		}
	}
	return true
}
