package builtin

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/runtime/record"
)

func TestFoldCaseJoinsWhatDiffersByCase(t *testing.T) {
	var a record.Arena
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		a.Reset()
		want := FoldCase(&a, string(r))
		if !strings.EqualFold(want, string(r)) {
			t.Fatalf("%q folds to %q", r, want)
		}
		for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
			if got := FoldCase(&a, string(o)); got != want {
				t.Fatalf("%q folds to %q, and %q to %q", r, want, o, got)
			}
		}
	}
}

func TestUnchangedTextAliases(t *testing.T) {
	var a record.Arena
	for _, s := range []string{
		Upper(&a, "ABC 1"), Lower(&a, "abc 1"), Replace(&a, "abc", "x", "y"), Mask(&a, "abc", 3, "*"),
		Join(&a, []string{"one"}, ","), ReplaceRegex(&a, regexp.MustCompile("x"), "abc", "y"),
	} {
		if s == "" || len(a.Bytes) != 0 {
			t.Errorf("%q went into the arena", s)
		}
	}
}

func TestSlice(t *testing.T) {
	for _, c := range []struct {
		s        string
		from, to int64
		want     string
	}{
		{"Zürich", 1, 3, "ür"},
		{"Zürich", 0, 1 << 62, "Zürich"},
		{"Zürich", -2, 1<<63 - 1, "ch"},
		{"Zürich", -100, -3, "Zür"},
		{"Zürich", 4, 2, ""},
		{"Zürich", 2, -4, ""},
		{"Zürich", 9, 12, ""},
		{"", -1, 1, ""},
	} {
		if got := Slice(c.s, c.from, c.to); got != c.want {
			t.Errorf("Slice(%q, %d, %d) = %q, want %q", c.s, c.from, c.to, got, c.want)
		}
	}
}

func FuzzSlice(f *testing.F) {
	f.Add("Zürich", int64(1), int64(-1))
	f.Add("a\xffb", int64(-2), int64(9))
	f.Fuzz(func(t *testing.T, s string, from, to int64) {
		r := []rune(s)
		clamp := func(v int64) int64 {
			if v < 0 {
				v = max(v+int64(len(r)), 0)
			}
			return min(v, int64(len(r)))
		}
		lo, hi := clamp(from), clamp(to)
		want := string(r[lo:max(lo, hi)])
		if got := Slice(s, from, to); string([]rune(got)) != want {
			t.Fatalf("Slice(%q, %d, %d) = %q, want %q", s, from, to, got, want)
		}
		if n := min(max(from, 0), int64(len(r))); string([]rune(Truncate(s, from))) != string(r[:n]) {
			t.Fatalf("Truncate(%q, %d) = %q", s, from, Truncate(s, from))
		}
	})
}

func FuzzAgainstStrings(f *testing.F) {
	f.Add("a,b,,c", ",", "--")
	f.Add("Straße İ", "", "x")
	f.Add("\xff", "\xff", "")
	f.Fuzz(func(t *testing.T, s, old, with string) {
		var a record.Arena
		if got, want := Split(nil, s, old), strings.Split(s, old); !slices.Equal(got, want) && s != "" {
			t.Errorf("Split(%q, %q) = %q, want %q", s, old, got, want)
		}
		if got, want := Replace(&a, s, old, with), strings.ReplaceAll(s, old, with); got != want {
			t.Errorf("Replace(%q, %q, %q) = %q, want %q", s, old, with, got, want)
		}
		list := strings.Split(s, ",")
		if got := Join(&a, list, with); got != strings.Join(list, with) {
			t.Errorf("Join(%q, %q) = %q", list, with, got)
		}
		if utf8.ValidString(s) {
			if Upper(&a, s) != strings.ToUpper(s) || Lower(&a, s) != strings.ToLower(s) {
				t.Errorf("%q: %q, %q", s, Upper(&a, s), Lower(&a, s))
			}
		}
		if Len(s) != int64(utf8.RuneCountInString(s)) {
			t.Errorf("Len(%q) = %d", s, Len(s))
		}
	})
}

func TestRepeatAndPad(t *testing.T) {
	var a record.Arena
	for _, c := range []struct {
		name string
		got  func() (string, bool)
		want string
		ok   bool
	}{
		{"repeat", func() (string, bool) { return Repeat(&a, "ab", 3) }, "ababab", true},
		{"repeat never", func() (string, bool) { return Repeat(&a, "ab", 0) }, "", true},
		{"repeat below zero", func() (string, bool) { return Repeat(&a, "ab", -1) }, "", false},
		{"repeat too long", func() (string, bool) { return Repeat(&a, "ab", MaxText/2+1) }, "", false},
		{"repeat nothing", func() (string, bool) { return Repeat(&a, "", 1<<62) }, "", true},
		{"left", func() (string, bool) { return PadLeft(&a, "ü", 6, "äb") }, "äbäbäü", true},
		{"right", func() (string, bool) { return PadRight(&a, "ü", 6, "äb") }, "üäbäbä", true},
		{"long enough", func() (string, bool) { return PadLeft(&a, "üü", 2, " ") }, "üü", true},
		{"with nothing", func() (string, bool) { return PadRight(&a, "ü", 9, "") }, "ü", true},
		{"left too long", func() (string, bool) { return PadLeft(&a, "ü", 1<<62, "x") }, "", false},
		{"right too long", func() (string, bool) { return PadRight(&a, "ü", MaxText+2, "x") }, "", false},
	} {
		if got, ok := c.got(); got != c.want || ok != c.ok {
			t.Errorf("%s: %q, %v", c.name, got, ok)
		}
	}
}

func TestMask(t *testing.T) {
	var a record.Arena
	for _, c := range []struct {
		s    string
		keep int64
		with string
		want string
	}{
		{"Zürich", 2, "*", "****ch"},
		{"Zürich", 0, "•", "••••••"},
		{"Zürich", -3, "", ""},
		{"Zürich", 6, "*", "Zürich"},
		{"", 0, "*", ""},
	} {
		if got := Mask(&a, c.s, c.keep, c.with); got != c.want {
			t.Errorf("Mask(%q, %d, %q) = %q, want %q", c.s, c.keep, c.with, got, c.want)
		}
	}
	if strings.Contains(Redact("secret"), "secret") {
		t.Error("redact shows its argument")
	}
}

func TestRegex(t *testing.T) {
	var a record.Arena
	re := regexp.MustCompile(`(?P<word>[a-z]+)(?:-([0-9]+))?`)
	for _, c := range []struct{ s, with, want string }{
		{"ab-12 c", "<$1>", "<ab> <c>"},
		{"ab-12 c", "$2x", "12x x"},
		{"ab-12", "${word}/${2}/$0", "ab/12/ab-12"},
		{"ab", "$$1 $", "$1 $"},
		{"ab", "${none}|$9|${", "||${"},
		{"12", "x", "12"},
	} {
		if got := ReplaceRegex(&a, re, c.s, c.with); got != c.want {
			t.Errorf("ReplaceRegex(%q, %q) = %q, want %q", c.s, c.with, got, c.want)
		}
	}
	for _, c := range []struct {
		s     string
		group int
		want  string
		ok    bool
	}{{"ab-12", 0, "ab-12", true}, {"ab-12", 2, "12", true}, {"ab", 2, "", false}, {"ab", 3, "", false}, {"12", 1, "", false}} {
		if got, ok := Capture(re, c.s, c.group); got != c.want || ok != c.ok {
			t.Errorf("Capture(%q, %d) = %q, %v", c.s, c.group, got, ok)
		}
	}
}

func FuzzReplaceRegex(f *testing.F) {
	f.Add("a*", "baaac")
	f.Add("", "añb")
	f.Fuzz(func(t *testing.T, pattern, s string) {
		re, err := regexp.Compile(pattern)
		if err != nil || !utf8.ValidString(s) {
			t.Skip("not a pattern, or not text")
		}
		var a record.Arena
		if got, want := ReplaceRegex(&a, re, s, "<$0>"), re.ReplaceAllString(s, "<${0}>"); got != want {
			t.Fatalf("%q in %q: %q, want %q", pattern, s, got, want)
		}
	})
}
