package flowcmd

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/flowc-lang/flowc/compiler"
)

// watched is the disk, and what a project was when it was read from there: what each file
// and folder that was asked for was like just before, also those that are missing.
type watched struct {
	compiler.Disk
	files, folders map[string]string // by name
}

func newWatched() *watched { return &watched{files: map[string]string{}, folders: map[string]string{}} }

// ReadFile reads a file.
func (w *watched) ReadFile(name string) ([]byte, error) {
	w.files[name] = stamp(name)
	return w.Disk.ReadFile(name)
}

// ReadDir lists a folder.
func (w *watched) ReadDir(name string) ([]string, error) {
	w.folders[name] = w.list(name)
	return w.Disk.ReadDir(name)
}

// stamp says what a file is like, for comparison.
func stamp(name string) string {
	info, err := os.Stat(filepath.FromSlash(name))
	if err != nil {
		return "missing"
	}
	return fmt.Sprint(info.Size(), info.ModTime().UnixNano())
}

// list says which sources are in a folder: what else is there may be written by the worker.
func (w *watched) list(name string) string {
	names, _ := w.Disk.ReadDir(name) // one that is gone has none
	var out []string
	for _, n := range names {
		if compiler.IsSource(n) || filepath.Ext(n) == ".go" {
			out = append(out, n)
		}
	}
	return strings.Join(out, "\n")
}

// now is the same project as it is now.
func (w *watched) now() *watched {
	out := newWatched()
	for name := range w.files {
		out.files[name] = stamp(name)
	}
	for name := range w.folders {
		out.folders[name] = w.list(name)
	}
	return out
}

func (w *watched) equal(o *watched) bool {
	return maps.Equal(w.files, o.files) && maps.Equal(w.folders, o.folders)
}

// watchEvery is how often files are looked at. Looking is a call of the system for each of
// a few files; notes of changes would have to follow editors that write a new file, folders that
// are made anew, and disks that send none.
const watchEvery = 150 * time.Millisecond

// changed waits until the files differ from what was read, and have been the same for one
// look: whoever saves several at once is checked once. It returns false where ctx or done
// ends first.
func (w *watched) changed(ctx context.Context, done <-chan struct{}) bool {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	last := w
	for {
		select {
		case <-ctx.Done():
			return false
		case <-done:
			return false
		case <-tick.C:
		}
		now := w.now()
		if now.equal(last) && !now.equal(w) {
			return true
		}
		last = now
	}
}
