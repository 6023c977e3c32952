package diag

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Short writes a line for each diagnostic, in the form that editors and grep
// users know: orders.flow:9:12: field "qty" is int64 [E0402].
func Short(w io.Writer, r *Report) error {
	var b strings.Builder
	for _, d := range r.Sorted() {
		b.WriteString(oneLine(&d) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func oneLine(d *Diagnostic) string {
	place := ""
	if !d.At.IsZero() {
		line, col := d.At.File.Position(d.At.Start)
		place = fmt.Sprintf("%s:%d:%d: ", d.At.File.Name, line, col)
	}
	if d.Severity() == Warning {
		place += "warning: "
	}
	return fmt.Sprintf("%s%s [%s]", place, d.Message, d.Code)
}

// SummaryOptions are what [Summary] cannot know from the report.
type SummaryOptions struct {
	Files   int    // how many files were looked at
	Elapsed string // how long it took, as shown: "18 ms"; may be empty
	Path    string // what was checked, for the command that fixes; may be empty
}

// Summary returns the last line of a check: how many mistakes in how many
// files, and what to do next.
func Summary(r *Report, opt SummaryOptions) string {
	elapsed := ""
	if opt.Elapsed != "" {
		elapsed = " (" + opt.Elapsed + ")"
	}
	all := r.Sorted()
	if len(all) == 0 {
		return "no mistakes in " + plural(opt.Files, "file") + elapsed
	}
	parts := []string{found(r, all) + elapsed, "more: flowc explain " + foremost(all).Code}
	if n := fixable(all); n > 0 {
		path := opt.Path
		if path == "" {
			path = "."
		}
		parts = append(parts, fmt.Sprintf("%d can be fixed: flowc check --fix %s", n, path))
	}
	return strings.Join(parts, " · ")
}

// foremost is the diagnostic that is looked up first: the first error, else the
// first warning.
func foremost(all []Diagnostic) *Diagnostic {
	for i := range all {
		if all[i].Severity() == Error {
			return &all[i]
		}
	}
	return &all[0]
}

// found counts mistakes, warnings and the files that have them.
func found(r *Report, all []Diagnostic) string {
	var counts, files []string
	if n := r.Errors(); n > 0 {
		counts = append(counts, plural(n, "mistake"))
	}
	if n := len(all) - r.Errors(); n > 0 {
		counts = append(counts, plural(n, "warning"))
	}
	for _, d := range all {
		if name := fileName(d.At); name != "" && !slices.Contains(files, name) {
			files = append(files, name)
		}
	}
	text := strings.Join(counts, " and ")
	if len(files) > 0 {
		text += " in " + plural(len(files), "file")
	}
	return text
}

// fixable counts the diagnostics that [Apply] mends.
func fixable(all []Diagnostic) int {
	n := 0
	for _, d := range all {
		if _, ok := d.fix(); ok {
			n++
		}
	}
	return n
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
