package container

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"

	"github.com/flowc-lang/flowc/runtime/record"
)

// mostTorn bounds what may stand behind the last whole block of a file that is gone on
// with: beyond that it was not left by a worker that was killed.
const mostTorn = 64 << 20

// A block is full with that many bytes or records: some records take no byte.
const (
	blockSize  = 64 << 10
	blockCount = 1 << 20
)

// Writer writes the blocks of one file.
type Writer struct {
	head  head
	codec Codec
	count int64
	held  []byte // the records of the block that is being gathered
	out   []byte
}

// NewWriter returns a writer of records of a schema, packed by a codec.
func NewWriter(schema string, codec Codec) *Writer {
	return &Writer{head: head{schema: schema, codec: codec.name}, codec: codec}
}

// Begin appends the head of a new file to d.
func (w *Writer) Begin(d []byte) []byte {
	_, _ = rand.Read(w.head.marker[:]) // it never fails
	return w.head.append(d)
}

// Add takes a record in.
func (w *Writer) Add(value []byte) {
	w.count++
	w.held = append(w.held, value...)
}

// Held is how many bytes were taken in since the last block.
func (w *Writer) Held() int { return len(w.held) }

// Full reports whether it is time to cut.
func (w *Writer) Full() bool { return len(w.held) >= blockSize || w.count >= blockCount }

// Drop forgets what was taken in since the last block.
func (w *Writer) Drop() { w.count, w.held = 0, w.held[:0] }

// Cut appends a block of what was taken in to d, nothing where that is nothing.
func (w *Writer) Cut(d []byte) (_ []byte, err error) {
	if w.count == 0 {
		return d, nil
	}
	if w.out, err = w.codec.pack(w.out[:0], w.held); err != nil {
		return d, fmt.Errorf("pack with %s: %w", w.codec.name, err)
	}
	d = record.AppendAvroLong(d, w.count)
	d = record.AppendAvroLong(d, int64(len(w.out)))
	d = append(append(d, w.out...), w.head.marker[:]...)
	w.Drop()
	return d, nil
}

// GoOn reads a file that is gone on with, and returns where its last whole block ends,
// 0 where not even its head is whole, and how many records stand before.
func (w *Writer) GoOn(f io.ReaderAt, size int64) (end, records int64, err error) {
	h, err := readHead(f)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return 0, 0, torn(0, size, err)
	case err != nil:
		return 0, 0, err
	case h.schema != w.head.schema:
		return 0, 0, errors.New("the file holds records of another schema: move it away, or write to another path")
	case h.codec != w.head.codec:
		return 0, 0, fmt.Errorf("the file is packed with %s, and %s is asked for: move it away, or write to another path", h.codec, w.head.codec)
	}
	w.head.marker = h.marker
	for end = int64(h.size); ; {
		k, err := blockAt(f, end)
		if err == nil {
			err = h.closes(f, &k)
		}
		switch {
		case errors.Is(err, io.EOF):
			return end, records, nil
		case err != nil:
			return end, records, torn(end, size, err)
		}
		end, records = k.next(), records+int64(k.count)
	}
}

// torn is nil for a rest that a killed worker may have left.
func torn(end, size int64, err error) error {
	if size-end <= mostTorn {
		return nil
	}
	return fmt.Errorf("byte %d of the file: %w", end, err)
}
