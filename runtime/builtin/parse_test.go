package builtin

import (
	"slices"
	"testing"

	"github.com/flowc-lang/flowc/runtime/record"
)

func TestParseDuration(t *testing.T) {
	for _, c := range []struct {
		in   string
		want record.Duration
		why  record.Reason
	}{
		{"PT1H30M", record.Duration{Nanos: 5400e9}, 0},
		{"1h30m", record.Duration{Nanos: 5400e9}, 0},
		{"-250ms", record.Duration{Nanos: -250e6}, 0},
		{"+2d1us", record.Duration{Days: 2, Nanos: 1000}, 0},
		{"-P1M", record.Duration{Months: -1}, 0},
		{"", record.Duration{}, record.BadTime},
		{"--1s", record.Duration{}, record.BadTime},
		{"5", record.Duration{}, record.BadTime},
		{"s", record.Duration{}, record.BadTime},
		{"5 s", record.Duration{}, record.BadTime},
		{"9223372036854775807h", record.Duration{}, record.OutOfRange},
		{"9223372036s9223372036s", record.Duration{}, record.OutOfRange},
		{"2147483648d", record.Duration{}, record.OutOfRange},
		{"2147483647d1d", record.Duration{}, record.OutOfRange},
	} {
		if got, why := ParseDuration(c.in); got != c.want || why != c.why {
			t.Errorf("ParseDuration(%q) = %v, %v; want %v, %v", c.in, got, why, c.want, c.why)
		}
	}
}

func TestCSVFields(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
		ok   bool
	}{
		{"", []string{""}, true},
		{"a,b,", []string{"a", "b", ""}, true},
		{`"a,b",c`, []string{"a,b", "c"}, true},
		{`"say ""hi""",""`, []string{`say "hi"`, ""}, true},
		{`"""",x`, []string{`"`, "x"}, true},
		{`"open`, nil, false},
		{`"a"b`, nil, false},
		{`a"b`, nil, false},
		{`"a""`, nil, false},
	} {
		var a record.Arena
		got, ok := CSVFields(&a, nil, c.in, ',')
		if ok != c.ok || ok && !slices.Equal(got, c.want) {
			t.Errorf("CSVFields(%q) = %q, %v; want %q, %v", c.in, got, ok, c.want, c.ok)
		}
	}
}

func TestPair(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
		ok   bool
	}{
		{"", nil, true},
		{"   ", nil, true},
		{"a=1 b=2", []string{"a", "1", "b", "2"}, true},
		{` a="x ""y"" z"  b= `, []string{"a", `x "y" z`, "b", ""}, true},
		{"a", nil, false},
		{"a b=1", nil, false},
		{"=1", nil, false},
		{`a="x"y`, nil, false},
	} {
		var a record.Arena
		var got []string
		rest, more, ok := c.in, true, true
		for ok && more {
			var key, value string
			if key, value, rest, more, ok = Pair(&a, rest, " ", "="); ok && more {
				got = append(got, key, value)
			}
		}
		if ok != c.ok || ok && !slices.Equal(got, c.want) {
			t.Errorf("Pair over %q: %q, %v; want %q, %v", c.in, got, ok, c.want, c.ok)
		}
	}
}

func TestParseURL(t *testing.T) {
	for _, c := range []struct {
		in   string
		want URL
		ok   bool
	}{
		{"https://u:p@shop.example:8080/a/b?q=1&r#top", URL{Scheme: "https", User: "u:p", HasUser: true, Host: "shop.example", Port: 8080, HasPort: true, Path: "/a/b", Query: "q=1&r", HasQuery: true, Fragment: "top", HasFragment: true}, true},
		{"http://h", URL{Scheme: "http", Host: "h"}, true},
		{"http://h?", URL{Scheme: "http", Host: "h", HasQuery: true}, true},
		{"s3://[::1]:80", URL{Scheme: "s3", Host: "::1", Port: 80, HasPort: true}, true},
		{"http://h:/", URL{Scheme: "http", Host: "h", Path: "/"}, true},
		{"", URL{}, false},
		{"//h", URL{}, false},
		{"http://", URL{}, false},
		{"http://h:65536", URL{}, false},
		{"http://h:8a", URL{}, false},
		{"http://a b", URL{}, false},
		{"http://[::1", URL{}, false},
		{"http://::1/", URL{}, false},
		{"1http://h", URL{}, false},
	} {
		if got, ok := ParseURL(c.in); ok != c.ok || ok && got != c.want {
			t.Errorf("ParseURL(%q) = %+v, %v; want %+v, %v", c.in, got, ok, c.want, c.ok)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1h30m", `"a""b",c`, `a="1" b=2`, "https://u@h:1/p?q#f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var a record.Arena
		ParseDuration(s)
		ParseURL(s)
		if list, ok := CSVFields(&a, nil, s, ','); ok && len(list) == 0 {
			t.Errorf("CSVFields(%q) gives no cell", s)
		}
		for rest, more, ok := s, true, true; more && ok; {
			before := len(rest)
			if _, _, rest, more, ok = Pair(&a, rest, " ", "="); more && ok && len(rest) >= before {
				t.Fatalf("Pair(%q) does not move on", s)
			}
		}
	})
}

func TestTimeUUIDs(t *testing.T) {
	var u UUIDs
	last := u.V1()
	for range 100 {
		id := u.V1()
		if CompareTimeUUID(id, last) <= 0 || id[6]>>4 != 1 || id[8]>>6 != 2 {
			t.Fatalf("V1: %x behind %x", id, last)
		}
		last = id
	}
	a, b := u.V7(), u.V7()
	if a == b || a[6]>>4 != 7 || CompareUUID([16]byte(append(a[:6:6], make([]byte, 10)...)), b) > 0 {
		t.Errorf("V7: %x, then %x", a, b)
	}
}
