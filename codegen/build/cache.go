package build

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// CacheEnv names the environment variable for the folder in which runtimes and
// modules are kept.
const CacheEnv = "FLOWC_CACHE"

// CacheDir is the folder in which runtimes and modules are kept: FLOWC_CACHE, else
// flowc in the user's cache folder.
func CacheDir() (string, error) {
	if d := os.Getenv(CacheEnv); d != "" {
		return filepath.Abs(d)
	}
	d, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no cache folder: %w; set %s", err, CacheEnv)
	}
	return filepath.Join(d, "flowc"), nil
}

// source is a file of the runtime.
type source struct {
	name string
	text []byte
}

// sources are the files that a worker is built from, sorted, without tests.
func sources(from fs.FS) ([]source, error) {
	var out []source
	err := fs.WalkDir(from, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.Name() == "testdata" {
				return fs.SkipDir
			}
			return err
		}
		if strings.HasSuffix(p, "_test.go") {
			return nil
		}
		text, err := fs.ReadFile(from, p)
		out = append(out, source{p, text})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the embedded runtime: %w", err)
	}
	slices.SortFunc(out, func(a, b source) int { return strings.Compare(a.name, b.name) })
	return out, nil
}

// hash is the first 12 hexadecimal digits of the hash of names and texts.
func hash(files []source) string {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s %d\n", f.name, len(f.text))
		h.Write(f.text)
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// RuntimeHash tells versions of the embedded runtime apart.
func RuntimeHash(from fs.FS) (string, error) {
	files, err := sources(from)
	return hash(files), err
}

// sync makes dir hold exactly these files. One whose bytes are right is not
// touched, so that the Go tool sees what did not change.
func sync(dir string, files []source) error {
	want := map[string]bool{}
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.name))
		want[name] = true
		if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, f.text) {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return cacheError("write to the cache", err)
		}
		if err := os.WriteFile(name, f.text, 0o644); err != nil {
			return cacheError("write to the cache", err)
		}
	}
	return prune(dir, want)
}

// prune removes the .go files that are not wanted any more.
func prune(dir string, want map[string]bool) error {
	return filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil || d.IsDir() || want[p] || !strings.HasSuffix(p, ".go"):
			return err
		}
		return os.Remove(p)
	})
}
