package suite

import (
	"cmp"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/runtime/harness"
)

// Update is a file whose expectations say what came.
type Update struct {
	File    *diag.File
	Text    string // the whole file
	Expects int    // how many expectations change
}

// Updates rewrites the expectations of failed tests. Nothing changes but the lists of
// `expect NODE […]` and the record of `expect error`.
func Updates(verdicts []Verdict) []Update {
	var out []Update
	edits := edits(verdicts)
	for len(edits) > 0 {
		u := Update{File: edits[0].At.File}
		from := 0
		for len(edits) > 0 && edits[0].At.File == u.File {
			u.Text += u.File.Text[from:edits[0].At.Start] + edits[0].Text
			from = edits[0].At.End
			u.Expects++
			edits = edits[1:]
		}
		u.Text += u.File.Text[from:]
		out = append(out, u)
	}
	return out
}

// edits are the changes, in the order of their places.
func edits(verdicts []Verdict) []diag.Edit {
	var out []diag.Edit
	for k := range verdicts {
		v := &verdicts[k]
		if v.Passed() {
			continue
		}
		for _, e := range v.Test.Expects {
			if text, ok := v.update(e); ok && text != e.List.Text() {
				out = append(out, diag.Edit{At: e.List, Text: text})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b diag.Edit) int {
		return cmp.Or(strings.Compare(a.At.File.Name, b.At.File.Name), cmp.Compare(a.At.Start, b.At.Start))
	})
	return out
}

// update is what an expectation should say, and false where that is not known.
func (v *Verdict) update(e ir.Expect) (string, bool) {
	switch e.Kind {
	case ir.ExpectNothing:
		return "", false
	case ir.ExpectError:
		var errors int
		for _, other := range v.Test.Expects {
			if other.Kind == ir.ExpectError {
				errors++
			}
		}
		if errors != 1 || len(v.Failures) != 1 {
			return "", false // which of them is meant is for people to say
		}
		f := v.Failures[0]
		return "{ stage: " + Quote(stageOf(f)) + ", code: " + Quote(f.Code) + " }", true
	case ir.ExpectNode:
		got, ran := v.Got[e.Node]
		if !ran {
			return "", false
		}
		return listLiteral(e, got), true
	}
	panic("suite: no such expectation")
}

// listLiteral writes the records that came in the way in which the old ones are
// written: the same parts of a record, and of a dead letter the same fields.
func listLiteral(e ir.Expect, got []harness.Row) string {
	var wants []wanted
	for _, r := range e.Records {
		wants = append(wants, wanted{test: r, node: e.Node})
	}
	show := shape(wants)
	only := fieldsOf(e.Node, wants)
	if len(got) == 0 {
		return "[]"
	}
	indent := strings.Repeat(" ", column(e.At)) + "  "
	var b strings.Builder
	b.WriteString("[\n")
	for _, row := range got {
		b.WriteString(indent + RowLiteral(e.Node, row, show, only) + ",\n")
	}
	b.WriteString(strings.TrimSuffix(indent, "  ") + "]")
	return b.String()
}

// fieldsOf are the fields that the old records speak of where that matters.
func fieldsOf(n *ir.Node, wants []wanted) map[string]bool {
	if t := n.Value.Type.Strip(); t.Record == nil || t.Record.Name != "DeadLetter" {
		return nil
	}
	out := map[string]bool{}
	for _, w := range wants {
		for name := range w.spoken() {
			out[name] = true
		}
	}
	if len(out) == 0 {
		out = map[string]bool{"stage": true, "code": true}
	}
	return out
}

// column is how far a place is indented.
func column(at diag.Span) int {
	_, c := at.File.Position(at.Start)
	return c - 1
}
