package check

import (
	"strings"

	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// pathText is a dotted name without its places.
func pathText(parts []dsl.Ident) string {
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = p.Text
	}
	return strings.Join(names, ".")
}

func joinName(space, name string) string {
	if space == "" {
		return name
	}
	return space + "." + name
}

func lastPart(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// inBroken reports whether a name may be declared by something that could not be
// parsed: the mistake there was told, and using the name is none.
func (s *scope) inBroken(name string) bool {
	for _, d := range s.file.Tree.Decls {
		if b, ok := d.(*dsl.Bad); ok && hasWord(b.At(), name) {
			return true
		}
	}
	return false
}

func hasWord(at diag.Span, name string) bool {
	letter := func(r rune) bool {
		return r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	for _, w := range strings.FieldsFunc(at.Text(), func(r rune) bool { return !letter(r) }) {
		if w == name {
			return true
		}
	}
	return false
}
