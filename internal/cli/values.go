package cli

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/flowc-lang/flowc/internal/nearest"
)

type boolValue bool

func (v *boolValue) IsBoolFlag() bool { return true }
func (v *boolValue) String() string   { return strconv.FormatBool(bool(*v)) }

func (v *boolValue) Set(s string) error {
	b, err := strconv.ParseBool(s)
	if err != nil {
		return errors.New("it takes true or false")
	}
	*v = boolValue(b)
	return nil
}

type stringValue string

func (v *stringValue) String() string     { return string(*v) }
func (v *stringValue) Set(s string) error { *v = stringValue(s); return nil }

type intValue int

func (v *intValue) String() string { return strconv.Itoa(int(*v)) }

func (v *intValue) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return errors.New("it takes a whole number that is not negative")
	}
	*v = intValue(n)
	return nil
}

type enumValue struct {
	p      *string
	values []string
}

func (v *enumValue) String() string {
	return *v.p
}

func (v *enumValue) Set(s string) error {
	for _, allowed := range v.values {
		if s == allowed {
			*v.p = s
			return nil
		}
	}
	if word, ok := nearest.Word(s, v.values); ok {
		return fmt.Errorf("did you mean %s?", word)
	}
	return fmt.Errorf("it takes %s", joinOr(v.values))
}

type stringsValue struct {
	list  *[]string
	given bool
}

func (v *stringsValue) String() string {
	return strings.Join(*v.list, ",")
}

func (v *stringsValue) Set(s string) error {
	if !v.given {
		*v.list, v.given = nil, true
	}
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			*v.list = append(*v.list, part)
		}
	}
	return nil
}

type durationValue time.Duration

func (v *durationValue) String() string { return formatDuration(time.Duration(*v)) }

func (v *durationValue) Set(s string) error {
	d, err := ParseDuration(s)
	if err != nil {
		return err
	}
	*v = durationValue(d)
	return nil
}

// ParseDuration reads a duration as .flow files write it: 50ms, 1h30m, 45d.
func ParseDuration(s string) (time.Duration, error) {
	bad := errors.New("it takes a duration like 500ms, 30s or 45d")
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		if err != nil {
			return 0, bad
		}
		return time.Duration(n) * 24 * time.Hour, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, bad
	}
	return d, nil
}

// formatDuration drops the zero parts that time.Duration prints: 1h, not 1h0m0s.
func formatDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

type sizeValue int64

func (v *sizeValue) String() string { return FormatSize(int64(*v)) }

func (v *sizeValue) Set(s string) error {
	n, err := ParseSize(s)
	if err != nil {
		return err
	}
	*v = sizeValue(n)
	return nil
}

// sizeUnits are the units of .flow files, the longest names first so that KiB is
// not taken for B.
var sizeUnits = [...]struct {
	name  string
	bytes int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"B", 1}}

// ParseSize reads a number of bytes with its unit: 96MiB, 64KiB, 1GB.
func ParseSize(s string) (int64, error) {
	for _, u := range sizeUnits {
		number, ok := strings.CutSuffix(s, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseUint(number, 10, 63)
		if err != nil || n > math.MaxInt64/uint64(u.bytes) {
			break
		}
		return int64(n) * u.bytes, nil
	}
	return 0, errors.New("it takes a size like 96MiB, with a unit")
}

// FormatSize writes n bytes with the largest unit that divides it.
func FormatSize(n int64) string {
	for _, u := range sizeUnits[:3] {
		if n != 0 && n%u.bytes == 0 {
			return strconv.FormatInt(n/u.bytes, 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10) + "B"
}

func joinBar(words []string) string { return strings.Join(words, "|") }

// joinOr writes `a, b or c`.
func joinOr(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
