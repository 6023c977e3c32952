package compiler

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/check"
	"github.com/flowc-lang/flowc/compiler/lock"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// Project is a project that was read and parsed.
type Project = check.Project

// Load reads and parses the project at name: a .flow file, or a folder whose
// .flow files (those directly in it) are one project.
//
// Mistakes in the files, and imports that are not there, are in r. The error is
// for a project that could not be read at all.
func Load(name string, fsys FS, r *diag.Report) (*Project, error) {
	name = path.Clean(filepath.ToSlash(name))
	roots, err := SourceFiles(name, fsys)
	if err != nil {
		return nil, err
	}
	l := &loader{project: name, fsys: fsys, r: r, files: map[string]*check.File{}}
	l.readLock()
	p := &Project{Name: projectName(name)}
	for _, root := range roots {
		f, err := l.file(root)
		if err != nil {
			return nil, fmt.Errorf("read project: %w", err)
		}
		p.Roots = append(p.Roots, f)
	}
	p.Files = l.inOrder(p.Roots)
	l.checkLock(p.Files)
	return p, nil
}

// SourceFiles lists the .flow files of the project at name, which is clean and has
// slashes.
func SourceFiles(name string, fsys FS) ([]string, error) {
	if strings.HasSuffix(name, ".flow") {
		return []string{name}, nil
	}
	entries, err := fsys.ReadDir(name)
	if err != nil {
		return nil, fmt.Errorf("read project: %w", err)
	}
	var out []string
	for _, e := range entries {
		if IsSource(e) {
			out = append(out, path.Join(name, e))
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("read project: no .flow file in %s: %w", name, fs.ErrNotExist)
	}
	slices.Sort(out)
	return out, nil
}

// IsSource reports whether a file belongs to the project of its folder. Compiled
// flow9 and Flow-typed JavaScript both use names like x.js.flow.
func IsSource(name string) bool {
	return strings.HasSuffix(name, ".flow") && !strings.HasSuffix(name, ".js.flow") &&
		!strings.HasPrefix(name, "_") && !strings.HasPrefix(name, ".")
}

func projectName(name string) string {
	base := path.Base(name)
	if base == "." || base == ".." {
		if abs, err := filepath.Abs(name); err == nil {
			base = filepath.Base(abs)
		}
	}
	return strings.TrimSuffix(base, ".flow")
}

// loader reads each file once, however often it is imported.
type loader struct {
	project string // the path that was asked for
	fsys    FS
	r       *diag.Report
	pins    *lock.File // nil without a flow.lock
	files   map[string]*check.File
	order   []*check.File
	trail   []step // the imports that led to the file being read, to tell cycles
}

// step is a file on the trail and, but for the first, the import that led to it.
type step struct {
	name string
	at   diag.Span
}

// inOrder returns roots first, then the imported files in the order of reading.
func (l *loader) inOrder(roots []*check.File) []*check.File {
	out := slices.Clone(roots)
	for _, f := range l.order {
		if !slices.Contains(roots, f) {
			out = append(out, f)
		}
	}
	return out
}

func (l *loader) file(name string) (*check.File, error) {
	if f, ok := l.files[name]; ok {
		return f, nil
	}
	text, err := l.fsys.ReadFile(name)
	if err != nil {
		return nil, err
	}
	f := &check.File{
		Tree:    dsl.Parse(diag.NewFile(name, string(text)), l.r),
		Imports: map[*dsl.Import]*check.Import{},
		History: map[*dsl.Schema][]check.Version{},
	}
	l.files[name] = f
	l.order = append(l.order, f)
	l.trail = append(l.trail, step{name: name})
	for _, d := range f.Tree.Decls {
		if imp, ok := d.(*dsl.Import); ok {
			l.trail[len(l.trail)-1].at = imp.At()
			l.load(f, name, imp)
		}
		if d, ok := d.(*dsl.Schema); ok && check.CompatSince(d) != nil {
			l.history(f, d)
		}
	}
	l.trail = l.trail[:len(l.trail)-1]
	return f, nil
}

// load reads what imp of the file named from asks for.
func (l *loader) load(f *check.File, from string, imp *dsl.Import) {
	target, ok := imp.Path.Plain()
	if !ok || target == "" {
		return // the parser takes plain text only
	}
	if !path.IsAbs(filepath.ToSlash(target)) {
		target = path.Join(path.Dir(from), filepath.ToSlash(target))
	}
	if d, ok := otherKind(imp, target); ok {
		l.r.Add(d)
		return
	}
	var got *check.Import
	var err error
	switch imp.Kind.Text {
	case "":
		got, err = l.flow(target, imp)
	case "avro", "cql", "json_schema", "proto", "sql":
		got, err = l.schema(target, imp)
		if err == nil {
			got.Subject = l.subject(imp, target)
		}
	case "go":
		got, err = l.goPackage(target, imp)
	default:
		l.r.Add(unknownKind(imp))
		return
	}
	if err != nil {
		l.r.Add(l.notFound(imp, target, err))
		return
	}
	if got != nil {
		f.Imports[imp] = got
	}
}

// flow reads another .flow file, unless it is one that is being read: a cycle.
func (l *loader) flow(target string, imp *dsl.Import) (*check.Import, error) {
	for i, s := range l.trail {
		if s.name == target {
			l.r.Add(importCycle(l.trail[i:], imp, target))
			break
		}
	}
	f, err := l.file(target)
	if err != nil {
		return nil, err
	}
	return &check.Import{Flow: f}, nil
}

func importCycle(trail []step, imp *dsl.Import, target string) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0205",
		Message: fmt.Sprintf("%s imports itself", target),
		At:      imp.Path.At(),
		Helps:   []string{"move what both files need into a third one, and import that from both"},
	}
	if len(trail) > 1 {
		d.Message = fmt.Sprintf("%s and %s import each other", target, trail[len(trail)-1].name)
		for _, s := range trail[:len(trail)-1] {
			d.Labels = append(d.Labels, diag.Label{At: s.at, Text: "the way leads through this import"})
		}
	}
	return d
}

// kinds are the words that may stand behind `import`, by the end of their files.
var kinds = []struct{ word, ext string }{
	{"avro", ".avsc"}, {"cql", ".cql"}, {"go", ".go"}, {"json_schema", ".json"}, {"proto", ".proto"}, {"sql", ".sql"},
}

// otherKind reports a file that its name says to be of another kind, where the readers
// of the two have nothing in common.
func otherKind(imp *dsl.Import, target string) (diag.Diagnostic, bool) {
	class := map[string]string{"avro": "JSON", "json_schema": "JSON", "cql": "DDL", "sql": "DDL", "proto": "proto"}
	for _, k := range kinds {
		if path.Ext(target) != k.ext || class[imp.Kind.Text] == "" || class[k.word] == "" || class[k.word] == class[imp.Kind.Text] {
			continue
		}
		return diag.Diagnostic{
			Code:    "E0207",
			Message: fmt.Sprintf("%s is imported as %s, and its name says that it is %s", target, imp.Kind.Text, k.word),
			At:      imp.Kind.At(),
			Fixes:   []diag.Fix{{Title: "`" + k.word + "`", Edits: []diag.Edit{{At: imp.Kind.At(), Text: k.word}}, Guess: true}},
		}, true
	}
	return diag.Diagnostic{}, false
}

// unknownKind reports a word behind `import` that is no kind of schema. The end of the
// file tells best which one is meant.
func unknownKind(imp *dsl.Import) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0102",
		Message: fmt.Sprintf("`%s` is no kind of import", imp.Kind.Text),
		At:      imp.Kind.At(),
		Helps:   []string{"an import is of avro, cql, go, json_schema, proto or sql, or of none for another .flow file"},
	}
	var words []string
	meant := ""
	for _, k := range kinds {
		words = append(words, k.word)
		if target, ok := imp.Path.Plain(); ok && strings.HasSuffix(target, k.ext) {
			meant = k.word
		}
	}
	if near, ok := diag.Nearest(imp.Kind.Text, words); ok && meant == "" {
		meant = near
	}
	if meant != "" {
		d.Helps = append([]string{"did you mean `" + meant + "`?"}, d.Helps...)
		d.Fixes = []diag.Fix{{Title: "`" + meant + "`", Edits: []diag.Edit{{At: imp.Kind.At(), Text: meant}}, Guess: true}}
	}
	return d
}

func (l *loader) notFound(imp *dsl.Import, target string, err error) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0204",
		Message: fmt.Sprintf("the import %s is not there", target),
		At:      imp.Path.At(),
		Here:    "no such file",
		Helps:   []string{"imports are relative to the file that holds them"},
	}
	if isFolder(imp) {
		d.Here = "no folder with files of that kind"
	}
	if imp.Origin != nil {
		d.Helps = []string{fmt.Sprintf("fetch it from %s:  flowc pull %s", imp.Origin.Fn.At().Text(), l.project)}
	}
	if !errors.Is(err, fs.ErrNotExist) {
		d.Message = fmt.Sprintf("the import %s cannot be read", target)
		d.Here = err.Error()
	}
	return d
}
