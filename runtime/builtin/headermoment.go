package builtin

import (
	"time"
	"unicode/utf8"
)

// headerMoment reads a date, a time of day or a timestamp: which one its length says, and
// behind what fits may stand anything. Java's lenient calendar counts on where a part is
// too large. head and tail are one text; a backslash in front of a colon does not count.
func headerMoment(head, tail string) (headerNode, bool) {
	var room [maxMoment]byte
	text, ok := appendMoment(room[:0], head)
	if ok {
		text, ok = appendMoment(text, tail)
	}
	if !ok {
		return headerNode{}, false
	}
	m := lenient{text: text}
	kind, n := headerKind(0), int64(0)
	switch javaLen(text) {
	case len("2006-01-02"):
		kind, n = headerDate, m.date()
	case len("15:04:05.000Z"):
		kind, n = headerTime, m.clock()
	case len("2006-01-02T15:04:05.000Z"):
		kind, n = headerTimestamp, m.date()
		m.mark('T')
		n += m.clock()
	default:
		return headerNode{}, false
	}
	return headerNode{kind: kind, n: n}, !m.failed
}

// maxMoment has room for the longest timestamp in characters of three bytes.
const maxMoment = 3 * len("2006-01-02T15:04:05.000Z")

// appendMoment appends s without the backslashes in front of colons; false where it is too
// long for a moment.
func appendMoment(d []byte, s string) ([]byte, bool) {
	for k := range len(s) {
		if s[k] == '\\' && k+1 < len(s) && s[k+1] == ':' {
			continue
		}
		if len(d) == maxMoment {
			return d, false
		}
		d = append(d, s[k])
	}
	return d, true
}

// javaLen counts the characters of Java's texts.
func javaLen(b []byte) int {
	n := utf8.RuneCount(b)
	for _, c := range b {
		if c >= 0xf0 { // the first byte of a character that takes two
			n++
		}
	}
	return n
}

// lenient reads the parts of a date or time.
type lenient struct {
	text   []byte
	at     int
	failed bool
}

// mark is a character that must stand there.
func (m *lenient) mark(c byte) {
	if m.at >= len(m.text) || m.text[m.at] != c {
		m.failed = true
		return
	}
	m.at++
}

// number reads a part, as many digits as there are, in its lowest 32 bits.
func (m *lenient) number() int64 {
	for m.at < len(m.text) && (m.text[m.at] == ' ' || m.text[m.at] == '\t') {
		m.at++
	}
	negative := m.at < len(m.text) && m.text[m.at] == '-'
	if negative {
		m.at++
	}
	from, n := m.at, int64(0)
	for ; m.at < len(m.text) && m.text[m.at] >= '0' && m.text[m.at] <= '9'; m.at++ {
		n = n*10 + int64(m.text[m.at]-'0')
	}
	m.failed = m.failed || m.at == from
	if negative {
		n = -n
	}
	return int64(int32(n))
}

// clock is a time of day in milliseconds.
func (m *lenient) clock() int64 {
	hours := m.number()
	m.mark(':')
	minutes := m.number()
	m.mark(':')
	seconds := m.number()
	m.mark('.')
	millis := m.number()
	m.mark('Z')
	return ((hours*60+minutes)*60+seconds)*1000 + millis
}

// date is a date in milliseconds since 1970.
func (m *lenient) date() int64 {
	year := m.number()
	m.mark('-')
	month := m.number()
	m.mark('-')
	day := m.number()
	if m.failed {
		return 0
	}
	return javaDays(year, month, day) * dayMillis
}

// firstGregorian is 1582-10-15: Java counts the days in front of it in Julius' calendar.
const firstGregorian = -141427

// javaDays counts the days since 1970; a month or day out of range goes on in the next year
// or month.
func javaDays(year, month, day int64) int64 {
	first := time.Date(int(year), time.Month(month), 1, 0, 0, 0, 0, time.UTC)
	days := first.Unix()/(dayMillis/1000) + day - 1
	if first.Unix()%(dayMillis/1000) < 0 {
		days--
	}
	if days >= firstGregorian {
		return days
	}
	// In Julius' calendar each fourth year is a leap year: count from March of the year 0.
	y, months := int64(first.Year()), int64(first.Month())-3
	if months < 0 {
		y, months = y-1, months+12
	}
	leaps := y / 4
	if y < 0 && y%4 != 0 {
		leaps--
	}
	return 365*y + leaps + (153*months+2)/5 + day - 1 - julianEpoch
}

// julianEpoch is how many days 1970-01-01 is behind the first of March of the year 0 in
// Julius' calendar.
const julianEpoch = 719470
