package record

import "math"

// ParseTimestampIn reads the whole of s as an instant by ISO 8601. A text without
// an offset is what the clocks of z show.
func ParseTimestampIn(s string, z *Zone, unit Unit) (int64, Reason) {
	seconds, nanos, i := isoDatetime(s)
	if i < 0 {
		return 0, BadTime
	}
	if i == len(s) {
		return unit.join(z.instant(seconds), nanos)
	}
	offset, i := isoOffset(s, i)
	if i != len(s) {
		return 0, BadTime
	}
	return unit.join(seconds-offset, nanos)
}

// UnixTime returns v in another unit, rounded down. What the finer unit cannot
// hold, thousands of years away, is its first or last value.
func UnixTime(v int64, from, to Unit) int64 {
	n, ok := ConvertTime(v, from, to)
	switch {
	case ok:
		return n
	case v < 0:
		return math.MinInt64
	}
	return math.MaxInt64
}
