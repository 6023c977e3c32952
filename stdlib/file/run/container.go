package run

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
)

// Container reads files that hold their records in blocks, one file at a time. Places
// in a file are its own: they grow from record to record.
type Container interface {
	// Open goes over to another file, of which no block is longer than most bytes, and
	// returns the place of its first record. The error is io.ErrUnexpectedEOF where the
	// file ends within its head.
	Open(f io.ReaderAt, most int) (place int64, err error)
	// Read appends the records at a place to b, as many rows or bytes as asked or less,
	// and returns the place behind them. The error is io.EOF where the file ends there,
	// io.ErrUnexpectedEOF where it ends within a block.
	Read(b *record.Batch, row record.Row, place int64, rows, size int) (next int64, err error)
	// ByteOf is where in the file the block of a place begins.
	ByteOf(place int64) int64
	// Number is which record stands at a place, from 1.
	Number(f io.ReaderAt, place int64) (int, error)
}

// Blocks gathers the records of one file in blocks.
type Blocks interface {
	// Begin appends the head of a new file to d.
	Begin(d []byte) []byte
	// GoOn reads a file that is gone on with. It returns where its last whole block ends,
	// 0 where not even the head is whole, and how many records stand before.
	GoOn(f io.ReaderAt, size int64) (end, records int64, err error)
	// Add takes a record in.
	Add(value []byte)
	// Held is how many bytes were taken in since the last block.
	Held() int
	// Full reports whether it is time to cut.
	Full() bool
	// Cut appends a block of what was taken in to d, nothing where that is nothing.
	Cut(d []byte) ([]byte, error)
	// Drop forgets what was taken in since the last block.
	Drop()
}

// byteOf is the byte of a file that a place in it is at.
func (s *Source) byteOf(place int64) int64 {
	if s.container == nil {
		return place
	}
	return s.container.ByteOf(place)
}

// number is the line of a file that a place is on, or which record of a container it is.
func (s *Source) number(f *os.File, place int64) (int, error) {
	if s.container == nil {
		return countLines(io.NewSectionReader(f, 0, place))
	}
	return s.container.Number(f, place)
}

// opens reads the head of the file that was opened, and returns the place of its first
// record, below zero where not all of the head is there yet.
func (s *Source) opens(f *file) (int64, error) {
	place, err := s.container.Open(healing{s.open}, s.config.MaxRecord)
	if errors.Is(err, io.ErrUnexpectedEOF) && !s.draining() {
		return -1, nil
	}
	if err != nil {
		return 0, inFile(f.path, err)
	}
	s.opened = true
	return place, nil
}

func (s *Source) draining() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.drain
}

// unpack reads the records at c.next, none where no whole block stands there by now.
func (s *Source) unpack(f *file, b *record.Batch, c *cutter) error {
	if s.openPath != f.path || !s.opened {
		return nil // the head is not whole yet
	}
	row := record.Row{Key: record.Null, Headers: record.Null, Timestamp: c.time, Input: int32(c.line)}
	next, err := s.container.Read(b, row, c.next, c.rows, s.host.BatchBytes)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF) && !c.tail:
		return nil
	case err != nil:
		return inFile(f.path, err)
	}
	c.next = next
	if c.line > 0 {
		c.line += len(b.Rows)
	}
	return nil
}

// inFile says which file is meant.
func inFile(path string, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%s: the file ends within a block: it is being written, or was cut", path)
	}
	return fmt.Errorf("%s: %w", path, err)
}

// healing is a file whose errors may heal.
type healing struct{ *os.File }

// ReadAt implements io.ReaderAt.
func (h healing) ReadAt(b []byte, at int64) (int, error) {
	n, err := h.File.ReadAt(b, at)
	if err != nil && !errors.Is(err, io.EOF) {
		err = connector.Retry(err)
	}
	return n, err
}
