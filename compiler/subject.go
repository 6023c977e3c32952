package compiler

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler/check"
	"github.com/flowc-lang/flowc/compiler/lock"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// A schema that is pulled from a registry has up to two folders beside it. Beside
// order.avsc they are
//
//	order.references/   what it refers to by names that are no paths
//	order.history/7/    version 7 of the subject as order.avsc, with its references

// ReferencesOf is the folder of what the schema at target refers to.
func ReferencesOf(target string) string {
	return strings.TrimSuffix(target, path.Ext(target)) + ".references"
}

// HistoryOf is the folder of the other versions of the schema at target.
func HistoryOf(target string) string {
	return strings.TrimSuffix(target, path.Ext(target)) + ".history"
}

// VersionOf is the file of a version of the schema at target.
func VersionOf(target string, number int) string {
	return path.Join(HistoryOf(target), strconv.Itoa(number), path.Base(target))
}

// SchemaFile is the file that an import of a kind is pulled into: a folder gets one.
func SchemaFile(kind, target string) string {
	if path.Ext(target) == "" {
		return path.Join(target, "schema"+extensions[kind])
	}
	return target
}

// references reads what a pulled schema refers to, if it refers to anything.
func (l *loader) references(target, kind string) ([]*diag.File, error) {
	entries, err := l.fsys.ReadDir(ReferencesOf(target))
	if err != nil {
		return nil, nil //nolint:nilerr // there is no such folder, as beside most schemas
	}
	var out []*diag.File
	for _, e := range entries {
		if !strings.HasSuffix(e, extensions[kind]) {
			continue
		}
		f, err := l.open(path.Join(ReferencesOf(target), e))
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// subject is what flow.lock says of an import that a registry keeps: nil where it
// says nothing.
func (l *loader) subject(imp *dsl.Import, target string) *check.Subject {
	if imp.Origin == nil || l.pins == nil {
		return nil
	}
	target = SchemaFile(imp.Kind.Text, target)
	pin := l.pins.Pin(Relative(Folder(l.project), target))
	if pin == nil || pin.Level == "" {
		return nil
	}
	out := &check.Subject{Version: pin.Version, Level: pin.Level}
	for _, old := range l.pins.Pins {
		if old.Version == 0 || old.Path != Relative(Folder(l.project), VersionOf(target, old.Version)) {
			continue
		}
		if v, ok := l.version(imp, VersionOf(target, old.Version), old.Version); ok {
			out.History = append(out.History, v)
		}
	}
	slices.SortFunc(out.History, func(a, b check.Version) int { return a.Number - b.Number })
	return out
}

// version reads an earlier or later version. One that is not as it is pinned is a
// mistake, one that cannot be read only a warning: it may be older than the rules.
func (l *loader) version(imp *dsl.Import, target string, number int) (check.Version, bool) {
	quiet := &loader{project: l.project, fsys: l.fsys, r: &diag.Report{}}
	got, err := quiet.schema(target, imp)
	if err != nil {
		l.r.Add(l.unpinned(imp, fmt.Sprintf("%s pins %s, and it cannot be read", lock.Name, target), err.Error()))
		return check.Version{}, false
	}
	for _, f := range got.Sources {
		l.checkPin(imp, f)
	}
	if ds := quiet.r.Sorted(); quiet.r.Failed() {
		l.r.Add(diag.Diagnostic{
			Code:    "W0512",
			Message: fmt.Sprintf("version %d cannot be read, and nothing is held against it", number),
			At:      imp.Path.At(),
			Labels:  []diag.Label{{At: ds[0].At, Text: ds[0].Message}},
		})
		return check.Version{}, false
	}
	return check.Version{File: got.Sources[0], Type: got.Root, Types: got.Types, Number: number}, true
}

// Relative is a file's path as the flow.lock of a folder has it.
func Relative(folder, name string) string {
	rel, err := filepath.Rel(filepath.FromSlash(folder), filepath.FromSlash(name))
	if err != nil {
		return name // on another drive, or one of them absolute
	}
	return filepath.ToSlash(rel)
}
