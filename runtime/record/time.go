package record

import (
	"math"
	"math/bits"
)

// Unit is the unit of a time, timestamp or datetime. The numbers are those of the
// compiler.
type Unit uint8

// The units, from coarse to fine.
const (
	Seconds Unit = iota + 1
	Millis
	Micros
	Nanos
)

// perSecond is how many of u make a second.
func (u Unit) perSecond() int64 {
	switch u {
	case Seconds:
		return 1
	case Millis:
		return 1e3
	case Micros:
		return 1e6
	case Nanos:
		return 1e9
	}
	panic("record: no unit")
}

const daySeconds = 24 * 60 * 60

// split takes the whole seconds of v, rounded down, apart from the rest, which is
// returned in nanoseconds.
func (u Unit) split(v int64) (seconds, nanos int64) {
	per := u.perSecond()
	seconds = floorDiv(v, per)
	return seconds, (v - seconds*per) * (1e9 / per)
}

// join undoes split. What is finer than the unit would be lost: ScaleLoss.
func (u Unit) join(seconds, nanos int64) (int64, Reason) {
	per := u.perSecond()
	if nanos%(1e9/per) != 0 {
		return 0, ScaleLoss
	}
	rest := nanos / (1e9 / per)
	if seconds < 0 && rest > 0 {
		// Near the lowest value the whole seconds alone do not fit.
		seconds, rest = seconds+1, rest-per
	}
	v, ok := MulInt64(seconds, per)
	if ok {
		v, ok = AddInt64(v, rest)
	}
	if !ok {
		return 0, OutOfRange
	}
	return v, 0
}

// FitsTime reports whether v is a time of day: not below 0, and less than a day.
func FitsTime(v int64, unit Unit) bool {
	return v >= 0 && v < daySeconds*unit.perSecond()
}

// clock returns the second of the day.
func clock(seconds int64) int64 { return seconds - floorDiv(seconds, daySeconds)*daySeconds }

// ConvertTime changes the unit of v; to a coarser one it rounds down. ok is false
// on overflow.
func ConvertTime(v int64, from, to Unit) (_ int64, ok bool) {
	f, t := from.perSecond(), to.perSecond()
	if t >= f {
		return MulInt64(v, t/f)
	}
	return floorDiv(v, f/t), true
}

// DateOf returns the day of an instant in a zone, in days since 1970. A day that a
// date cannot hold, millions of years away, is the last one that it can.
func DateOf(v int64, unit Unit, z *Zone) int32 {
	seconds, _ := unit.split(v)
	days := floorDiv(z.local(seconds), daySeconds)
	return int32(min(max(days, math.MinInt32), math.MaxInt32))
}

// HourOf returns the hour of an instant in a zone, 0 to 23.
func HourOf(v int64, unit Unit, z *Zone) int32 {
	seconds, _ := unit.split(v)
	return int32(clock(z.local(seconds)) / 3600)
}

// floorDiv returns a/b rounded down; b is above 0.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Dates are counted in eras of 400 years, which have the same number of days, and
// in years that begin in March, so that the leap day comes last.
const (
	eraDays   = 146097
	epochDays = 719468 // from 0000-03-01 to 1970-01-01
)

// civil returns the date of a day since 1970.
func civil(days int64) (year int64, month, day int) {
	days += epochDays
	era := floorDiv(days, eraDays)
	d := days - era*eraDays
	y := (d - d/1460 + d/36524 - d/146096) / 365
	d -= 365*y + y/4 - y/100
	m := (5*d + 2) / 153
	day = int(d-(153*m+2)/5) + 1
	year = era*400 + y
	if m < 10 {
		return year, int(m) + 3, day
	}
	return year + 1, int(m) - 9, day
}

// daysOf undoes civil.
func daysOf(year int64, month, day int) int64 {
	m := int64(month) - 3
	if m < 0 {
		m += 12
		year--
	}
	era := floorDiv(year, 400)
	y := year - era*400
	d := (153*m+2)/5 + int64(day) - 1
	return era*eraDays + 365*y + y/4 - y/100 + d - epochDays
}

// validDate reports whether there is such a day.
func validDate(year int64, month, day int) bool {
	return month >= 1 && month <= 12 && day >= 1 && day <= monthDays(year, month)
}

// monthDays is how many days a month has.
func monthDays(year int64, month int) int {
	if month == 2 {
		if leapYear(year) {
			return 29
		}
		return 28
	}
	// April, June, September and November are the even ones up to July, the odd
	// ones from August on.
	return 30 + (month+bits.Len8(uint8(month)>>3))&1
}

func leapYear(year int64) bool {
	return year%4 == 0 && (year%100 != 0 || year%400 == 0)
}
