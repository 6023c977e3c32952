package record

import (
	"math"
	"testing"
)

func TestParseTimestampIn(t *testing.T) {
	berlin := MustZone("Europe/Berlin")
	for _, c := range []struct {
		text string
		want int64
		why  Reason
	}{
		{"2026-07-01T12:00:00", 1782900000, 0},
		{"2026-01-01 12:00", 1767265200, 0},
		{"2026-07-01T12:00:00Z", 1782907200, 0},
		{"2026-07-01T12:00:00-05:00", 1782925200, 0},
		{"2026-03-29T02:30:00", 1774747800, 0}, // left out by the clocks: moved on
		{"2026-07-01", 0, BadTime},
		{"2026-07-01T12:00:00 Berlin", 0, BadTime},
		{"2026-07-01T12:00:00.5", 0, ScaleLoss},
	} {
		got, why := ParseTimestampIn(c.text, berlin, Seconds)
		if got != c.want || why != c.why {
			t.Errorf("%s: %d, reason %d; want %d, %d", c.text, got, why, c.want, c.why)
		}
	}
	// In UTC it is what the readers without a zone give.
	a, _ := ParseTimestampIn("1999-12-31T23:59:59.5", nil, Millis)
	b, _ := ParseDatetimeISO("1999-12-31T23:59:59.5", Millis)
	if a != b {
		t.Errorf("in UTC %d, as a datetime %d", a, b)
	}
}

func TestUnixTime(t *testing.T) {
	for _, c := range []struct {
		v        int64
		from, to Unit
		want     int64
	}{
		{1999, Millis, Seconds, 1},
		{-1, Millis, Seconds, -1},
		{-1000, Millis, Seconds, -1},
		{7, Seconds, Millis, 7000},
		{7, Nanos, Nanos, 7},
		{math.MaxInt64, Seconds, Millis, math.MaxInt64},
		{math.MinInt64, Seconds, Nanos, math.MinInt64},
	} {
		if got := UnixTime(c.v, c.from, c.to); got != c.want {
			t.Errorf("UnixTime(%d, %d, %d) = %d, want %d", c.v, c.from, c.to, got, c.want)
		}
	}
}
