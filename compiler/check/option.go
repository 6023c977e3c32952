package check

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// optionSite is a place where options are given.
type optionSite struct {
	of     string // "sink cassandra", as messages begin
	at     diag.Span
	specs  []spec.Option
	perUse bool // at `from` or `to`: only options marked so
	// record is the env of options that are expressions of the record. It is nil in
	// a declaration, where no record is known: such options are put off until a `to`
	// uses the node.
	record *env
	putOff func(*spec.Option, dsl.Expr)
	// refused are options that were given and could not be used: they are not
	// missing.
	refused map[string]bool
	got     ir.Options
}

// options reads the options among items; typed lines and blocks are the caller's.
func (s *scope) options(items []dsl.Item, site *optionSite) ir.Options {
	site.got, site.refused = ir.Options{}, map[string]bool{}
	s.noteSite(site, givenItems(items))
	for _, it := range items {
		switch it := it.(type) {
		case *dsl.Option:
			s.option(it.Name, it.Value, site)
		case *dsl.BadItem:
			s.refuseAll(site)
		case *dsl.Typed, *dsl.Block:
		}
	}
	s.checkOptions(site)
	return site.got
}

// args reads the named arguments of a converter or of an option's word as options.
func (s *scope) args(args []dsl.Arg, site *optionSite) ir.Options {
	site.got, site.refused = ir.Options{}, map[string]bool{}
	s.noteSite(site, givenArgs(args))
	for i, a := range args {
		switch {
		case a.Name != nil:
			s.option(*a.Name, a.Value, site)
		case i < len(site.specs):
			name := dsl.Ident{Text: site.specs[i].Name}
			name.Span = a.At()
			s.option(name, a.Value, site)
		default:
			s.add(diag.Diagnostic{Code: "E0405", Message: fmt.Sprintf("%s takes %d %s", site.of, len(site.specs), plural(len(site.specs), "argument", "arguments")), At: a.At()})
		}
	}
	s.checkOptions(site)
	return site.got
}

// refuseAll keeps silent about what is missing where an item could not be read.
func (s *scope) refuseAll(site *optionSite) {
	for _, o := range site.specs {
		site.refused[o.Name] = true
	}
}

// option reads one option.
func (s *scope) option(name dsl.Ident, value dsl.Expr, site *optionSite) {
	o := findOption(site.specs, name.Text)
	if o == nil {
		s.add(unknownOption(name, site))
		return
	}
	s.noteOption(name, value, o, site.of)
	if first, twice := site.got[name.Text]; twice {
		d := duplicate(name, first.At)
		d.Message = fmt.Sprintf("the option `%s` is given twice", name.Text)
		d.Here = ""
		s.add(d)
		return
	}
	site.refused[name.Text] = true // until it proves right
	switch {
	case site.perUse && !o.PerUse:
		s.add(diag.Diagnostic{
			Code:    "E0301",
			Message: fmt.Sprintf("the option `%s` stands in the declaration of %s, not at its use", name.Text, site.of),
			At:      name.At(),
		})
	case site.putOff != nil && o.When == spec.Each && mentionsRecord(value):
		site.putOff(o, value)
	default:
		if o.Later {
			s.waits(name.At(), fmt.Sprintf("the option `%s`", name.Text))
		}
		if v := s.optionValue(o, value, site); v != nil {
			v.Spec, v.At = o, value.At()
			site.got[name.Text] = v
			delete(site.refused, name.Text)
		}
	}
}

func findOption(specs []spec.Option, name string) *spec.Option {
	for i := range specs {
		if specs[i].Name == name {
			return &specs[i]
		}
	}
	return nil
}

func unknownOption(name dsl.Ident, site *optionSite) diag.Diagnostic {
	var names []string
	for _, o := range site.specs {
		if !site.perUse || o.PerUse {
			names = append(names, o.Name)
		}
	}
	d := diag.Diagnostic{
		Code:    "E0301",
		Message: fmt.Sprintf("%s has no option `%s`%s", site.of, name.Text, didYouMean(name.Text, names)),
		At:      name.At(),
	}
	ours := optionElsewhere(name.Text, names)
	switch near, ok := diag.Nearest(name.Text, names); {
	case ours != "":
		d.Message = fmt.Sprintf("%s has no option `%s`, did you mean `%s`?", site.of, name.Text, ours)
		d.Helps = []string{findOption(site.specs, ours).Doc}
		d.Fixes = []diag.Fix{{Title: "`" + ours + "`", Guess: true, Edits: []diag.Edit{{At: name.At(), Text: ours}}}}
		site.refused[ours] = true
		site.point(&d)
		return d
	case ok:
		site.refused[near] = true // misspelt, not missing
	case name.Text == "value" || name.Text == "key":
		d.Helps = []string{fmt.Sprintf("what it holds stands behind `:`:  %s: TYPE as CONVERTER", name.Text)}
	case len(names) > 0:
		d.Helps = []string{"its options are " + joined(names, "and")}
	default:
		d.Helps = []string{"it takes no options here"}
	}
	propose(&d, name.At(), name.Text, names)
	site.point(&d)
	return d
}

// point adds the declaration that an option belongs to, where that stands on
// another line.
func (site *optionSite) point(d *diag.Diagnostic) {
	if site.at.IsZero() || d.At.IsZero() {
		return
	}
	here, _ := d.At.File.Position(d.At.Start)
	there, _ := site.at.File.Position(site.at.Start)
	if here != there {
		label(d, site.at, "an option of this "+site.of)
	}
}

// checkOptions reports options that are missing, or do not go together.
func (s *scope) checkOptions(site *optionSite) {
	if site.perUse {
		return
	}
	for i := range site.specs {
		o := &site.specs[i]
		v := site.got[o.Name]
		if v == nil {
			if o.Required && !site.refused[o.Name] {
				s.add(diag.Diagnostic{
					Code:    "E0302",
					Message: fmt.Sprintf("%s needs the option `%s`", site.of, o.Name),
					At:      site.at,
					Helps:   []string{o.Doc},
				})
			}
			continue
		}
		s.checkTogether(o, v, site)
	}
}

func (s *scope) checkTogether(o *spec.Option, v *ir.Option, site *optionSite) {
	for _, other := range o.Excludes {
		w := site.got[other]
		both := findOption(site.specs, other)
		if w != nil && both != nil && slices.Contains(both.Excludes, o.Name) && v.At.Start < w.At.Start {
			continue // told at the second of the two
		}
		if w != nil {
			d := diag.Diagnostic{Code: "E0305", Message: fmt.Sprintf("`%s` and `%s` exclude each other", o.Name, other), At: v.At}
			label(&d, w.At, "the other one")
			s.add(d)
		}
	}
	for _, other := range o.Needs {
		if site.got[other] == nil && !site.refused[other] {
			s.add(diag.Diagnostic{
				Code:    "E0306",
				Message: fmt.Sprintf("`%s` needs the option `%s` beside it", o.Name, other),
				At:      v.At,
			})
		}
	}
}

// optionValue reads a value by the first of the option's types that it looks like.
func (s *scope) optionValue(o *spec.Option, x dsl.Expr, site *optionSite) *ir.Option {
	if _, broken := x.(*dsl.BadExpr); broken {
		return nil
	}
	t := o.Type
	if !s.looksLike(x, o, t) {
		for _, also := range o.Also {
			if s.looksLike(x, o, also) {
				t = also
				break
			}
		}
	}
	return s.optionAs(t, o, x, site)
}

// looksLike reports whether x has the shape of an option of type t.
func (s *scope) looksLike(x dsl.Expr, o *spec.Option, t spec.Type) bool {
	word, isWord := wordOf(x)
	switch t {
	case spec.Word:
		return isWord && slices.Contains(o.Words, word)
	case spec.Call:
		if c, ok := x.(*dsl.Call); ok {
			word, isWord = wordOf(c.Fn)
		}
		return isWord && slices.Contains(o.Words, word)
	case spec.Regex:
		c, ok := x.(*dsl.Call)
		return ok && isName(c.Fn, "match")
	case spec.Texts:
		_, isList := x.(*dsl.List)
		_, isText := x.(*dsl.Text)
		return isList || !isText && !(isWord && slices.Contains(o.Words, word))
	case spec.Text:
		_, isText := x.(*dsl.Text)
		_, isBare := x.(*dsl.Name)
		return isText || isBare && s.names[word] != nil
	case spec.Bool, spec.Int, spec.Duration, spec.Size, spec.Table, spec.TypeName, spec.Record, spec.Ref, spec.Rotation, spec.Fields, spec.TableSet, spec.Labels, spec.Columns:
		return true
	}
	panic(fmt.Sprintf("check: no such option type: %d", t))
}

// wordOf returns a bare word, or one in quotes.
func wordOf(x dsl.Expr) (string, bool) {
	switch x := x.(type) {
	case *dsl.Name:
		return x.Ident.Text, true
	case *dsl.Text:
		return x.Plain()
	}
	return "", false
}

// optionAs reads x as a value of type t.
func (s *scope) optionAs(t spec.Type, o *spec.Option, x dsl.Expr, site *optionSite) *ir.Option {
	switch t {
	case spec.Text, spec.Bool, spec.Int, spec.Duration, spec.Size, spec.Texts:
		return s.plainOption(t, o, x, site)
	case spec.Word:
		return s.wordOption(o, x, site)
	case spec.Table:
		return s.tableOption(o, x, site)
	case spec.TypeName:
		return s.typeOption(x)
	case spec.Call:
		return s.callOption(o, x, site)
	case spec.Record:
		return s.recordOption(o, x, site)
	case spec.Ref:
		return s.refOption(o, x, site)
	case spec.Regex:
		return s.patternOption(o, x, site)
	case spec.Rotation:
		return s.rotationOption(o, x, site)
	case spec.Fields:
		s.add(site.mismatch(o, x.At(), "an expression", "a block of them: "+o.Name+" { … }"))
	case spec.Labels:
		return s.labelsOption(o, x, site)
	case spec.TableSet:
		return &ir.Option{} // read before the node is built: it makes the source a family
	case spec.Columns:
		return s.columnsOption(o, x, site)
	}
	return nil
}

func (site *optionSite) mismatch(o *spec.Option, at diag.Span, is, wants string) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0303",
		Message: fmt.Sprintf("the option `%s` wants %s, and this is %s", o.Name, wants, is),
		At:      at,
		Helps:   []string{o.Doc},
	}
	site.point(&d)
	return d
}
