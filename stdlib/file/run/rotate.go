package run

import (
	"fmt"
	"strconv"
	"time"
)

// Rotate says when a new file begins; whichever comes first counts, and zero is never.
type Rotate struct {
	Size    int64 // bytes: a file is larger only where one record is
	Records int64
	Every   time.Duration // since its first record; a file without one stays
}

func (r Rotate) on() bool { return r != Rotate{} }

// due reports whether a record of n bytes begins a new file.
func (r Rotate) due(o *output, n int, now time.Time) bool {
	switch {
	case o.written == 0:
		return false
	case r.Size > 0 && o.length()+int64(n) > r.Size:
		return true
	case r.Records > 0 && o.records >= r.Records:
		return true
	}
	return r.Every > 0 && now.Sub(o.since) >= r.Every
}

// series is the files of one path: the path itself, and path.1, path.2 and so on
// where it is rotated. No file is ever renamed, so that what reads them is not
// misled.
type series struct {
	base string
	seq  int
	out  *output   // the one that is written
	full []*output // rotated since the last Flush, the oldest first
	used int64     // when it was last written to, as the sink counts
}

// path is the name of file seq.
func (s *series) path(seq int) string {
	if seq == 0 {
		return s.base
	}
	return s.base + "." + strconv.Itoa(seq)
}

// outputs are the open files.
func (s *series) outputs() []*output { return append(s.full[:len(s.full):len(s.full)], s.out) }

// first is the file that was written at the last Flush, and its number.
func (s *series) first() (int, *output) { return s.seq - len(s.full), s.outputs()[0] }

// last is the file that is written, and its number.
func (s *series) last() (int, *output) { return s.seq, s.out }

// settle closes the files that are full, once they are durable.
func (s *series) settle() error {
	var first error
	for _, o := range s.full {
		if err := o.file.Close(); err != nil && first == nil {
			first = fmt.Errorf("%s: close: %w", o.path, err)
		}
	}
	s.full = s.full[:0]
	return first
}

// back goes back to the file that was written at the last Flush: those that were
// begun since are empty again, and go away.
func (s *series) back(d disk) error {
	if len(s.full) == 0 {
		return nil
	}
	var first error
	for _, o := range s.outputs()[1:] {
		err := o.file.Close()
		if err == nil {
			err = d.remove(o.path)
		}
		if err != nil && first == nil {
			first = fmt.Errorf("%s: %w", o.path, err)
		}
	}
	s.seq -= len(s.full)
	s.out, s.full = s.full[0], s.full[:0]
	return first
}
