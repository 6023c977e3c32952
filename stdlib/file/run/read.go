package run

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

// bom is what some editors put at the beginning of a UTF-8 file.
var bom = []byte("\xef\xbb\xbf")

// minRead is the least to read at a time, where the bound on batches allows it.
const minRead = 4 << 10

// errBareCR is for files of old systems: all of such a file would count as its
// header, and none of its rows would be seen.
var errBareCR = errors.New("the header line holds a carriage return: if the lines of the file end with CR alone, make them end with LF")

// read appends the next records of f to b. A nil split means that there was none.
func (s *Source) read(f *file, b *record.Batch) (*offset.Split, error) {
	err := s.prepare(f)
	if errors.Is(err, fs.ErrNotExist) {
		s.rescan() // went away since the last look
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	c := cutter{
		format: s.config.Format, rows: s.host.BatchRows, tail: s.tail(f, time.Now()),
		line: f.line, time: f.info.ModTime().UnixMilli(), next: f.next,
	}
	s.mu.Unlock()
	next := c.next
	if s.container != nil {
		err = s.unpack(f, b, &c)
	} else {
		err = s.fill(f, b, &c)
	}
	if err != nil {
		return nil, err
	}
	f.line = c.line
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.next == next {
		s.starve(f, &c)
		return nil, nil
	}
	f.next, f.size = c.next, max(f.size, c.end)
	b.Topic, b.Partition, b.Next, b.Epoch, b.Head = f.path, 0, c.next, -1, f.head
	return f.split, nil
}

// starve notes that there was no record behind next. With tail there will be none
// until a look finds more: what counts is where the read ended, not what a look
// said.
func (s *Source) starve(f *file, c *cutter) {
	if c.tail {
		f.size = max(s.byteOf(f.next), min(f.size, c.end))
	} else {
		f.size = max(f.size, c.end)
	}
	f.starved = f.size
}

// rescan makes the next pick look at the pattern, under --drain too: a file that
// went away is not waited for.
func (s *Source) rescan() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scanned = time.Time{}
	if s.drain {
		s.order = slices.DeleteFunc(s.order, func(path string) bool {
			_, err := os.Stat(path)
			return errors.Is(err, fs.ErrNotExist)
		})
		s.sweep()
	}
}

// prepare opens the file, and when it is read for the first time passes over the
// byte order mark, reads the header and counts the lines that are behind it.
func (s *Source) prepare(f *file) error {
	if s.openPath != f.path || !f.ready {
		if err := s.closeOpen(); err != nil {
			return connector.Retry(err)
		}
		open, err := os.Open(f.path)
		if err != nil {
			return fmt.Errorf("read file: %w", err)
		}
		s.open, s.openPath = open, f.path
		s.opened = false
	}
	if f.ready && (s.opened || s.container == nil) {
		return nil
	}
	begin, err := s.begins(f)
	if err != nil || begin < 0 || f.ready {
		return err
	}
	s.mu.Lock()
	f.begin = s.byteOf(begin)
	if f.next < begin {
		f.next, f.saved = begin, begin
	}
	s.mu.Unlock()
	if s.config.Lines {
		n, err := s.number(s.open, f.next)
		if err != nil {
			return connector.Retry(fmt.Errorf("read file: %w", err))
		}
		f.line = n
	}
	f.ready = true
	return nil
}

// begins returns where the first row begins, below zero when that cannot be told
// yet: a header line is still being written.
func (s *Source) begins(f *file) (int64, error) {
	if s.container != nil {
		return s.opens(f)
	}
	mark := make([]byte, len(bom))
	n, err := s.open.ReadAt(mark, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, connector.Retry(fmt.Errorf("read file: %w", err))
	}
	var begin int64
	if bytes.Equal(mark[:n], bom) {
		begin = int64(len(bom))
	}
	if !s.config.Format.Header {
		return begin, nil
	}
	s.mu.Lock()
	tail := s.tail(f, time.Now())
	s.mu.Unlock()
	format := s.config.Format
	format.Header, format.Blank = false, false
	head := cutter{format: format, rows: 1, tail: tail, next: begin}
	var b record.Batch
	if err := s.fill(f, &b, &head); err != nil {
		return 0, err
	}
	if len(b.Rows) == 0 {
		return -1, nil
	}
	f.head = bytes.Clone(b.Bytes(b.Rows[0].Value))
	if bytes.IndexByte(f.head, '\r') >= 0 && bytes.IndexByte(f.head, '"') < 0 {
		return 0, fmt.Errorf("%s:1: %w", f.path, errBareCR)
	}
	return head.next, nil
}

// fill reads behind c.next and cuts, with larger reads until there is a record.
func (s *Source) fill(f *file, b *record.Batch, c *cutter) error {
	if s.openPath != f.path || c.format.Header && !f.ready {
		return nil // the header is not whole yet
	}
	from, base := c.next, len(b.Slab)
	size := s.readSize
	for {
		b.Slab = slices.Grow(b.Slab[:base], size)[:base+size]
		n, err := s.open.ReadAt(b.Slab[base:], from)
		if err != nil && !errors.Is(err, io.EOF) {
			return connector.Retry(fmt.Errorf("read file: %w", err))
		}
		b.Slab = b.Slab[:base+n]
		used := c.cut(b, base, from, err != nil)
		b.Slab = b.Slab[:base+used]
		if used > 0 || err != nil {
			s.adapt(used, n, len(b.Rows) >= c.rows)
			return nil
		}
		if n > s.config.MaxRecord {
			return fmt.Errorf("%s: the record is longer than max_record (%d bytes): is a quote not closed?", s.Place(f.path, 0, from), s.config.MaxRecord)
		}
		size = min(2*size, s.config.MaxRecord+1)
	}
}

// adapt makes the next read as large as what a batch takes, so that little is read
// twice.
func (s *Source) adapt(used, n int, full bool) {
	most := max(1, s.host.BatchBytes)
	switch {
	case full && used < n/2:
		s.readSize = min(most, max(minRead, used+used/4))
	case !full && used > 0:
		s.readSize = min(most, 2*s.readSize)
	}
}

// cutter cuts what was read into records.
type cutter struct {
	format Format
	rows   int   // most rows in the batch
	tail   bool  // a last line without a line end is a record
	line   int   // of next; 0 where lines are not counted
	time   int64 // of all rows
	next   int64 // behind the last record
	end    int64 // of the file, when it was reached
}

// cut makes rows of the slab from base on, which was read at from in the file. It
// returns how many bytes of it were used.
func (c *cutter) cut(b *record.Batch, base int, from int64, atEnd bool) int {
	data := b.Slab[base:]
	if atEnd {
		c.end = from + int64(len(data))
	}
	at := 0
	for at < len(data) && len(b.Rows) < c.rows {
		end, next := c.record(data, at, atEnd && c.tail)
		if next < 0 {
			break
		}
		if end > at || c.format.Blank {
			b.Rows = append(b.Rows, record.Row{
				Key: record.Null, Headers: record.Null,
				Value:     record.Span{Off: int32(base + at), Len: int32(end - at)},
				Offset:    from + int64(at),
				Timestamp: c.time,
				Input:     int32(c.line),
			})
		}
		if c.line > 0 {
			c.line += bytes.Count(data[at:next], []byte{'\n'})
		}
		at = next
	}
	c.next = from + int64(at)
	return at
}

// record returns where the record at start ends and where the next one begins,
// below zero where it does not end in data.
func (c *cutter) record(data []byte, start int, last bool) (end, next int) {
	if c.format.CSV {
		return record.CSVCut(data, start, c.format.Delimiter, c.format.Quote, last)
	}
	return record.CSVCut(data, start, 0, 0, last)
}

// countLines returns the number of the line that follows what r holds.
func countLines(r io.Reader) (int, error) {
	line := 1
	b := make([]byte, 64<<10)
	for {
		n, err := r.Read(b)
		line += bytes.Count(b[:n], []byte{'\n'})
		if errors.Is(err, io.EOF) {
			return line, nil
		}
		if err != nil {
			return 0, err
		}
	}
}
