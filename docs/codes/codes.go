// Package codes carries the pages of docs/codes: one for each code of a diagnostic
// or of a failed record, with an example that gives it and one that does not.
//
// They are Markdown of a fixed form, so that `flowc explain`, SARIF reports and the
// test that compiles both examples read the same text that people read in the repository.
package codes

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
)

//go:embed *.md
var pages embed.FS

// Page explains one code.
type Page struct {
	Code  string
	Title string
	Text  string  // paragraphs of Markdown, without code blocks
	Wrong Example // gives the code; of a run-time code, what can give it
	Right Example
}

// Example is a small project. Its root is the first file, [Root].
type Example struct {
	Files []File
	Note  string // what is said below the files; may be empty
}

// File is one file of an example.
type File struct {
	Language string // as the code block names it: flow, avro, cql
	Name     string
	Text     string
}

// Root is the name of the .flow file of an example that has no name of its own.
const Root = "in.flow"

// Codes returns the codes that have a page, sorted.
func Codes() []string {
	names, err := pages.ReadDir(".")
	if err != nil {
		panic(err) // embedded
	}
	var out []string
	for _, n := range names {
		out = append(out, strings.TrimSuffix(n.Name(), ".md"))
	}
	slices.Sort(out)
	return out
}

// Read returns the page of a code. The error of a code without one is an
// fs.ErrNotExist.
func Read(code string) (*Page, error) {
	text, err := pages.ReadFile(path.Clean(code) + ".md")
	if err != nil {
		return nil, fmt.Errorf("page of %s: %w", code, err)
	}
	p, err := Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("page of %s: %w", code, err)
	}
	return p, nil
}

// Sources are the files of the example by name, as they are compiled.
func (e Example) Sources() map[string]string {
	out := map[string]string{}
	for _, f := range e.Files {
		out[f.Name] = Expand(f.Text)
	}
	return out
}

// Expand puts what cannot stand in a page in place of the words that stand for it.
func Expand(text string) string { return unspeakable.Replace(text) }

// unspeakable is what a page names and cannot show: bytes that are no text, text
// that nobody sees, and what is as long as it takes to be refused.
var unspeakable = strings.NewReplacer(
	"<byte 0xff>", "\xff",
	"<U+202E>", "\u202e",
	"<250 times (>", strings.Repeat("(", 250),
	"<250 times )>", strings.Repeat(")", 250),
	"<5 MiB of records>", strings.Repeat("// 2026-01-01;Seattle;12.3\n", 5<<20/27),
)
