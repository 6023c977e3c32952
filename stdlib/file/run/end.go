package run

import (
	"bytes"
	"io"
)

// lastEnd returns where the last record of a file ends, 0 where none does. What stands
// behind was torn off.
func lastEnd(r io.ReaderAt, size int64, end []byte) (int64, error) {
	for step := int64(4 << 10); ; step *= 4 {
		from := max(0, size-step)
		b := make([]byte, size-from)
		if _, err := io.ReadFull(io.NewSectionReader(r, from, size-from), b); err != nil {
			return 0, err
		}
		if i := bytes.LastIndex(b, end); i >= 0 {
			return from + int64(i+len(end)), nil
		}
		if from == 0 {
			return 0, nil
		}
	}
}

// countRecords counts the ends of records in a file that is gone on with.
func countRecords(r io.ReaderAt, size int64, end []byte) (int64, error) {
	if len(end) == 0 {
		return 0, nil
	}
	var n int64
	matched := 0
	buf := make([]byte, 64<<10)
	for at := int64(0); at < size; {
		k, err := r.ReadAt(buf[:min(int64(len(buf)), size-at)], at)
		if k == 0 && err != nil {
			return 0, err
		}
		for _, c := range buf[:k] {
			switch c {
			case end[matched]:
				matched++
			case end[0]:
				matched = 1
			default:
				matched = 0
			}
			if matched == len(end) {
				n, matched = n+1, 0
			}
		}
		at += int64(k)
	}
	return n, nil
}

// What stands before the next byte of a file of CSV.
const (
	cellBegins = iota
	inCell
	inQuotes
)

// csvEnds returns how many rows of CSV end in a file, and where the last one does. A
// line end in quotes ends nothing, and only from the start can be told what stands in
// quotes, so all of the file is read.
func csvEnds(r io.ReaderAt, size int64, delim, quote byte) (n, last int64, err error) {
	buf := make([]byte, 64<<10)
	state := cellBegins
	for at := int64(0); at < size; {
		k, err := r.ReadAt(buf[:min(int64(len(buf)), size-at)], at)
		if k == 0 && err != nil {
			return 0, 0, err
		}
		for i, c := range buf[:k] {
			switch {
			case state == inQuotes:
				if c == quote {
					// A second quote right behind begins it again: two stand for one.
					state = cellBegins
				}
			case c == quote && state == cellBegins:
				state = inQuotes
			case c == '\n':
				n, last = n+1, at+int64(i)+1
				state = cellBegins
			case c == delim:
				state = cellBegins
			default:
				state = inCell
			}
		}
		at += int64(k)
	}
	return n, last, nil
}
