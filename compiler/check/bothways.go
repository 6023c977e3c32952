package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// A bare word stands for what is expected first: a word of the option, a symbol of the
// enum. A param or let of the same name would be passed by without a sound, so the two
// may not meet.

// meets reports a bare word, expected as `as` says, that a param or let is called too.
func (s *scope) meets(x dsl.Expr, locals map[string]*local, as string) bool {
	n, bare := x.(*dsl.Name)
	if !bare {
		return false
	}
	name := n.Ident.Text
	at, what := diag.Span{}, ""
	if l := locals[name]; l != nil {
		l.used = true
		at, what = l.v.At, "let"
	} else if sym := s.names[name]; sym != nil && sym.kind == paramSymbol {
		s.lookup(name)
		at, what = sym.name.At(), "param"
	}
	if what == "" {
		return false
	}
	d := diag.Diagnostic{
		Code:    "E0202",
		Message: fmt.Sprintf("`%s` is %s, and a %s is called so too", name, as, what),
		At:      x.At(),
		Here:    "which of the two is meant?",
		Helps:   []string{fmt.Sprintf("give the %s another name", what)},
	}
	label(&d, at, "the "+what)
	s.add(d)
	return true
}
