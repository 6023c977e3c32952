package check

import (
	"github.com/flowc-lang/flowc/compiler/schema/gofunc"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// Project is what is checked at once: the .flow files of a folder (or one file)
// and all that they import, read and parsed.
type Project struct {
	Name  string  // of the folder or file
	Roots []*File // the project's own files, by name: their pipelines become the worker
	Files []*File // Roots, and then every .flow file that is imported
}

// File is a parsed .flow file with its imports.
type File struct {
	Tree *dsl.File
	// Imports holds the imports that could be read. One that is missing here is a
	// mistake that the report has already, or of a kind that flowc cannot read yet.
	Imports map[*dsl.Import]*Import
	// History holds the earlier versions of schemas that say where they are kept, from
	// old to new.
	History map[*dsl.Schema][]Version
}

// Version is an earlier version of a schema.
type Version struct {
	File *diag.File
	Type *types.Type // of the file as a whole
	// Types are all that it declares, and Number its number, of a version that a
	// registry has.
	Types  []*types.Type
	Number int
}

// Subject is what is pinned of a schema that a registry keeps.
type Subject struct {
	Version int       // of the imported schema itself
	Level   string    // what a further version must keep: backward, full_transitive …
	History []Version // the other versions that it is held against, oldest first
}

// CompatSince returns the file or folder that @compat("…", since: "…") of a schema
// names; nil without.
func CompatSince(d *dsl.Schema) *dsl.Text {
	for _, a := range d.Annots {
		for _, arg := range a.Args {
			if t, ok := arg.Value.(*dsl.Text); ok && a.Name.Text == "compat" && arg.Name != nil && arg.Name.Text == "since" {
				return t
			}
		}
	}
	return nil
}

// Import is what an import declaration brings: another file's names, or the
// types of an outside schema, or the functions of a Go package.
type Import struct {
	Flow    *File
	Types   []*types.Type // records (rows of tables too) and enums, each with its name
	Named   []Named       // types that have a name in their file alone, as under $defs of a JSON Schema
	Root    *types.Type   // of an Avro schema in one file: the type of the whole file
	Go      *gofunc.Package
	Sources []*diag.File // the files that were read
	Subject *Subject     // what is pinned of a registry's schema, nil without
}

// Named is a type by a name that is not its own.
type Named struct {
	Name string
	Type *types.Type
}
