package conv

import (
	"strings"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// spell is a field's name as a text format writes it under the option `names`.
func spell(name, names string) string { return Spell(name, names) }

// Spell is a field's name as a converter with that option `names` writes it.
func Spell(name, names string) string {
	return types.Spell(name, names)
}

// Suffix is a word for an option's value, for the names of readers and writers.
func Suffix(name, value string) string {
	return emit.Exported(name) + strings.TrimPrefix(emit.Exported(value), "X")
}
