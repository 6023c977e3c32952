package run

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/runtime/offset"
)

// disk is where files are: the system's, or a test's that fails on demand.
type disk interface {
	// open opens a file for appending and reading, created with its folders where
	// it is missing, and locked against other writers.
	open(path string) (diskFile, error)
	// keep appends b to the file at path, durably.
	keep(path string, b []byte) error
	// last returns the greatest n for which there is a file path.n, 0 without.
	last(path string) (int, error)
	remove(path string) error
	// has reports whether there is a file at path.
	has(path string) (bool, error)
	// read returns what the file at path holds, nil where there is none.
	read(path string) ([]byte, error)
	// replace makes b what the file at path holds, whole or not at all, durably.
	replace(path string, b []byte) error
}

// diskFile is a file that is written at its end.
type diskFile interface {
	io.Writer
	io.ReaderAt
	io.Closer
	Size() (int64, error)
	Truncate(size int64) error
	Sync() error
}

// osDisk is the system's files.
type osDisk struct{}

func (osDisk) open(path string) (diskFile, error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	if err := lock(f); err != nil {
		_ = f.Close() // err is what counts
		return nil, err
	}
	// The folder too, so that a file that was just made is found after a power cut.
	if err := syncDir(dir); err != nil {
		_ = f.Close()
		return nil, err
	}
	return osFile{f}, nil
}

func (osDisk) keep(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	if _, err := f.Write(b); err != nil {
		_ = f.Close() // err is what counts
		return err
	}
	if err := f.Sync(); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

// last looks at the names beside path; those that are no numbers are somebody else's.
func (osDisk) last(path string) (int, error) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	most := 0
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), filepath.Base(path)+".")
		if n, err := strconv.Atoi(rest); ok && err == nil && strconv.Itoa(n) == rest && n > most {
			most = n
		}
	}
	return most, nil
}

func (osDisk) remove(path string) error { return os.Remove(path) }

func (osDisk) has(path string) (bool, error) {
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func (osDisk) read(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return b, err
}

func (osDisk) replace(path string, b []byte) error { return offset.Replace(path, b, 0o666) }

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return d.Sync()
}

// osFile is an open file of the system.
type osFile struct{ *os.File }

// Size implements diskFile.
func (f osFile) Size() (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
