package record

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// A cell of CSV is quoted where its first byte is the quote; a quote further on
// is a stray one, and CSVCells refuses the row. CSVCut goes by the same rule, so
// that a stray quote spoils one row and not the rest of the file.

// CSVCell is a cell of a row. Whether it was quoted tells an empty text from
// nothing at all.
type CSVCell struct {
	Text   string
	Quoted bool
}

// CSVCut finds the end of the record that begins at start: it is b[start:end],
// and the next one begins at next. Line feeds inside quotes do not end it; a
// carriage return in front of the line feed is not part of it. next is below zero
// where the record does not end in b; with atEOF it ends with b. Quote 0 means that
// there is no quoting.
func CSVCut(b []byte, start int, delim, quote byte, atEOF bool) (end, next int) {
	end = bytes.IndexByte(b[start:], '\n')
	line := b[start:]
	if end >= 0 {
		line = line[:end]
	}
	if quote != 0 && bytes.IndexByte(line, quote) >= 0 {
		end = quotedEnd(b[start:], delim, quote)
	}
	if end < 0 {
		if !atEOF {
			return 0, -1
		}
		return trimReturn(b, start, len(b)), len(b)
	}
	end += start
	return trimReturn(b, start, end), end + 1
}

// trimReturn moves end in front of a carriage return.
func trimReturn(b []byte, start, end int) int {
	if end > start && b[end-1] == '\r' {
		return end - 1
	}
	return end
}

// quotedEnd returns where the line feed is that ends the first record of b, -1
// without one.
func quotedEnd(b []byte, delim, quote byte) int {
	i := 0
	for i < len(b) {
		if b[i] == quote {
			if i = closingQuote(b, i+1, quote); i < 0 {
				return -1
			}
		}
		for ; i < len(b) && b[i] != delim; i++ {
			if b[i] == '\n' {
				return i
			}
		}
		i++
	}
	return -1
}

// closingQuote returns the cursor behind the quote that ends a cell whose text
// begins at i, -1 without one.
func closingQuote(b []byte, i int, quote byte) int {
	for {
		n := bytes.IndexByte(b[i:], quote)
		if n < 0 {
			return -1
		}
		i += n + 1
		if i == len(b) || b[i] != quote {
			return i
		}
		i++
	}
}

// CSVCells appends the cells of a row to cells. They alias the row, or the arena
// where a quote stands inside; the whole row is checked to be UTF-8. An empty row
// has one empty cell.
func CSVCells(a *Arena, row []byte, delim, quote byte, cells []CSVCell) ([]CSVCell, Reason) {
	if !ValidText(row) {
		return cells, BadUTF8
	}
	if quote == 0 || bytes.IndexByte(row, quote) < 0 {
		return plainCells(row, delim, cells), 0
	}
	for i := 0; ; {
		var c CSVCell
		if i < len(row) && row[i] == quote {
			c, i = quotedCell(a, row, i+1, quote)
		} else {
			c, i = plainCell(row, i, delim, quote)
		}
		if i < 0 {
			return cells, BadSyntax
		}
		cells = append(cells, c)
		if i == len(row) {
			return cells, 0
		}
		if row[i] != delim {
			return cells, BadSyntax
		}
		i++
	}
}

// plainCells appends the cells of a row without quotes. It looks for delimiters
// eight bytes at a time.
func plainCells(row []byte, delim byte, cells []CSVCell) []CSVCell {
	start, i := 0, 0
	for pattern := lsb * uint64(delim); len(row)-i >= 8; i += 8 {
		for m := zeroBytes(binary.LittleEndian.Uint64(row[i:]) ^ pattern); m != 0; m &= m - 1 {
			end := i + bits.TrailingZeros64(m)>>3
			cells = append(cells, CSVCell{Text: str(row[start:end])})
			start = end + 1
		}
	}
	for ; i < len(row); i++ {
		if row[i] == delim {
			cells = append(cells, CSVCell{Text: str(row[start:i])})
			start = i + 1
		}
	}
	return append(cells, CSVCell{Text: str(row[start:])})
}

// zeroBytes has the top bit of each byte of w that is 0, and no other bit.
func zeroBytes(w uint64) uint64 { return ^((w&^msb + ^uint64(msb)) | w | ^uint64(msb)) }

// plainCell reads a cell without quotes and returns the cursor of the delimiter
// behind it; below zero where a quote stands inside.
func plainCell(row []byte, i int, delim, quote byte) (CSVCell, int) {
	start := i
	for ; i < len(row) && row[i] != delim; i++ {
		if row[i] == quote {
			return CSVCell{}, -1
		}
	}
	return CSVCell{Text: str(row[start:i])}, i
}

// quotedCell reads the rest of a cell whose text begins at i and returns the
// cursor behind its closing quote; below zero without one.
func quotedCell(a *Arena, row []byte, i int, quote byte) (CSVCell, int) {
	end := closingQuote(row, i, quote)
	if end < 0 {
		return CSVCell{}, end
	}
	text := row[i : end-1]
	if bytes.IndexByte(text, quote) >= 0 {
		text = a.single(text, quote)
	}
	return CSVCell{Text: str(text), Quoted: true}, end
}

// single puts text into the arena with one quote in place of each two.
func (a *Arena) single(text []byte, quote byte) []byte {
	o := len(a.Bytes)
	for {
		n := bytes.IndexByte(text, quote)
		if n < 0 {
			a.Bytes = append(a.Bytes, text...)
			return a.since(o)
		}
		a.Bytes = append(a.Bytes, text[:n+1]...)
		text = text[n+2:]
	}
}
