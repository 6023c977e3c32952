package check

import (
	"fmt"
	"regexp"

	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// unknownAnnotation reports an annotation that does not go where it stands. known are
// those that do, as they are written.
func (s *scope) unknownAnnotation(a dsl.Annot, where string, known ...string) {
	known = append(known, "@allow(W0210)")
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = annotationName.FindString(k)
	}
	d := diag.Diagnostic{
		Code:    "E0301",
		Message: fmt.Sprintf("%s has no annotation `@%s`%s", where, a.Name.Text, didYouMean("@"+a.Name.Text, names)),
		At:      a.At(),
		Helps:   []string{"what it can have:  " + joined(known, "or")},
	}
	s.add(d)
}

var annotationName = regexp.MustCompile(`^@\w+`)

// allowance is a warning that @allow silences within a declaration or field.
type allowance struct {
	code string
	at   diag.Span // of the code
	in   diag.Span // where it is silenced
	// quiet says that nothing is told where it silences nothing: in a library, what
	// others do not use is no matter.
	quiet, used bool
}

var warningCode = regexp.MustCompile(`^W\d{4}$`)

// allows takes the @allow out of the annotations of what stands at in, and returns the
// others.
func (s *scope) allows(annots []dsl.Annot, in diag.Span) []dsl.Annot {
	var rest []dsl.Annot
	for _, a := range annots {
		if a.Name.Text != "allow" {
			rest = append(rest, a)
			continue
		}
		codes, ok := labelWords(argValues(a.Args))
		if !ok || len(codes) == 0 {
			s.add(diag.Diagnostic{Code: "E0405", Message: "`@allow` takes the codes of warnings", At: a.At(), Helps: []string{"as in @allow(W0210)"}})
		}
		for i, code := range codes {
			s.allowed(code, a.Args[i].At(), in)
		}
	}
	return rest
}

func (s *scope) allowed(code string, at, in diag.Span) {
	if s.told[at] { // of another member of a family
		return
	}
	s.told[at] = true
	_, known := diag.TitleOf(code)
	switch {
	case known && warningCode.MatchString(code):
		s.allowances = append(s.allowances, &allowance{code: code, at: at, in: in, quiet: s.library && code == "W0210"})
	case known:
		s.add(diag.Diagnostic{
			Code:    "E0405",
			Message: fmt.Sprintf("%s is an error, and only warnings can be silenced", code),
			At:      at,
		})
	default:
		d := diag.Diagnostic{Code: "E0405", Message: fmt.Sprintf("there is no warning %s%s", code, didYouMean(code, warningCodes())), At: at}
		guess(&d, at, code, warningCodes())
		s.add(d)
	}
}

func warningCodes() []string {
	var out []string
	for _, c := range diag.Codes() {
		if warningCode.MatchString(c.Code) {
			out = append(out, c.Code)
		}
	}
	return out
}

// silence takes the warnings that are allowed out of the report, and tells which
// @allow silences nothing. Where there are errors it does not: they hide warnings.
func (c *checker) silence() {
	c.r.Keep(func(d *diag.Diagnostic) bool {
		keep := true
		for _, a := range c.allowances {
			if a.code == d.Code && a.in.File == d.At.File && a.in.Start <= d.At.Start && d.At.End <= a.in.End {
				a.used, keep = true, false
			}
		}
		return keep
	})
	if c.r.Failed() {
		return
	}
	for _, a := range c.allowances {
		if !a.used && !a.quiet {
			c.add(diag.Diagnostic{
				Code:    "W0213",
				Message: fmt.Sprintf("nothing here is told as %s, so this silences nothing", a.code),
				At:      a.at,
				Helps:   []string{"take it out: it would hide what comes later"},
			})
		}
	}
}

// checkAnnotations reads the annotations of nodes, connections, converters, policies
// and pipelines: nothing but @allow.
func (s *scope) checkAnnotations() {
	for _, d := range s.file.Tree.Decls {
		switch d := d.(type) {
		case *dsl.Resource:
			for _, a := range s.allows(d.Annots, d.At()) {
				s.unknownAnnotation(a, "a "+d.Keyword.Text)
			}
		case *dsl.Pipeline:
			for _, a := range s.allows(d.Annots, d.At()) {
				s.unknownAnnotation(a, "a pipeline")
			}
		}
	}
}
