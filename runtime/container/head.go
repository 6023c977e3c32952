package container

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/flowc-lang/flowc/runtime/record"
)

const (
	magic      = "Obj\x01"
	markerSize = 16
	// firstRead is how much is read to find the head, and mostHead how long it may be.
	firstRead = 4 << 10
	mostHead  = 2 << 20
)

// errNoContainer is for files of other kinds.
var errNoContainer = errors.New("the file is no Avro container file: it does not begin with Obj and 1")

// head is what a file begins with.
type head struct {
	schema, codec string
	marker        [markerSize]byte
	size          int // of the head itself
}

// readHead reads the head of a file. The error is io.ErrUnexpectedEOF where the file
// ends within it.
func readHead(f io.ReaderAt) (*head, error) {
	for size := firstRead; ; size *= 4 {
		b := make([]byte, size)
		n, err := f.ReadAt(b, 0)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read file: %w", err)
		}
		h, short := parseHead(b[:n])
		switch {
		case h != nil:
			return h, nil
		case !short:
			return nil, errNoContainer
		case n < size:
			return nil, io.ErrUnexpectedEOF
		case size >= mostHead:
			return nil, fmt.Errorf("the head of the file is longer than %d bytes", mostHead)
		}
	}
}

// parseHead reads a head. It is nil where b has none, or, which short says, not all
// of it.
func parseHead(b []byte) (h *head, short bool) {
	if n := min(len(b), len(magic)); string(b[:n]) != magic[:n] {
		return nil, false
	}
	if len(b) < len(magic) {
		return nil, true
	}
	h = &head{codec: "null"}
	i := len(magic)
	for {
		n, j := record.AvroBlockMax(b, i, mostHead)
		if i = j; i < 0 {
			return nil, ends(i)
		}
		if n == 0 {
			break
		}
		for ; n > 0; n-- {
			if i = h.entry(b, i); i < 0 {
				return nil, ends(i)
			}
		}
	}
	if len(b)-i < markerSize {
		return nil, true
	}
	h.size = i + copy(h.marker[:], b[i:])
	return h, false
}

// ends reports whether a failed cursor may be one of bytes that are not all there: a
// length beyond the end cannot be told from one.
func ends(i int) bool { return i == -int(record.Short) || i == -int(record.BadLength) }

// entry reads a name and what it stands for.
func (h *head) entry(b []byte, i int) int {
	name, i := record.AvroBytes(b, i)
	if i < 0 {
		return i
	}
	value, i := record.AvroBytes(b, i)
	if i < 0 {
		return i
	}
	switch string(name) {
	case "avro.schema":
		h.schema = string(value)
	case "avro.codec":
		h.codec = string(value)
	}
	return i
}

// append appends the head.
func (h *head) append(d []byte) []byte {
	d = append(d, magic...)
	d = record.AppendAvroLong(d, 2)
	for _, s := range []string{"avro.schema", h.schema, "avro.codec", h.codec} {
		d = record.AppendAvroText(d, s)
	}
	return append(record.AppendAvroLong(d, 0), h.marker[:]...)
}

// block is the head of a block.
type block struct {
	count      int   // of its records
	begin, end int64 // of the packed records; the marker stands behind
}

// next is where the next block begins.
func (k *block) next() int64 { return k.end + markerSize }

// blockAt reads the head of the block at a byte of the file: io.EOF where the file ends
// there, io.ErrUnexpectedEOF where it ends within the head.
func blockAt(f io.ReaderAt, at int64) (block, error) {
	var buf [20]byte // two longs, ten bytes each at most
	n, err := f.ReadAt(buf[:], at)
	if err != nil && !errors.Is(err, io.EOF) {
		return block{}, fmt.Errorf("read file: %w", err)
	}
	if n == 0 {
		return block{}, io.EOF
	}
	count, i := record.AvroLong(buf[:n], 0)
	var size int64
	if i >= 0 {
		size, i = record.AvroLong(buf[:n], i)
	}
	switch {
	case i == -int(record.Short):
		return block{}, io.ErrUnexpectedEOF
	case i < 0 || count < 0 || size < 0 || size > mostByte-at:
		return block{}, errors.New("the count or length of the block is no number of records or bytes")
	case count > mostIndex:
		return block{}, fmt.Errorf("the block has %d records, more than %d", count, mostIndex)
	}
	return block{count: int(count), begin: at + int64(i), end: at + int64(i) + size}, nil
}

// closes checks that the marker of the file stands behind the block.
func (h *head) closes(f io.ReaderAt, k *block) error {
	var b [markerSize]byte
	if n, err := f.ReadAt(b[:], k.end); n < len(b) {
		if err == nil || errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		return fmt.Errorf("read file: %w", err)
	}
	if !bytes.Equal(b[:], h.marker[:]) {
		return errMarker
	}
	return nil
}

// errMarker is for blocks that something broke.
var errMarker = errors.New("the file's marker does not stand behind the block: the file is damaged")
