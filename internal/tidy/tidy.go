// Package tidy looks at the repository itself: what no compiler checks and what a
// reviewer should not have to.
//
// Each check takes the repository as a file system and returns a line for each
// finding, so that the checks are tested on small trees, and run on the real one
// by the test of this package.
package tidy

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Check is one rule of the repository.
type Check struct {
	Name string
	Run  func(*Repo) []string
}

// Checks returns all rules.
func Checks() []Check {
	return []Check{
		{"files are short", longFiles},
		{"packages have a comment", packageComments},
		{"Go files are formatted", formatted},
		{"nothing registers itself", initFunctions},
		{"tests do not sleep", sleepingTests},
		{"imports follow the layout", layout},
		{"nothing is left to do", leftovers},
		{"paths are nobody's own", ownPaths},
		{"go.mod stands alone", replacements},
		{"links in Markdown resolve", links},
	}
}

// Repo is a repository, read whole.
type Repo struct {
	files []file
	byDir map[string]bool // every folder and file, for links
}

// file is a text file.
type file struct {
	path string // slash-separated, relative to the root
	text string
}

// skipped folders hold nothing that people wrote.
var skipped = []string{".git", ".flow", "node_modules", "out"}

// textFiles are the endings (or names) of what is read.
var textFiles = []string{".go", ".md", ".flow", ".sh", ".yml", ".yaml", ".mod", ".txtar", ".toml", ".json", ".avsc", ".cql", ".sql", "Makefile"}

// Read reads the repository.
func Read(root fs.FS) (*Repo, error) {
	r := &Repo{byDir: map[string]bool{}}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains(skipped, d.Name()) {
			return fs.SkipDir
		}
		r.byDir[name] = true
		if d.IsDir() || !slices.ContainsFunc(textFiles, func(end string) bool { return strings.HasSuffix(name, end) }) {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		r.files = append(r.files, file{name, string(text)})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the repository: %w", err)
	}
	return r, nil
}

// with returns the files that end so, without those below testdata, which are
// input and output of tests.
func (r *Repo) with(end string) []file {
	var out []file
	for _, f := range r.files {
		if strings.HasSuffix(f.path, end) && !f.isTestdata() {
			out = append(out, f)
		}
	}
	return out
}

func (f file) isTestdata() bool {
	return strings.HasPrefix(f.path, "testdata/") || strings.Contains(f.path, "/testdata/")
}

func (f file) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

func (f file) dir() string { return path.Dir(f.path) }

// isGenerated reports whether a tool wrote the file.
func (f file) isGenerated() bool {
	for line := range strings.Lines(f.text) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "// Code generated ") && strings.HasSuffix(line, " DO NOT EDIT.") {
			return true
		}
		if strings.HasPrefix(line, "package ") {
			return false
		}
	}
	return false
}

// at is a finding in a line.
func (f file) at(line int, format string, args ...any) string {
	return fmt.Sprintf("%s:%d: ", f.path, line) + fmt.Sprintf(format, args...)
}
