package record

import (
	"strings"
	"testing"
	"time"
)

func compiled(t testing.TB, text string) *Pattern {
	t.Helper()
	p, err := CompilePattern(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return p
}

// at is 2026-07-04T18:03:05.123456789Z, a Saturday.
const at = 1783188185123456789

func TestPattern(t *testing.T) {
	for _, c := range []struct{ pattern, zone, text string }{
		{"yyyy-MM-dd HH:mm:ss.SSSSSSSSS", "UTC", "2026-07-04 18:03:05.123456789"},
		{"uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX", "UTC", "2026-07-04T18:03:05.123456789Z"},
		{"yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX", "Europe/Berlin", "2026-07-04T20:03:05.123456789+02:00"},
		{"yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSxxx", "UTC", "2026-07-04T18:03:05.123456789+00:00"},
		{"yyyy-MM-dd HH:mm:ss.SSSSSSSSS XX", "Asia/Kolkata", "2026-07-04 23:33:05.123456789 +0530"},
		{"yyyy-MM-dd HH:mm:ss.SSSSSSSSS Z", "America/New_York", "2026-07-04 14:03:05.123456789 -0400"},
		{"yyyy-MM-dd HH:mm:ss.SSSSSSSSS X", "Asia/Kolkata", "2026-07-04 23:33:05.123456789 +0530"},
		{"yyyy-MM-dd HH:mm:ss.SSSSSSSSS X", "Europe/Berlin", "2026-07-04 20:03:05.123456789 +02"},
		{"yyyyMMddHHmmssSSSSSSSSS", "UTC", "20260704180305123456789"},
		{"dd.MM.yy HH:mm:ss,SSSSSSSSS", "UTC", "04.07.26 18:03:05,123456789"},
		{"d/M/y h:m:s.SSSSSSSSS a", "UTC", "4/7/2026 6:3:5.123456789 PM"},
		{"EEE, dd MMM yyyy HH:mm:ss.SSSSSSSSS", "UTC", "Sat, 04 Jul 2026 18:03:05.123456789"},
		{"EEEE, MMMM d yyyy 'at' hh 'o''clock' a mm:ss.SSSSSSSSS", "UTC", "Saturday, July 4 2026 at 06 o'clock PM 03:05.123456789"},
		{"yyyy-DDD''HH:mm:ss.SSSSSSSSS", "UTC", "2026-185'18:03:05.123456789"},
		{"yyyy年MM月dd日 HH:mm:ss.SSSSSSSSS", "UTC", "2026年07月04日 18:03:05.123456789"},
	} {
		p := compiled(t, c.pattern)
		z, err := LoadZone(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(p.Append(nil, at, Nanos, z)); got != c.text {
			t.Errorf("%s: %s, want %s", c.pattern, got, c.text)
		}
		if v, r := p.Parse(c.text, z, Nanos); v != at || r != 0 {
			t.Errorf("%s: %s is %d, %d", c.pattern, c.text, v, r)
		}
		if v, r := p.Parse(c.text, z, Millis); v != 0 || r != ScaleLoss {
			t.Errorf("%s: %s in milliseconds is %d, %d", c.pattern, c.text, v, r)
		}
		if strings.HasSuffix(c.pattern, " X") {
			continue // +05 is +0530 cut short, and an offset all the same
		}
		for n := range c.text {
			if v, r := p.Parse(c.text[:n], z, Nanos); r == 0 {
				t.Errorf("%s: %s is %d", c.pattern, c.text[:n], v)
			}
		}
		if _, r := p.Parse(c.text+" ", z, Nanos); r != BadTime {
			t.Errorf("%s: a space at the end is taken", c.pattern)
		}
	}
}

func TestPatternRefuses(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          Reason
	}{
		{"yyyy-MM-dd", "2026-02-28", 0},
		{"yyyy-MM-dd", "2026-02-29", BadTime},
		{"yyyy-MM-dd", "2026-2-28", BadTime},
		{"yyyy-M-d", "2026-2-28", 0},
		{"yyyy-M-d", "2026-02-28", 0},
		{"yyyy-M-d", "2026-002-28", BadTime},
		{"yyyy-MM-dd", "2026-13-01", BadTime},
		{"yyyy-MM-dd", "2026-00-01", BadTime},
		{"yyyy-DDD", "2026-366", BadTime},
		{"yyyy-DDD", "2024-366", 0},
		{"yyyy-DDD", "2026-000", BadTime},
		{"yyyy-MM-dd HH", "2026-02-28 24", BadTime},
		{"yyyy-MM-dd HH:mm", "2026-02-28 23:60", BadTime},
		{"yyyy-MM-dd HH:mm:ss", "2026-02-28 23:59:60", BadTime},
		{"yyyy-MM-dd hh a", "2026-02-28 00 AM", BadTime},
		{"yyyy-MM-dd hh a", "2026-02-28 13 AM", BadTime},
		{"yyyy-MM-dd hh a", "2026-02-28 12 am", BadTime},
		{"yyyy-MM-dd hh a", "2026-02-28 12 AM", 0},
		{"EEE yyyy-MM-dd", "Sat 2026-07-04", 0},
		{"EEE yyyy-MM-dd", "Sun 2026-07-04", BadTime},
		{"EEE yyyy-MM-dd", "sat 2026-07-04", BadTime},
		{"dd MMM yyyy", "04 Jul 2026", 0},
		{"dd MMM yyyy", "04 Jux 2026", BadTime},
		{"dd MMMM yyyy", "04 Jul 2026", BadTime},
		{"yyyy-MM-dd HHXXX", "2026-07-04 18+02:00", 0},
		{"yyyy-MM-dd HHXXX", "2026-07-04 18+0200", BadTime},
		{"yyyy-MM-dd HHXX", "2026-07-04 18+02:00", BadTime},
		{"yyyy-MM-dd HHX", "2026-07-04 18+02:00", BadTime},
		{"yyyy-MM-dd HHX", "2026-07-04 18+0200", 0},
		{"yyyy-MM-dd HHxxx", "2026-07-04 18Z", BadTime},
		{"yyyy-MM-dd HHXXX", "2026-07-04 18", BadTime},
		{"yyyy-MM-dd HHXXX", "2026-07-04 18+19:00", BadTime},
		{"yyyy-MM", "2026-07", BadTime},
		{"HH:mm", "18:00", BadTime},
		{"MM-dd", "07-04", BadTime},
		{"yyyy-MM-dd", "+10000-01-01", 0},
		{"yyyy-MM-dd", "10000-01-01", BadTime},
		{"y-MM-dd", "-5-01-01", 0},
		{"yy-MM-dd", "26-01-01", 0},
	} {
		if v, r := compiled(t, c.pattern).Parse(c.text, nil, Millis); r != c.want {
			t.Errorf("%s: %s is %d, %d; want reason %d", c.pattern, c.text, v, r, c.want)
		}
	}
}

func TestPatternHours(t *testing.T) {
	p := compiled(t, "hh:mm a")
	for hour := range int64(24) {
		text := string(p.AppendTime(nil, hour*3600, Seconds))
		if want := time.Unix(hour*3600, 0).UTC().Format("03:04 PM"); text != want {
			t.Errorf("hour %d is %s, want %s", hour, text, want)
		}
		if v, r := p.ParseTime(text, Seconds); v != hour*3600 || r != 0 {
			t.Errorf("%s is %d, %d", text, v, r)
		}
	}
}

func TestPatternParts(t *testing.T) {
	p := compiled(t, "dd.MM.yyyy")
	if d, r := p.ParseDate("04.07.2026"); r != 0 || string(AppendDate(nil, d)) != "2026-07-04" || string(p.AppendDate(nil, d)) != "04.07.2026" {
		t.Errorf("the date is %d, %d", d, r)
	}
	if _, r := compiled(t, "MM.yyyy").ParseDate("07.2026"); r != BadTime {
		t.Errorf("a month is read as a date: %d", r)
	}
	if _, r := compiled(t, "y-MM-dd").ParseDate("99999999-07-04"); r != OutOfRange {
		t.Errorf("a date beyond all: %d", r)
	}
	if _, r := p.ParseDate("x"); r != BadTime {
		t.Errorf("x is a date: %d", r)
	}
	for text, want := range map[string][3]bool{
		"yyyy-MM-dd": {true, false, false}, "yyyy-DDD": {true, false, false}, "yyyy-MM": {}, "HH": {false, true, false}, "hh:mm": {}, "hh a": {false, true, false}, "mm:ss": {},
		"yyyy-MM-dd HH:mm XXX": {true, true, true}, "yyyy-MM-dd HH:mm xx": {true, true, true},
	} {
		p := compiled(t, text)
		if got := [3]bool{p.HasDate(), p.HasTime(), p.HasZone()}; got != want {
			t.Errorf("%s has %v, want %v", text, got, want)
		}
	}
}

func TestCompilePatternErrors(t *testing.T) {
	for text, want := range map[string]string{
		"": "is empty", "yyyy-MM-dd'T": "never closed", "yyyy Q": `"Q" has no meaning`, "yyy": `"yyy" has no meaning in a pattern: write yyyy`, "MMMMM": "write MM", "SSSSSSSSSS": "one to nine", "XXXX": "write XXX",
		"yyyy[-MM]": `"[" has no meaning`, "yyyy#": "has no meaning", "yyyy-MM-dd yyyy": "says again", "yyyy uuuu": "says again", "HH:mm:ss XXX xxx": "", "dd VV": `"V" has no meaning`, "z": `"z" has no meaning`, "DD": "write DDD", "aa": "write a",
	} {
		_, err := CompilePattern(text)
		if want == "" {
			if err != nil {
				t.Errorf("%q: %v", text, err)
			}
		} else if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// FuzzPattern compiles any text; what a pattern with a date, a time and nine
// digits of the second writes, it reads again.
func FuzzPattern(f *testing.F) {
	for _, s := range []string{"yyyy-MM-dd HH:mm:ss.SSSSSSSSS", "d.M.y h:m:s a XXX SSSSSSSSS", "EEEE DDD yyyy 'x''y' HHmmssSSSSSSSSS"} {
		f.Add(s, "2026-07-04 18:03:05.123456789", int64(at))
	}
	f.Fuzz(func(t *testing.T, text, input string, v int64) {
		p, err := CompilePattern(text)
		if err != nil {
			return
		}
		p.Parse(input, nil, Nanos)
		p.ParseTime(input, Nanos)
		written := string(p.Append(nil, v, Nanos, nil))
		p.AppendDate(nil, int32(v))
		all := p.HasDate() && p.HasTime() && p.has.with(minuteField, secondField, fractionField) && strings.Contains(text, "SSSSSSSSS")
		spread := strings.Contains(text, "y-") || strings.Contains(text, "u-") // else digits may run together
		for _, part := range p.parts {
			spread = spread && part.width != 1 && (part.field != yearField || part.width == 4) || part.field == literal && spread
		}
		if all && spread {
			if back, r := p.Parse(written, nil, Nanos); back != v || r != 0 {
				t.Fatalf("%q writes %q, which is %d, %d; want %d", text, written, back, r, v)
			}
		}
	})
}
