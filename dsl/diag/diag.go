// Package diag holds the diagnostics of every phase of flowc, and renders them.
//
// A phase never returns an error for a mistake in a .flow file. It adds a
// [Diagnostic] to the [Report] that it was given and carries on with what is
// left, so that one run shows every mistake. A Go error from a phase means that
// flowc itself could not work: a file unreadable, a bug.
package diag

import (
	"fmt"
	"slices"
	"strings"
)

// Severity says what a diagnostic does to the exit code.
type Severity uint8

const (
	// Error makes the input unusable: nothing is built, exit code 1.
	Error Severity = iota + 1
	// Warning is shown, and fails only under --strict.
	Warning
)

// String returns "error" or "warning".
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	panic("diag: no such severity")
}

// Span is the bytes [Start, End) of a file. The zero Span is "no place".
type Span struct {
	File       *File
	Start, End int
}

// IsZero reports whether s names no place.
func (s Span) IsZero() bool { return s.File == nil }

// To returns the span from the start of s to the end of t, in the file of s.
func (s Span) To(t Span) Span {
	if s.IsZero() {
		return t
	}
	if t.IsZero() {
		return s
	}
	return Span{File: s.File, Start: s.Start, End: max(s.End, t.End)}
}

// Text returns the source text of s. A place outside of the file counts as its
// nearest end, as in [File.Position].
func (s Span) Text() string {
	if s.IsZero() {
		return ""
	}
	start := max(0, min(s.Start, len(s.File.Text)))
	return s.File.Text[start:max(start, min(s.End, len(s.File.Text)))]
}

// Label is a second place that explains the first.
type Label struct {
	At   Span
	Text string
}

// Edit replaces the text at a place.
type Edit struct {
	At   Span
	Text string
}

// Fix is a change that tools can apply. It must never change what reaches a
// sink: a renamed option is a fix, an inserted `where` is a help.
type Fix struct {
	Title string
	Edits []Edit
	// Guess marks what was perhaps meant: the nearest field, symbol or function. It
	// might send another value to a sink, so an editor may offer it, and nothing
	// applies it unasked.
	Guess bool
}

// Diagnostic is one mistake, told once.
type Diagnostic struct {
	Code    string // stable: E0401, W0417
	Message string // headline in the user's words: lower case, no full stop
	At      Span   // the narrowest place
	Here    string // what stands at At, shown beside the carets; may be empty
	Labels  []Label
	Helps   []string
	Fixes   []Fix
}

// Severity follows from the code's first letter.
func (d *Diagnostic) Severity() Severity {
	if strings.HasPrefix(d.Code, "W") {
		return Warning
	}
	return Error
}

// Report collects the diagnostics of one run.
type Report struct {
	all []Diagnostic
}

// Add records d. A second diagnostic of the same code at the same place is
// dropped: it is the same mistake seen twice.
func (r *Report) Add(d Diagnostic) {
	for i := range r.all {
		if r.all[i].Code == d.Code && r.all[i].At == d.At {
			return
		}
	}
	r.all = append(r.all, d)
}

// Merge adds the diagnostics of o: those of another project. Both may have read the
// same file, and what is wrong in it is told once.
func (r *Report) Merge(o *Report) {
	seen := map[string]bool{}
	for i := range r.all {
		seen[r.all[i].key()] = true
	}
	for i := range o.all {
		if !seen[o.all[i].key()] {
			r.all = append(r.all, o.all[i])
		}
	}
}

// key tells whether two diagnostics are the same mistake in the same file, though
// it was read twice.
func (d *Diagnostic) key() string {
	return fmt.Sprintf("%s %s:%d:%d", d.Code, fileName(d.At), d.At.Start, d.At.End)
}

// Keep drops the diagnostics for which keep is false. It is asked in the order of
// [Report.Sorted].
func (r *Report) Keep(keep func(*Diagnostic) bool) {
	sorted := r.Sorted()
	r.all = slices.DeleteFunc(sorted, func(d Diagnostic) bool { return !keep(&d) })
}

// First returns a report of the first n diagnostics, sorted, and how many it leaves
// out. For n = 0 it is all of them.
func (r *Report) First(n int) (_ *Report, left int) {
	all := r.Sorted()
	if n == 0 || n >= len(all) {
		return &Report{all}, 0
	}
	return &Report{all[:n]}, len(all) - n
}

// Failed reports whether an error (not only warnings) was added.
func (r *Report) Failed() bool { return r.Errors() > 0 }

// Errors counts the errors.
func (r *Report) Errors() int {
	n := 0
	for i := range r.all {
		if r.all[i].Severity() == Error {
			n++
		}
	}
	return n
}

// Sorted returns the diagnostics by file, then place, then code.
func (r *Report) Sorted() []Diagnostic {
	out := slices.Clone(r.all)
	slices.SortStableFunc(out, func(a, b Diagnostic) int {
		if c := strings.Compare(fileName(a.At), fileName(b.At)); c != 0 {
			return c
		}
		if a.At.Start != b.At.Start {
			return a.At.Start - b.At.Start
		}
		return strings.Compare(a.Code, b.Code)
	})
	return out
}

func fileName(s Span) string {
	if s.File == nil {
		return ""
	}
	return s.File.Name
}
