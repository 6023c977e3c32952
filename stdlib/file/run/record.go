package run

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"

	"github.com/flowc-lang/flowc/runtime/offset"
)

// recordFolder holds the records of the pipelines that write beside it.
const recordFolder = ".flow-positions"

// recordPath is where the record of a group stands: beside the file, so that whoever goes
// on with the file finds it. Where rows name their files it is the folder that all of them
// are in.
func recordPath(c SinkConfig, group string) string {
	path := c.Path
	if path == "" {
		path = c.Stem + "x" // a name may begin behind it
	}
	return filepath.Join(filepath.Dir(path), recordFolder, url.PathEscape(group)+".json")
}

// kept is what a record says, all of it in one step: how far the splits of the source are
// done, and how long the files are with what came of that.
type kept struct {
	// Name tells the record from every other of its group.
	Name    string         `json:"name"`
	Entries []offset.Entry `json:"entries,omitempty"`
	// Files are those that may be longer than Length, because they are being written.
	Files []keptFile `json:"files,omitempty"`
}

// keptFile is a file that is being written: of files that are rotated the one that counts,
// and all behind it do not.
type keptFile struct {
	Path   string `json:"path"`
	Seq    int    `json:"seq,omitempty"`
	Length int64  `json:"length"`
}

// readRecord reads the record at a path; known is false where there is none.
func readRecord(d disk, path, group string) (k kept, known bool, err error) {
	raw, err := d.read(path)
	if err != nil {
		return kept{}, false, explain(path, err)
	}
	if raw == nil {
		return kept{}, false, nil
	}
	if err := offset.Unseal(raw, group, &k); err != nil {
		return kept{}, false, fmt.Errorf("%s: %w", path, err)
	}
	if !k.sound() {
		return kept{}, false, fmt.Errorf("%s: %w: it says what none of this program does", path, offset.ErrDamaged)
	}
	return k, true, nil
}

// sound reports whether a record says something that can be.
func (k kept) sound() bool {
	bad := func(f keptFile) bool { return f.Path == "" || f.Seq < 0 || f.Length < 0 }
	return k.Name != "" && !slices.ContainsFunc(k.Files, bad)
}

// newRecord is one of nothing.
func newRecord() kept { return kept{Name: rand.Text()} }

func (k kept) save(d disk, path, group string) error {
	raw, err := offset.Seal(group, k)
	if err != nil {
		return err
	}
	return d.replace(path, raw)
}

// cutBack takes off the files what a worker that died has written and not committed.
func (k kept) cutBack(d disk) error {
	for _, f := range k.Files {
		s := &series{base: f.Path}
		if err := cutFile(d, s.path(f.Seq), f.Length); err != nil {
			return err
		}
		last, err := d.last(f.Path)
		if err != nil {
			return explain(f.Path, err)
		}
		for n := last; n > f.Seq; n-- { // from the end: the last one that is there says how many
			if err := d.remove(s.path(n)); err != nil {
				return explain(s.path(n), err)
			}
		}
	}
	return nil
}

// cutFile makes a file as long as it is to be. One of nothing goes away.
func cutFile(d disk, path string, length int64) error {
	there, err := d.has(path)
	if err != nil {
		return explain(path, err)
	}
	if !there {
		if length == 0 {
			return nil
		}
		return lostError(path, 0, length)
	}
	f, err := d.open(path)
	if err != nil {
		return explain(path, err)
	}
	size, err := f.Size()
	if err == nil && size > length {
		if err = f.Truncate(length); err == nil {
			err = f.Sync()
		}
	}
	err = errors.Join(err, f.Close())
	if err == nil && size < length {
		return lostError(path, size, length)
	}
	if err == nil && length == 0 {
		err = d.remove(path)
	}
	if err != nil {
		return explain(path, err)
	}
	return nil
}

// lostError says that a file is shorter than what is committed of it: what is missing
// cannot be made again, and to go on would hide it.
func lostError(path string, size, length int64) error {
	return fmt.Errorf("%s has %d bytes where %d are committed: put it back, or delete the record in %s to begin anew", path, size, length, recordFolder)
}
