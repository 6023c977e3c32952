package record

import (
	"math"
	"testing"
	"time"
)

// testZones are zones with one offset, with two a year, with halves of an hour,
// with a jump of a day, and with rules that change.
var testZones = []string{
	"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "America/St_Johns", "Asia/Tokyo", "Etc/UTC",
}

func TestZoneOffsets(t *testing.T) {
	for _, name := range testZones {
		z, err := LoadZone(name)
		if err != nil {
			t.Fatal(err)
		}
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		if z.begins == nil && name != "Asia/Kolkata" && name != "Asia/Tokyo" && name != "Etc/UTC" {
			t.Errorf("%s has one offset only", name)
		}
		check := func(s int64) {
			t.Helper()
			if _, want := time.Unix(s, 0).In(loc).Zone(); z.offset(s) != int64(want) {
				t.Fatalf("%s at %d: %d, want %d", name, s, z.offset(s), want)
			}
		}
		for _, b := range z.begins {
			check(b)
			check(b - 1)
		}
		for s := int64(firstInstant - 1e9); s < lastInstant+1e9; s += 6_912_345 {
			check(s)
		}
		for _, s := range []int64{firstInstant - 1, firstInstant, lastInstant, lastInstant + 1} {
			check(s)
		}
	}
}

func TestZoneBorders(t *testing.T) {
	if time.Unix(firstInstant, 0).UTC() != time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC) {
		t.Error("firstInstant is not the begin of firstYear")
	}
	if time.Unix(lastInstant+1, 0).UTC() != time.Date(lastYear+1, 1, 1, 0, 0, 0, 0, time.UTC) {
		t.Error("lastInstant is not the end of lastYear")
	}
	berlin, err := LoadZone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	if got := berlin.local(math.MaxInt64); got != math.MaxInt64 {
		t.Errorf("the last clock of all shows %d", got)
	}
	if got := DateOf(math.MaxInt64, Seconds, berlin); got != math.MaxInt32 {
		t.Errorf("the last date in Berlin is %d", got)
	}
	if got := DateOf(math.MaxInt64, Millis, nil); got != math.MaxInt32 {
		t.Errorf("the last date is %d", got)
	}
	if got := DateOf(math.MinInt64, Seconds, nil); got != math.MinInt32 {
		t.Errorf("the first date is %d", got)
	}
}

func TestZoneInstant(t *testing.T) {
	for _, c := range []struct{ zone, local, want string }{
		{"Europe/Berlin", "2026-07-01T12:00:00", "2026-07-01T10:00:00Z"},
		{"Europe/Berlin", "2026-03-29T01:59:59", "2026-03-29T00:59:59Z"},
		{"Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:30:00Z"}, // left out: 03:30 summer time
		{"Europe/Berlin", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z"},
		{"Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z"}, // twice: still summer time
		{"Europe/Berlin", "2026-10-25T03:00:00", "2026-10-25T02:00:00Z"},
		{"America/New_York", "2026-03-08T02:30:00", "2026-03-08T07:30:00Z"},
		{"America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00Z"},
		{"Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T22:00:00Z"}, // a day that was left out
		{"Pacific/Apia", "2011-12-31T12:00:00", "2011-12-30T22:00:00Z"},
		{"+05:30", "2026-07-01T12:00:00", "2026-07-01T06:30:00Z"},
		{"-08", "2026-07-01T12:00:00", "2026-07-01T20:00:00Z"},
		{"UTC", "2026-07-01T12:00:00", "2026-07-01T12:00:00Z"},
		{"Z", "2026-07-01T12:00:00", "2026-07-01T12:00:00Z"},
	} {
		z, err := LoadZone(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		local, r := ParseDatetimeISO(c.local, Seconds)
		if got := string(AppendTimestampISO(nil, z.instant(local), Seconds)); got != c.want || r != 0 {
			t.Errorf("%s in %s is %s, want %s", c.local, c.zone, got, c.want)
		}
	}
	for _, name := range []string{"", "Local", "Europe/Berlim", "+25:00", "../etc/passwd"} {
		if _, err := LoadZone(name); err == nil {
			t.Errorf("zone %q is taken", name)
		}
	}
}

// FuzzZone takes instants to the clock and back: but for the hours that come
// twice, that is where they were.
func FuzzZone(f *testing.F) {
	zones := map[string]*Zone{}
	for _, name := range testZones {
		z, err := LoadZone(name)
		if err != nil {
			f.Fatal(err)
		}
		zones[name] = z
	}
	for _, s := range instants {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s int64) {
		if s > 1<<45 || s < -1<<45 {
			s >>= 20
		}
		for name, z := range zones {
			local := z.local(s)
			back := z.instant(local)
			if back != s && z.local(back) != local {
				t.Fatalf("%s: %d shows %d, which is %d", name, s, local, back)
			}
			if back > s {
				t.Fatalf("%s: %d shows %d, which is the later %d", name, s, local, back)
			}
		}
	})
}
