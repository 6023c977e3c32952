package run

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
)

// Entries implements [connector.Keeper].
func (s *Source) Entries(positions []offset.Position) (set []offset.Entry, forget []offset.Position, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := make(map[string]bool, len(positions))
	for _, p := range positions {
		f := s.files[p.Topic]
		if f == nil {
			continue // it went away; its position means nothing
		}
		m, err := f.markOf(s.byteOf(p.Next))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, nil, connector.Retry(fmt.Errorf("commit position in file: %w", err))
		}
		f.keeping, kept[p.Topic] = p.Next, true
		set = append(set, offset.Entry{Topic: p.Topic, Next: p.Next, Mark: m.String()})
	}
	return set, s.gone(kept), nil
}

// Commit implements [connector.Source]: what was delivered to its end may go.
func (s *Source) Commit(ctx context.Context, positions []offset.Position) error {
	s.mu.Lock()
	for _, p := range positions {
		if f := s.files[p.Topic]; f != nil && f.keeping == p.Next { // not another file of its name
			f.saved = p.Next
			delete(s.forget, p.Topic)
		}
	}
	s.forgotten()
	s.mu.Unlock()
	return s.finish(ctx)
}

// gone lists the splits of which nothing is to be kept, but for those that are kept anew.
func (s *Source) gone(kept map[string]bool) []offset.Position {
	var all []offset.Position
	for path := range s.forget {
		if _, known := s.positions.Get(path, 0); known && !kept[path] {
			all = append(all, offset.Position{Topic: path})
		}
	}
	return all
}

// forgotten drops the paths of which nothing is kept any more. The lock is held.
func (s *Source) forgotten() {
	for path := range s.forget {
		if _, known := s.positions.Get(path, 0); !known {
			delete(s.forget, path)
		}
	}
}

// forgetGone makes the positions of files that are gone forgotten.
func (s *Source) forgetGone(ctx context.Context) error {
	s.mu.Lock()
	gone := s.gone(nil)
	s.mu.Unlock()
	if len(gone) == 0 {
		return nil
	}
	return s.save(ctx, nil, gone...)
}

// save makes entries durable. The lock is not held: it may take as long as a transaction,
// which asks for Entries.
func (s *Source) save(ctx context.Context, set []offset.Entry, gone ...offset.Position) error {
	return connector.Retry(s.positions.Save(ctx, set, gone...))
}

// finish moves or deletes the files that were delivered to their end. What is kept
// says so beforehand, so that a crash in between neither reads the file again nor
// takes another of its name for it. What does not work is tried again at the next
// look. The lock is not held.
func (s *Source) finish(ctx context.Context) error {
	if s.config.After != "delete" && s.config.After != "move" {
		return nil
	}
	s.finishing.Lock()
	defer s.finishing.Unlock()
	ended, entries := s.ended()
	if len(entries) > 0 {
		if err := s.save(ctx, entries); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range ended {
		// It may have grown meanwhile, or another may have its name by now.
		f.done = s.files[f.path] == f && f.next == entries[i].Next && s.complete(f)
	}
	s.disposeAll()
	return nil
}

// ended are the files that were delivered to their end, and what is kept of them then.
func (s *Source) ended() (all []*file, entries []offset.Entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.files {
		if f.done || !s.complete(f) {
			continue
		}
		m, err := f.markOf(s.byteOf(f.next))
		if err != nil {
			continue // it went away: the next look finds that out
		}
		m.done, m.mtime = true, f.info.ModTime().UnixNano()
		all = append(all, f)
		entries = append(entries, offset.Entry{Topic: f.path, Next: f.next, Mark: m.String()})
	}
	return all, entries
}

// complete reports whether all of a file was delivered. It must have stood still,
// and a look must find it as it was: it may still be written.
func (s *Source) complete(f *file) bool {
	if f.size != s.byteOf(f.next) || f.saved != f.next || !s.still(f, time.Now()) {
		return false
	}
	info, err := os.Stat(f.path)
	if err != nil || info.Size() != f.size || !os.SameFile(f.info, info) {
		return false
	}
	f.info = info
	return true
}

// disposeAll moves or deletes what is done. The lock is held.
func (s *Source) disposeAll() {
	for path, f := range s.files {
		if !f.done {
			continue
		}
		if err := s.dispose(path); err != nil {
			s.host.Log.Warn("a file that was delivered stays where it is", "path", path, "error", err)
			continue
		}
		f.split.Close()
		delete(s.files, path)
		s.forget[path] = true
	}
}

func (s *Source) dispose(path string) error {
	if s.config.After == "delete" {
		return os.Remove(path)
	}
	if err := os.MkdirAll(s.config.MoveTo, 0o755); err != nil {
		return err
	}
	to, err := freeName(filepath.Join(s.config.MoveTo, filepath.Base(path)))
	if err != nil {
		return err
	}
	return os.Rename(path, to)
}

// freeName returns path, or path with a number where it is taken: day.csv,
// day-2.csv. Two workers do not move into one folder at a time: their data folders
// are locked, and a pattern belongs to one of them.
func freeName(path string) (string, error) {
	ext := filepath.Ext(path)
	name := path
	for n := 2; ; n++ {
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name, nil
		} else if err != nil {
			return "", err
		}
		name = strings.TrimSuffix(path, ext) + "-" + strconv.Itoa(n) + ext
	}
}
