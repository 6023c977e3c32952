package record

import "math"

// moment is what a pattern's fields say, as far as it has them.
type moment struct {
	year, month, day int
	yearDay          int
	weekday          int // 0 is Monday; -1 not given
	hour, half       int // half is 12 for PM
	minute, second   int
	nanos, offset    int64
}

// Parse reads the whole of s as an instant. z is the zone where the pattern has no
// offset; nil also reads a datetime, which has no zone. Without a time the text
// means midnight. The pattern must have a date.
func (p *Pattern) Parse(s string, z *Zone, unit Unit) (int64, Reason) {
	var m moment
	if !p.read(&m, s) {
		return 0, BadTime
	}
	days, ok := p.days(&m)
	if !ok {
		return 0, BadTime
	}
	seconds := days*daySeconds + m.seconds()
	if p.HasZone() {
		return unit.join(seconds-m.offset, m.nanos)
	}
	return unit.join(z.instant(seconds), m.nanos)
}

// ParseDate reads the whole of s as a date.
func (p *Pattern) ParseDate(s string) (int32, Reason) {
	var m moment
	if !p.read(&m, s) {
		return 0, BadTime
	}
	days, ok := p.days(&m)
	if !ok {
		return 0, BadTime
	}
	if days < math.MinInt32 || days > math.MaxInt32 {
		return 0, OutOfRange
	}
	return int32(days), 0
}

// ParseTime reads the whole of s as a time of day.
func (p *Pattern) ParseTime(s string, unit Unit) (int64, Reason) {
	var m moment
	if !p.read(&m, s) {
		return 0, BadTime
	}
	return unit.join(m.seconds(), m.nanos)
}

// seconds is the time of day.
func (m *moment) seconds() int64 {
	return int64((m.hour+m.half)*3600 + m.minute*60 + m.second)
}

// days returns the date, and false where there is no such day or it is on another
// day of the week.
func (p *Pattern) days(m *moment) (days int64, ok bool) {
	year := int64(m.year)
	switch {
	case !p.HasDate():
		return 0, false
	case p.has.with(yearDayField):
		last := 365
		if leapYear(year) {
			last++
		}
		if m.yearDay < 1 || m.yearDay > last {
			return 0, false
		}
		days = daysOf(year, 1, 1) + int64(m.yearDay) - 1
	case !validDate(year, m.month, m.day):
		return 0, false
	default:
		days = daysOf(year, m.month, m.day)
	}
	return days, m.weekday < 0 || m.weekday == weekday(days)
}

// weekday returns the day of the week, 0 for Monday.
func weekday(days int64) int {
	// 1970 began on a Thursday.
	return int(days + 3 - floorDiv(days+3, 7)*7)
}

// read takes s apart. It is false where s does not look like the pattern, or a
// field of the time is beyond its range.
func (p *Pattern) read(m *moment, s string) bool {
	m.weekday = -1
	i := 0
	for k := range p.parts {
		if i = m.part(&p.parts[k], s, i); i < 0 {
			return false
		}
	}
	return i == len(s)
}

// part reads one part of the pattern.
func (m *moment) part(part *patternPart, s string, i int) int {
	switch part.field {
	case literal:
		if len(s)-i < len(part.text) || s[i:i+len(part.text)] != part.text {
			return -1
		}
		return i + len(part.text)
	case yearField:
		m.year, i = patternYear(part, s, i)
		return i
	case monthField:
		return m.monthPart(part, s, i)
	case dayField:
		return ranged(&m.day, part, s, i, 1, 31)
	case yearDayField:
		m.yearDay, i = someDigits(s, i, part.width, 3)
		return i
	case weekdayField:
		m.weekday, i = named(weekdayNames, part.width, s, i)
		return i
	case hourField:
		return ranged(&m.hour, part, s, i, 0, 23)
	case hour12Field:
		i = ranged(&m.hour, part, s, i, 1, 12)
		m.hour %= 12
		return i
	case halfField:
		return m.halfPart(s, i)
	case minuteField:
		return ranged(&m.minute, part, s, i, 0, 59)
	case secondField:
		return ranged(&m.second, part, s, i, 0, 59)
	case fractionField:
		m.nanos, i = fraction(s, i, part.width, part.width)
		return i
	case offsetField, offset0Field:
		return m.offsetPart(part, s, i)
	}
	panic("record: no field of a pattern")
}

// ranged reads a number of two digits, or of one or two where the letter stands
// once.
func ranged(v *int, part *patternPart, s string, i, least, most int) int {
	if part.width == 2 && len(s)-i >= 2 {
		*v = twoDigits(s, i)
		i += 2
	} else {
		*v, i = someDigits(s, i, part.width, 2)
	}
	if *v < least || *v > most {
		return -1
	}
	return i
}

// patternYear reads a year.
func patternYear(part *patternPart, s string, i int) (year, j int) {
	switch {
	case part.width == 2:
		v, j := someDigits(s, i, 2, 2)
		return 2000 + v, j
	case part.width == 1 && i < len(s) && s[i] == '-':
		v, j := someDigits(s, i+1, 1, 9)
		return -v, j
	case part.width == 1:
		return someDigits(s, i, 1, 9)
	}
	v, j := isoYear(s, i)
	return int(v), j
}

func (m *moment) monthPart(part *patternPart, s string, i int) int {
	if part.width <= 2 {
		return ranged(&m.month, part, s, i, 1, 12)
	}
	m.month, i = named(monthNames, part.width, s, i)
	m.month++
	return i
}

func (m *moment) halfPart(s string, i int) int {
	if len(s)-i < 2 || s[i+1] != 'M' || s[i] != 'A' && s[i] != 'P' {
		return -1
	}
	if s[i] == 'P' {
		m.half = 12
	}
	return i + 2
}

// offsetPart reads an offset in the form of the pattern: with a colon for three
// letters, in four digits for two, in two or four for one.
func (m *moment) offsetPart(part *patternPart, s string, i int) int {
	if i < len(s) && s[i] == 'Z' {
		if part.field == offset0Field {
			return -1
		}
		return i + 1
	}
	end := i + 3
	switch {
	case part.width == 3:
		end = i + 6
	case part.width == 2, len(s)-i >= 5 && s[i+3]-'0' <= 9:
		end = i + 5
	}
	if end > len(s) {
		return -1
	}
	var j int
	if m.offset, j = isoOffset(s[:end], i); j != end {
		return -1
	}
	return end
}

// named reads one of the names, the first three letters of it where the pattern's
// letter stands less than four times.
func named(names []string, width int, s string, i int) (index, j int) {
	for k, name := range names {
		if width < 4 {
			name = name[:3]
		}
		if len(s)-i >= len(name) && s[i:i+len(name)] == name {
			return k, i + len(name)
		}
	}
	return 0, -1
}

var (
	monthNames = []string{
		"January", "February", "March", "April", "May", "June", "July",
		"August", "September", "October", "November", "December",
	}
	weekdayNames = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
)
