package run

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
)

// disk is where files are: the system's, or a test's that fails on demand.
type disk interface {
	// open opens a file for appending and reading, created with its folders where
	// it is missing, and locked against other writers.
	open(path string) (diskFile, error)
	// keep appends b to the file at path, durably.
	keep(path string, b []byte) error
}

// diskFile is a file that is written at its end.
type diskFile interface {
	io.Writer
	io.ReaderAt
	io.Closer
	Size() (int64, error)
	Truncate(size int64) error
	Sync() error
}

// output is a file that a sink writes.
type output struct {
	path    string
	file    diskFile
	head    string
	buf     []byte // not written yet
	written int64  // length with buf
	durable int64  // length at the last Flush
	// cut says that the file may be longer than durable, because cutting it back
	// did not work.
	cut bool
}

// open opens the file at path and makes it end with a whole record.
func open(d disk, path string, c SinkConfig, log *slog.Logger) (*output, error) {
	file, err := d.open(path)
	if err != nil {
		return nil, err
	}
	o := &output{path: path, file: file, head: c.Head}
	if err := o.begin(d, c, log); err != nil {
		_ = file.Close() // err is what counts
		return nil, err
	}
	return o, nil
}

func (o *output) begin(d disk, c SinkConfig, log *slog.Logger) (err error) {
	if c.Mode == "replace" {
		if err := o.file.Truncate(0); err != nil {
			return err
		}
	}
	if o.durable, err = o.file.Size(); err != nil {
		return err
	}
	if c.End != "" && o.durable > 0 {
		if err := o.mend(d, c.End, log); err != nil {
			return err
		}
	}
	o.written = o.durable
	return nil
}

// mend takes the beginning of a record off the end of the file, where a worker
// that was killed left it: the record is written again, whole. It is kept in a file
// beside, since somebody else may have written it.
func (o *output) mend(d disk, end string, log *slog.Logger) error {
	tail, at, err := tornTail(o.file, o.durable, []byte(end))
	if err != nil || len(tail) == 0 {
		return err
	}
	torn := o.path + ".torn"
	if err := d.keep(torn, append(tail, '\n')); err != nil {
		return fmt.Errorf("keep the torn end in %s: %w", torn, err)
	}
	log.Warn("the file ended within a record; what stood there was moved", "path", o.path, "bytes", len(tail), "to", torn)
	if err := o.file.Truncate(at); err != nil {
		return err
	}
	o.durable = at
	return nil
}

// tornTail returns what stands behind the last end of a record, and where.
func tornTail(r io.ReaderAt, size int64, end []byte) (tail []byte, at int64, err error) {
	for step := int64(4 << 10); ; step *= 4 {
		from := max(0, size-step)
		b := make([]byte, size-from)
		if _, err := io.ReadFull(io.NewSectionReader(r, from, size-from), b); err != nil {
			return nil, 0, err
		}
		if i := bytes.LastIndex(b, end); i >= 0 {
			i += len(end)
			return b[i:], from + int64(i), nil
		}
		if from == 0 {
			return b, 0, nil
		}
	}
}

// append takes a record in, and writes when much has gathered.
func (o *output) append(value []byte, end string) error {
	if o.cut {
		if err := o.rollback(); err != nil {
			return err
		}
	}
	before := len(o.buf)
	if o.written == 0 {
		o.buf = append(o.buf, o.head...)
	}
	o.buf = append(o.buf, value...)
	o.buf = append(o.buf, end...)
	o.written += int64(len(o.buf) - before)
	if len(o.buf) < writeSize {
		return nil
	}
	return o.write()
}

func (o *output) write() error {
	if len(o.buf) == 0 {
		return nil
	}
	_, err := o.file.Write(o.buf)
	o.buf = o.buf[:0]
	return err
}

func (o *output) sync() error {
	if o.written == o.durable {
		return nil
	}
	return o.file.Sync()
}

// rollback cuts the file back to what it held at the last Flush.
func (o *output) rollback() error {
	dirty := o.cut || o.written != o.durable
	o.buf, o.written = o.buf[:0], o.durable
	if !dirty {
		return nil
	}
	err := o.file.Truncate(o.durable)
	o.cut = err != nil
	return err
}

// osDisk is the system's files.
type osDisk struct{}

func (osDisk) open(path string) (diskFile, error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	if err := lock(f); err != nil {
		_ = f.Close() // err is what counts
		return nil, err
	}
	// The folder too, so that a file that was just made is found after a power cut.
	if err := syncDir(dir); err != nil {
		_ = f.Close()
		return nil, err
	}
	return osFile{f}, nil
}

func (osDisk) keep(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	if _, err := f.Write(b); err != nil {
		_ = f.Close() // err is what counts
		return err
	}
	if err := f.Sync(); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return d.Sync()
}

// osFile is an open file of the system.
type osFile struct{ *os.File }

// Size implements diskFile.
func (f osFile) Size() (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
