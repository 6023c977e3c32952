package lsp

import (
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler"
)

// document is a file that is open in the editor.
type document struct {
	uri     string
	name    string
	version int
	text    string
}

// documents are the open files by name. They lie over the disk: what is not saved
// counts already.
type documents struct {
	disk   compiler.FS
	byName map[string]*document
}

// ReadFile returns the text in the editor, else that on the disk.
func (d *documents) ReadFile(name string) ([]byte, error) {
	if doc := d.byName[name]; doc != nil {
		return []byte(doc.text), nil
	}
	return d.disk.ReadFile(name)
}

// ReadDir returns the names of the files in a folder, those not yet saved included.
func (d *documents) ReadDir(name string) ([]string, error) {
	out, err := d.disk.ReadDir(name)
	for n := range d.byName {
		if path.Dir(n) == name && !slices.Contains(out, path.Base(n)) {
			out = append(out, path.Base(n))
		}
	}
	if err != nil && len(out) == 0 {
		return nil, err
	}
	slices.Sort(out)
	return out, nil
}

// patched is a file system in which one file has another text, and that remembers
// what was read.
type patched struct {
	compiler.FS
	texts map[string]string
	read  map[string]bool
}

// ReadFile returns the other text, or the file's own.
func (p *patched) ReadFile(name string) ([]byte, error) {
	p.read[name] = true
	if text, ok := p.texts[name]; ok {
		return []byte(text), nil
	}
	return p.FS.ReadFile(name)
}

// nameOf is the name of the file that a URI means: an absolute path with slashes.
// What is no file (an unsaved buffer) gets a name that no file has.
func nameOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return unsaved + strings.NewReplacer(":", "_", "/", "_").Replace(uri) + ".flow"
	}
	name := u.Path
	if runtime.GOOS == "windows" {
		name = strings.TrimPrefix(name, "/")
	}
	return path.Clean(name)
}

// unsaved is the folder of buffers that were never saved.
const unsaved = "/\x00unsaved/"

// uriOf is the URI of a file: the editor's own spelling where it is open.
func (d *documents) uriOf(name string) string {
	if doc := d.byName[name]; doc != nil {
		return doc.uri
	}
	if !strings.HasPrefix(name, "/") {
		name = "/" + name
	}
	return (&url.URL{Scheme: "file", Path: name}).String()
}

// projectOf is the project that a file belongs to: its folder, or the file alone
// where folders pass it over.
func projectOf(name string) string {
	if compiler.IsSource(path.Base(name)) && !strings.HasPrefix(name, unsaved) {
		return path.Dir(name)
	}
	return name
}

// apply makes the changes to a text in order.
func apply(text string, changes []contentChange) string {
	for _, c := range changes {
		if c.Range == nil {
			text = c.Text
			continue
		}
		l := newLines(text)
		start, end := l.offset(c.Range.Start), l.offset(c.Range.End)
		text = text[:start] + c.Text + text[max(start, end):]
	}
	return text
}

// projectsBelow lists the projects in and below a folder, at most limit.
func projectsBelow(root string, limit int) []string {
	var out []string
	err := filepath.WalkDir(filepath.FromSlash(root), func(p string, e fs.DirEntry, err error) error {
		switch dir := filepath.ToSlash(filepath.Dir(p)); {
		case err != nil:
			return fs.SkipDir
		case len(out) >= limit:
			return fs.SkipAll
		case e.IsDir() && filepath.ToSlash(p) != root && passedOver(e.Name()):
			return fs.SkipDir
		case !e.IsDir() && compiler.IsSource(e.Name()) && !slices.Contains(out, dir):
			out = append(out, dir)
		}
		return nil
	})
	if err != nil {
		return nil // what cannot be walked holds no project that could be read
	}
	return out
}

func passedOver(name string) bool {
	return strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules"
}

// String names a document in the log.
func (d *document) String() string { return fmt.Sprintf("%s version %d", d.name, d.version) }
