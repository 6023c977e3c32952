package proto

import (
	"fmt"
	"strings"

	"github.com/bufbuild/protocompile/ast"
	"github.com/bufbuild/protocompile/parser"
	"github.com/bufbuild/protocompile/reporter"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// maxSize bounds a file, maxDepth how deep messages nest.
const (
	maxSize  = 4 << 20
	maxDepth = 64
)

const bom = "\uFEFF"

// parse parses a file; nil where its syntax is broken.
func (im *importer) parse(f *diag.File) (s *source) {
	if len(f.Text) > maxSize {
		im.fail(f.Span(0, 0), "%s is larger than 4 MiB", f.Name)
		return nil
	}
	s = &source{file: f}
	text := f.Text
	if strings.HasPrefix(text, bom) {
		text, s.shift = text[len(bom):], len(bom)
	}
	defer func() {
		if e := recover(); e != nil {
			im.fail(f.Span(0, 0), "%s cannot be read: the parser gave up (%v)", f.Name, e)
			s = nil
		}
	}()
	line := 0 // of the last mistake: what else is wrong there follows from it
	h := reporter.NewHandler(reporter.NewReporter(func(err reporter.ErrorWithPos) error {
		if at := err.Start().Line; at != line {
			line = at
			im.syntax(s, err)
		}
		return nil
	}, nil))
	s.tree, _ = parser.Parse(f.Name, strings.NewReader(text), h) // its error repeats what h was told
	if line > 0 || s.tree == nil || !im.edition(s) {
		return nil
	}
	return s
}

// syntax reports a mistake of syntax.
func (im *importer) syntax(s *source, err reporter.ErrorWithPos) {
	message := strings.TrimPrefix(err.Unwrap().Error(), "syntax error: ")
	start, end := err.Start().Offset+s.shift, err.End().Offset+s.shift+1 // End is the last byte's
	for end < len(s.file.Text) && inWord(s.file.Text[end]) {
		end++
	}
	im.add("E0207", s.span(start-s.shift, end-s.shift), message, "")
}

// inWord reports whether a byte goes on with a word, or with a rune.
func inWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}

// edition tells proto2 from proto3; false where it is neither.
func (im *importer) edition(s *source) bool {
	switch {
	case s.tree.Edition != nil:
		im.report.Add(diag.Diagnostic{
			Code:    "E0207",
			Message: "editions of Protocol Buffers cannot be read",
			At:      s.at(s.tree.Edition),
			Helps:   []string{"write the schema in proto3 or proto2, or import a descriptor's types by another format"},
		})
		return false
	case s.tree.Syntax == nil:
		return true
	}
	switch word := s.tree.Syntax.Syntax.AsString(); word {
	case "proto2":
	case "proto3":
		s.proto3 = true
	default:
		im.fail(s.at(s.tree.Syntax.Syntax), "there is no syntax %q: it is proto2 or proto3", word)
		return false
	}
	return true
}

// at returns the place of a node.
func (s *source) at(n ast.Node) diag.Span {
	info := s.tree.NodeInfo(n)
	start := info.Start().Offset
	return s.span(start, start+len(info.RawText()))
}

func (s *source) span(start, end int) diag.Span {
	start = min(start+s.shift, len(s.file.Text))
	return s.file.Span(start, max(start, min(end+s.shift, len(s.file.Text))))
}

// doc returns the comment right before a node, without its marks.
func (s *source) doc(n ast.Node) string {
	info := s.tree.NodeInfo(n)
	var lines []string
	comments := info.LeadingComments()
	for i := range comments.Len() {
		c := comments.Index(i)
		if i > 0 && c.Start().Line > comments.Index(i-1).End().Line+1 {
			lines = nil // an empty line: what stands above it is about something else
		}
		lines = append(lines, plain(c.RawText())...)
	}
	if n := comments.Len(); n > 0 && comments.Index(n-1).End().Line+1 < info.Start().Line {
		return ""
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// plain returns the lines of a comment without its marks.
func plain(raw string) []string {
	if rest, ok := strings.CutPrefix(raw, "//"); ok {
		return []string{strings.TrimSpace(rest)}
	}
	raw = strings.TrimSuffix(strings.TrimPrefix(raw, "/*"), "*/")
	lines := strings.Split(raw, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(l), "*"))
	}
	return lines
}

// twice reports a name that is taken.
func (im *importer) twice(what string, name string, at, first diag.Span) {
	im.report.Add(diag.Diagnostic{
		Code:    "E0207",
		Message: fmt.Sprintf("%s `%s` is declared twice", what, name),
		At:      at,
		Labels:  []diag.Label{{At: first, Text: "first here"}},
	})
}
