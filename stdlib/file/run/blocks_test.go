package run

import (
	"bytes"
	"io"
)

// counted are blocks of a form that a test can make: a head, then a length and so many
// bytes a block. Equal blocks need equal flushes, which a transaction repeats.
type counted struct {
	held []byte
	n    int
}

func countedBlocks() Blocks { return &counted{} }

const countedHead = "HEAD"

func (c *counted) Begin(d []byte) []byte { return append(d, countedHead...) }

func (c *counted) GoOn(f io.ReaderAt, size int64) (end, records int64, err error) {
	b := make([]byte, size)
	if _, err := f.ReadAt(b, 0); err != nil && err != io.EOF {
		return 0, 0, err
	}
	return size, int64(bytes.Count(b, []byte(";"))), nil
}

func (c *counted) Add(value []byte) {
	c.held = append(append(c.held, value...), ';')
	c.n++
}

func (c *counted) Held() int  { return len(c.held) }
func (c *counted) Full() bool { return len(c.held) > 1000 }
func (c *counted) Drop()      { c.held, c.n = c.held[:0], 0 }

func (c *counted) Cut(d []byte) ([]byte, error) {
	d = append(d, c.held...)
	c.Drop()
	return d, nil
}
