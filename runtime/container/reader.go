package container

import (
	"errors"
	"fmt"
	"io"

	"github.com/flowc-lang/flowc/runtime/avro"
	"github.com/flowc-lang/flowc/runtime/record"
)

// Reader reads the records of files, one file at a time, as records of one schema.
type Reader struct {
	text   string       // of the schema
	schema *avro.Schema // parsed at the first file

	file io.ReaderAt
	head *head
	plan *avro.Plan
	u    unpacker

	// The block that is held, if any: its place, the records, and the next of them.
	held   bool
	at     int64
	block  block
	packed []byte
	data   []byte
	cursor int
	index  int
}

// NewReader returns a reader of records as the schema would have them.
func NewReader(schema string) *Reader { return &Reader{text: schema} }

// ByteOf is where in a file a place is.
func (*Reader) ByteOf(place int64) int64 { return ByteOf(place) }

// Open goes over to another file, of which no block may be longer than most bytes. It
// returns the place of the first record. The error is io.ErrUnexpectedEOF where the
// file ends within its head.
func (r *Reader) Open(f io.ReaderAt, most int) (int64, error) {
	r.held, r.file, r.u.most = false, f, most
	h, err := readHead(f)
	if err != nil {
		return 0, err
	}
	if r.schema == nil {
		if r.schema, err = avro.Parse(r.text); err != nil {
			return 0, fmt.Errorf("the program's schema: %w", err)
		}
	}
	writer, err := avro.Parse(h.schema)
	if err != nil {
		return 0, fmt.Errorf("the schema of the file: %w", err)
	}
	if r.plan, err = avro.Resolve(r.schema, writer); err != nil {
		return 0, fmt.Errorf("the schema of the file does not fit: %w", err)
	}
	r.head = h
	return placeOf(int64(h.size), 0), nil
}

// Read appends records to b from a place on, until it has as many rows or bytes as
// asked, or the block ends. It returns the place behind them. Of rows Value and Offset
// are set, and Input counts on where it counts; the others are as row has them. The error is io.EOF where the file ends at the
// place, and io.ErrUnexpectedEOF where it ends within a block.
func (r *Reader) Read(b *record.Batch, row record.Row, place int64, rows, size int) (int64, error) {
	if err := r.seek(place); err != nil {
		return place, err
	}
	for n := 0; n < rows && r.index < r.block.count && (n == 0 || len(b.Slab) < size); n++ {
		from := len(b.Slab)
		var i int
		if b.Slab, i = r.plan.Rewrite(b.Slab, r.data, r.cursor); i < 0 {
			b.Slab = b.Slab[:from]
			return place, r.broken()
		}
		row.Offset = placeOf(r.at, r.index)
		row.Value = b.Since(from)
		b.Rows = append(b.Rows, row)
		if row.Input > 0 {
			row.Input++
		}
		r.cursor, r.index = i, r.index+1
	}
	if r.index < r.block.count {
		return placeOf(r.at, r.index), nil
	}
	if r.cursor != len(r.data) {
		return place, r.wrong(fmt.Errorf("%d bytes are left behind its %d records", len(r.data)-r.cursor, r.block.count))
	}
	r.held = false
	return placeOf(r.block.next(), 0), nil
}

func (r *Reader) wrong(err error) error { return fmt.Errorf("block at byte %d: %w", r.at, err) }

// broken is why a record could not be read.
func (r *Reader) broken() error {
	return r.wrong(fmt.Errorf("record %d of %d is not what the schema of the file says", r.index+1, r.block.count))
}

// seek holds the block of a place and stands at its record.
func (r *Reader) seek(place int64) error {
	if r.held && placeOf(r.at, r.index) == place {
		return nil
	}
	if err := r.load(ByteOf(place)); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		return r.wrong(err)
	}
	r.held = true
	var over []byte
	for r.index < indexOf(place) {
		if r.index == r.block.count {
			return r.wrong(fmt.Errorf("it has %d records, and %d of it were read already: the file was changed", r.block.count, indexOf(place)))
		}
		var i int
		if over, i = r.plan.Rewrite(over[:0], r.data, r.cursor); i < 0 {
			return r.broken()
		}
		r.cursor, r.index = i, r.index+1
	}
	return nil
}

// load reads and unpacks the block at a byte of the file.
func (r *Reader) load(at int64) (err error) {
	r.held, r.at, r.cursor, r.index = false, at, 0, 0
	if r.block, err = blockAt(r.file, at); err != nil {
		return err
	}
	size := r.block.end - r.block.begin
	if size > int64(r.u.most) {
		return fmt.Errorf("it is longer than max_record (%d bytes)", r.u.most)
	}
	// The marker first: it says that there are so many bytes before room is made.
	if err := r.head.closes(r.file, &r.block); err != nil {
		return err
	}
	if int64(cap(r.packed)) < size {
		r.packed = make([]byte, size)
	}
	r.packed = r.packed[:size]
	if n, err := r.file.ReadAt(r.packed, r.block.begin); n < len(r.packed) {
		return fmt.Errorf("read file: %w", err)
	}
	r.data, err = r.u.unpack(r.head.codec, r.packed)
	return err
}

// Number is which record of a file stands at a place, from 1.
func (*Reader) Number(f io.ReaderAt, place int64) (int, error) {
	h, err := readHead(f)
	if err != nil {
		return 0, err
	}
	n := 1
	for at := int64(h.size); at < ByteOf(place); {
		k, err := blockAt(f, at)
		if err != nil {
			return 0, err
		}
		n, at = n+k.count, k.next()
	}
	return n + indexOf(place), nil
}
