// Package jsonschema reads JSON Schemas (draft-07 to 2020-12) as types.
//
// A schema says which documents are valid; a type says what a value is. What both
// can say is read: objects, lists, maps, enums, ranges, lengths, patterns, formats,
// references within a file and between files. A keyword that a type cannot keep is
// E0507, since leaving it out would write documents that others refuse. Keywords
// that only describe (title, examples, those of Connect) do not count.
//
//   - A property that is not required, or may be null, is T?; one with a default is T
//     with that default.
//   - An object without properties is a map; additional properties of an object with
//     some are unknown fields, which the converter's `unknown` deals with.
//   - `oneOf` and `anyOf` with null are T?. Alternatives that are objects with a
//     property of one constant text each are a union of records that are named by
//     that text and hold the other properties: `json(tag: "kind")` writes it.
//   - Schemas with a title or under $defs have names; a file without a title is named
//     by its file.
package jsonschema

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/schema/jsontree"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// Schema is what JSON Schema files declare.
type Schema struct {
	// Types are the named types of the files that were asked for, in the order in which
	// they are declared.
	Types []Named
	// Files are all files that were read, those that others refer to last.
	Files []*diag.File
}

// Named is a type by its name: a record, an enum, or any other type under $defs.
type Named struct {
	Name string
	Type *types.Type
}

// Open reads a file that another one refers to. The error of a missing file is an
// fs.ErrNotExist.
type Open func(name string) (*diag.File, error)

// ParseFiles reads JSON Schema files and, through open, those that they refer to.
//
// A mistake is added to r with its place inside the file: E0207, for a keyword that
// no type can keep E0507, for a file that is not there E0204. What it breaks is
// Invalid.
func ParseFiles(files []*diag.File, open Open, r *diag.Report) *Schema {
	im := &importer{
		report: r, open: open, schema: new(Schema), docs: map[string]*document{},
		done: map[*jsontree.Node]*types.Type{}, names: map[*jsontree.Node]string{}, tags: map[*jsontree.Node]string{},
	}
	var docs []*document
	for _, f := range files {
		docs = append(docs, im.load(f))
	}
	for _, d := range docs {
		if d != nil {
			im.named(d)
		}
	}
	im.circles()
	return im.schema
}

// importer maps JSON to types.
type importer struct {
	report  *diag.Report
	open    Open
	schema  *Schema
	docs    map[string]*document           // by the file's name; nil for one that could not be read
	done    map[*jsontree.Node]*types.Type // nil while a schema is being mapped
	names   map[*jsontree.Node]string      // of schemas under $defs, and of roots
	tags    map[*jsontree.Node]string      // of the alternatives of a tagged union: the property that tells them apart
	records []*types.RecordType
	quiet   bool // a reference to what is not there is not told
}

// document is a file with its tree.
type document struct {
	file *diag.File
	root *jsontree.Node
}

// load parses a file and names its schemas.
func (im *importer) load(f *diag.File) *document {
	if d, ok := im.docs[f.Name]; ok {
		return d
	}
	im.docs[f.Name] = nil
	im.schema.Files = append(im.schema.Files, f)
	root, bad := jsontree.Parse(f)
	if bad != nil {
		im.fail(bad.At, "%s", bad.Message)
		return nil
	}
	d := &document{file: f, root: root}
	im.docs[f.Name] = d
	name, _, _ := strings.Cut(path.Base(f.Name), ".")
	if title := identifier(root.Word("title")); title != "" {
		name = title
	}
	im.names[root] = name
	for _, m := range definitions(root) {
		im.names[m.Value] = m.Key.Text
	}
	im.findTags(d, root)
	return d
}

// identifier returns s where it can be the name of a type, else the empty text:
// many titles are sentences.
func identifier(s string) string {
	for i, c := range s {
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return ""
		}
	}
	return s
}

// definitions are the schemas of a file that have a name.
func definitions(root *jsontree.Node) []jsontree.Member {
	var out []jsontree.Member
	for _, key := range []string{"definitions", "$defs"} {
		if defs := root.Get(key); defs != nil {
			out = append(out, defs.Members...)
		}
	}
	return out
}

// named maps the schemas of a file that have a name. A root that only holds
// definitions is none.
func (im *importer) named(d *document) {
	if !onlyDefinitions(d.root) {
		im.enter(im.names[d.root], im.typ(d, d.root))
	}
	for _, m := range definitions(d.root) {
		im.enter(m.Key.Text, im.typ(d, m.Value))
	}
}

// onlyDefinitions reports whether a schema says nothing of values.
func onlyDefinitions(n *jsontree.Node) bool {
	for _, m := range n.Members {
		if keywords[m.Key.Text] != describes {
			return false
		}
	}
	return n.Kind == jsontree.Object && len(definitions(n)) > 0
}

func (im *importer) enter(name string, t *types.Type) {
	if slices.Contains(im.schema.Types, Named{name, t}) {
		return // an alternative of a union that has a name of its own
	}
	im.schema.Types = append(im.schema.Types, Named{Name: name, Type: t})
}

// document returns the file that d refers to by a relative name; nil where it cannot
// be read, which is reported.
func (im *importer) document(d *document, ref *jsontree.Node, name string) *document {
	if other := im.byID(name); other != nil {
		return other
	}
	if strings.Contains(name, "://") {
		im.missing(ref, name, "no imported file has this for its $id")
		return nil
	}
	target := path.Join(path.Dir(d.file.Name), name)
	if other, ok := im.docs[target]; ok {
		return other
	}
	f, err := im.open(target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		im.missing(ref, target, "no such file")
		return nil
	case err != nil:
		im.missing(ref, target, err.Error())
		return nil
	}
	return im.load(f)
}

// byID returns the file that has that $id.
func (im *importer) byID(id string) *document {
	for _, f := range im.schema.Files {
		if d := im.docs[f.Name]; d != nil && d.root.Word("$id") == id {
			return d
		}
	}
	return nil
}

func (im *importer) missing(ref *jsontree.Node, name, here string) {
	if im.quiet {
		return
	}
	im.report.Add(diag.Diagnostic{
		Code: "E0204", Message: fmt.Sprintf("the schema %s is not there", name), At: ref.Inside(), Here: here,
		Helps: []string{"references are relative to the file that holds them"},
	})
}

// fail reports a mistake and returns the type of what could not be typed.
func (im *importer) fail(at diag.Span, format string, args ...any) *types.Type {
	im.report.Add(diag.Diagnostic{Code: "E0207", Message: fmt.Sprintf(format, args...), At: at})
	return types.Of(types.Invalid)
}

// circles reports objects that hold themselves with no list or optional between.
func (im *importer) circles() {
	for _, r := range im.records {
		if f := types.HoldsItself(r); f != nil {
			im.report.Add(diag.Diagnostic{
				Code: "E0435", Message: "an object holds itself without end: no document is finite", At: f.At,
				Helps: []string{"take `" + f.Name + "` out of the required properties"},
			})
			f.Type = types.Of(types.Invalid)
		}
	}
}
