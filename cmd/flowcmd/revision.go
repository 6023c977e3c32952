package flowcmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler"
)

// revision reads the files of a project as they were in a revision of a git
// repository. Names are those of the work tree, so that both versions of a project
// are read, and told of, alike.
type revision struct {
	context context.Context
	base    string // an absolute folder of the work tree
	prefix  string // of base, from the top of the repository
	commit  string
}

// splitRevision takes git:REF and git:REF:PATH apart; path is empty without one.
func splitRevision(arg string) (ref, at string, ok bool) {
	rest, ok := strings.CutPrefix(arg, "git:")
	ref, at, _ = strings.Cut(rest, ":")
	return ref, at, ok
}

// openRevision finds the repository that holds the path at, and ref in it.
func openRevision(ctx context.Context, ref, at string) (*revision, error) {
	base, err := existing(at)
	if err != nil {
		return nil, err
	}
	v := &revision{context: ctx, base: base}
	prefix, err := v.git(nil, "rev-parse", "--show-prefix")
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, fmt.Errorf("read revision %s: the program git, which this needs, is not in PATH", ref)
	case err != nil:
		return nil, wrongPath("%s is in no git repository", at)
	}
	v.prefix = strings.TrimSuffix(string(prefix), "\n")
	if strings.HasPrefix(ref, "-") || ref == "" {
		return nil, wrongPath("%q is no revision", ref)
	}
	commit, err := v.git(nil, "rev-parse", "--verify", "--quiet", ref+"^{commit}")
	if err != nil {
		return nil, wrongPath("there is no revision %s in the git repository of %s", ref, at)
	}
	v.commit = strings.TrimSpace(string(commit))
	return v, nil
}

// existing is the deepest folder on the way to name that is there: of a project that
// was removed since, its neighbours tell the repository.
func existing(name string) (string, error) {
	dir, err := filepath.Abs(name)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", name, err)
	}
	for {
		info, err := os.Stat(dir)
		if err == nil && info.IsDir() || dir == filepath.Dir(dir) {
			return dir, nil
		}
		dir = filepath.Dir(dir)
	}
}

func (v *revision) git(stdin []byte, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(v.context, "git", append([]string{"-C", v.base}, args...)...)
	cmd.Stdin = bytes.NewReader(stdin)
	return cmd.Output()
}

// ReadFile returns the content of a file in the revision.
func (v *revision) ReadFile(name string) ([]byte, error) {
	id, err := v.object(name, "blob")
	if err != nil {
		return nil, err
	}
	return v.git(nil, "cat-file", "blob", id)
}

// ReadDir returns the names of the files directly in a folder of the revision.
func (v *revision) ReadDir(name string) ([]string, error) {
	id, err := v.object(name, "tree")
	if err != nil {
		return nil, err
	}
	entries, err := v.git(nil, "ls-tree", "-z", "--full-tree", id)
	if err != nil {
		return nil, err
	}
	var out []string
	for entry := range strings.SplitSeq(strings.TrimSuffix(string(entries), "\x00"), "\x00") {
		// An entry is MODE TYPE ID<tab>NAME.
		head, file, _ := strings.Cut(entry, "\t")
		if strings.Contains(head, " blob ") {
			out = append(out, file)
		}
	}
	return out, nil
}

// object finds the object of a kind at name. What is not there, or of another kind,
// is an fs.ErrNotExist.
func (v *revision) object(name, kind string) (id string, err error) {
	missing := &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	abs, err := filepath.Abs(filepath.FromSlash(name))
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(v.base, abs)
	if err != nil || strings.ContainsAny(rel, "\n") {
		return "", missing
	}
	inside := path.Join(v.prefix, filepath.ToSlash(rel))
	if inside == "." {
		inside = ""
	}
	// The answer is ID TYPE SIZE, or something else where there is no such object.
	answer, err := v.git([]byte(v.commit+":"+inside+"\n"), "cat-file", "--batch-check", "--follow-symlinks")
	if err != nil {
		return "", fmt.Errorf("read %s of revision %s: %w", name, v.commit, err)
	}
	words := strings.Fields(string(answer))
	if len(words) != 3 || words[1] != kind {
		return "", missing
	}
	if _, err := strconv.ParseUint(words[2], 10, 64); err != nil {
		return "", missing
	}
	return words[0], nil
}

var _ compiler.FS = (*revision)(nil)
