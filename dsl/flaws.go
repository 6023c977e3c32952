package dsl

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// flaws collects the syntax mistakes of one file. Of the mistakes on one line
// that are likely to follow from each other only one is kept: a line that fell
// apart is one mistake to its author.
type flaws struct {
	file  *diag.File
	all   []diag.Diagnostic
	count int // how many were added, those left out included
}

// maxFlaws bounds the mistakes that are kept of one file: nobody reads more, and
// a file of megabytes can have millions.
const maxFlaws = 1000

func (f *flaws) add(d diag.Diagnostic) {
	f.count++
	if len(f.all) < maxFlaws {
		f.all = append(f.all, d)
	}
}

// lexical adds a mistake of the scanner.
func (f *flaws) lexical(m mistake) {
	d := diag.Diagnostic{Code: m.code, Message: m.message, At: f.file.Span(m.start, m.end), Here: m.here}
	if m.help != "" {
		d.Helps = []string{m.help}
	}
	if m.fix != nil {
		fix := *m.fix
		for i := range fix.Edits {
			fix.Edits[i].At.File = f.file
		}
		d.Fixes = []diag.Fix{fix}
	}
	if m.habit && f.again(d) {
		return
	}
	f.add(d)
}

// again adds the fix of d to the first diagnostic that says the same, if there is one.
func (f *flaws) again(d diag.Diagnostic) bool {
	for i := range f.all {
		first := &f.all[i]
		if first.Code != d.Code || first.Message != d.Message || len(first.Fixes) != len(d.Fixes) || len(d.Fixes) == 0 {
			continue
		}
		if len(first.Fixes[0].Edits) < maxFlaws {
			first.Fixes[0].Edits = append(first.Fixes[0].Edits, d.Fixes[0].Edits...)
		}
		n := len(first.Fixes[0].Edits) - 1
		first.Here = fmt.Sprintf("and %d more in this file", n)
		return true
	}
	return false
}

// rank orders the mistakes that can follow from each other: a character that
// fits nothing explains a missing value, and a bracket that is not closed a word
// that is not expected inside of it, never the other way round. Rank 0 is
// not related to others.
func rank(code string) int {
	switch code {
	case "E0101", "E0109", "E0112":
		return 1
	case "E0103", "E0104":
		return 2
	case "E0102", "E0114", "E0115":
		return 3
	}
	return 0
}

// flush hands the mistakes to r.
func (f *flaws) flush(r *diag.Report) {
	slices.SortStableFunc(f.all, func(a, b diag.Diagnostic) int { return a.At.Start - b.At.Start })
	best := map[int]int{} // line to index
	for i, d := range f.all {
		if rank(d.Code) == 0 {
			continue
		}
		line, _ := f.file.Position(d.At.Start)
		if k, ok := best[line]; !ok || rank(d.Code) < rank(f.all[k].Code) {
			best[line] = i
		}
	}
	for i, d := range f.all {
		line, _ := f.file.Position(d.At.Start)
		if rank(d.Code) == 0 || best[line] == i {
			r.Add(d)
		}
	}
}
