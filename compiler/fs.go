package compiler

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// FS is where projects are read from: the disk, or memory in tests and editors.
//
// It is not an io/fs.FS, because imports may go up (`../schemas/order.avsc`) and
// paths may be absolute. Names have slashes and are clean.
type FS interface {
	// ReadFile returns a file's content. The error of a missing file is an
	// fs.ErrNotExist.
	ReadFile(name string) ([]byte, error)
	// ReadDir returns the names of the files directly in a folder, sorted.
	ReadDir(name string) ([]string, error)
}

// ErrNotRegular is wrapped by the error of what is no file with a content: a pipe, a
// device, a socket.
var ErrNotRegular = errors.New("not a regular file")

// Disk reads from the disk, relative to the working directory.
type Disk struct{}

// ReadFile returns the file's content. Anything but a regular file, such as a pipe that
// nobody writes, is refused before it could block.
func (Disk) ReadFile(name string) ([]byte, error) {
	at := filepath.FromSlash(name)
	if info, err := os.Stat(at); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: ErrNotRegular}
	}
	return os.ReadFile(at)
}

// ReadDir returns the names of the files in the folder.
func (Disk) ReadDir(name string) ([]string, error) {
	entries, err := os.ReadDir(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		if !e.IsDir() {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

// Memory is files by name.
type Memory map[string]string

// ReadFile returns the file's content.
func (m Memory) ReadFile(name string) ([]byte, error) {
	text, ok := m[name]
	if !ok {
		return nil, fmt.Errorf("open %s: %w", name, fs.ErrNotExist)
	}
	return []byte(text), nil
}

// ReadDir returns the names of the files in the folder.
func (m Memory) ReadDir(name string) ([]string, error) {
	var out []string
	for f := range m {
		if path.Dir(f) == name {
			out = append(out, path.Base(f))
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("open %s: %w", name, fs.ErrNotExist)
	}
	slices.Sort(out)
	return out, nil
}
