package spec

import "strconv"

// Unquote is a default as its plain value: `","` is a comma, `earliest` is itself.
func Unquote(def string) string {
	if s, err := strconv.Unquote(def); err == nil {
		return s
	}
	return def
}
