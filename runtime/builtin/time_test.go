package builtin

import (
	"math"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/runtime/record"
)

func TestFromUnix(t *testing.T) {
	last := time.Date(9999, 12, 31, 23, 59, 59, 999e6, time.UTC)
	first := time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		v  int64
		ok bool
	}{{last.Unix(), true}, {last.Unix() + 1, false}, {first.Unix(), true}, {first.Unix() - 1, false}, {math.MaxInt64, false}} {
		if _, ok := FromUnix(c.v); ok != c.ok {
			t.Errorf("FromUnix(%d) is not %v", c.v, c.ok)
		}
	}
	if _, ok := FromUnixMillis(last.UnixMilli()); !ok {
		t.Error("the last millisecond of 9999 is refused")
	}
	if _, ok := FromUnixMillis(last.UnixMilli() + 1); ok {
		t.Error("the year 10000 is taken")
	}
}

func TestTruncateTime(t *testing.T) {
	for _, c := range []struct{ v, length, want int64 }{
		{1999, 1000, 1000}, {2000, 1000, 2000}, {-1, 1000, -1000}, {-1000, 1000, -1000}, {math.MinInt64, 1000, math.MinInt64},
	} {
		if got := TruncateTime(c.v, c.length); got != c.want {
			t.Errorf("TruncateTime(%d, %d) = %d, want %d", c.v, c.length, got, c.want)
		}
	}
}

func TestAddMonths(t *testing.T) {
	day := func(s string) int32 {
		d, why := record.ParseDate(s)
		if why != 0 {
			t.Fatalf("%s is no date", s)
		}
		return d
	}
	for _, c := range []struct {
		from   string
		months int64
		want   string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-03-31", -1, "2024-02-29"},
		{"2026-11-22", 0, "2026-11-22"},
		{"2026-11-22", 2, "2027-01-22"},
		{"1969-12-31", -14, "1968-10-31"},
		{"0000-01-31", 13, "0001-02-28"},
	} {
		if got, ok := AddMonths(day(c.from), c.months); !ok || got != day(c.want) {
			t.Errorf("%s and %d months: %s, %v", c.from, c.months, record.AppendDate(nil, got), ok)
		}
	}
	for _, months := range []int64{math.MaxInt64, math.MinInt64, 1 << 28} {
		if got, ok := AddMonths(0, months); ok {
			t.Errorf("%d months are %d", months, got)
		}
	}
}

func TestAddDuration(t *testing.T) {
	at := func(s string) int64 {
		v, why := record.ParseTimestampISO(s, record.Millis)
		if why != 0 {
			t.Fatalf("%s is no instant", s)
		}
		return v
	}
	for _, c := range []struct {
		from, by, want string
	}{
		{"2024-01-31T12:00:00.5Z", "P1M", "2024-02-29T12:00:00.5Z"},
		{"2024-01-31T12:00:00Z", "P1M1DT13H", "2024-03-02T01:00:00Z"},
		{"1969-12-31T23:00:00Z", "PT2H", "1970-01-01T01:00:00Z"},
		{"1969-12-31T23:00:00Z", "-P1D", "1969-12-30T23:00:00Z"},
	} {
		by, why := record.ParseDuration(c.by)
		if why != 0 {
			t.Fatalf("%s is no duration", c.by)
		}
		if got, ok := AddDuration(at(c.from), record.Millis, by); !ok || got != at(c.want) {
			t.Errorf("%s and %s: %s, %v", c.from, c.by, record.AppendTimestampISO(nil, got, record.Millis), ok)
		}
	}
	if _, ok := AddDuration(math.MaxInt64, record.Millis, record.Duration{Nanos: 1e9}); ok {
		t.Error("the end of time was moved")
	}
	if _, ok := AddDuration(math.MaxInt64, record.Seconds, record.Duration{Days: 1}); ok {
		t.Error("a day that no date holds was found")
	}
}

func TestDiffMillis(t *testing.T) {
	if d, ok := DiffMillis(5, record.Seconds, 1_999_999, record.Micros); !ok || d != 3001 {
		t.Errorf("%d, %v", d, ok)
	}
	if _, ok := DiffMillis(math.MaxInt64, record.Seconds, 0, record.Millis); ok {
		t.Error("what does not fit is no difference")
	}
}
