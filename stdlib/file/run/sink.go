package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"syscall"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
)

// SinkConfig is a file to write.
type SinkConfig struct {
	// Path is the file. Where it is empty, the key of each row is the path of its
	// file.
	Path string
	// Stem is what the paths of rows begin with, as far as all do.
	Stem string
	// Mode is append or replace; empty is append.
	Mode string
	// Head is what an empty file begins with: the header line of CSV.
	Head string
	// End follows each record.
	End string
	// Delimiter and Quote are those of CSV: an End in quotes ends nothing. Without a
	// quote each End does.
	Delimiter, Quote byte
	// Blocks makes what gathers the records of a file in blocks; nil where each record is
	// written as it is, with End behind.
	Blocks func() Blocks
	// Rotate says when the next file begins.
	Rotate Rotate
}

// writeSize is how much is gathered before it is written.
const writeSize = 64 << 10

// lockPatience is how long a sink waits for a file that another process writes.
const lockPatience = 10 * time.Second

// mostOpen is how many files stay open from one Flush to the next, and mostFiles how
// many may be written between two: where the path depends on the record, a value
// with that many forms is a mistake.
const (
	mostOpen  = 64
	mostFiles = 1024
)

// codeNull is the run-time code of a row without a value.
const codeNull = "R0303"

// Sink appends rows to files. What was written since the last Flush, or the last commit of
// a transaction, is cut off again when something goes wrong, so that the caller may write
// all of it anew.
type Sink struct {
	config SinkConfig
	host   *connector.SinkHost
	disk   disk
	files  map[string]*series // by path
	clock  func() time.Time
	writes int64           // counts, to find the files that were not used for long
	begun  map[string]bool // paths that were opened in this run: replace empties a file once
	// waits says since when a file cannot be opened because another process has it.
	waits map[string]time.Time
	tx    *transaction // what is written through, nil where each Flush counts by itself
	left  *kept        // what a record holds of a former life, see Former
}

// modeReplace is the Mode that empties files.
const modeReplace = "replace"

// NewSink returns a sink that has not opened a file yet.
func NewSink(c SinkConfig) *Sink {
	return &Sink{config: c, disk: osDisk{}, files: make(map[string]*series), begun: make(map[string]bool), clock: time.Now, waits: make(map[string]time.Time)}
}

// Open opens the file of Path, or none where rows name their files.
func (s *Sink) Open(_ context.Context, h *connector.SinkHost) error {
	s.host = h
	if tx, ok := h.Transaction.(*transaction); ok {
		tx.enlist(s)
		return nil
	}
	if h.Task == 0 {
		if err := s.former(); err != nil {
			return err
		}
	}
	if s.config.Path == "" {
		return nil
	}
	_, err := s.output(s.config.Path)
	return err
}

// output returns the files of a path, opened when they are first asked for: the last
// one, where there are several.
func (s *Sink) output(path string) (*series, error) {
	if f := s.files[path]; f != nil {
		return f, nil
	}
	if len(s.files) >= mostFiles {
		return nil, fmt.Errorf("write %s: more than %d files at a time; the path depends on a value with too many forms", path, mostFiles)
	}
	f := &series{base: path}
	if s.config.Rotate.on() {
		var err error
		if f.seq, err = s.disk.last(path); err != nil {
			return nil, explain(path, err)
		}
	}
	var err error
	if f.out, err = s.begin(f.path(f.seq)); err != nil {
		return nil, err
	}
	s.files[path] = f
	return f, nil
}

// begin opens one file.
func (s *Sink) begin(path string) (*output, error) {
	c := s.config
	if s.begun[path] {
		c.Mode = "append"
	}
	o, err := open(s.disk, path, c, s.host.Log, s.clock())
	if locked := (*lockedError)(nil); errors.As(err, &locked) {
		return nil, s.wait(path, locked)
	}
	delete(s.waits, path)
	if err != nil {
		return nil, explain(path, err)
	}
	if c.Mode == modeReplace {
		s.begun[path] = true
	}
	o.tx = s.tx
	return o, nil
}

// next begins the next file of a path.
func (s *Sink) next(f *series) error {
	o, err := s.begin(f.path(f.seq + 1))
	if err != nil {
		return err
	}
	o.listed = f.out.listed // a record that has a file knows of those behind it
	f.full = append(f.full, f.out)
	f.out, f.seq = o, f.seq+1
	return nil
}

// wait decides whether the lock of a file is worth another attempt. One of this
// very process stays as long as the sink that has it, so there is no end to wait
// for; another process may be a worker that is just being replaced.
func (s *Sink) wait(path string, locked *lockedError) error {
	err := fmt.Errorf("write %s: %w", path, locked)
	since, waits := s.waits[path]
	if !waits {
		since = time.Now()
		s.waits[path] = since
	}
	if locked.pid == os.Getpid() || time.Since(since) >= lockPatience {
		return err
	}
	return connector.Retry(err)
}

// waitRecord is wait for the record at a path. Who holds it writes the file, and that is what
// the user has named.
func (s *Sink) waitRecord(path string, locked *lockedError) error {
	return s.wait(cmp.Or(s.config.Path, path), locked)
}

// Write appends the rows of b.
func (s *Sink) Write(_ context.Context, b *record.Batch) error {
	err := s.write(b)
	if err != nil {
		return errors.Join(err, s.rollback())
	}
	return nil
}

func (s *Sink) write(b *record.Batch) error {
	var last string
	var f *series
	s.writes++
	for i := range b.Rows {
		r := &b.Rows[i]
		if r.Value.IsNull() {
			return &connector.RowError{Row: i, Code: codeNull, Err: errors.New("the record has no value, which a file has no form for")}
		}
		if f == nil || s.config.Path == "" && last != string(b.Bytes(r.Key)) {
			last = s.path(b, r)
			var err error
			if f, err = s.output(last); err != nil {
				return err
			}
			f.used = s.writes
		}
		value := b.Bytes(r.Value)
		if s.config.Rotate.on() && s.config.Rotate.due(f.out, len(value)+len(s.config.End), s.clock()) {
			if err := s.next(f); err != nil {
				return err
			}
		}
		if err := f.out.append(value, s.config.End, s.clock); err != nil {
			return explain(f.out.path, err)
		}
	}
	return nil
}

func (s *Sink) path(b *record.Batch, r *record.Row) string {
	if s.config.Path != "" {
		return s.config.Path
	}
	return string(b.Bytes(r.Key))
}

// Flush makes everything durable. A sync that failed is not tried again: the
// system may have dropped what it could not write.
func (s *Sink) Flush(context.Context) error {
	for _, o := range s.all() {
		if err := o.finish(); err != nil {
			return errors.Join(explain(o.path, err), s.rollback())
		}
	}
	for _, o := range s.all() {
		if err := o.sync(); err != nil {
			return errors.Join(explain(o.path, err), s.rollback())
		}
	}
	if s.tx != nil {
		return nil // its Commit settles
	}
	for _, o := range s.all() {
		o.settle()
	}
	return s.tidy()
}

// tidy closes the files that are full, and those of paths that were not written to
// for the longest where many are open.
func (s *Sink) tidy() error {
	var all error
	paths := slices.Sorted(maps.Keys(s.files))
	for _, path := range paths {
		all = errors.Join(all, s.files[path].settle())
	}
	if len(paths) > mostOpen {
		slices.SortStableFunc(paths, func(a, b string) int { return cmp.Compare(s.files[b].used, s.files[a].used) })
		for _, path := range paths[mostOpen:] {
			all = errors.Join(all, s.files[path].out.file.Close())
			delete(s.files, path)
		}
	}
	return all
}

// rollback cuts all files back to what they held at the last Flush.
func (s *Sink) rollback() error {
	var all error
	for _, o := range s.all() {
		if err := o.rollback(); err != nil {
			all = errors.Join(all, fmt.Errorf("%s: cut back to %d bytes: %w", o.path, o.durable, err))
		}
	}
	for _, path := range slices.Sorted(maps.Keys(s.files)) {
		all = errors.Join(all, s.files[path].back(s.disk))
	}
	return all
}

// all returns the files in the order of their paths.
func (s *Sink) all() []*output {
	list := make([]*output, 0, len(s.files))
	for _, f := range s.opened() {
		list = append(list, f.outputs()...)
	}
	return list
}

// opened returns what is open, in the order of the paths.
func (s *Sink) opened() []*series {
	list := make([]*series, 0, len(s.files))
	for _, path := range slices.Sorted(maps.Keys(s.files)) {
		list = append(list, s.files[path])
	}
	return list
}

// Close closes the files; what was not flushed is cut off.
func (s *Sink) Close(context.Context) error {
	err := s.rollback()
	if s.tx != nil && err != nil {
		s.tx.torn = true
	}
	for _, o := range s.all() {
		err = errors.Join(err, o.file.Close())
	}
	clear(s.files)
	return err
}

// explain names the file, and marks what heals when somebody makes room.
func explain(path string, err error) error {
	return mayHeal(fmt.Errorf("write %s: %w", path, err))
}

// mayHeal marks what heals when somebody makes room.
func mayHeal(err error) error {
	for _, heals := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EIO, syscall.EAGAIN} {
		if errors.Is(err, heals) {
			return connector.Retry(err)
		}
	}
	return err
}
