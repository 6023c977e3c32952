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

// Commit implements [connector.Source].
func (s *Source) Commit(_ context.Context, positions []offset.Position) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	entries := make([]offset.Entry, 0, len(positions))
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
			return connector.Retry(fmt.Errorf("commit position in file: %w", err))
		}
		entries = append(entries, offset.Entry{Topic: p.Topic, Next: p.Next, Mark: m.String()})
	}
	if err := s.save(entries); err != nil {
		return err
	}
	return s.finish()
}

// save makes positions durable, and those of files that are gone forgotten.
func (s *Source) save(entries []offset.Entry) error {
	for _, e := range entries {
		delete(s.forget, e.Topic) // what was to be forgotten is overwritten
	}
	gone := s.gone()
	if len(entries)+len(gone) == 0 {
		return nil
	}
	if err := s.store.Save(entries, gone...); err != nil {
		return connector.Retry(err)
	}
	clear(s.forget)
	for _, e := range entries {
		s.files[e.Topic].saved = e.Next
	}
	return nil
}

// gone lists the positions to forget.
func (s *Source) gone() []offset.Position {
	var all []offset.Position
	for path := range s.forget {
		if _, known := s.store.Get(path, 0); known {
			all = append(all, offset.Position{Topic: path})
		}
	}
	return all
}

// finish moves or deletes the files that were delivered to their end. The commit
// says so beforehand, so that a crash in between neither reads the file again nor
// takes another of its name for it. What does not work is tried again at the next
// look. The lock is held.
func (s *Source) finish() error {
	if s.config.After != "delete" && s.config.After != "move" {
		return nil
	}
	var entries []offset.Entry
	for _, f := range s.files {
		if f.done || !s.complete(f) {
			continue
		}
		m, err := f.markOf(s.byteOf(f.next))
		if err != nil {
			continue // it went away: the next look finds that out
		}
		m.done, m.mtime = true, f.info.ModTime().UnixNano()
		entries = append(entries, offset.Entry{Topic: f.path, Next: f.next, Mark: m.String()})
	}
	if err := s.save(entries); err != nil {
		return err
	}
	for _, e := range entries {
		s.files[e.Topic].done = true
	}
	s.disposeAll()
	return nil
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
