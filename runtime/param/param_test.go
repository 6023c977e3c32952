package param

import (
	"flag"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestValues(t *testing.T) {
	type target struct {
		s  string
		b  bool
		i8 int8
		i  int64
		u  uint64
		f  float64
		f4 float32
		d  time.Duration
		n  int64
		e  string
		l  []string
		is []int32
	}
	values := map[string]func(*target) flag.Value{
		"string":   func(x *target) flag.Value { return String(&x.s) },
		"text":     func(x *target) flag.Value { return Text(&x.s, 3) },
		"bool":     func(x *target) flag.Value { return Bool(&x.b) },
		"int8":     func(x *target) flag.Value { return Int(&x.i8, math.MinInt8, math.MaxInt8) },
		"digit":    func(x *target) flag.Value { return Int(&x.i, 0, 9) },
		"uint64":   func(x *target) flag.Value { return Int(&x.u, 0, math.MaxUint64) },
		"float":    func(x *target) flag.Value { return Float(&x.f) },
		"float32":  func(x *target) flag.Value { return Float(&x.f4) },
		"duration": func(x *target) flag.Value { return Duration(&x.d) },
		"size":     func(x *target) flag.Value { return Size(&x.n) },
		"enum":     func(x *target) flag.Value { return Enum(&x.e, "earliest", "latest") },
		"strings":  func(x *target) flag.Value { return Strings(&x.l) },
		"ints":     func(x *target) flag.Value { return Ints(&x.is, 0, 100) },
	}
	cases := []struct{ value, in, out, err string }{
		{"string", "in box", "in box", ""},
		{"string", "\xff", "", "UTF-8"},
		{"text", "äöü", "äöü", ""},
		{"text", "abcd", "", "at most 3 characters"},
		{"bool", "true", "true", ""},
		{"bool", "yes", "", "true or false"},
		{"int8", "-128", "-128", ""},
		{"int8", "300", "", "from -128 to 127"},
		{"int8", "", "", "whole number"},
		{"digit", "10", "", "from 0 to 9"},
		{"digit", "7", "7", ""},
		{"digit", "1e3", "", "whole number"},
		{"uint64", "18446744073709551615", "18446744073709551615", ""},
		{"uint64", "-1", "", "whole number"},
		{"float", "0.25", "0.25", ""},
		{"float", "NaN", "", "number like"},
		{"float32", "1e300", "", "number like"},
		{"duration", "1h30m", "1h30m", ""},
		{"duration", "45d", "45d", ""},
		{"duration", "5", "", "duration like"},
		{"size", "96MiB", "96MiB", ""},
		{"size", "96", "", "size like"},
		{"enum", "latest", "latest", ""},
		{"enum", "earlyest", "", "did you mean earliest?"},
		{"enum", "x", "", "one of earliest, latest"},
		{"strings", "a, b", "a,b", ""},
		{"strings", `["a,b", "c"]`, `["a,b","c"]`, ""},
		{"strings", "", "", ""},
		{"strings", "a,,b", "", "one of these is empty"},
		{"strings", "[a", "", `["a", "b"]`},
		{"ints", "1,2,3", "1,2,3", ""},
		{"ints", "[1, 2]", "1,2", ""},
		{"ints", "1,x", "", "element 2: it takes a whole number from 0 to 100"},
		{"ints", "101", "", "element 1"},
	}
	for _, c := range cases {
		t.Run(c.value+" "+c.in, func(t *testing.T) {
			var x target
			v := values[c.value](&x)
			err := v.Set(c.in)
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Fatalf("error %v, want one with %q", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := v.String(); got != c.out {
				t.Fatalf("reads back as %q, want %q", got, c.out)
			}
			if err := values[c.value](&x).Set(v.String()); err != nil {
				t.Errorf("what it prints is not what it takes: %v", err)
			}
		})
	}
}

// A bad value must not leave half of itself behind: the default stays.
func TestBadValueKeepsTheOld(t *testing.T) {
	list := []string{"kept"}
	if err := Strings(&list).Set("a,,b"); err == nil {
		t.Fatal("took an empty element")
	}
	if !slices.Equal(list, []string{"kept"}) {
		t.Errorf("list is %q", list)
	}
}

func TestBoolNeedsNoValue(t *testing.T) {
	var on bool
	set := flag.NewFlagSet("x", flag.ContinueOnError)
	set.Var(Bool(&on), "on", "")
	if err := set.Parse([]string{"--on"}); err != nil || !on {
		t.Errorf("on is %v, error %v", on, err)
	}
}

func FuzzStrings(f *testing.F) {
	for _, seed := range []string{"", "a", "a,b", `["a,b"]`, `[1,"x"]`, " , ", `[""]`, `["[a"]`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var list []string
		v := Strings(&list)
		if v.Set(s) != nil {
			return
		}
		before := slices.Clone(list)
		if err := v.Set(v.String()); err != nil || !slices.Equal(list, before) {
			t.Fatalf("%q reads as %q, and that as %q (%v)", s, before, list, err)
		}
	})
}
