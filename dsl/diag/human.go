package diag

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// HumanOptions say how [Human] writes.
type HumanOptions struct {
	Color bool // the 16 colours of ANSI
	Width int  // columns of the terminal; longer source lines are clipped; 0 is 120
	Limit int  // how many diagnostics at most; 0 is all
}

// defaultWidth is the width where none is known: a pipe, a file.
const defaultWidth = 120

// Human writes the diagnostics of r for people, sorted by place, each with the
// source lines that it is about.
func Human(w io.Writer, r *Report, opt HumanOptions) error {
	if opt.Width <= 0 {
		opt.Width = defaultWidth
	}
	all := r.Sorted()
	shown := all
	if opt.Limit > 0 && len(all) > opt.Limit {
		shown = all[:opt.Limit]
	}
	var b strings.Builder
	for i := range shown {
		p := &printer{out: &b, opt: opt}
		p.diagnostic(&shown[i])
		b.WriteByte('\n')
	}
	if n := len(all) - len(shown); n > 0 {
		fmt.Fprintf(&b, "… and %d more: --limit 0\n\n", n)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// printer writes one diagnostic.
type printer struct {
	out    *strings.Builder
	opt    HumanOptions
	gutter int // digits of the largest line number
	accent string
}

// The styles, as parameters of ANSI's SGR.
const (
	styleBold  = "1"
	styleError = "1;31"
	styleWarn  = "1;33"
	styleFrame = "34"
	styleNote  = "36"
	styleHelp  = "32"
)

func (p *printer) style(style, text string) string {
	if !p.opt.Color || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

func (p *printer) line(parts ...string) {
	p.out.WriteString(strings.TrimRight(strings.Join(parts, ""), " "))
	p.out.WriteByte('\n')
}

func (p *printer) diagnostic(d *Diagnostic) {
	p.accent = styleError
	if d.Severity() == Warning {
		p.accent = styleWarn
	}
	p.line(p.style(p.accent, d.Severity().String()+"["+d.Code+"]"), p.style(styleBold, ": "+d.Message))
	sections := sectionsOf(d)
	p.gutter = gutterOf(sections)
	for i, s := range sections {
		p.section(s, i == 0)
	}
	for _, h := range d.Helps {
		p.note("help", h)
	}
	for _, f := range d.Fixes {
		if f.Guess {
			continue // the headline asks whether it was meant
		}
		p.note("fix", f.Title)
	}
}

func (p *printer) note(kind, text string) {
	p.line(strings.Repeat(" ", p.gutter+1), p.style(styleFrame, "= "), p.style(styleHelp, kind), ": ", text)
}

// mark is a place in a line with its text.
type mark struct {
	line       int
	start, end int // bytes in the line
	text       string
	primary    bool
}

// section is the marks of one file, by line.
type section struct {
	file  *File
	first Span
	marks []mark
}

// sectionsOf sorts the places of d by file, that of the mistake first.
func sectionsOf(d *Diagnostic) []*section {
	var out []*section
	add := func(at Span, text string, primary bool) {
		if at.IsZero() {
			return
		}
		i := slices.IndexFunc(out, func(s *section) bool { return s.file == at.File })
		if i < 0 {
			out = append(out, &section{file: at.File, first: at})
			i = len(out) - 1
		}
		out[i].marks = append(out[i].marks, newMark(at, text, primary))
	}
	add(d.At, d.Here, true)
	for _, l := range d.Labels {
		add(l.At, l.Text, false)
	}
	for _, s := range out {
		slices.SortStableFunc(s.marks, func(a, b mark) int {
			if a.line != b.line {
				return a.line - b.line
			}
			return a.start - b.start
		})
	}
	return out
}

// newMark places a span in its first line.
func newMark(at Span, text string, primary bool) mark {
	line, _ := at.File.Position(at.Start)
	start := at.Start - at.File.lines[line-1]
	length := len(at.File.Line(line))
	return mark{line: line, start: min(start, length), end: min(start+at.End-at.Start, length), text: text, primary: primary}
}

func gutterOf(sections []*section) int {
	n := 1
	for _, s := range sections {
		for _, m := range s.marks {
			n = max(n, len(strconv.Itoa(m.line)))
		}
	}
	return n
}

func (p *printer) section(s *section, first bool) {
	arrow := ":::"
	if first {
		arrow = "-->"
	}
	line, col := s.file.Position(s.first.Start)
	p.line(strings.Repeat(" ", max(2, p.gutter)), p.style(styleFrame, arrow), fmt.Sprintf(" %s:%d:%d", s.file.Name, line, col))
	p.line(p.bar(0))
	for i := 0; i < len(s.marks); {
		n := i + 1
		for n < len(s.marks) && s.marks[n].line == s.marks[i].line {
			n++
		}
		if i > 0 {
			p.gap(s, s.marks[i-1].line, s.marks[i].line)
		}
		p.snippet(s.file, s.marks[i:n])
		i = n
	}
}

// gap shows what lies between two lines: one line itself, more as dots.
func (p *printer) gap(s *section, from, to int) {
	switch to - from {
	case 1:
	case 2:
		c := newCells(s.file.Line(from + 1))
		p.line(p.bar(from+1), c.cut(0, min(c.width, p.room())))
	default:
		p.line(strings.Repeat(" ", max(0, p.gutter-2)), p.style(styleFrame, "..."))
	}
}

// bar returns the left edge of a snippet, with the number of a line where it is
// not 0.
func (p *printer) bar(line int) string {
	number := ""
	if line > 0 {
		number = strconv.Itoa(line)
	}
	return p.style(styleFrame, fmt.Sprintf("%*s |", p.gutter, number)) + " "
}

// room returns the columns that are left for source text.
func (p *printer) room() int { return max(20, p.opt.Width-p.gutter-3) }
