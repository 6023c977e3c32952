package check

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/runtime/record"
)

// formOption is an argument of @as: how one field is written as text.
type formOption struct {
	name  string
	words []string
	kinds []types.Kind // of which it says something
	about string
	check func(text string) error // of what is none of the words; nil where only they do
}

func formOptions() []formOption {
	pattern := func(text string) error {
		_, err := record.CompilePattern(text)
		return err
	}
	zone := func(text string) error {
		_, err := record.LoadZone(text)
		return err
	}
	return []formOption{
		{"time", []string{"iso", "unix_s", "unix_ms"}, []types.Kind{types.Timestamp, types.Datetime}, "timestamps", pattern},
		{"zone", nil, []types.Kind{types.Timestamp}, "timestamps", zone},
		{"date", []string{"iso"}, []types.Kind{types.Date}, "dates", pattern},
		{"decimal", []string{"text", "number"}, []types.Kind{types.Decimal}, "decimals", nil},
		{"bytes", []string{"base64", "hex"}, []types.Kind{types.Bytes}, "bytes", nil},
	}
}

// fieldForm is a field with @as, of which the check must know whether any converter
// writes it as text.
type fieldForm struct {
	field *types.Field
	at    diag.Span
	// carried and text say that a converter carries the field, and that one of them
	// writes it as text.
	carried, text bool
}

// fieldForm applies @as(time: unix_ms), the text form of one field.
func (s *scope) fieldForm(field *types.Field, a dsl.Annot) {
	if len(a.Args) == 0 || slices.ContainsFunc(a.Args, func(arg dsl.Arg) bool { return arg.Name == nil }) {
		s.add(diag.Diagnostic{
			Code:    "E0405",
			Message: "`@as` says by name how the field is written as text",
			At:      a.At(),
			Helps:   []string{`as in @as(time: unix_ms), @as(date: "dd.MM.yyyy"), @as(decimal: number) or @as(bytes: hex)`},
		})
		return
	}
	form := map[string]string{}
	for _, arg := range a.Args {
		if text, ok := s.formArg(field, arg, form); ok {
			form[arg.Name.Text] = text
		}
	}
	if len(form) < len(a.Args) || !s.formZone(field, a, form) {
		return
	}
	field.As = form
	if !s.told[a.At()] {
		s.told[a.At()] = true
		s.forms = append(s.forms, &fieldForm{field: field, at: a.At()})
	}
}

// formArg reads one argument of @as.
func (s *scope) formArg(field *types.Field, arg dsl.Arg, before map[string]string) (string, bool) {
	options := formOptions()
	i := slices.IndexFunc(options, func(o formOption) bool { return o.name == arg.Name.Text })
	if i < 0 {
		var names []string
		for _, o := range options {
			names = append(names, o.name)
		}
		d := diag.Diagnostic{
			Code:    "E0405",
			Message: fmt.Sprintf("`@as` has no `%s`%s", arg.Name.Text, didYouMean(arg.Name.Text, names)),
			At:      arg.Name.At(),
			Helps:   []string{"it takes " + joined(names, "and")},
		}
		guess(&d, arg.Name.At(), arg.Name.Text, names)
		s.add(d)
		return "", false
	}
	o := options[i]
	if _, twice := before[o.name]; twice {
		s.add(diag.Diagnostic{Code: "E0405", Message: fmt.Sprintf("`%s` is given twice", o.name), At: arg.Name.At()})
		return "", false
	}
	if field.Type.Kind != types.Invalid && !holdsKind(field.Type, o.kinds) {
		d := diag.Diagnostic{
			Code:    "E0405",
			Message: fmt.Sprintf("`%s:` says how %s are written, and `%s` is %s", o.name, o.about, field.Name, field.Type),
			At:      arg.Name.At(),
		}
		label(&d, field.TypeAt, "its type")
		s.add(d)
		return "", false
	}
	return s.formValue(&o, arg)
}

// formValue reads a word, or a text that the option takes.
func (s *scope) formValue(o *formOption, arg dsl.Arg) (string, bool) {
	text, ok := wordOf(arg.Value)
	if ok && slices.Contains(o.words, text) {
		return text, true
	}
	d := diag.Diagnostic{Code: "E0303", At: arg.Value.At()}
	if len(o.words) > 0 {
		d.Helps = []string{"the words are " + joined(o.words, "and")}
	}
	_, quoted := arg.Value.(*dsl.Text)
	switch {
	case ok && quoted && o.check != nil:
		err := o.check(text)
		if err == nil {
			return text, true
		}
		d.Code, d.Message = "E0304", fmt.Sprintf("this pattern is not right: %v", err)
		if o.name == "zone" {
			d.Message, d.Helps = fmt.Sprintf("there is no time zone %q", text), []string{`zones are "UTC", "+01:00", or names like "Europe/Berlin"`}
		}
	case o.check != nil && len(o.words) > 0:
		d.Message = fmt.Sprintf("`%s:` takes a word or a pattern in quotes%s", o.name, didYouMean(text, o.words))
	case o.check != nil:
		d.Message = fmt.Sprintf("`%s:` takes a text", o.name)
	default:
		d.Message = fmt.Sprintf("`%s:` takes a word%s", o.name, didYouMean(text, o.words))
	}
	if ok && !quoted {
		guess(&d, arg.Value.At(), text, o.words)
	}
	s.add(d)
	return "", false
}

// formZone checks that a pattern without a zone is not read as an instant, and that a
// zone has a pattern to go with.
func (s *scope) formZone(field *types.Field, a dsl.Annot, form map[string]string) bool {
	t, zone := form["time"], form["zone"]
	pattern := t != "" && t != "iso" && t != "unix_s" && t != "unix_ms"
	d := diag.Diagnostic{At: a.At()}
	label(&d, field.TypeAt, "an instant")
	switch {
	case zone != "" && !pattern:
		d.Code, d.Message, d.Helps = "E0306", "`zone:` goes with a pattern in `time:`: other forms name the zone, or need none", []string{`as in @as(time: "yyyy-MM-dd HH:mm", zone: "UTC")`}
	case pattern && zone == "" && holdsKind(field.Type, []types.Kind{types.Timestamp}):
		if p, err := record.CompilePattern(t); err != nil || p.HasZone() {
			return true
		}
		d.Code, d.Message, d.Helps = "E0428", fmt.Sprintf("texts of this pattern have no zone, so `%s` is no instant", field.Name), []string{`say which zone is meant:  zone: "UTC"`}
	default:
		return true
	}
	s.add(d)
	return false
}

// holdsKind reports whether a value of one of the kinds is within t, but not within a
// record or an arm of a union: those say themselves how they are written.
func holdsKind(t *types.Type, kinds []types.Kind) bool {
	switch t.Kind {
	case types.Optional, types.List, types.Set, types.Vector:
		return holdsKind(t.Elem, kinds)
	case types.Map:
		return holdsKind(t.Key, kinds) || holdsKind(t.Elem, kinds)
	case types.Tuple:
		return slices.ContainsFunc(t.Items, func(item *types.Type) bool { return holdsKind(item, kinds) })
	}
	return slices.Contains(kinds, t.Kind)
}

// carryForms notes that a converter carries t: the fields with @as within it.
func (s *scope) carryForms(t *types.Type, text bool) {
	if len(s.forms) == 0 {
		return
	}
	types.EachField(t, func(f *types.Field) {
		for _, form := range s.forms {
			if form.field == f {
				form.carried, form.text = true, form.text || text
			}
		}
	})
}

// warnForms tells which @as does nothing, because no converter writes the field as
// text.
func (c *checker) warnForms() {
	for _, f := range c.forms {
		if f.carried && !f.text {
			c.add(diag.Diagnostic{
				Code:    "W0210",
				Message: fmt.Sprintf("`@as` of `%s` is never used: no converter writes it as text", f.field.Name),
				At:      f.at,
				Helps:   []string{"json, connect_json, json_schema and csv do"},
			})
		}
	}
}
