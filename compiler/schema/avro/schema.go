// Package avro reads Avro schemas as types, and writes types as Avro schemas.
//
// The schemas are scanned and mapped here, with the place of everything in the
// file, and judged a second time by hamba/avro: what it refuses is a mistake too.
// hamba/avro never sees data, only schemas.
package avro

import (
	"slices"
	"strings"

	"github.com/hamba/avro/v2"

	"github.com/flowc-lang/flowc/compiler/schema/jsontree"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// Schema is what Avro schema files declare.
type Schema struct {
	// Types are the records and enums, in the order in which they are declared.
	Types []*types.Type
	// Roots is the type of each file as a whole, in the order of the files; Invalid
	// for a file with a mistake.
	Roots []*types.Type
}

// Find returns the records and enums of that name: Order finds one in each
// namespace that has it, shop.Order one at most.
func (s *Schema) Find(name string) []*types.Type {
	var found []*types.Type
	for _, t := range s.Types {
		space, short := nameOf(t)
		if name == short || name == join(space, short) {
			found = append(found, t)
		}
	}
	return found
}

// nameOf returns the namespace and the name of a record or enum.
func nameOf(t *types.Type) (space, name string) {
	if t.Kind == types.Enum {
		return t.Enum.Namespace, t.Enum.Name
	}
	return t.Record.Namespace, t.Record.Name
}

// join returns the full name.
func join(space, name string) string {
	if space == "" {
		return name
	}
	return space + "." + name
}

// Parse reads an Avro schema file.
//
// A mistake is added to r as E0207 with the place inside f, a record that holds
// itself directly as E0435. Types that have no mistake can be used all the same.
func Parse(f *diag.File, r *diag.Report) *Schema { return ParseFiles([]*diag.File{f}, r) }

// ParseFiles reads Avro schema files that may refer to each other's types. A type
// that several files declare alike is one type.
func ParseFiles(files []*diag.File, r *diag.Report) *Schema {
	im := &importer{schema: new(Schema), named: map[string]*named{}, bad: map[*diag.File]bool{}, report: r}
	roots := make([]*jsontree.Node, len(files))
	for i, f := range files {
		root, bad := jsontree.Parse(f)
		if bad != nil {
			im.add(mistake{at: bad.At, message: bad.Message})
			continue
		}
		roots[i] = root
		im.declare(root, "")
	}
	for _, root := range roots {
		t := types.Of(types.Invalid)
		if root != nil {
			t = im.typ(root, "", 0)
		}
		im.schema.Roots = append(im.schema.Roots, t)
	}
	for _, d := range im.defaults {
		im.setDefault(d)
	}
	im.circles()
	im.judge(files, roots)
	return im.schema
}

// judge has hamba/avro parse the files, those first that the others need. What it
// refuses is told of a file in which nothing else is wrong.
func (im *importer) judge(files []*diag.File, roots []*jsontree.Node) {
	cache := new(avro.SchemaCache)
	refused := map[*diag.File]error{}
	left := slices.DeleteFunc(slices.Clone(files), func(f *diag.File) bool { return im.bad[f] })
	for progress := true; progress; {
		progress = false
		left = slices.DeleteFunc(left, func(f *diag.File) bool {
			_, refused[f] = avro.ParseWithCache(strings.TrimPrefix(f.Text, "\uFEFF"), "", cache)
			progress = progress || refused[f] == nil
			return refused[f] == nil
		})
	}
	if len(im.bad) > 0 {
		return // a file that is right may need one that is not
	}
	for i, f := range files {
		if err := refused[f]; err != nil {
			im.add(mistake{at: roots[i].At, message: strings.TrimPrefix(err.Error(), "avro: ")})
		}
	}
}

// mistake is what is wrong with a schema, and where.
type mistake struct {
	at      diag.Span
	message string
	help    string
}

// add reports a mistake.
func (im *importer) add(m mistake) {
	im.bad[m.at.File] = true
	d := diag.Diagnostic{Code: "E0207", Message: m.message, At: m.at}
	if m.help != "" {
		d.Helps = []string{m.help}
	}
	im.report.Add(d)
}
