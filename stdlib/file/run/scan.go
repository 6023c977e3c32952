package run

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
)

// file is a file that the pattern matched. All but the reader's part is under the
// source's lock.
type file struct {
	path  string
	split *offset.Split
	next  int64 // behind what was handed out
	size  int64 // at the last look
	info  fs.FileInfo
	// changed is since when the size is what it is.
	changed time.Time
	// starved is the size at which no whole record stood behind next.
	starved int64
	// saved is how far it was delivered and committed; a header needs no commit.
	saved int64
	// keeping is what Entries made of it last.
	keeping int64
	// begin is how many bytes stand before the first record.
	begin int64
	// done says that all was delivered, and that the commit says so.
	done bool

	// The reader's part, made when the file is first read.
	ready bool
	head  []byte // the header record
	line  int    // of next, from 1; 0 where lines are not counted
}

// readable reports whether there may be a record to read. tail says that a last
// line without a line end counts as one.
func (s *Source) readable(f *file, tail bool) bool {
	return !f.done && f.size > s.byteOf(f.next) && (f.size > f.starved || tail)
}

// tail reports whether what the file ends with counts although it has no end of its
// own: a last line without a line end is a record where nobody is writing the rest. A
// block is none without its end, which only a drain does not wait for.
func (s *Source) tail(f *file, now time.Time) bool {
	return s.drain || s.container == nil && s.still(f, now)
}

// still reports whether nobody is writing the file.
func (s *Source) still(f *file, now time.Time) bool {
	return s.drain || now.Sub(f.changed) >= scanEvery
}

// pick returns the file to read next: the first by name that has something to
// read. It returns nil where there is none, and ErrDrained where there will be none.
func (s *Source) pick(ctx context.Context) (*file, error) {
	f, looked, err := s.look()
	if f != nil || err != nil || !looked {
		return f, err
	}
	if err := s.finish(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.first(), nil
}

// look returns the file to read next. Where there is none it looks at the pattern, if
// it is time to.
func (s *Source) look() (f *file, looked bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.first(); f != nil {
		return f, false, nil
	}
	if s.drain {
		return nil, false, connector.ErrDrained
	}
	if time.Since(s.scanned) < scanEvery {
		return nil, false, nil
	}
	return nil, true, s.scan()
}

func (s *Source) first() *file {
	now := time.Now()
	for _, path := range s.order {
		if f := s.files[path]; f != nil && s.readable(f, s.tail(f, now)) {
			return f
		}
	}
	return nil
}

// scan looks at the pattern: new files come in, files that are gone go out, sizes
// are what they are now. The lock is held.
func (s *Source) scan() error {
	paths, err := filepath.Glob(s.config.Path)
	if err != nil {
		return fmt.Errorf("path %q: %w", s.config.Path, err)
	}
	s.scanned = time.Now()
	s.order = s.order[:0]
	for _, path := range paths {
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // went away in between
		}
		if err != nil {
			return fmt.Errorf("look at files: %w", err)
		}
		if !info.Mode().IsRegular() {
			continue
		}
		s.see(path, info)
		s.order = append(s.order, path)
	}
	slices.Sort(s.order)
	s.sweep()
	return nil
}

// see takes in what a file looks like now.
func (s *Source) see(path string, info fs.FileInfo) {
	f := s.files[path]
	if f != nil && (info.Size() < s.byteOf(f.next) || !os.SameFile(f.info, info)) {
		// What it holds now is new, and what is in work of it counts for nothing any
		// more.
		s.host.Log.Warn("file was cut or replaced; reading it from the start", "path", path)
		f.split.Close()
		s.forget[path] = true
		f = nil
	}
	if f == nil {
		f = s.begin(path, info)
		s.files[path] = f
	}
	if info.Size() != f.size {
		f.changed = s.scanned
		f.done = false // it grew before it was moved or deleted
	}
	f.size, f.info = info.Size(), info
}

// begin starts a file's split, where the last run stopped if it is the same file.
func (s *Source) begin(path string, info fs.FileInfo) *file {
	f := &file{path: path, size: info.Size(), info: info, changed: s.scanned}
	if info.ModTime().Before(f.changed) {
		f.changed = info.ModTime()
	}
	if e, known := s.positions.Get(path, 0); known && !s.forget[path] && s.byteOf(e.Next) <= f.size {
		if m, err := parseMark(e.Mark); err == nil && m.fits(path, info) {
			f.next, f.saved, f.done = e.Next, e.Next, m.done
		}
	}
	f.split = s.host.Ledger.Assign(path, 0, f.next, -1)
	return f
}

// sweep forgets files that are not there any more, those of former runs included:
// another file of the same name must be read from its start.
func (s *Source) sweep() {
	for path, f := range s.files {
		if _, found := slices.BinarySearch(s.order, path); !found {
			f.split.Close()
			delete(s.files, path)
			s.forget[path] = true
		}
	}
	for _, e := range s.positions.Entries() {
		if s.files[e.Topic] != nil {
			continue
		}
		if _, err := os.Lstat(e.Topic); errors.Is(err, fs.ErrNotExist) {
			s.forget[e.Topic] = true
		}
	}
}
