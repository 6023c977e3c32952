package record

import (
	"math"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests need zones where the machine has none
)

var units = []Unit{Seconds, Millis, Micros, Nanos}

// instants are borders of dates, times and units, in seconds.
var instants = []int64{
	0, -1, 1, 86399, 86400, -86400, -86401,
	951782400, 951868800, // 2000-02-29 and the day after
	-2203891200, 4107542400, // 1900-03-01 and 2100-03-01, without a leap day before them
	-62135596800, -62135596801, // year 1, year 0
	253402300799, 253402300800, // the end of 9999
	-62167219200, -62167219201, // the begin of year 0
	1795370605, 8210266876800,
}

func TestTimestampISO(t *testing.T) {
	for _, c := range []struct {
		s    string
		unit Unit
		want int64
		r    Reason
	}{
		{"1970-01-01T00:00:00Z", Millis, 0, 0},
		{"2026-11-22T18:03:25.123Z", Millis, 1795370605123, 0},
		{"2026-11-22T18:03:25.123000Z", Millis, 1795370605123, 0},
		{"2026-11-22T18:03:25.123456Z", Micros, 1795370605123456, 0},
		{"2026-11-22T18:03:25.123456Z", Millis, 0, ScaleLoss},
		{"2026-11-22T18:03:25.1Z", Millis, 1795370605100, 0},
		{"2026-11-22T18:03:25,1Z", Millis, 1795370605100, 0},
		{"2026-11-22T18:03:25.1Z", Seconds, 0, ScaleLoss},
		{"2026-11-22T18:03Z", Seconds, 1795370580, 0},
		{"2026-11-22 18:03:25Z", Seconds, 1795370605, 0},
		{"2026-11-22t18:03:25z", Seconds, 1795370605, 0},
		{"2026-11-22T19:03:25+01:00", Seconds, 1795370605, 0},
		{"2026-11-22T19:03:25+0100", Seconds, 1795370605, 0},
		{"2026-11-22T19:03:25+01", Seconds, 1795370605, 0},
		{"2026-11-22T12:33:25-05:30", Seconds, 1795370605, 0},
		{"1969-12-31T23:59:59.999Z", Millis, -1, 0},
		{"0000-01-01T00:00:00Z", Seconds, -62167219200, 0},
		{"-0001-12-31T23:59:59Z", Seconds, -62167219201, 0},
		{"+10000-01-01T00:00:00Z", Seconds, 253402300800, 0},
		{"2024-02-29T00:00:00Z", Seconds, 1709164800, 0},
		{"2023-02-29T00:00:00Z", Seconds, 0, BadTime},
		{"1900-02-29T00:00:00Z", Seconds, 0, BadTime},
		{"1677-09-21T00:12:43.145224192Z", Nanos, math.MinInt64, 0},
		{"2262-04-11T23:47:16.854775807Z", Nanos, math.MaxInt64, 0},
		{"1677-09-21T00:12:43.145224191Z", Nanos, 0, OutOfRange},
		{"2262-04-11T23:47:16.854775808Z", Nanos, 0, OutOfRange},
		{"9999-12-31T23:59:59Z", Nanos, 0, OutOfRange},
		{"2026-11-22T18:03:25", Seconds, 0, BadTime},
		{"2026-11-22", Seconds, 0, BadTime},
		{"2026-11-22T18Z", Seconds, 0, BadTime},
		{"2026-11-22T24:00:00Z", Seconds, 0, BadTime},
		{"2026-11-22T18:60:00Z", Seconds, 0, BadTime},
		{"2026-11-22T18:03:60Z", Seconds, 0, BadTime},
		{"2026-13-22T18:03:25Z", Seconds, 0, BadTime},
		{"2026-11-31T18:03:25Z", Seconds, 0, BadTime},
		{"2026-00-01T18:03:25Z", Seconds, 0, BadTime},
		{"2026-11-00T18:03:25Z", Seconds, 0, BadTime},
		{"2026-11-22T18:03:25.Z", Seconds, 0, BadTime},
		{"2026-11-22T18:03:25.1234567890Z", Nanos, 0, BadTime},
		{"2026-11-22T18:03:25Zx", Seconds, 0, BadTime},
		{"2026-11-22T18:03:25+1:00", Seconds, 0, BadTime},
		{"2026-11-22T18:03:25+19:00", Seconds, 0, BadTime},
		{"2026-11-22T18:03:25+01:60", Seconds, 0, BadTime},
		{"2026-11-22T18:03:25+01:", Seconds, 0, BadTime},
		{"2026-11-22T18:03:25+010", Seconds, 0, BadTime},
		{"26-11-22T18:03:25Z", Seconds, 0, BadTime},
		{"-0000-01-01T00:00:00Z", Seconds, 0, BadTime},
		{"", Seconds, 0, BadTime},
	} {
		if v, r := ParseTimestampISO(c.s, c.unit); v != c.want || r != c.r {
			t.Errorf("ParseTimestampISO(%q, %d) = %d, %d; want %d, %d", c.s, c.unit, v, r, c.want, c.r)
		}
	}
}

func TestParseDate(t *testing.T) {
	for _, c := range []struct {
		s    string
		want int32
		r    Reason
	}{
		{"1970-01-01", 0, 0},
		{"1969-12-31", -1, 0},
		{"2000-03-01", 11017, 0},
		{"+5881580-07-11", math.MaxInt32, 0},
		{"-5877641-06-23", math.MinInt32, 0},
		{"+5881580-07-12", 0, OutOfRange},
		{"-5877641-06-22", 0, OutOfRange},
		{"+999999999-12-31", 0, OutOfRange},
		{"1970-1-1", 0, BadTime},
		{"19700101", 0, BadTime},
		{"1970-01-01T", 0, BadTime},
		{"12970-01-01", 0, BadTime},
		{"+1000000000-01-01", 0, BadTime},
		{"1970-02-30", 0, BadTime},
		{"1970-04-31", 0, BadTime},
		{"", 0, BadTime},
	} {
		if v, r := ParseDate(c.s); v != c.want || r != c.r {
			t.Errorf("ParseDate(%q) = %d, %d; want %d, %d", c.s, v, r, c.want, c.r)
		}
		if c.r == 0 {
			if got := string(AppendDate(nil, c.want)); got != c.s {
				t.Errorf("%d is written %s, want %s", c.want, got, c.s)
			}
		}
	}
}

func TestParseTime(t *testing.T) {
	for _, c := range []struct {
		s    string
		unit Unit
		want int64
		r    Reason
		text string
	}{
		{"00:00", Millis, 0, 0, "00:00:00"},
		{"18:03:25", Millis, 65005000, 0, "18:03:25"},
		{"18:03:25.5", Millis, 65005500, 0, "18:03:25.500"},
		{"23:59:59.999999999", Nanos, 86399999999999, 0, "23:59:59.999999999"},
		{"18:03:25.000001", Micros, 65005000001, 0, "18:03:25.000001"},
		{"18:03:25.0001", Millis, 0, ScaleLoss, ""},
		{"24:00", Millis, 0, BadTime, ""},
		{"18", Millis, 0, BadTime, ""},
		{"18:3", Millis, 0, BadTime, ""},
		{"18:03:", Millis, 0, BadTime, ""},
		{"18:03:25Z", Millis, 0, BadTime, ""},
		{"1x:03", Millis, 0, BadTime, ""},
	} {
		v, r := ParseTime(c.s, c.unit)
		if v != c.want || r != c.r {
			t.Errorf("ParseTime(%q, %d) = %d, %d; want %d, %d", c.s, c.unit, v, r, c.want, c.r)
		}
		if got := string(AppendTime(nil, v, c.unit)); r == 0 && got != c.text {
			t.Errorf("%q is written %s, want %s", c.s, got, c.text)
		}
	}
	if v, r := ParseDatetimeISO("2026-11-22T18:03:25.5", Millis); v != 1795370605500 || r != 0 {
		t.Errorf("ParseDatetimeISO: %d, %d", v, r)
	}
	if _, r := ParseDatetimeISO("2026-11-22T18:03:25Z", Millis); r != BadTime {
		t.Errorf("ParseDatetimeISO with a zone: %d", r)
	}
}

func TestFitsTime(t *testing.T) {
	p := compiled(t, "HH:mm:ss a")
	for _, unit := range units {
		day := daySeconds * unit.perSecond()
		for v, want := range map[int64]bool{0: true, day - 1: true, day: false, -1: false, math.MinInt64: false, math.MaxInt64: false} {
			if FitsTime(v, unit) != want {
				t.Errorf("FitsTime(%d, %d) is not %v", v, unit, want)
			}
			// What does not fit must not end the process either.
			if got := AppendTime(nil, v, unit); len(got) < len("00:00:00") {
				t.Errorf("%d is written %s", v, got)
			}
			if got := p.AppendTime(nil, v, unit); len(got) != len("00:00:00 AM") {
				t.Errorf("%d is written %s", v, got)
			}
		}
	}
}

// TestCivil compares each day of 800 years around 1970 and some far ones.
func TestCivil(t *testing.T) {
	day := time.Date(1570, 1, 1, 0, 0, 0, 0, time.UTC)
	for ; day.Year() < 2370; day = day.AddDate(0, 0, 1) {
		days := floorDiv(day.Unix(), daySeconds)
		checkCivil(t, days, day)
	}
	for _, s := range instants {
		checkCivil(t, floorDiv(s, daySeconds), time.Unix(s, 0).UTC())
	}
	for year := int64(-3); year < 3000; year++ {
		for month := 1; month <= 12; month++ {
			last := time.Date(int(year), time.Month(month+1), 0, 0, 0, 0, 0, time.UTC).Day()
			if monthDays(year, month) != last {
				t.Fatalf("%d-%d has %d days, not %d", year, month, last, monthDays(year, month))
			}
		}
	}
}

func checkCivil(t *testing.T, days int64, want time.Time) {
	t.Helper()
	year, month, day := civil(days)
	if int(year) != want.Year() || month != int(want.Month()) || day != want.Day() {
		t.Fatalf("day %d is %d-%d-%d, want %v", days, year, month, day, want)
	}
	if back := daysOf(year, month, day); back != days {
		t.Fatalf("%v is day %d, not %d", want, days, back)
	}
	if weekday(days) != (int(want.Weekday())+6)%7 {
		t.Fatalf("%v is a %s", want, weekdayNames[weekday(days)])
	}
}

func TestConvertTime(t *testing.T) {
	for _, c := range []struct {
		v        int64
		from, to Unit
		want     int64
		ok       bool
	}{
		{1, Seconds, Nanos, 1e9, true},
		{1, Millis, Micros, 1000, true},
		{-1, Micros, Millis, -1, true},
		{1999, Micros, Millis, 1, true},
		{-1001, Millis, Seconds, -2, true},
		{7, Nanos, Nanos, 7, true},
		{math.MaxInt64, Seconds, Millis, 0, false},
		{math.MinInt64, Millis, Nanos, 0, false},
		{9223372036, Seconds, Nanos, 9223372036e9, true},
		{9223372037, Seconds, Nanos, 0, false},
	} {
		if v, ok := ConvertTime(c.v, c.from, c.to); ok != c.ok || ok && v != c.want {
			t.Errorf("ConvertTime(%d, %d, %d) = %d, %v", c.v, c.from, c.to, v, ok)
		}
	}
}

// FuzzTimestamp writes any instant, reads it again, and compares with the package
// time.
func FuzzTimestamp(f *testing.F) {
	for _, s := range instants {
		f.Add(s)
	}
	f.Add(int64(math.MinInt64))
	f.Add(int64(math.MaxInt64))
	f.Fuzz(func(t *testing.T, v int64) {
		for _, unit := range units {
			text := AppendTimestampISO(nil, v, unit)
			seconds, nanos := unit.split(v)
			if year, _, _ := civil(floorDiv(seconds, daySeconds)); year > 999999999 || year < -999999999 {
				continue // farther than the readers go
			}
			if back, r := ParseTimestampISO(string(text), unit); back != v || r != 0 {
				t.Fatalf("%d of unit %d is written %s, which is %d, %d", v, unit, text, back, r)
			}
			std := time.Unix(seconds, nanos).UTC()
			if year := std.Year(); year >= 0 && year <= 9999 {
				if got, err := time.Parse(time.RFC3339Nano, string(text)); err != nil || !got.Equal(std) {
					t.Fatalf("%s is %v, want %v (%v)", text, got, std, err)
				}
				if r := checkDateOf(v, unit, std); r != "" {
					t.Fatal(r)
				}
			}
		}
	})
}

func checkDateOf(v int64, unit Unit, std time.Time) string {
	if got := string(AppendDate(nil, DateOf(v, unit, nil))); got != std.Format(time.DateOnly) {
		return "DateOf is " + got + ", want " + std.String()
	}
	if got := HourOf(v, unit, nil); int(got) != std.Hour() {
		return "HourOf is wrong at " + std.String()
	}
	return ""
}

// FuzzParseTime gives the readers any text: what they take, the package time takes
// too, where it knows the form.
func FuzzParseTime(f *testing.F) {
	for _, s := range []string{"2026-11-22T18:03:25.123Z", "2026-11-22T18:03:25+01:00", "2026-02-29T00:00:00Z", "12:30:00.5", "-0001-01-01", "P1Y2M3DT4H5M6.7S"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, r := ParseTimestampISO(s, Nanos)
		std, err := time.Parse(time.RFC3339Nano, s)
		_, offset := std.Zone()
		// The package time also takes hours of one digit.
		inRange := err == nil && std.Year() > 1677 && std.Year() < 2262 && max(offset, -offset) < 18*3600 &&
			strings.HasPrefix(s, std.Format("2006-01-02T15:04:05"))
		if inRange && (r != 0 || v != std.UnixNano()) && fractionDigits(s) <= 9 {
			t.Fatalf("%q: %d, %d; want %d", s, v, r, std.UnixNano())
		}
		if d, r := ParseDate(s); r == 0 {
			if back, r := ParseDate(string(AppendDate(nil, d))); back != d || r != 0 {
				t.Fatalf("%q is day %d, which is read as %d, %d", s, d, back, r)
			}
		}
		if v, r := ParseTime(s, Nanos); r == 0 && (v < 0 || v >= daySeconds*1e9) {
			t.Fatalf("%q is %d nanoseconds", s, v)
		}
		if d, r := ParseDuration(s); r == 0 {
			if back, r := ParseDuration(string(AppendDuration(nil, d))); back != d || r != 0 {
				t.Fatalf("%q is %v, which is read as %v, %d", s, d, back, r)
			}
		}
	})
}

// fractionDigits counts the digits behind the point.
func fractionDigits(s string) int {
	n := -1
	for i := range len(s) {
		switch {
		case s[i] == '.' || s[i] == ',':
			n = 0
		case n >= 0 && s[i]-'0' <= 9:
			n++
		case n >= 0:
			return n
		}
	}
	return n
}

func TestDuration(t *testing.T) {
	const hour = 3600e9
	for _, c := range []struct {
		s    string
		want Duration
		r    Reason
		text string // as it is written, where that is another text
	}{
		{"PT0S", Duration{}, 0, ""},
		{"P1Y2M", Duration{Months: 14}, 0, ""},
		{"P10D", Duration{Days: 10}, 0, ""},
		{"P2W", Duration{Days: 14}, 0, "P14D"},
		{"PT1H30M", Duration{Nanos: 1.5 * hour}, 0, ""},
		{"PT90M", Duration{Nanos: 1.5 * hour}, 0, "PT1H30M"},
		{"PT1.5S", Duration{Nanos: 15e8}, 0, ""},
		{"PT0.000000001S", Duration{Nanos: 1}, 0, ""},
		{"P1Y2M3DT4H5M6.7S", Duration{14, 3, 4*hour + 5*60e9 + 67e8}, 0, ""},
		{"-P1D", Duration{Days: -1}, 0, "P-1D"},
		{"P-1D", Duration{Days: -1}, 0, ""},
		{"-P-1D", Duration{Days: 1}, 0, "P1D"},
		{"PT-0.5S", Duration{Nanos: -5e8}, 0, ""},
		{"PT-1H-30M", Duration{Nanos: -1.5 * hour}, 0, ""},
		{"P1M-2D", Duration{Months: 1, Days: -2}, 0, ""},
		{"PT-2562047H-47M-16.854775808S", Duration{Nanos: math.MinInt64}, 0, ""},
		{"P-178956970Y-8M", Duration{Months: math.MinInt32}, 0, ""},
		{"P178956971Y", Duration{}, OutOfRange, ""},
		{"P2147483648D", Duration{}, OutOfRange, ""},
		{"PT2562048H", Duration{}, OutOfRange, ""},
		{"PT999999999999999999S", Duration{}, OutOfRange, ""},
		{"", Duration{}, BadTime, ""},
		{"P", Duration{}, BadTime, ""},
		{"PT", Duration{}, BadTime, ""},
		{"P1DT", Duration{}, BadTime, ""},
		{"1D", Duration{}, BadTime, ""},
		{"P1", Duration{}, BadTime, ""},
		{"P1H", Duration{}, BadTime, ""},
		{"PT1D", Duration{}, BadTime, ""},
		{"P1M1Y", Duration{}, BadTime, ""},
		{"P1D1D", Duration{}, BadTime, ""},
		{"P1.5D", Duration{}, BadTime, ""},
		{"PT1.S", Duration{}, BadTime, ""},
		{"PT1.5M", Duration{}, BadTime, ""},
		{"P1D ", Duration{}, BadTime, ""},
		{"PT1S1H", Duration{}, BadTime, ""},
		{"P1Y2", Duration{}, BadTime, ""},
	} {
		got, r := ParseDuration(c.s)
		if got != c.want || r != c.r {
			t.Errorf("ParseDuration(%q) = %v, %d; want %v, %d", c.s, got, r, c.want, c.r)
		}
		if c.text == "" {
			c.text = c.s
		}
		if text := string(AppendDuration(nil, got)); r == 0 && text != c.text {
			t.Errorf("%v is written %s, want %s", got, text, c.text)
		}
	}
}
