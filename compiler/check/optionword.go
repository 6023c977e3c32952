package check

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// wordOption is one of the option's words.
func (s *scope) wordOption(o *spec.Option, x dsl.Expr, site *optionSite) *ir.Option {
	word, ok := wordOf(x)
	if !ok {
		s.add(site.mismatch(o, x.At(), "something else", "one of "+joined(o.Words, "and")))
		return nil
	}
	if slices.Contains(o.Words, word) {
		var locals map[string]*local
		if site.record != nil {
			locals = site.record.locals
		}
		if s.meets(x, locals, fmt.Sprintf("a word of the option `%s`", o.Name)) {
			return nil
		}
		return &ir.Option{Value: &ir.Const{Typed: typed(x.At(), text()), Value: word}}
	}
	if sym := s.names[word]; sym != nil && sym.kind == paramSymbol {
		s.lookup(word)
		s.noteSymbol(x.At(), sym)
		d := diag.Diagnostic{
			Code:    "E0303",
			Message: fmt.Sprintf("`%s` is a param, and the option `%s` must be known before the run", word, o.Name),
			At:      x.At(),
			Helps:   []string{"it is one of " + joined(o.Words, "and")},
		}
		label(&d, sym.name.At(), "the param")
		s.add(d)
		return nil
	}
	s.add(site.noWord(o, x, word))
	return nil
}

func (site *optionSite) noWord(o *spec.Option, x dsl.Expr, word string) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0304",
		Message: fmt.Sprintf("the option `%s` cannot be `%s`%s", o.Name, word, didYouMean(word, o.Words)),
		At:      x.At(),
		Helps:   []string{"it is one of " + joined(o.Words, "and")},
	}
	if _, bare := x.(*dsl.Name); bare {
		propose(&d, x.At(), word, o.Words)
	}
	site.point(&d)
	return d
}

// callOption is one of the option's words with its arguments.
func (s *scope) callOption(o *spec.Option, x dsl.Expr, site *optionSite) *ir.Option {
	var args []dsl.Arg
	fn := x
	if c, ok := x.(*dsl.Call); ok {
		fn, args = c.Fn, c.Args
	}
	word, ok := wordOf(fn)
	if !ok {
		s.add(site.mismatch(o, x.At(), "something else", "one of "+joined(o.Words, "and")))
		return nil
	}
	if !slices.Contains(o.Words, word) {
		s.add(site.noWord(o, fn, word))
		return nil
	}
	inner := &optionSite{of: "`" + word + "`", at: fn.At(), specs: o.Args[word]}
	before := s.errors()
	got := s.args(args, inner)
	if s.errors() > before {
		return nil
	}
	call := &ir.OptionCall{Word: word, Args: map[string]ir.Expr{}}
	for name, v := range got {
		call.Args[name] = v.Value
	}
	if since := got["since"]; since != nil && !s.isDate(since) {
		return nil
	}
	return &ir.Option{Call: call}
}

// isDate reports a text that should be a date and is none.
func (s *scope) isDate(o *ir.Option) bool {
	if _, why := record.ParseDate(optionText(o)); why == 0 {
		return true
	}
	s.add(diag.Diagnostic{
		Code:    "E0304",
		Message: fmt.Sprintf("`%s` is a date, as in \"2026-01-01\"", o.Spec.Name),
		At:      o.At,
	})
	return false
}

// refOption is the name of a declared connection.
func (s *scope) refOption(o *spec.Option, x dsl.Expr, site *optionSite) *ir.Option {
	n, ok := x.(*dsl.Name)
	if !ok {
		s.add(site.mismatch(o, x.At(), "something else", "the name of "+article(o.RefKind)+" connection"))
		return nil
	}
	conn := s.connection(n.Ident, o.RefKind, site.of)
	if conn == nil {
		return nil
	}
	return &ir.Option{Ref: conn}
}
