package herd

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/flowc-lang/flowc/runtime/offset"
)

// Store keeps what differs from the connectors that a project has by itself, across
// restarts of the worker.
type Store interface {
	Load() ([]Definition, error)
	// Put and Delete return when the change is durable.
	Put(d Definition) error
	Delete(name string) error
}

// Nothing is a Store for workers whose connectors nobody changes.
type Nothing struct{}

// Load implements [Store].
func (Nothing) Load() ([]Definition, error) { return nil, nil }

// Put implements [Store].
func (Nothing) Put(Definition) error { return errFixed }

// Delete implements [Store].
func (Nothing) Delete(string) error { return errFixed }

var errFixed = fmt.Errorf("the connectors of this worker are fixed: %w", ErrConflict)

// File is a Store in a file, for one worker. The file is always whole: each Put writes a
// new one, syncs it and renames it over the old.
type File struct {
	Path string
	all  []Definition
}

// kept is the content of the file.
type kept struct {
	V          int          `json:"v"`
	Connectors []Definition `json:"connectors"`
}

// Load implements [Store].
func (f *File) Load() ([]Definition, error) {
	raw, err := os.ReadFile(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("connectors: %w", err)
	}
	var k kept
	if err := json.Unmarshal(raw, &k); err != nil {
		return nil, fmt.Errorf("connectors: %s is damaged: %w", f.Path, err)
	}
	if k.V != 1 {
		return nil, fmt.Errorf("connectors: %s is of version %d, and this worker knows 1", f.Path, k.V)
	}
	f.all = k.Connectors
	return slices.Clone(f.all), nil
}

// Put implements [Store].
func (f *File) Put(d Definition) error { return f.write(append(f.without(d.Name), d)) }

// Delete implements [Store].
func (f *File) Delete(name string) error { return f.write(f.without(name)) }

func (f *File) without(name string) []Definition {
	return slices.DeleteFunc(slices.Clone(f.all), func(d Definition) bool { return d.Name == name })
}

func (f *File) write(all []Definition) error {
	slices.SortFunc(all, func(a, b Definition) int { return cmp.Compare(a.Name, b.Name) })
	raw, err := json.MarshalIndent(kept{V: 1, Connectors: all}, "", "  ")
	if err != nil {
		return fmt.Errorf("connectors: %w", err)
	}
	if err := offset.Replace(f.Path, append(raw, '\n'), 0o600); err != nil { // configs may hold passwords
		return fmt.Errorf("keep connectors: %w", err)
	}
	f.all = all
	return nil
}
