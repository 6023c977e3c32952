package run

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
)

// output is a file that a sink writes.
type output struct {
	path    string
	file    diskFile
	head    string
	blocks  Blocks // nil where there are none
	buf     []byte // not written yet
	written int64  // length with buf
	durable int64  // length at the last Flush, or commit of a transaction
	// records and since, when the first of them came, are kept for the rotation, as
	// they are and as they were at the last Flush.
	records, durableRecords int64
	since, durableSince     time.Time
	// cut says that the file may be longer than durable, because cutting it back
	// did not work.
	cut bool
	// tx is what it is written through; listed says that its record has the file.
	tx     *transaction
	listed bool
}

// open opens the file at path and makes it end with a whole record.
func open(d disk, path string, c SinkConfig, log *slog.Logger, now time.Time) (*output, error) {
	file, err := d.open(path)
	if err != nil {
		return nil, err
	}
	o := &output{path: path, file: file, head: c.Head, since: now, durableSince: now}
	if c.Blocks != nil {
		o.blocks = c.Blocks()
	}
	if err := o.begin(d, c, log); err != nil {
		_ = file.Close() // err is what counts
		return nil, err
	}
	return o, nil
}

func (o *output) begin(d disk, c SinkConfig, log *slog.Logger) (err error) {
	if c.Mode == modeReplace {
		if err := o.file.Truncate(0); err != nil {
			return err
		}
	}
	if o.durable, err = o.file.Size(); err != nil {
		return err
	}
	if (c.End != "" || o.blocks != nil) && o.durable > 0 {
		if err := o.goOn(d, c, log); err != nil {
			return err
		}
	}
	o.written = o.durable
	return nil
}

// goOn makes a file that is gone on with end with a whole record, and counts its records
// where that decides when the next file begins.
func (o *output) goOn(d disk, c SinkConfig, log *slog.Logger) error {
	switch {
	case o.blocks != nil:
		at, n, err := o.blocks.GoOn(o.file, o.durable)
		if err != nil {
			return err
		}
		o.records = n
		if err := o.mend(d, at, log); err != nil {
			return err
		}
	case c.Quote != 0:
		n, at, err := csvEnds(o.file, o.durable, c.Delimiter, c.Quote)
		if err != nil {
			return err
		}
		o.records = n
		if err := o.mend(d, at, log); err != nil {
			return err
		}
	default:
		at, err := lastEnd(o.file, o.durable, []byte(c.End))
		if err != nil {
			return err
		}
		if err := o.mend(d, at, log); err != nil {
			return err
		}
		if c.Rotate.Records > 0 {
			if o.records, err = countRecords(o.file, o.durable, []byte(c.End)); err != nil {
				return err
			}
		}
	}
	if err := o.beginsWith(c.Head); err != nil {
		return err
	}
	if c.Head != "" && o.records > 0 {
		o.records-- // the header line
	}
	o.durableRecords = o.records
	return nil
}

// beginsWith checks that a file that is gone on with has the header line of what is
// written: below another one the cells would stand in the wrong columns.
func (o *output) beginsWith(head string) error {
	if head == "" || o.durable == 0 {
		return nil
	}
	b := make([]byte, min(int64(len(head)), o.durable))
	if _, err := io.ReadFull(io.NewSectionReader(o.file, 0, o.durable), b); err != nil {
		return err
	}
	if string(b) != head {
		return fmt.Errorf("the file begins with another header line than %q: move it away, or write to another path", strings.TrimRight(head, "\r\n"))
	}
	return nil
}

// settle notes that all of the file is durable.
func (o *output) settle() {
	o.durable, o.durableRecords, o.durableSince = o.written, o.records, o.since
}

// mend takes the beginning of a record off the end of the file, where a worker
// that was killed left it: the record is written again, whole. It is kept in a file
// beside, since somebody else may have written it.
func (o *output) mend(d disk, at int64, log *slog.Logger) error {
	if at == o.durable {
		return nil
	}
	tail := make([]byte, o.durable-at)
	if _, err := io.ReadFull(io.NewSectionReader(o.file, at, o.durable-at), tail); err != nil {
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

// append takes a record in, and writes when much has gathered.
func (o *output) append(value []byte, end string, now func() time.Time) error {
	if o.cut {
		if err := o.rollback(); err != nil {
			return err
		}
	}
	before := len(o.buf)
	if o.written == 0 {
		o.begins()
		o.since = now()
	}
	o.records++
	if err := o.take(value, end); err != nil {
		return err
	}
	o.written += int64(len(o.buf) - before)
	if len(o.buf) < writeSize {
		return nil
	}
	return o.write(int(o.written % writeSize))
}

// begins is what an empty file begins with.
func (o *output) begins() {
	if o.blocks != nil {
		o.buf = o.blocks.Begin(o.buf)
		return
	}
	o.buf = append(o.buf, o.head...)
}

// take takes a record in, and the block that it fills.
func (o *output) take(value []byte, end string) error {
	if o.blocks == nil {
		o.buf = append(append(o.buf, value...), end...)
		return nil
	}
	o.blocks.Add(value)
	if !o.blocks.Full() {
		return nil
	}
	return o.cutBlock()
}

func (o *output) cutBlock() (err error) {
	o.buf, err = o.blocks.Cut(o.buf)
	return err
}

// length is what the file will have at least, with what is not packed yet.
func (o *output) length() int64 {
	if o.blocks == nil {
		return o.written
	}
	return o.written + int64(o.blocks.Held())
}

// finish writes all that was taken in.
func (o *output) finish() error {
	if o.blocks != nil {
		before := len(o.buf)
		if err := o.cutBlock(); err != nil {
			return err
		}
		o.written += int64(len(o.buf) - before)
	}
	return o.write(0)
}

// write writes what has gathered, but for its last keep bytes. While more is to come
// they are those behind the last multiple of writeSize in the file: the system keeps a
// file in pieces of such sizes, and a write that ends within one costs it half as much again.
func (o *output) write(keep int) error {
	n := len(o.buf) - keep
	if n == 0 {
		return nil
	}
	if o.tx != nil && !o.listed {
		if err := o.tx.list(); err != nil {
			return err
		}
	}
	_, err := o.file.Write(o.buf[:n])
	o.buf = o.buf[:copy(o.buf, o.buf[n:])]
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
	if o.blocks != nil {
		o.blocks.Drop()
	}
	o.records, o.since = o.durableRecords, o.durableSince
	if !dirty {
		return nil
	}
	err := o.file.Truncate(o.durable)
	o.cut = err != nil
	return err
}
