package cql

import "strings"

// quoteName returns a name as CQL needs it: quoted unless it is in lower case.
func quoteName(s string) string {
	plain := s != "" && (s[0] == '_' || 'a' <= s[0] && s[0] <= 'z')
	for _, c := range s {
		plain = plain && (c == '_' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9')
	}
	if plain {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}
