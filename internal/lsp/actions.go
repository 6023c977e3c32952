package lsp

import (
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// The kinds of code actions.
const (
	quickFix = "quickfix"
	fixAll   = "source.fixAll"
)

// codeActions offers the fixes of the diagnostics in a range. One that only guesses
// what was meant is offered, and never preferred: it might send another value to a
// sink.
func (s *server) codeActions(p *codeActionParams) (any, error) {
	name := nameOf(p.TextDocument.URI)
	snap, err := s.snapshot(name)
	if err != nil {
		return nil, err
	}
	out := []codeAction{}
	var sure []diag.Edit
	for _, d := range snap.report.Sorted() {
		if d.At.IsZero() || d.At.File.Name != name {
			continue
		}
		for _, f := range d.Fixes {
			if !f.Guess {
				sure = append(sure, f.Edits...)
			}
			if overlaps(rangeOf(d.At), p.Range) && wanted(p.Context.Only, quickFix) {
				out = append(out, codeAction{
					Title: "Change to " + f.Title, Kind: quickFix, IsPreferred: !f.Guess,
					Diagnostics: []diagnostic{s.diagnostic(&d)}, Edit: s.workspaceEdit(f.Edits),
				})
			}
		}
	}
	if len(sure) > 0 && len(p.Context.Only) > 0 && wanted(p.Context.Only, fixAll) {
		out = append(out, codeAction{Title: "Make the changes that are sure", Kind: fixAll, Edit: s.workspaceEdit(sure)})
	}
	return out, nil
}

// wanted reports whether an action of that kind was asked for: no kinds ask for all,
// and `source` for `source.fixAll`.
func wanted(only []string, kind string) bool {
	return len(only) == 0 || slices.ContainsFunc(only, func(o string) bool {
		return o == kind || strings.HasPrefix(kind, o+".")
	})
}

func overlaps(a, b textRange) bool { return !after(a.Start, b.End) && !after(b.Start, a.End) }

// after reports whether p stands behind q.
func after(p, q position) bool {
	return p.Line > q.Line || p.Line == q.Line && p.Character > q.Character
}

// workspaceEdit is edits by file. Of two that overlap only the first is kept.
func (s *server) workspaceEdit(edits []diag.Edit) *workspaceEdit {
	out := &workspaceEdit{Changes: map[string][]textEdit{}}
	var taken []diag.Span
	for _, e := range edits {
		clash := slices.ContainsFunc(taken, func(t diag.Span) bool {
			return t.File.Name == e.At.File.Name && t.Start < e.At.End && e.At.Start < t.End || t == e.At
		})
		if clash {
			continue
		}
		taken = append(taken, e.At)
		uri := s.docs.uriOf(e.At.File.Name)
		out.Changes[uri] = append(out.Changes[uri], textEdit{Range: rangeOf(e.At), NewText: e.Text})
	}
	return out
}
