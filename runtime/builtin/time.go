package builtin

import (
	"math"
	"time"

	"github.com/flowc-lang/flowc/runtime/record"
)

// The instants that a timestamp made of a number may be: those of the years 0 to
// 9999, in seconds since 1970. Most of what lies beyond is a number in another unit.
const (
	firstSecond = -62167219200
	lastSecond  = 253402300799
)

// FromUnix returns v, seconds since 1970; ok is false beyond the year 9999.
func FromUnix(v int64) (_ int64, ok bool) { return v, v >= firstSecond && v <= lastSecond }

// FromUnixMillis is FromUnix in milliseconds.
func FromUnixMillis(v int64) (_ int64, ok bool) {
	return v, v >= firstSecond*1000 && v <= lastSecond*1000+999
}

// TruncateTime returns the start of the span of that length, counted from 1970,
// that v is in.
func TruncateTime(v, length int64) int64 {
	rest := v % length
	if rest < 0 {
		rest += length
	}
	if v < math.MinInt64+rest {
		return v // there is no such start
	}
	return v - rest
}

// AddDuration returns the instant so much later: first the months and days by the
// calendar of UTC, a month cut to its last day, then the rest. ok is false where it
// does not fit.
func AddDuration(v int64, unit record.Unit, by record.Duration) (_ int64, ok bool) {
	nanos := record.UnixTime(by.Nanos, record.Nanos, unit)
	if by.Months == 0 && by.Days == 0 {
		return record.AddInt64(v, nanos)
	}
	day := record.UnixTime(1, record.Seconds, unit) * 24 * 60 * 60
	days := TruncateTime(v, day)
	rest := v - days
	date := days / day
	if date < math.MinInt32 || date > math.MaxInt32 {
		return 0, false
	}
	d, ok := AddMonths(int32(date), int64(by.Months))
	if !ok {
		return 0, false
	}
	v, ok = record.MulInt64(int64(d)+int64(by.Days), day)
	if ok {
		v, ok = record.AddInt64(v, rest)
	}
	if !ok {
		return 0, false
	}
	return record.AddInt64(v, nanos)
}

// DiffMillis returns the milliseconds from one instant to a later one, both
// brought to milliseconds first; ok is false where they do not fit.
func DiffMillis(later int64, laterUnit record.Unit, earlier int64, earlierUnit record.Unit) (_ int64, ok bool) {
	a, okA := record.ConvertTime(later, laterUnit, record.Millis)
	b, okB := record.ConvertTime(earlier, earlierUnit, record.Millis)
	if !okA || !okB {
		return 0, false
	}
	return record.SubInt64(a, b)
}

// maxMonths is more than a date can be moved.
const maxMonths = 1 << 28

// AddMonths returns the date so many months later, cut to the month's last day; ok
// is false where a date cannot hold it.
func AddMonths(date int32, months int64) (_ int32, ok bool) {
	if months < -maxMonths || months > maxMonths {
		return 0, false
	}
	year, month, day := time.Unix(int64(date)*24*60*60, 0).UTC().Date()
	// The first day of the month is one that every month has.
	first := time.Date(year, month+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	days := first.Unix()/(24*60*60) + int64(min(day, last)) - 1
	if days < math.MinInt32 || days > math.MaxInt32 {
		return 0, false
	}
	return int32(days), true
}
