package diag

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// File is a source text that spans point into: a .flow file, or an imported
// .avsc, .cql, .sql or .proto file.
type File struct {
	Name  string // as shown to people: relative to the working directory
	Text  string
	lines []int // byte offset of each line's start
}

// NewFile returns the file with the given shown name and text.
func NewFile(name, text string) *File {
	f := &File{Name: name, Text: text, lines: []int{0}}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			f.lines = append(f.lines, i+1)
		}
	}
	return f
}

// Position returns the 1-based line and the 1-based column, in runes, of a byte
// offset. An offset outside the text counts as its nearest end.
func (f *File) Position(off int) (line, col int) {
	off = max(0, min(off, len(f.Text)))
	line = sort.Search(len(f.lines), func(i int) bool { return f.lines[i] > off })
	return line, utf8.RuneCountInString(f.Text[f.lines[line-1]:off]) + 1
}

// Line returns the text of a 1-based line without its line end.
func (f *File) Line(n int) string {
	start := f.lines[n-1]
	end := len(f.Text)
	if n < len(f.lines) {
		end = f.lines[n] - 1
	}
	return strings.TrimSuffix(f.Text[start:end], "\r")
}

// LineSpan returns the span of a 1-based line, without its line end.
func (f *File) LineSpan(n int) Span { return f.Span(f.lines[n-1], f.lines[n-1]+len(f.Line(n))) }

// Lines counts the lines.
func (f *File) Lines() int { return len(f.lines) }

// Span returns the span of [start, end) in f.
func (f *File) Span(start, end int) Span { return Span{File: f, Start: start, End: end} }
