package compiler

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/check"
	"github.com/flowc-lang/flowc/compiler/schema/avro"
	"github.com/flowc-lang/flowc/compiler/schema/cql"
	"github.com/flowc-lang/flowc/compiler/schema/gofunc"
	"github.com/flowc-lang/flowc/compiler/schema/jsonschema"
	"github.com/flowc-lang/flowc/compiler/schema/proto"
	"github.com/flowc-lang/flowc/compiler/schema/sql"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// schema reads an outside schema: a file, or the files of a folder.
func (l *loader) schema(target string, imp *dsl.Import) (*check.Import, error) {
	files, err := l.sources(target, imp)
	if err != nil {
		return nil, err
	}
	if k := imp.Kind.Text; (k == "avro" || k == "json_schema") && !isFolder(imp) {
		uses, err := l.references(target, k)
		if err != nil {
			return nil, err
		}
		files = append(files, uses...)
	}
	out := &check.Import{Sources: files}
	switch imp.Kind.Text {
	case "avro":
		s := avro.ParseFiles(files, l.r)
		out.Types = s.Types
		if (len(s.Roots) == 1 || !isFolder(imp)) && s.Roots[0].Kind != types.Invalid {
			out.Root = s.Roots[0]
		}
	case "cql":
		s := cql.ParseFiles(files, l.r)
		for _, t := range append(s.Tables, s.Types...) {
			out.Types = append(out.Types, types.RecordOf(t))
		}
	case "json_schema":
		s := jsonschema.ParseFiles(files, l.open, l.r)
		out.Sources = s.Files
		for _, n := range s.Types {
			out.Named = append(out.Named, check.Named(n))
		}
	case "proto":
		s := proto.ParseFiles(files, l.open, l.r)
		out.Types, out.Sources = s.Types, s.Files
	case "sql":
		s := sql.ParseFiles(files, l.r)
		for _, t := range s.Tables {
			out.Types = append(out.Types, types.RecordOf(t))
		}
		for _, e := range s.Enums {
			out.Types = append(out.Types, types.EnumOf(e))
		}
	}
	return out, nil
}

// goPackage reads the Go files of a folder. Tests are not of the package.
func (l *loader) goPackage(target string, imp *dsl.Import) (*check.Import, error) {
	if _, err := l.fsys.ReadFile(path.Join(target, "go.mod")); err == nil {
		l.r.Add(ownModule(imp, target))
		return nil, nil
	}
	files, err := l.sources(target, imp)
	if err != nil {
		return nil, err
	}
	files = slices.DeleteFunc(files, func(f *diag.File) bool { return strings.HasSuffix(f.Name, "_test.go") })
	return &check.Import{Go: gofunc.Parse(files, l.r), Sources: files}, nil
}

// ownModule refuses a package that is a module of its own: what it requires is not
// known to the worker's.
func ownModule(imp *dsl.Import, target string) diag.Diagnostic {
	return diag.Diagnostic{
		Code:    "E0207",
		Message: "the Go package " + target + " has a go.mod of its own",
		At:      imp.Path.At(),
		Helps:   []string{"it is built into the worker's module, with Go's standard library alone: take the go.mod away"},
	}
}

// extensions are how the names of a schema's files end.
var extensions = map[string]string{
	"avro": ".avsc", "cql": ".cql", "go": ".go", "json_schema": ".json", "proto": ".proto", "sql": ".sql",
}

// isFolder reports whether an import names a folder: it ends in a slash, or has no
// ending.
func isFolder(imp *dsl.Import) bool {
	name, _ := imp.Path.Plain()
	return imp.Kind.Text == "go" || imp.Kind.Text != "" && (strings.HasSuffix(name, "/") || path.Ext(name) == "")
}

// open reads a file that a schema imports.
func (l *loader) open(name string) (*diag.File, error) {
	text, err := l.fsys.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return diag.NewFile(name, string(text)), nil
}

// sources reads the file at target, or all files of the kind in the folder.
func (l *loader) sources(target string, imp *dsl.Import) ([]*diag.File, error) {
	names := []string{target}
	if isFolder(imp) {
		entries, err := l.fsys.ReadDir(target)
		if err != nil {
			return nil, err
		}
		names = nil
		for _, e := range entries {
			if strings.HasSuffix(e, extensions[imp.Kind.Text]) {
				names = append(names, path.Join(target, e))
			}
		}
		if len(names) == 0 {
			return nil, &fs.PathError{Op: "read", Path: target, Err: fs.ErrNotExist}
		}
	}
	var out []*diag.File
	for _, n := range names {
		f, err := l.open(n)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}
