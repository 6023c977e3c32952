package types

import (
	"strings"
	"unicode"
)

// Spell is the name of a field as a text format has it under the option `names`:
// exact, camel, snake, or, as it is compared, ignore_case.
func Spell(name, names string) string {
	switch names {
	case "camel":
		return lowerCamel(name)
	case "snake":
		return Snake(name)
	}
	return name
}

func lowerCamel(name string) string {
	var b strings.Builder
	up := false
	for _, r := range name {
		switch {
		case r == '_':
			up = b.Len() > 0
			continue
		case up:
			r = unicode.ToUpper(r)
		}
		up = false
		b.WriteRune(r)
	}
	return b.String()
}

// Snake is a name in small letters with `_` between its words; capitals that stand together
// are one word: customerID is customer_id, HTTPStatus is http_status.
func Snake(name string) string {
	var b strings.Builder
	r := []rune(name)
	for i, c := range r {
		if unicode.IsUpper(c) && i > 0 && (unicode.IsLower(r[i-1]) || unicode.IsDigit(r[i-1]) || i+1 < len(r) && unicode.IsLower(r[i+1]) && r[i-1] != '_') {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}
