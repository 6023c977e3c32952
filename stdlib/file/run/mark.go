package run

import (
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
)

// prefix is how many bytes of a file's beginning tell it from another of the same
// name; the whole of a longer head does, since a container's ends with what only this
// file has. mostMark bounds both.
const (
	prefix   = 256
	mostMark = 4 << 20
)

// mark is what is kept beside a position, to tell the file from another of the
// same name: a checksum of the beginning of what was read. That part does not
// change when a file grows.
type mark struct {
	length int64
	sum    uint32
	// done says that all of the file, which last changed at mtime, was delivered,
	// and that it was about to be moved or deleted.
	done  bool
	mtime int64
}

// markOf makes the mark of a file that was read up to a byte.
func (f *file) markOf(next int64) (mark, error) {
	return markOf(f.path, min(max(prefix, f.begin), mostMark, next))
}

// markOf makes the mark of the first n bytes of a file.
func markOf(path string, n int64) (mark, error) {
	f, err := os.Open(path)
	if err != nil {
		return mark{}, err
	}
	defer func() { _ = f.Close() }()
	m := mark{length: n}
	m.sum, err = sumOf(f, m.length)
	return m, err
}

func sumOf(f *os.File, n int64) (uint32, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(io.NewSectionReader(f, 0, n), b); err != nil {
		return 0, err
	}
	return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)), nil
}

func (m mark) String() string {
	if m.done {
		return fmt.Sprintf("%d:%08x:%d", m.length, m.sum, m.mtime)
	}
	return fmt.Sprintf("%d:%08x", m.length, m.sum)
}

func parseMark(text string) (m mark, err error) {
	if _, err = fmt.Sscanf(text, "%d:%08x:%d", &m.length, &m.sum, &m.mtime); err == nil {
		m.done = true
		return m, nil
	}
	if _, err = fmt.Sscanf(text, "%d:%08x", &m.length, &m.sum); err != nil || m.length < 0 || m.length > mostMark {
		return mark{}, fmt.Errorf("mark %q of a file's position is not known", text)
	}
	return m, nil
}

// fits reports whether the file at path is the one that m was made of.
func (m mark) fits(path string, info fs.FileInfo) bool {
	if m.length < 0 || m.length > mostMark || m.done && info.ModTime().UnixNano() != m.mtime {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	sum, err := sumOf(f, m.length)
	return err == nil && sum == m.sum
}
