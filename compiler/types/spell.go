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
		return snake(name)
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

func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
