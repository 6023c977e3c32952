//go:build unix

package testkit

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// largestUnpacked bounds what an archive may hold.
const largestUnpacked = 1 << 30

// unpack takes the archives in a folder apart, there, and removes them: some servers
// come as one.
func unpack(dir string) error {
	archives, err := filepath.Glob(filepath.Join(dir, "*.tar.gz"))
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // it was read only
	for _, a := range archives {
		if err := unpackOne(root, a); err != nil {
			return fmt.Errorf("unpack %s: %w", filepath.Base(a), err)
		}
		if err := os.Remove(a); err != nil {
			return err
		}
	}
	return nil
}

func unpackOne(root *os.Root, archive string) error {
	f, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was read only
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	r := tar.NewReader(io.LimitReader(z, largestUnpacked))
	for {
		h, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case h.Typeflag != tar.TypeReg:
			continue
		}
		if err := root.MkdirAll(filepath.Dir(filepath.Clean(h.Name)), 0o700); err != nil {
			return err
		}
		out, err := root.Create(filepath.Clean(h.Name))
		if err != nil {
			return err
		}
		_, err = io.Copy(out, r)
		if err = errors.Join(err, out.Close()); err != nil {
			return err
		}
	}
}
