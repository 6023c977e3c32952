package record

import (
	"slices"
	"strings"
)

// AppendCSVText appends a cell, in quotes where s needs them: the delimiter, a
// quote or the end of a line inside, the text that stands for null, or nothing at
// all, which alone in a row would be an empty line.
func AppendCSVText(d []byte, s string, delim, quote byte, null string) []byte {
	if s != "" && s != null && !csvSpecial(s, delim, quote) {
		return append(d, s...)
	}
	return appendCSVQuoted(d, s, quote)
}

// QuoteCSV puts d[start:], a cell, into quotes where it needs them, as
// [AppendCSVText] does.
func QuoteCSV(d []byte, start int, delim, quote byte, null string) []byte {
	cell := str(d[start:])
	if cell != "" && cell != null && !csvSpecial(cell, delim, quote) {
		return d
	}
	more := 2 + strings.Count(cell, string(rune(quote)))
	d = slices.Grow(d, more)
	from, to := len(d)-1, len(d)+more-1
	d = d[:to+1]
	d[to] = quote
	for to--; from >= start; from-- {
		d[to] = d[from]
		to--
		if d[from] == quote {
			d[to] = quote
			to--
		}
	}
	d[to] = quote
	return d
}

// PlainCSV reports whether a cell that has no quotes is read back: nothing in it
// parts cells or rows.
func PlainCSV(cell []byte, delim byte) bool { return !csvSpecial(str(cell), delim, delim) }

func csvSpecial(s string, delim, quote byte) bool {
	for i := range len(s) {
		if c := s[i]; c == delim || c == quote || c == '\n' || c == '\r' {
			return true
		}
	}
	return false
}

func appendCSVQuoted(d []byte, s string, quote byte) []byte {
	d = append(d, quote)
	for {
		n := strings.IndexByte(s, quote)
		if n < 0 {
			d = append(d, s...)
			return append(d, quote)
		}
		d = append(d, s[:n+1]...)
		d = append(d, quote)
		s = s[n+1:]
	}
}
