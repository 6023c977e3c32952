package record

import "math"

// The ISO 8601 readers take a date as 2026-11-22, a time as 18:03, 18:03:25 or
// 18:03:25.123, and both with a T or a space between. Years beyond four digits
// carry a sign. A fraction that the unit cannot hold is ScaleLoss.

// ParseDate reads the whole of s as a date and returns the days since 1970.
func ParseDate(s string) (int32, Reason) {
	days, i := isoDate(s, 0)
	if i != len(s) {
		return 0, BadTime
	}
	if days < math.MinInt32 || days > math.MaxInt32 {
		return 0, OutOfRange
	}
	return int32(days), 0
}

// ParseTime reads the whole of s as a time of day.
func ParseTime(s string, unit Unit) (int64, Reason) {
	seconds, nanos, i := isoTime(s, 0)
	if i != len(s) {
		return 0, BadTime
	}
	return unit.join(seconds, nanos)
}

// ParseTimestampISO reads the whole of s as an instant: a date, a time, and Z or
// an offset, which must not be left out.
func ParseTimestampISO(s string, unit Unit) (int64, Reason) {
	seconds, nanos, i := isoDatetime(s)
	if i < 0 {
		return 0, BadTime
	}
	offset, i := isoOffset(s, i)
	if i != len(s) {
		return 0, BadTime
	}
	return unit.join(seconds-offset, nanos)
}

// ParseDatetimeISO reads the whole of s as a date and a time without a zone.
func ParseDatetimeISO(s string, unit Unit) (int64, Reason) {
	seconds, nanos, i := isoDatetime(s)
	if i != len(s) {
		return 0, BadTime
	}
	return unit.join(seconds, nanos)
}

// isoDatetime reads a date and a time and returns the seconds since 1970.
func isoDatetime(s string) (seconds, nanos int64, i int) {
	days, i := isoDate(s, 0)
	if i < 0 || i >= len(s) || s[i] != 'T' && s[i] != 't' && s[i] != ' ' {
		return 0, 0, -1
	}
	seconds, nanos, i = isoTime(s, i+1)
	return days*daySeconds + seconds, nanos, i
}

// isoDate reads a date.
func isoDate(s string, i int) (days int64, j int) {
	year, i := isoYear(s, i)
	if i < 0 || len(s)-i < 6 || s[i] != '-' || s[i+3] != '-' {
		return 0, -1
	}
	month, day := twoDigits(s, i+1), twoDigits(s, i+4)
	if !validDate(year, month, day) {
		return 0, -1
	}
	return daysOf(year, month, day), i + 6
}

// isoYear reads four digits, or a sign and four to nine of them.
func isoYear(s string, i int) (year int64, j int) {
	if i >= len(s) || s[i] != '-' && s[i] != '+' {
		if len(s)-i < 4 {
			return 0, -1
		}
		century, rest := twoDigits(s, i), twoDigits(s, i+2)
		if century < 0 || rest < 0 {
			return 0, -1
		}
		return int64(century*100 + rest), i + 4
	}
	v, j := someDigits(s, i+1, 4, 9)
	if s[i] == '-' {
		if v == 0 {
			return 0, -1
		}
		v = -v
	}
	return int64(v), j
}

// isoTime reads a time of day.
func isoTime(s string, i int) (seconds, nanos int64, j int) {
	if len(s)-i < 5 || s[i+2] != ':' {
		return 0, 0, -1
	}
	hour, minute, second := twoDigits(s, i), twoDigits(s, i+3), 0
	i += 5
	if i < len(s) && s[i] == ':' {
		if len(s)-i < 3 {
			return 0, 0, -1
		}
		second = twoDigits(s, i+1)
		i += 3
		if i < len(s) && (s[i] == '.' || s[i] == ',') {
			nanos, i = fraction(s, i+1, 1, 9)
		}
	}
	if uint(hour) > 23 || uint(minute) > 59 || uint(second) > 59 || i < 0 {
		return 0, 0, -1
	}
	return int64(hour*3600 + minute*60 + second), nanos, i
}

// isoOffset reads Z, or an offset from UTC in hours and minutes: +01:00, +0100 or
// +01. It returns seconds.
func isoOffset(s string, i int) (offset int64, j int) {
	if i >= len(s) {
		return 0, -1
	}
	if s[i] == 'Z' || s[i] == 'z' {
		return 0, i + 1
	}
	if s[i] != '+' && s[i] != '-' || len(s)-i < 3 {
		return 0, -1
	}
	negative := s[i] == '-'
	hour, minute := twoDigits(s, i+1), 0
	i += 3
	if i < len(s) && s[i] == ':' {
		i++
		if len(s)-i < 2 {
			return 0, -1
		}
	}
	if len(s)-i >= 2 {
		minute = twoDigits(s, i)
		i += 2
	}
	if uint(hour) > 18 || uint(minute) > 59 {
		return 0, -1
	}
	offset = int64(hour*3600 + minute*60)
	if negative {
		offset = -offset
	}
	return offset, i
}

// twoDigits is the number in s[i:i+2], -1 where that is none.
func twoDigits(s string, i int) int {
	hi, lo := s[i]-'0', s[i+1]-'0'
	if hi > 9 || lo > 9 {
		return -1
	}
	return int(hi)*10 + int(lo)
}

// someDigits reads as many digits as there are, up to most; fewer than least are
// a failure.
func someDigits(s string, i, least, most int) (v, j int) {
	start := i
	for i < len(s) && i-start < most && s[i]-'0' <= 9 {
		v = v*10 + int(s[i]-'0')
		i++
	}
	if i-start < least {
		return 0, -1
	}
	return v, i
}

// fraction reads the digits behind the point of a second, as nanoseconds.
func fraction(s string, i, least, most int) (nanos int64, j int) {
	v, j := someDigits(s, i, least, most)
	if j < 0 {
		return 0, j
	}
	return int64(v) * int64(pow10s[9-(j-i)]), j
}

// AppendDate appends a date from the days since 1970.
func AppendDate(d []byte, days int32) []byte { return appendCivil(d, int64(days)) }

func appendCivil(d []byte, days int64) []byte {
	year, month, day := civil(days)
	d = appendYear(d, year)
	d = appendTwo(append(d, '-'), month)
	return appendTwo(append(d, '-'), day)
}

// appendYear appends a year in four digits, with a sign where it needs more or is
// before year 0.
func appendYear(d []byte, year int64) []byte {
	switch {
	case year >= 0 && year <= 9999:
		return appendTwo(appendTwo(d, int(year/100)), int(year%100))
	case year < 0:
		d = append(d, '-')
	default:
		d = append(d, '+')
	}
	return appendPadded(d, abs64(year), 4)
}

// AppendTime appends a time of day, one for which FitsTime holds. Its fraction has
// no, three, six or nine digits, as few as it needs.
func AppendTime(d []byte, v int64, unit Unit) []byte {
	seconds, nanos := unit.split(v)
	return appendClock(d, clock(seconds), nanos)
}

func appendClock(d []byte, seconds, nanos int64) []byte {
	d = appendTwo(d, int(seconds/3600))
	d = appendTwo(append(d, ':'), int(seconds/60%60))
	d = appendTwo(append(d, ':'), int(seconds%60))
	switch {
	case nanos == 0:
		return d
	case nanos%1e6 == 0:
		return appendPadded(append(d, '.'), uint64(nanos/1e6), 3)
	case nanos%1e3 == 0:
		return appendPadded(append(d, '.'), uint64(nanos/1e3), 6)
	}
	return appendPadded(append(d, '.'), uint64(nanos), 9)
}

// AppendTimestampISO appends an instant in UTC, with a Z.
func AppendTimestampISO(d []byte, v int64, unit Unit) []byte {
	return append(AppendDatetimeISO(d, v, unit), 'Z')
}

// AppendDatetimeISO appends a date and a time without a zone.
func AppendDatetimeISO(d []byte, v int64, unit Unit) []byte {
	seconds, nanos := unit.split(v)
	days := floorDiv(seconds, daySeconds)
	d = append(appendCivil(d, days), 'T')
	return appendClock(d, seconds-days*daySeconds, nanos)
}
