// Package gofunc reads the functions of a Go package that stands beside a .flow file,
// as functions that pipelines call.
//
// Only signatures are read: bodies are the Go compiler's business, and nothing of
// what the package imports is looked at, but the type time.Time. So reading needs
// neither the Go tool nor a network.
//
//	bool, int8…int64, uint8…uint64   the same     float32, float64   float, double
//	int                              int64        string             string
//	[]byte                           bytes        [16]byte           uuid
//	time.Time                        timestamp(us)
//	[]T                              list<T>      *T                 T?
//	a struct                         a record of its exported fields
//	(T, error)                       T, and the call may fail
//
// A struct's field is named by its tag (`flow:"…"`, else `json:"…"`), else by its Go
// name in snake case. A function counts as pure unless its doc comment has a line
// `flow:impure`.
package gofunc

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/scanner"
	"go/token"
	gotypes "go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// Package is a Go package.
type Package struct {
	Name  string
	Funcs []*Func // the exported functions, in the order of the files
	Files []*diag.File
}

// Func is an exported function.
type Func struct {
	Name   string // as in Go
	Doc    string
	Params []Param
	Result *types.Type
	Go     *types.GoType // the result
	Fails  bool          // it returns an error too
	Impure bool
	At     diag.Span
	// Why says what a pipeline cannot call it for, at WhyAt; empty where it can.
	Why   string
	WhyAt diag.Span
}

// Param is a parameter.
type Param struct {
	Name string
	Type *types.Type
	Go   *types.GoType
	At   diag.Span
}

// Find returns the function that a pipeline means by name: Geo is geo, LookupCity is
// lookup_city or lookupCity. nil without.
func (p *Package) Find(name string) *Func {
	for _, f := range p.Funcs {
		if f.Name == name || types.Snake(f.Name) == name || strings.ToLower(f.Name[:1])+f.Name[1:] == name {
			return f
		}
	}
	return nil
}

// Parse reads the Go files of a folder. Mistakes are added to r as E0207 with their
// place in the file.
func Parse(files []*diag.File, r *diag.Report) *Package {
	l := &loader{report: r, fset: token.NewFileSet(), out: &Package{}, structs: map[*gotypes.Named]structure{}}
	for _, f := range files {
		l.parse(f)
	}
	if l.out.Name == "" || l.broken {
		return l.out
	}
	l.check()
	return l.out
}

// loader reads a package.
type loader struct {
	report *diag.Report
	fset   *token.FileSet
	out    *Package
	trees  []*ast.File
	broken bool
	// structs are those that were read.
	structs map[*gotypes.Named]structure
}

// parse parses a file, and judges its imports. One that is not for every system is
// the Go compiler's choice, and its functions are not seen.
func (l *loader) parse(f *diag.File) {
	l.out.Files = append(l.out.Files, f)
	tree, err := parser.ParseFile(l.fset, f.Name, f.Text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		l.syntax(f, err)
		return
	}
	switch name := tree.Name.Name; {
	case constrained(tree):
		return
	case name == "main":
		l.fail(l.span(tree.Name), "the package `main` is a program: functions come from a package of another name")
	case l.out.Name != "" && l.out.Name != name:
		l.fail(l.span(tree.Name), "the files of a folder are one package, and `%s` is another than `%s`", name, l.out.Name)
	default:
		l.out.Name = name
	}
	for _, imp := range tree.Imports {
		path, _ := strconv.Unquote(imp.Path.Value)
		if first, _, _ := strings.Cut(path, "/"); path == "C" || strings.Contains(first, ".") {
			l.fail(l.span(imp.Path), "a package beside a .flow file is built with Go's standard library alone, and `%s` is not of it", path)
		}
	}
	l.trees = append(l.trees, tree)
}

// constrained reports whether a file has a build constraint.
func constrained(f *ast.File) bool {
	for _, group := range f.Comments {
		if group.Pos() > f.Package {
			return false
		}
		if slices.ContainsFunc(group.List, func(c *ast.Comment) bool { return constraint.IsGoBuild(c.Text) }) {
			return true
		}
	}
	return false
}

// check finds the types of the signatures. What the type checker misses beside them
// (imported packages, bodies) is told by the Go compiler.
func (l *loader) check() {
	info := &gotypes.Info{Defs: map[*ast.Ident]gotypes.Object{}}
	conf := gotypes.Config{Error: func(error) {}, Importer: fakes{}, IgnoreFuncBodies: true, FakeImportC: true}
	_, _ = conf.Check(l.out.Name, l.fset, l.trees, info) // its error is the first of those that are left to the compiler
	for _, tree := range l.trees {
		for _, d := range tree.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.IsExported() {
				if obj, ok := info.Defs[fn.Name].(*gotypes.Func); ok {
					l.out.Funcs = append(l.out.Funcs, l.function(fn, obj.Signature()))
				}
			}
		}
	}
}

// fakes are the imported packages: empty, but for time.
type fakes struct{}

// Import implements [gotypes.Importer].
func (fakes) Import(path string) (*gotypes.Package, error) {
	p := gotypes.NewPackage(path, path[strings.LastIndexByte(path, '/')+1:])
	if path == "time" {
		obj := gotypes.NewTypeName(token.NoPos, p, "Time", nil)
		gotypes.NewNamed(obj, gotypes.NewStruct(nil, nil), nil)
		p.Scope().Insert(obj)
	}
	p.MarkComplete()
	return p, nil
}

// syntax reports the first mistake of a file.
func (l *loader) syntax(f *diag.File, err error) {
	at, message := f.Span(0, 0), err.Error()
	if list := scanner.ErrorList(nil); errors.As(err, &list) && len(list) > 0 {
		end := min(list[0].Pos.Offset+1, len(f.Text))
		at, message = f.Span(min(list[0].Pos.Offset, end), end), list[0].Msg
	}
	l.fail(at, "this is no Go: %s", message)
}

func (l *loader) fail(at diag.Span, format string, args ...any) {
	l.broken = true
	l.report.Add(diag.Diagnostic{Code: "E0207", Message: fmt.Sprintf(format, args...), At: at})
}

// span is the place of a node.
func (l *loader) span(n ast.Node) diag.Span {
	pos := l.fset.Position(n.Pos())
	for _, f := range l.out.Files {
		if f.Name == pos.Filename {
			return f.Span(pos.Offset, min(pos.Offset+int(n.End()-n.Pos()), len(f.Text)))
		}
	}
	return diag.Span{}
}
