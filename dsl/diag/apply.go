package diag

import (
	"slices"
	"strings"
)

// Fixed is a file after its fixes.
type Fixed struct {
	File *File
	Text string
	Done []Diagnostic // what was mended, by place
}

// fix is the change that mends d, where there is exactly one to choose, and it is no
// guess: of several only the author knows the right one.
func (d *Diagnostic) fix() (Fix, bool) {
	if len(d.Fixes) != 1 || len(d.Fixes[0].Edits) == 0 || d.Fixes[0].Guess {
		return Fix{}, false
	}
	return d.Fixes[0], true
}

// Apply makes the fixes of r in the files that may be changed, and returns those
// that came out different, by name.
//
// A fix that meets one made before it is left out, whole: its place may be gone.
// Whoever checks the new text again finds what is left.
func Apply(r *Report, mayChange func(*File) bool) []Fixed {
	edits := map[*File][]Edit{}
	done := map[*File][]Diagnostic{}
	for _, d := range r.Sorted() {
		f, ok := d.fix()
		if !ok || !fits(f, edits, mayChange) {
			continue
		}
		for _, e := range f.Edits {
			edits[e.At.File] = append(edits[e.At.File], e)
		}
		first := f.Edits[0].At.File
		done[first] = append(done[first], d)
	}
	var out []Fixed
	for file, list := range edits {
		out = append(out, Fixed{file, edited(file.Text, list), done[file]})
	}
	slices.SortFunc(out, func(a, b Fixed) int { return strings.Compare(a.File.Name, b.File.Name) })
	return out
}

// fits reports whether f touches only files that may be changed, and none of the
// edits that were taken.
func fits(f Fix, taken map[*File][]Edit, mayChange func(*File) bool) bool {
	for i, e := range f.Edits {
		if e.At.IsZero() || !mayChange(e.At.File) || e.meetsAny(taken[e.At.File]) || e.meetsAny(f.Edits[:i]) {
			return false
		}
	}
	return true
}

// meetsAny reports whether e shares a byte or an end with one of others: of two
// insertions at one place nobody knows the order.
func (e Edit) meetsAny(others []Edit) bool {
	return slices.ContainsFunc(others, func(o Edit) bool {
		return e.At.File == o.At.File && e.At.Start <= o.At.End && o.At.Start <= e.At.End
	})
}

// edited makes edits that do not meet.
func edited(text string, edits []Edit) string {
	slices.SortFunc(edits, func(a, b Edit) int { return a.At.Start - b.At.Start })
	var b strings.Builder
	end := 0
	for _, e := range edits {
		b.WriteString(text[end:e.At.Start])
		b.WriteString(e.Text)
		end = e.At.End
	}
	b.WriteString(text[end:])
	return b.String()
}
