package diag

import (
	"fmt"
	"io"
	"strings"
)

// maxAnnotations is how many errors, and how many warnings, GitHub shows of one
// step. What is beyond is written as plain lines, which its log keeps.
const maxAnnotations = 10

// GitHub writes the diagnostics as commands of a GitHub workflow, which shows them at
// their lines of a pull request: errors first.
func GitHub(w io.Writer, r *Report) error {
	var b strings.Builder
	for _, severity := range []Severity{Error, Warning} {
		n := 0
		for _, d := range r.Sorted() {
			if d.Severity() != severity {
				continue
			}
			if n++; n <= maxAnnotations {
				b.WriteString(annotation(&d) + "\n")
				continue
			}
			b.WriteString(oneLine(&d) + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// annotation is d as a command. The end is the last column within it, as GitHub
// counts, and is told only for a place on one line.
func annotation(d *Diagnostic) string {
	var props []string
	add := func(name string, value any) {
		props = append(props, name+"="+escapeProperty(fmt.Sprint(value)))
	}
	if p := placeOf(d.At); p.File != "" {
		add("file", p.File)
		add("line", p.Line)
		if p.EndLine > p.Line {
			add("endLine", p.EndLine)
		} else {
			add("col", p.Column)
			add("endColumn", max(p.Column, p.EndColumn-1))
		}
	}
	add("title", d.Code)
	text := d.Message
	if d.Here != "" {
		text += "\n" + d.Here
	}
	for _, l := range d.Labels {
		if p := placeOf(l.At); p.File != "" {
			text += fmt.Sprintf("\n%s:%d:%d: %s", p.File, p.Line, p.Column, l.Text)
		}
	}
	for _, h := range d.Helps {
		text += "\nhelp: " + h
	}
	return "::" + d.Severity().String() + " " + strings.Join(props, ",") + "::" + escapeData(text)
}

var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func escapeData(s string) string     { return dataEscapes.Replace(s) }
func escapeProperty(s string) string { return propertyEscapes.Replace(s) }

// GitHubSummary writes all diagnostics as a table in Markdown, for the summary of a
// workflow's step: it has no limit on how many it shows.
func GitHubSummary(w io.Writer, r *Report, last string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "### flowc check\n\n%s\n", last)
	if all := r.Sorted(); len(all) > 0 {
		b.WriteString("\n| place | code | mistake |\n|---|---|---|\n")
		for _, d := range all {
			p := placeOf(d.At)
			place := p.File
			if place != "" {
				place = fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
			}
			fmt.Fprintf(&b, "| %s | [%s](%s%s.md) | %s |\n", inCell(place), d.Code, pagesAt, d.Code, inCell(d.Message))
		}
	}
	_, err := io.WriteString(w, b.String()+"\n")
	return err
}

// inCell is a text that leaves its table alone.
func inCell(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(s)
}
