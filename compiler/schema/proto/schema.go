// Package proto reads Protocol Buffers schemas (.proto files, proto2 and proto3)
// as types.
//
// protocompile parses; the mapping is made here, with the place of everything in
// the file. What a field can hold decides its type:
//
//   - A field with presence (a message, `optional`, a member of a oneof) is T?, and
//     null where it is absent. The members of a oneof are fields of their own, as in
//     protobuf's JSON: at most one of them is set, which Field.Proto.OneOf keeps.
//   - A field without presence (a plain scalar or enum of proto3, a list, a map) is T
//     with the default that protobuf gives it.
//   - An optional of proto2 with a default is T with that default.
//   - The enums of proto3 are open, those of proto2 are closed.
//   - google.protobuf.Timestamp, Duration, the wrappers, Struct, Value and ListValue
//     are what they mean: timestamp(ns)?, duration?, T?, any.
//
// Services, extensions and options of one's own shape no records and are skipped.
package proto

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/bufbuild/protocompile/ast"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// Schema is what .proto files declare.
type Schema struct {
	// Types are the messages and enums of the files that were asked for, in the order
	// in which they are declared; nested ones have their message's name for namespace.
	Types []*types.Type
	// Files are all files that were read, the imported ones last.
	Files []*diag.File
}

// Open reads a file that another one imports. The error of a missing file is an
// fs.ErrNotExist.
type Open func(name string) (*diag.File, error)

// ParseFiles reads .proto files and, through open, those that they import: from
// their own folder or one above it.
//
// A mistake is added to r with its place inside the file: E0207, for field numbers
// E0505, for an import that is not there E0204. What it breaks is Invalid or left
// out.
func ParseFiles(files []*diag.File, open Open, r *diag.Report) *Schema {
	im := &importer{report: r, open: open, read: map[string]*source{}, named: map[string]*decl{}, schema: new(Schema)}
	for _, f := range files {
		im.load(f)
	}
	for _, s := range im.sources {
		im.declare(s)
	}
	for _, d := range im.decls {
		im.fill(d)
	}
	for _, d := range im.decls {
		im.notItself(d)
	}
	for _, d := range im.decls {
		for _, f := range files {
			if d.src.file == f {
				im.schema.Types = append(im.schema.Types, d.typ)
			}
		}
	}
	return im.schema
}

// importer maps syntax trees to types.
type importer struct {
	report  *diag.Report
	open    Open
	schema  *Schema
	read    map[string]*source // by the file's name; nil for one that could not be read
	sources []*source
	named   map[string]*decl // by full name
	decls   []*decl
}

// source is a file with its tree.
type source struct {
	file    *diag.File
	tree    *ast.FileNode
	pkg     string
	proto3  bool
	shift   int // bytes that stand before what the parser saw
	text    types.Source
	imports []*source
}

// decl is a declared message or enum.
type decl struct {
	src     *source
	full    string
	typ     *types.Type
	message *ast.MessageNode
	enum    *ast.EnumNode
}

// load parses a file, and then what it imports.
func (im *importer) load(f *diag.File) {
	if _, done := im.read[f.Name]; done {
		return
	}
	s := im.parse(f)
	im.read[f.Name] = s
	im.schema.Files = append(im.schema.Files, f)
	if s == nil {
		return
	}
	im.sources = append(im.sources, s)
	s.text.Text = f.Text
	for _, d := range s.tree.Decls {
		switch d := d.(type) {
		case *ast.PackageNode:
			s.pkg = string(d.Name.AsIdentifier())
		case *ast.ImportNode:
			im.imported(s, d)
		}
	}
}

// imported loads what s imports, unless it is built in: first from the folder of s,
// then from each one above, since imports are relative to a root that nobody names.
func (im *importer) imported(s *source, n *ast.ImportNode) {
	name := n.Name.AsString()
	if isWellKnown(name) {
		return
	}
	for folder := path.Dir(s.file.Name); ; folder = path.Dir(folder) {
		target := path.Join(folder, name)
		if _, done := im.read[target]; done {
			s.uses(name, im.read[target])
			return
		}
		f, err := im.open(target)
		if err == nil {
			im.load(f)
			s.uses(name, im.read[target])
			return
		}
		if !isMissing(err) {
			im.add("E0204", s.at(n.Name), fmt.Sprintf("the import %s cannot be read", target), err.Error())
			return
		}
		if folder == path.Dir(folder) {
			break
		}
	}
	im.report.Add(diag.Diagnostic{
		Code:    "E0204",
		Message: fmt.Sprintf("the import %s is not there", name),
		At:      s.at(n.Name),
		Here:    "no such file",
		Helps:   []string{"put it beside the files that import it, under this path: in the folder of " + s.file.Name + " or one above"},
	})
}

// uses notes that s imports other by a name; nil is a file that could not be read. A
// circle is cut: no registry takes one.
func (s *source) uses(name string, other *source) {
	if other != nil && !other.reaches(s) {
		s.text.Uses = append(s.text.Uses, types.Use{Name: name, Source: &other.text})
		s.imports = append(s.imports, other)
	}
}

// reaches reports whether a file is other, or imports it over any others.
func (s *source) reaches(other *source) bool {
	seen, queue := map[*source]bool{}, []*source{s}
	for len(queue) > 0 {
		u := queue[0]
		queue = queue[1:]
		if u == other {
			return true
		}
		if !seen[u] {
			seen[u] = true
			queue = append(queue, u.imports...)
		}
	}
	return false
}

func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }

func (im *importer) add(code string, at diag.Span, message, here string) {
	im.report.Add(diag.Diagnostic{Code: code, Message: message, At: at, Here: here})
}

// fail reports a mistake.
func (im *importer) fail(at diag.Span, format string, args ...any) {
	im.add("E0207", at, fmt.Sprintf(format, args...), "")
}
