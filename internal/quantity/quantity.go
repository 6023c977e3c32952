// Package quantity reads and writes durations and sizes as .flow files, flags and
// settings all write them: 50ms, 1h30m, 1.5s, 45d; 64MiB, 1GB, 0.5KiB.
//
// A quantity is exact: what is no whole number of nanoseconds or bytes, or does
// not fit in an int64, is refused and not rounded.
package quantity

import (
	"errors"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// unit is a unit with its count of nanoseconds or bytes.
type unit struct {
	name string
	n    uint64
}

// durations and sizes are the units, in the order in which messages name them.
var (
	durations = [...]unit{
		{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}, {"d", 86400e9},
	}
	sizes = [...]unit{
		{"B", 1},
		{"KB", 1e3},
		{"MB", 1e6},
		{"GB", 1e9},
		{"TB", 1e12},
		{"KiB", 1 << 10},
		{"MiB", 1 << 20},
		{"GiB", 1 << 30},
		{"TiB", 1 << 40},
	}
)

// What a text that is no quantity is told.
var (
	errDuration = errors.New("it takes a duration like 500ms, 30s or 45d")
	errSize     = errors.New("it takes a size like 96MiB, with a unit")
)

// DurationUnits are the names of the units of time.
func DurationUnits() []string { return names(durations[:]) }

// SizeUnits are the names of the units of size.
func SizeUnits() []string { return names(sizes[:]) }

func names(units []unit) []string {
	out := make([]string, len(units))
	for i, u := range units {
		out[i] = u.name
	}
	return out
}

// Duration reads numbers with units of time, one behind the other: 1h30m. Digits
// may be grouped by `_`.
func Duration(text string) (time.Duration, error) {
	rest := strings.ReplaceAll(text, "_", "")
	var total uint64
	for more := true; more; more = rest != "" {
		n, tail, ok := take(rest, durations[:])
		if !ok || total+n > math.MaxInt64 {
			return 0, errDuration
		}
		total, rest = total+n, tail
	}
	return time.Duration(total), nil
}

// Size reads a number with its unit, in bytes.
func Size(text string) (int64, error) {
	n, rest, ok := take(strings.ReplaceAll(text, "_", ""), sizes[:])
	if !ok || rest != "" {
		return 0, errSize
	}
	return int64(n), nil
}

// take reads a number and its unit, and returns what is left of the text.
func take(text string, units []unit) (n uint64, rest string, ok bool) {
	isDigit := func(r rune) bool { return '0' <= r && r <= '9' }
	end := strings.IndexFunc(text, func(r rune) bool { return !isDigit(r) && r != '.' })
	if end <= 0 {
		return 0, "", false
	}
	number, rest := text[:end], text[end:]
	if end = strings.IndexFunc(rest, isDigit); end < 0 {
		end = len(rest)
	}
	for _, u := range units {
		if u.name == rest[:end] {
			n, ok = times(number, u.n)
			return n, rest[end:], ok
		}
	}
	return 0, "", false
}

// times is the decimal number × n, if that is a whole number below 2^63.
func times(number string, n uint64) (uint64, bool) {
	whole, fraction, point := strings.Cut(number, ".")
	if point && fraction == "" {
		return 0, false
	}
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > 18 {
		return 0, false
	}
	w, err := strconv.ParseUint(whole, 10, 64)
	if err != nil {
		return 0, false
	}
	high, total := bits.Mul64(w, n)
	if high != 0 || total > math.MaxInt64 {
		return 0, false
	}
	if fraction == "" {
		return total, true
	}
	f, err := strconv.ParseUint(fraction, 10, 64)
	if err != nil {
		return 0, false
	}
	scale := uint64(math.Pow10(len(fraction)))
	high, low := bits.Mul64(f, n) // f < scale, so the quotient is below n
	part, rest := bits.Div64(high, low, scale)
	return total + part, rest == 0 && total+part <= math.MaxInt64
}

// FormatDuration writes whole days as such, and drops the zero parts that
// time.Duration prints: 1h, not 1h0m0s.
func FormatDuration(d time.Duration) string {
	if day := 24 * time.Hour; d > 0 && d%day == 0 {
		return strconv.FormatInt(int64(d/day), 10) + "d"
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// FormatSize writes n bytes with the largest binary unit that divides it.
func FormatSize(n int64) string {
	for i := len(sizes) - 1; i >= 0 && n != 0; i-- {
		if u := sizes[i]; strings.HasSuffix(u.name, "iB") && n%int64(u.n) == 0 {
			return strconv.FormatInt(n/int64(u.n), 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10) + "B"
}
