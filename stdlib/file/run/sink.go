package run

import (
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
	// Mode is append or replace; empty is append.
	Mode string
	// Head is what an empty file begins with: the header line of CSV.
	Head string
	// End follows each record.
	End string
}

// writeSize is how much is gathered before it is written.
const writeSize = 64 << 10

// lockPatience is how long a sink waits for a file that another process writes.
const lockPatience = 10 * time.Second

// codeNull is the run-time code of a row without a value.
const codeNull = "R0303"

// Sink appends rows to files. What was written since the last Flush is cut off
// again when something goes wrong, so that the caller may write all of it anew.
type Sink struct {
	config SinkConfig
	host   *connector.SinkHost
	disk   disk
	files  map[string]*output
	// waits says since when a file cannot be opened because another process has it.
	waits map[string]time.Time
}

// NewSink returns a sink that has not opened a file yet.
func NewSink(c SinkConfig) *Sink {
	return &Sink{config: c, disk: osDisk{}, files: make(map[string]*output), waits: make(map[string]time.Time)}
}

// Open opens the file of Path, or none where rows name their files.
func (s *Sink) Open(_ context.Context, h *connector.SinkHost) error {
	s.host = h
	if s.config.Path == "" {
		return nil
	}
	_, err := s.output(s.config.Path)
	return err
}

// output returns the file at path, opened when it is first asked for.
func (s *Sink) output(path string) (*output, error) {
	if o := s.files[path]; o != nil {
		return o, nil
	}
	o, err := open(s.disk, path, s.config, s.host.Log)
	if locked := (*lockedError)(nil); errors.As(err, &locked) {
		return nil, s.wait(path, locked)
	}
	delete(s.waits, path)
	if err != nil {
		return nil, explain(path, err)
	}
	s.files[path] = o
	return o, nil
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
	var o *output
	for i := range b.Rows {
		r := &b.Rows[i]
		if r.Value.IsNull() {
			return &connector.RowError{Row: i, Code: codeNull, Err: errors.New("the record has no value, which a file has no form for")}
		}
		if o == nil || s.config.Path == "" && last != string(b.Bytes(r.Key)) {
			last = s.path(b, r)
			var err error
			if o, err = s.output(last); err != nil {
				return err
			}
		}
		if err := o.append(b.Bytes(r.Value), s.config.End); err != nil {
			return explain(o.path, err)
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
		if err := o.write(); err != nil {
			return errors.Join(explain(o.path, err), s.rollback())
		}
	}
	for _, o := range s.all() {
		if err := o.sync(); err != nil {
			return errors.Join(explain(o.path, err), s.rollback())
		}
	}
	for _, o := range s.all() {
		o.durable = o.written
	}
	return nil
}

// rollback cuts all files back to what they held at the last Flush.
func (s *Sink) rollback() error {
	var all error
	for _, o := range s.all() {
		if err := o.rollback(); err != nil {
			all = errors.Join(all, fmt.Errorf("%s: cut back to %d bytes: %w", o.path, o.durable, err))
		}
	}
	return all
}

// all returns the files in the order of their paths.
func (s *Sink) all() []*output {
	list := make([]*output, 0, len(s.files))
	for _, path := range slices.Sorted(maps.Keys(s.files)) {
		list = append(list, s.files[path])
	}
	return list
}

// Close closes the files; what was not flushed is cut off.
func (s *Sink) Close(context.Context) error {
	err := s.rollback()
	for _, o := range s.all() {
		err = errors.Join(err, o.file.Close())
	}
	clear(s.files)
	return err
}

// explain names the file, and marks what heals when somebody makes room.
func explain(path string, err error) error {
	wrapped := fmt.Errorf("write %s: %w", path, err)
	for _, heals := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EIO, syscall.EAGAIN} {
		if errors.Is(err, heals) {
			return connector.Retry(wrapped)
		}
	}
	return wrapped
}
