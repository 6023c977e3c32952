package flowcmd

import (
	"fmt"
	"os"
	"path/filepath"
)

// rewrite gives a source file a new text, all of it or none: a full disk or a kill
// must not cost anyone their work. The mode stays, and a link stays a link.
func rewrite(name, text string) error {
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	info, err := os.Stat(target)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if !info.Mode().IsRegular() || info.Mode().Perm()&0o200 == 0 {
		return fmt.Errorf("write %s: it is read-only", name)
	}
	return replace(target, text, info.Mode().Perm())
}

// put writes a file as rewrite does, and one that is not there yet with its folder.
func put(name, text string) error {
	if _, err := os.Lstat(name); err == nil {
		return rewrite(name, text)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return replace(name, text, 0o644)
}

// replace puts a new file in the place of name.
func replace(name, text string, mode os.FileMode) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".flowc-")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	err = fill(tmp, text, mode)
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		_ = os.Remove(tmp.Name()) // there may be nothing left to remove
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// fill writes f and closes it.
func fill(f *os.File, text string, mode os.FileMode) error {
	_, err := f.WriteString(text)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if bad := f.Close(); err == nil {
		err = bad
	}
	return err
}
