package spec

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// sizes are the units of a size, in bytes.
var sizes = []struct {
	unit string
	n    int64
}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"B", 1}}

// Quantity is a duration as written (12s, 45d, 1h30m) in nanoseconds, or a size
// (64MiB) in bytes.
func Quantity(t Type, text string) (int64, error) {
	text = strings.ReplaceAll(text, "_", "")
	if t == Duration {
		return duration(text)
	}
	for _, s := range sizes {
		if num, ok := strings.CutSuffix(text, s.unit); ok {
			n, err := strconv.ParseInt(num, 10, 64)
			if err != nil || n < 0 || n > (1<<62)/s.n {
				return 0, fmt.Errorf("size %s is out of range", text)
			}
			return n * s.n, nil
		}
	}
	return 0, fmt.Errorf("size %s has no unit", text)
}

// duration knows days, which time.ParseDuration does not.
func duration(text string) (int64, error) {
	var total time.Duration
	if num, rest, ok := strings.Cut(text, "d"); ok {
		n, err := strconv.ParseInt(num, 10, 64)
		if err != nil || n > 100_000 {
			return 0, fmt.Errorf("duration %s is out of range", text)
		}
		total, text = time.Duration(n)*24*time.Hour, rest
		if text == "" {
			return int64(total), nil
		}
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("duration %s is not a number with a unit", text)
	}
	return int64(total + d), nil
}
