package builtin

import (
	"strings"

	"github.com/flowc-lang/flowc/runtime/record"
)

// units are the letters of a duration as .flow files write them, and as ISO 8601
// cannot: milliseconds and finer.
var units = [...]struct {
	name  string
	nanos int64
	days  int32
}{{"ns", 1, 0}, {"us", 1e3, 0}, {"ms", 1e6, 0}, {"s", 1e9, 0}, {"m", 60e9, 0}, {"h", 3600e9, 0}, {"d", 0, 1}}

// ParseDuration reads the whole of s as a duration: of ISO 8601 (PT1H30M), or as
// .flow files write it (1h30m, 250ms, -5s).
func ParseDuration(s string) (record.Duration, record.Reason) {
	rest := strings.TrimLeft(s, "+-")
	if len(s)-len(rest) > 1 || rest == "" {
		return record.Duration{}, record.BadTime
	}
	if rest[0] == 'P' {
		return record.ParseDuration(s)
	}
	sign := int64(1)
	if s[0] == '-' {
		sign = -1
	}
	var out record.Duration
	for rest != "" {
		n := 0
		for n < len(rest) && '0' <= rest[n] && rest[n] <= '9' {
			n++
		}
		word := n
		for word < len(rest) && 'a' <= rest[word] && rest[word] <= 'z' {
			word++
		}
		v, why := record.ParseInt(rest[:n], 64)
		if why != 0 {
			return record.Duration{}, record.BadTime
		}
		if why := addUnit(&out, v*sign, rest[n:word]); why != 0 {
			return record.Duration{}, why
		}
		rest = rest[word:]
	}
	return out, 0
}

// addUnit adds n of a unit to d.
func addUnit(d *record.Duration, n int64, unit string) record.Reason {
	for _, u := range units {
		if u.name != unit {
			continue
		}
		if u.days > 0 {
			days := int64(d.Days) + n
			d.Days = int32(days)
			if n > 1<<31 || n < -1<<31 || int64(d.Days) != days {
				return record.OutOfRange
			}
			return 0
		}
		nanos, ok := record.MulInt64(n, u.nanos)
		if ok {
			d.Nanos, ok = record.AddInt64(d.Nanos, nanos)
		}
		if !ok {
			return record.OutOfRange
		}
		return 0
	}
	return record.BadTime
}

// CSVFields appends the cells of s, one line of CSV, to list. ok is false where a
// quote is not closed, or text stands behind one that is.
func CSVFields(a *record.Arena, list []string, s string, delimiter byte) (_ []string, ok bool) {
	for {
		var cell string
		if strings.HasPrefix(s, `"`) {
			if cell, s, ok = quoted(a, s); !ok || s != "" && s[0] != delimiter {
				return list, false
			}
		} else {
			end := strings.IndexByte(s, delimiter)
			if end < 0 {
				end = len(s)
			}
			cell, s = s[:end], s[end:]
			if strings.IndexByte(cell, '"') >= 0 {
				return list, false
			}
		}
		list = append(list, cell)
		if s == "" {
			return list, true
		}
		s = s[1:]
	}
}

// quoted reads the quoted text at the start of s, in which "" stands for a quote.
func quoted(a *record.Arena, s string) (text, rest string, ok bool) {
	end := strings.IndexByte(s[1:], '"')
	if end < 0 {
		return "", s, false
	}
	text, rest = s[1:1+end], s[2+end:]
	if !strings.HasPrefix(rest, `"`) {
		return text, rest, true
	}
	o := len(a.Bytes)
	a.Bytes = append(a.Bytes, text...)
	for strings.HasPrefix(rest, `"`) {
		if end = strings.IndexByte(rest[1:], '"'); end < 0 {
			return "", rest, false
		}
		a.Bytes = append(append(a.Bytes, '"'), rest[1:1+end]...)
		rest = rest[2+end:]
	}
	return since(a, o), rest, true
}

// Pair reads the first pair of s, such as a=1 of `a=1 b="2 3"`. Separators in front
// of it are skipped; a value may stand in quotes. rest is what follows; more is false
// where s has no further pair, ok where what stands there is none.
func Pair(a *record.Arena, s, pairs, between string) (key, value, rest string, more, ok bool) {
	for strings.HasPrefix(s, pairs) {
		s = s[len(pairs):]
	}
	if s == "" {
		return "", "", "", false, true
	}
	at := strings.Index(s, between)
	if end := strings.Index(s, pairs); at <= 0 || 0 <= end && end < at {
		return "", "", "", true, false
	}
	key, s = s[:at], s[at+len(between):]
	if strings.HasPrefix(s, `"`) {
		value, rest, ok = quoted(a, s)
		return key, value, rest, true, ok && (rest == "" || strings.HasPrefix(rest, pairs))
	}
	end := strings.Index(s, pairs)
	if end < 0 {
		end = len(s)
	}
	return key, s[:end], s[end:], true, true
}
