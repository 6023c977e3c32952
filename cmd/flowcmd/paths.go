package flowcmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/internal/cli"
)

// projects resolves the PATHs of a command: a folder or file is a project, and
// x/... is every project below x. A path that is none is wrong use.
func projects(args []string) ([]string, error) {
	if len(args) == 0 {
		args = []string{"."}
	}
	var out []string
	for _, a := range args {
		found, err := resolve(a)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out, nil
}

// onePath is the project of a command that takes one.
func onePath(args []string) (string, error) {
	found, err := projects(args)
	if err != nil {
		return "", err
	}
	if len(found) > 1 {
		return "", wrongPath("%s is %d projects, and this takes one", args[0], len(found))
	}
	return found[0], nil
}

func wrongPath(format string, args ...any) error {
	return &cli.UsageError{Message: fmt.Sprintf(format, args...)}
}

func resolve(arg string) ([]string, error) {
	root, all := strings.CutSuffix(arg, "...")
	path := filepath.Clean(root)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, wrongPath("there is no %s", path)
	case err != nil:
		return nil, fmt.Errorf("look for projects: %w", err)
	case all && info.IsDir():
		return below(path)
	case info.IsDir():
		return folder(path)
	case all || !strings.HasSuffix(path, ".flow"):
		return nil, wrongPath("%s is no .flow file and no folder", arg)
	case !info.Mode().IsRegular():
		return nil, wrongPath("%s is not a regular file", arg)
	}
	return []string{path}, nil
}

// folder is the project whose files stand in path.
func folder(path string) ([]string, error) {
	_, err := compiler.SourceFiles(filepath.ToSlash(path), compiler.Disk{})
	if !errors.Is(err, fs.ErrNotExist) {
		return []string{path}, err
	}
	if deeper, err := projectsBelow(path); err == nil && len(deeper) > 0 {
		return nil, wrongPath("no .flow file in %s itself; %s is what is below it", path, path+"/...")
	}
	return nil, wrongPath("no .flow file in %s", path)
}

func below(root string) ([]string, error) {
	found, err := projectsBelow(root)
	if err == nil && len(found) == 0 {
		err = wrongPath("no .flow file in or below %s", root)
	}
	return found, err
}

// projectsBelow lists the folders in and below root that hold a .flow file.
func projectsBelow(root string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		switch dir := filepath.Dir(p); {
		case err != nil:
			return err
		case d.IsDir() && p != root && passedOver(d.Name()):
			return fs.SkipDir
		case !d.IsDir() && compiler.IsSource(d.Name()) && !slices.Contains(out, dir):
			out = append(out, dir)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for projects: %w", err)
	}
	slices.Sort(out)
	return out, nil
}

// passedOver reports whether x/... leaves a folder out.
func passedOver(name string) bool {
	return strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules"
}

// flowNames lists the .flow files of projects.
func flowNames(args []string) ([]string, error) {
	paths, err := projects(args)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, p := range paths {
		names, err := compiler.SourceFiles(filepath.ToSlash(p), compiler.Disk{})
		if err != nil {
			return nil, err
		}
		out = append(out, names...)
	}
	return out, nil
}
