package compiler

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"

	"github.com/flowc-lang/flowc/compiler/check"
	"github.com/flowc-lang/flowc/compiler/lock"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// Folder is the folder of the project at name: where its flow.lock stands, and what
// the paths in it are relative to.
func Folder(name string) string {
	name = path.Clean(filepath.ToSlash(name))
	if path.Ext(name) == ".flow" {
		return path.Dir(name)
	}
	return name
}

// pinnable lists the files of an import that flow.lock pins: those of outside schemas.
// Go packages are the project's own code.
func pinnable(decl *dsl.Import, imp *check.Import) []*diag.File {
	if decl.Kind.Text == "" || decl.Kind.Text == "go" {
		return nil
	}
	return imp.Sources
}

// readLock reads the project's flow.lock, if it has one.
func (l *loader) readLock() {
	name := path.Join(Folder(l.project), lock.Name)
	text, err := l.fsys.ReadFile(name)
	if err != nil {
		return
	}
	pins, err := lock.Parse(string(text))
	var bad *lock.BadLine
	if errors.As(err, &bad) {
		l.r.Add(l.damagedLock(diag.NewFile(name, string(text)), bad))
		return
	}
	l.pins = pins
}

// checkLock holds what was imported against the project's flow.lock.
func (l *loader) checkLock(files []*check.File) {
	if l.pins == nil {
		return
	}
	for _, f := range files {
		for _, d := range f.Tree.Decls {
			decl, ok := d.(*dsl.Import)
			if !ok || f.Imports[decl] == nil {
				continue
			}
			for _, source := range pinnable(decl, f.Imports[decl]) {
				l.checkPin(decl, source)
			}
		}
	}
}

// Pins makes the flow.lock of the project at name, of the files as they are now. What
// was pulled says the versions and levels, and which files are history; its paths are
// the project's.
func Pins(name string, fsys FS, pulled []lock.Pin) (*lock.File, error) {
	p, err := Load(name, fsys, &diag.Report{})
	if err != nil {
		return nil, err
	}
	out := &lock.File{}
	folder := Folder(name)
	for _, f := range p.Files {
		for _, d := range f.Tree.Decls {
			decl, ok := d.(*dsl.Import)
			if !ok || f.Imports[decl] == nil {
				continue
			}
			for _, source := range pinnable(decl, f.Imports[decl]) {
				pin := lock.Pin{Path: Relative(folder, source.Name), Hash: lock.Hash(source.Text)}
				if decl.Origin != nil {
					pin.From = decl.Origin.At().Text()
				}
				if old := out.Pin(pin.Path); old == nil {
					out.Pins = append(out.Pins, pin)
				} else if old.From == "" {
					old.From = pin.From
				}
			}
		}
	}
	for _, pin := range pulled {
		pin.Path = Relative(folder, pin.Path)
		if own := out.Pin(pin.Path); own != nil {
			own.Version, own.Level = pin.Version, pin.Level
		} else {
			out.Pins = append(out.Pins, pin)
		}
	}
	return out, nil
}

func (l *loader) checkPin(decl *dsl.Import, source *diag.File) {
	pin := l.pins.Pin(Relative(Folder(l.project), source.Name))
	switch {
	case pin == nil && decl.Origin == nil: // a file of the project's own that was never pulled
	case pin == nil:
		l.r.Add(l.unpinned(decl, fmt.Sprintf("%s is pulled from elsewhere, and %s does not pin it", source.Name, lock.Name), "not pinned"))
	case pin.Hash != lock.Hash(source.Text):
		l.r.Add(l.unpinned(decl, fmt.Sprintf("%s is not the file that %s pins", source.Name, lock.Name), "its text has changed"))
	}
}

// unpinned is for an import with a file that is not as flow.lock has it.
func (l *loader) unpinned(decl *dsl.Import, message, here string) diag.Diagnostic {
	return diag.Diagnostic{
		Code:    "E0208",
		Message: message,
		At:      decl.Path.At(),
		Here:    here,
		Helps:   []string{"see what changed, and pin it:  flowc pull " + l.project},
	}
}

func (l *loader) damagedLock(f *diag.File, bad *lock.BadLine) diag.Diagnostic {
	return diag.Diagnostic{
		Code:    "E0208",
		Message: lock.Name + " cannot be read: " + bad.Why,
		At:      f.LineSpan(min(bad.Line, f.Lines())),
		Helps:   []string{"take it from version control, or delete it and write it anew:  flowc pull " + l.project},
	}
}
