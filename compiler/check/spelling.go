package check

import (
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// meeting reports fields of a record, or of one within it, that a converter gives
// one name.
func (s *scope) meeting(conv *ir.Converter, t *types.Type) bool {
	o := conv.Options["names"]
	names := optionText(o)
	if names == "" || names == "exact" {
		return true
	}
	return s.meetIn(t, names, o.At, map[*types.RecordType]bool{})
}

func (s *scope) meetIn(t *types.Type, names string, option diag.Span, seen map[*types.RecordType]bool) bool {
	if t == nil {
		return true
	}
	ok := s.meetIn(t.Elem, names, option, seen)
	for _, i := range t.Items {
		ok = s.meetIn(i, names, option, seen) && ok
	}
	if t.Kind != types.Record || seen[t.Record] {
		return ok
	}
	seen[t.Record] = true
	first := map[string]*types.Field{}
	for _, f := range t.Record.Fields {
		ok = s.meetIn(f.Type, names, option, seen) && ok
		name := types.Spell(f.Name, names)
		if names == "ignore_case" {
			name = strings.ToLower(name)
		}
		if other := first[name]; other != nil {
			s.add(meet(other, f, name, names, option))
			ok = false
			continue
		}
		first[name] = f
	}
	return ok
}

func meet(a, b *types.Field, name, names string, option diag.Span) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0511",
		Message: fmt.Sprintf("with names: %q the fields `%s` and `%s` are both `%s`", names, a.Name, b.Name, name),
		At:      option,
		Helps:   []string{"rename one of them, or leave the names as they are:  names: \"exact\""},
	}
	label(&d, a.At, "this one")
	label(&d, b.At, "and this one")
	return d
}
