package check

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/schema/avro"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// compatModes are the promises of @compat, as schema registries name them.
var compatModes = []string{"backward", "backward_transitive", "forward", "forward_transitive", "full", "full_transitive", "none"}

// compat is what @compat("full_transitive", since: "schemas/") promises.
type compat struct {
	backward, forward, all bool
	at                     diag.Span
	// level is set of a promise that a registry demands: at is the import that it is
	// pinned for, and where the place of what has no place of its own.
	level string
	where diag.Span
}

// compatLevel is what a level demands: backward, full_transitive …
func compatLevel(level string) (c compat) {
	word, transitive := strings.CutSuffix(level, "_transitive")
	c.all = transitive
	c.backward = word == "backward" || word == "full"
	c.forward = word == "forward" || word == "full"
	return c
}

// checkCompat holds the schemas of a file against their earlier versions: those that
// they name. Those that imports with the subject of their topic hold come later, see
// checkPinned.
func (s *scope) checkCompat() {
	for _, d := range s.file.Tree.Decls {
		schema, ok := d.(*dsl.Schema)
		if !ok {
			continue
		}
		promise, found := s.compatOf(schema)
		sym := s.names[schema.Name.Text]
		if !found || sym == nil || sym.typ == nil || sym.typ.Kind != types.Record || sym.decl != d {
			continue
		}
		s.promises[sym.typ.Record] = promise
		s.keeps(promise, sym.typ, s.file.History[schema])
	}
}

// compatOf reads the annotation of a schema.
func (s *scope) compatOf(d *dsl.Schema) (c compat, found bool) {
	for _, a := range d.Annots {
		if a.Name.Text != "compat" {
			continue
		}
		mode, ok := s.compatArgs(a)
		c = compatLevel(mode)
		c.at, c.where = a.At(), a.At()
		return c, ok
	}
	return c, false
}

func (s *scope) compatArgs(a dsl.Annot) (mode string, ok bool) {
	for _, arg := range a.Args {
		t, isText := arg.Value.(*dsl.Text)
		text, plain := "", false
		if isText {
			text, plain = t.Plain()
		}
		switch {
		case arg.Name == nil && mode == "" && plain && slices.Contains(compatModes, text):
			mode = text
		case arg.Name != nil && arg.Name.Text == "since" && plain:
		default:
			s.add(diag.Diagnostic{
				Code:    "E0405",
				Message: "this is nothing that @compat takes" + didYouMean(text, compatModes),
				At:      arg.At(),
				Helps: []string{
					"it takes the promise, one of " + joined(compatModes, "and"),
					`and the file or folder of the earlier versions:  @compat("backward", since: "schemas/order/")`,
				},
			})
			return "", false
		}
	}
	if mode == "" {
		s.add(diag.Diagnostic{
			Code: "E0405", Message: "@compat needs the promise", At: a.At(),
			Helps: []string{"one of " + joined(compatModes, "and")},
		})
	}
	return mode, mode != ""
}

// keeps reports where a promise to the earlier versions is broken: the last one, or
// all of them.
func (c *checker) keeps(promise compat, now *types.Type, history []Version) {
	if !promise.all && len(history) > 1 {
		history = history[len(history)-1:]
	}
	for _, v := range history {
		if promise.backward {
			for _, g := range avro.Gaps(now, v.Type) {
				c.add(brokenPromise(promise, v, g, true))
			}
		}
		if promise.forward {
			for _, g := range avro.Gaps(v.Type, now) {
				c.add(brokenPromise(promise, v, g, false))
			}
		}
	}
}

// brokenPromise tells a gap: backward where the new schema reads, else where the old
// one does.
func brokenPromise(c compat, v Version, g avro.Gap, backward bool) diag.Diagnostic {
	old := v.name()
	now, before, nowAt, beforeAt := g.Reader, g.Writer, g.ReaderAt, g.WriterAt
	if !backward {
		now, before, nowAt, beforeAt = g.Writer, g.Reader, g.WriterAt, g.ReaderAt
	}
	d := diag.Diagnostic{Code: "E0504", At: nowAt}
	field := "`" + strings.TrimPrefix(g.Path, ".") + "`"
	if g.Path == "" {
		field = "the value"
	}
	switch g.Kind {
	case avro.OtherType:
		d.Message = fmt.Sprintf("%s is %s, and was %s in %s", field, now, before, old)
	case avro.NoDefault:
		d.Message = fmt.Sprintf("%s is new since %s, and has no default", field, old)
		d.Helps = []string{"give it a default, or make it optional: old records do not have it"}
		if !backward {
			d.Message = fmt.Sprintf("%s is gone since %s, where it has no default", field, old)
			d.Helps = []string{"keep the field: who reads with the old schema needs it"}
		}
	case avro.MayBeNull:
		d.Message = fmt.Sprintf("%s cannot be null any more, and could in %s", field, old)
		if !backward {
			d.Message = fmt.Sprintf("%s may be null now, and could not in %s", field, old)
		}
	case avro.NoSymbol:
		d.Message = fmt.Sprintf("%s has no %s any more, and had in %s", field, joined(quoted(g.Symbols), "and"), old)
		if !backward {
			d.Message = fmt.Sprintf("%s has %s now, which %s does not know", field, joined(quoted(g.Symbols), "and"), old)
		}
	}
	if d.At.IsZero() {
		d.At = c.where
	}
	if d.At != c.at {
		label(&d, c.at, c.text(old, backward))
	}
	label(&d, beforeAt, "in "+old)
	return d
}

// name is a version as people call it.
func (v Version) name() string {
	if v.Number != 0 {
		return fmt.Sprintf("version %d", v.Number)
	}
	return path.Base(v.File.Name)
}

// text says who demands what.
func (c compat) text(old string, backward bool) string {
	who := "promised"
	if c.level != "" {
		who = "the registry's compatibility is " + c.level
	}
	if backward {
		return who + ": who reads with this schema can read the records of " + old
	}
	return who + ": who reads with " + old + " can read the records of this schema"
}
