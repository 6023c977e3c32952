package check

import (
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// slips is where the files have syntax mistakes. What follows from one is not told:
// a field that could not be read is not missing.
type slips struct {
	files map[*diag.File]*slipped
}

// slipped is what is known of a file with syntax mistakes.
type slipped struct {
	lines map[int]bool // that have one
	decls []diag.Span  // that have one, pipelines and tests aside: what they lack shows elsewhere
	lost  bool         // a declaration was not understood, so nobody knows what names it brings
}

// findSlips reads the syntax mistakes off the report.
func findSlips(p *Project, r *diag.Report) slips {
	out := slips{map[*diag.File]*slipped{}}
	for _, d := range r.Sorted() {
		if !strings.HasPrefix(d.Code, "E01") || d.At.IsZero() {
			continue
		}
		f := out.files[d.At.File]
		if f == nil {
			f = &slipped{lines: map[int]bool{}}
			out.files[d.At.File] = f
		}
		for _, at := range append([]diag.Span{d.At}, placesOf(d.Labels)...) {
			if at.File == d.At.File {
				f.lines[lineOf(at)] = true
			}
		}
	}
	for _, file := range p.Files {
		if f := out.files[file.Tree.Source]; f != nil {
			f.read(file.Tree)
		}
	}
	return out
}

// read finds the declarations of the lines with mistakes.
func (f *slipped) read(tree *dsl.File) {
	for _, d := range tree.Decls {
		at := d.At()
		switch d.(type) {
		case *dsl.Bad:
			f.lost = true
			continue
		case *dsl.Pipeline, *dsl.Test:
			continue
		}
		_, brings := d.(*dsl.Import)
		first, _ := at.File.Position(at.Start)
		last, _ := at.File.Position(at.End)
		for line := range f.lines {
			if first <= line && line <= last {
				f.decls = append(f.decls, at)
				f.lost = f.lost || brings
				break
			}
		}
	}
}

// cause reports whether d follows from a syntax mistake: it stands on the same line,
// it points into a declaration of which a part is unknown, or it asks for what that
// part may be.
func (s slips) cause(d diag.Diagnostic) bool {
	if len(s.files) == 0 || d.At.IsZero() {
		return false
	}
	if f := s.files[d.At.File]; f != nil {
		switch {
		case f.lines[lineOf(d.At)]:
			return true
		case slices.Contains(perhaps, d.Code):
			return true
		case f.lost && slices.Contains(asksForNames, d.Code):
			return true
		case d.Code == "E0302" && f.within(d.At):
			return true
		}
	}
	return slices.ContainsFunc(d.Labels, func(l diag.Label) bool { return s.in(l.At) })
}

// in reports whether at lies in a declaration with a mistake.
func (s slips) in(at diag.Span) bool {
	f := s.files[at.File]
	return f != nil && f.within(at)
}

// perhaps are warnings of what nobody uses, as far as the file could be read.
var perhaps = []string{"W0210", "W0211", "W0417", "W0904"}

// asksForNames are the codes of a name that is not there, or of a set that lacks a
// member: what was not understood may have brought it.
var asksForNames = []string{"E0201", "E0203", "E0206", "E0214", "E0403"}

// addOf is add for a diagnostic that tells what r lacks.
func (c *checker) addOf(r *types.RecordType, d diag.Diagnostic) {
	if !c.slips.in(r.At) {
		c.add(d)
	}
}

func (f *slipped) within(at diag.Span) bool {
	return slices.ContainsFunc(f.decls, func(d diag.Span) bool { return d.Start <= at.Start && at.Start < d.End })
}

func placesOf(labels []diag.Label) []diag.Span {
	var out []diag.Span
	for _, l := range labels {
		out = append(out, l.At)
	}
	return out
}

func lineOf(at diag.Span) int {
	line, _ := at.File.Position(at.Start)
	return line
}

// undeclared are names that nothing declares, by file and message. Each is one
// mistake, a declaration that is missing, wherever the name stands. A name that is
// like another one is misspelt instead, and told at each place.
type undeclared map[undeclaredName]bool

type undeclaredName struct {
	file    *diag.File
	message string
}

// first reports whether d is not what was told before.
func (u undeclared) first(d *diag.Diagnostic) bool {
	if d.Code != "E0201" || len(d.Fixes) > 0 || d.At.IsZero() {
		return true
	}
	name := undeclaredName{d.At.File, d.Message}
	known := u[name]
	u[name] = true
	return !known
}
