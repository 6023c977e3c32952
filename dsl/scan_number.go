package dsl

import (
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/internal/quantity"
)

// The units that may follow a number without a blank.
var (
	durationUnits = quantity.DurationUnits()
	sizeUnits     = quantity.SizeUnits()
)

// number takes digits, a fraction, an exponent and a unit.
func (s *scanner) number(rest string) (TokenKind, int) {
	n := digits(rest)
	float := false
	if n+1 < len(rest) && rest[n] == '.' && isDigit(rest[n+1]) {
		float = true
		n += 1 + digits(rest[n+1:])
	}
	if e := exponent(rest[n:]); e > 0 {
		float = true
		n += e
	}
	unit := identTail(rest[n:])
	switch {
	case unit > 0:
		return s.quantity(rest, n, n+unit)
	case n < len(rest) && rest[n] == '%' && !startsOperand(rest[n+1:]):
		return TokenQuantity, n + 1
	case float:
		return TokenFloat, n
	}
	return TokenInt, n
}

// quantity judges the unit rest[n:end].
func (s *scanner) quantity(rest string, n, end int) (TokenKind, int) {
	unit := rest[n:end]
	if slices.Contains(sizeUnits, unit) || isDuration(rest[:end]) {
		return TokenQuantity, end
	}
	m := mistake{
		code: "E0112", message: "`" + unit + "` is no unit", start: s.from + n, end: s.from + end,
		help: "time: " + strings.Join(durationUnits, " ") + "; size: " + strings.Join(sizeUnits, " ") + "; share: %",
	}
	if near := nearUnit(unit); near != "" {
		m.here = "did you mean `" + near + "`?"
		m.fix = s.instead("`"+near+"`", n, end, near)
		m.fix.Guess = len(unit) == 1
	}
	if len(unit) == 1 && strings.ContainsAny(unit, "lLfFDuUn") {
		m.help = "a number takes its type from its place, and needs no suffix"
		m.fix = s.instead("remove it", n, end, "")
	}
	s.report(m)
	return TokenBad, end
}

// nearUnit returns the unit that was meant by its long or misspelt name.
func nearUnit(unit string) string {
	long := map[string]string{
		"sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m", "minute": "m", "minutes": "m",
		"hr": "h", "hrs": "h", "hour": "h", "hours": "h", "day": "d", "days": "d", "msec": "ms", "millis": "ms", "µs": "us",
		"k": "KB", "kb": "KB", "mb": "MB", "gb": "GB", "tb": "TB", "kib": "KiB", "mib": "MiB", "gib": "GiB", "tib": "TiB", "b": "B",
	}
	return long[strings.ToLower(unit)]
}

// isDuration reports whether s is numbers with units of time: 1h30m.
func isDuration(s string) bool {
	for s != "" {
		n := digits(s)
		if n+1 < len(s) && s[n] == '.' {
			n += 1 + digits(s[n+1:])
		}
		s = s[n:]
		u := 0
		for u < len(s) && isLetter(s[u]) {
			u++
		}
		if n == 0 || !slices.Contains(durationUnits, s[:u]) {
			return false
		}
		s = s[u:]
	}
	return true
}

func digits(s string) int {
	i := 0
	for i < len(s) && (isDigit(s[i]) || s[i] == '_') {
		i++
	}
	return i
}

// exponent returns the length of e9, E-3 at the start of s, 0 without one.
func exponent(s string) int {
	if s == "" || s[0] != 'e' && s[0] != 'E' {
		return 0
	}
	i := 1
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	n := digits(s[i:])
	if n == 0 || identTail(s[i+n:]) > 0 {
		return 0
	}
	return i + n
}

// identTail returns how many name characters s starts with, digits and the
// fractions of compound durations included.
func identTail(s string) int {
	if s == "" || identLen(s) == 0 {
		return 0
	}
	n := identLen(s)
	for n+1 < len(s) && s[n] == '.' && isDigit(s[n+1]) && isDigit(s[n-1]) {
		n += 1 + identLen("x"+s[n+1:]) - 1
	}
	return n
}

// startsOperand reports whether s goes on with an operand at once: `10%3` is a
// remainder, `1%,` is a share.
func startsOperand(s string) bool {
	return s != "" && (isDigit(s[0]) || isLetter(s[0]) || s[0] == '_' || s[0] == '(' || s[0] == '.' || s[0] == '"')
}
