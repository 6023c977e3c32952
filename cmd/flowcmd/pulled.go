package flowcmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/lock"
	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/runtime/connector"
)

// pulled is what became of one import, a line of the JSON.
type pulled struct {
	Path    string   `json:"path"`
	From    string   `json:"from,omitempty"` // the connection
	State   string   `json:"state"`          // same, new, changed, pinned, waits, failed
	Version int      `json:"version,omitempty"`
	Level   string   `json:"level,omitempty"` // the compatibility that a further version must keep
	Changes []string `json:"changes,omitempty"`
	Error   string   `json:"error,omitempty"`
	origin  string   // as written
	files   []pulledFile
	gone    []string // files of an earlier pull that are not wanted any more
}

// pins reads the project's flow.lock; nothing is pinned where it has none.
func (p *compiled) pins() (*lock.File, error) {
	text, err := os.ReadFile(filepath.FromSlash(path.Join(compiler.Folder(p.path), lock.Name)))
	if errors.Is(err, fs.ErrNotExist) {
		return &lock.File{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", lock.Name, err)
	}
	pins, err := lock.Parse(string(text))
	if err != nil {
		return &lock.File{}, nil //nolint:nilerr // it is written anew, and flowc check has told it
	}
	return pins, nil
}

// take notes what was fetched, and how it differs from the files and pins that are
// there.
func (r *pulled) take(kind, project string, got *connector.Pulled, pins *lock.File) error {
	r.Version, r.Level = got.Version, got.Level
	var err error
	if r.files, err = layOut(kind, r.Path, got); err != nil {
		r.State, r.Error = "failed", err.Error()
		return nil //nolint:nilerr // it is told of this import
	}
	r.State = "same"
	for i := range r.files {
		if err := r.compare(kind, &r.files[i], pins.Pin(compiler.Relative(project, r.files[i].path)) != nil); err != nil || r.State == "failed" {
			return err
		}
	}
	r.compareSubject(project, pins)
	return nil
}

// compare holds a file against the one that is there. One that the import itself does
// not name is written over only where an earlier pull wrote it.
func (r *pulled) compare(kind string, f *pulledFile, pinned bool) error {
	b, err := os.ReadFile(filepath.FromSlash(f.path))
	old, missing := string(b), errors.Is(err, fs.ErrNotExist)
	switch {
	case err != nil && !missing:
		return fmt.Errorf("look at %s: %w", f.path, err)
	case !missing && lock.Hash(old) == lock.Hash(f.text):
		return nil
	case f.path != r.Path && !missing && !pinned:
		r.State, r.Error = "failed", fmt.Sprintf("%s is there already, and no pull wrote it", f.path)
		return nil
	}
	f.write = true
	changes := compiler.SchemaChanges(kind, old, f.text)
	switch {
	case f.path == r.Path && missing:
		r.State = "new"
	case r.State != "new":
		r.State = "changed"
	}
	switch {
	case f.path == r.Path:
		r.Changes = append(r.Changes, changes...)
	case f.use:
		r.Changes = append(r.Changes, fmt.Sprintf("%s %s, to which it refers", sign(missing), f.path))
	default:
		r.Changes = append(r.Changes, fmt.Sprintf("%s version %d, for `flowc check` to compare with", sign(missing), f.version))
	}
	return nil
}

func sign(added bool) string {
	if added {
		return "+"
	}
	return "~"
}

// compareSubject holds version and level against what is pinned, and finds the files
// of an earlier pull that are not wanted any more.
func (r *pulled) compareSubject(project string, pins *lock.File) {
	change := func(format string, args ...any) {
		r.Changes = append(r.Changes, fmt.Sprintf(format, args...))
		if r.State == "same" {
			r.State = "changed"
		}
	}
	if pin := pins.Pin(compiler.Relative(project, r.Path)); pin != nil && pin.Level != "" {
		if pin.Version != r.Version {
			change("~ version was %d, is %d", pin.Version, r.Version)
		}
		if pin.Level != r.Level {
			change("~ compatibility was %s, is %s", pin.Level, r.Level)
		}
	}
	wanted := map[string]bool{}
	for _, f := range r.files {
		wanted[compiler.Relative(project, f.path)] = true
	}
	for _, pin := range pins.Pins {
		for _, folder := range []string{compiler.HistoryOf(r.Path), compiler.ReferencesOf(r.Path)} {
			if strings.HasPrefix(pin.Path, compiler.Relative(project, folder)+"/") && path.Clean(pin.Path) == pin.Path && !wanted[pin.Path] {
				change("- %s", pin.Path)
				r.gone = append(r.gone, path.Join(project, pin.Path))
			}
		}
	}
}

func (r *pulled) tell(c *cli.Context) error {
	if c.JSON {
		return c.WriteJSON(r)
	}
	line := fmt.Sprintf("%-8s %s", r.State, r.Path)
	if r.From != "" {
		line += "  from " + r.From
	}
	if r.Level != "" {
		line += fmt.Sprintf("  version %d, compatibility %s", r.Version, r.Level)
	}
	if r.Error != "" {
		line += ": " + r.Error
	}
	for _, change := range r.Changes {
		line += "\n  " + change
	}
	_, err := fmt.Fprintln(c.Stdout, line)
	return err
}

// keep writes what was fetched, then the lock, and says what no longer fits.
func (t *tool) keep(c *cli.Context, target string, results []pulled) int {
	var pulls []lock.Pin
	for _, r := range results {
		for _, name := range r.gone {
			if err := remove(filepath.FromSlash(name)); err != nil {
				return c.Fail(err)
			}
		}
		for _, f := range r.files {
			if f.write {
				if err := put(filepath.FromSlash(f.path), f.text); err != nil {
					return c.Fail(err)
				}
			}
			pin := lock.Pin{Path: f.path, Hash: lock.Hash(f.text), Version: f.version, From: r.origin}
			if f.path == r.Path {
				pin.Level = r.Level
			}
			pulls = append(pulls, pin)
		}
	}
	name := filepath.Join(filepath.FromSlash(compiler.Folder(target)), lock.Name)
	pins, err := compiler.Pins(target, compiler.Disk{}, pulls)
	if err != nil {
		return c.Fail(err)
	}
	if err := put(name, pins.String()); err != nil {
		return c.Fail(err)
	}
	if !c.JSON {
		fmt.Fprintf(c.Stdout, "wrote    %s  %s\n", filepath.ToSlash(name), count(len(pins.Pins), "file"))
	}
	p, err := t.compile(target)
	if err != nil {
		return c.Fail(err)
	}
	if n := p.report.Errors(); n > 0 {
		fmt.Fprintf(c.Stderr, "%s now: flowc check %s\n", count(n, "mistake"), target)
		return cli.ExitMistakes
	}
	return cli.ExitOK
}

// remove removes a file and the folders that it leaves empty.
func remove(name string) error {
	err := os.Remove(name)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	for dir := filepath.Dir(name); err == nil && os.Remove(dir) == nil; {
		dir = filepath.Dir(dir) // the project's own holds .flow files, and stays
	}
	return err
}
