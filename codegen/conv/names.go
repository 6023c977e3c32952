package conv

import (
	"strings"
	"unicode"

	"github.com/flowc-lang/flowc/codegen/emit"
)

// spell is a field's name as a text format writes it under the option `names`.
func spell(name, names string) string { return Spell(name, names) }

// Spell is a field's name as a converter with that option `names` writes it.
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

// Suffix is a word for an option's value, for the names of readers and writers.
func Suffix(name, value string) string {
	return emit.Exported(name) + strings.TrimPrefix(emit.Exported(value), "X")
}
