package param

import (
	"errors"
	"flag"
	"fmt"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/internal/quantity"
)

// Integer is any of the integer types of a param.
type Integer interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

// value makes a flag.Value of a parser and a printer.
type value[T any] struct {
	p     *T
	parse func(string) (T, error)
	print func(T) string
}

func (v *value[T]) Set(s string) error {
	parsed, err := v.parse(s)
	if err != nil {
		return err
	}
	*v.p = parsed
	return nil
}

func (v *value[T]) String() string {
	if v.p == nil { // package flag asks the zero value
		return ""
	}
	return v.print(*v.p)
}

// switchValue is a bool: as a flag it needs no value.
type switchValue struct{ value[bool] }

func (*switchValue) IsBoolFlag() bool { return true }

// String is a text.
func String(p *string) flag.Value { return Text(p, 0) }

// Text is a text of at most longest characters, 0 for any number.
func Text(p *string, longest int) flag.Value {
	return &value[string]{p, textParser(longest), func(s string) string { return s }}
}

func textParser(longest int) func(string) (string, error) {
	return func(s string) (string, error) {
		switch {
		case !utf8.ValidString(s):
			return "", errors.New("it takes text in UTF-8")
		case longest > 0 && utf8.RuneCountInString(s) > longest:
			return "", fmt.Errorf("it takes at most %d characters", longest)
		}
		return s, nil
	}
}

// Bool is true or false.
func Bool(p *bool) flag.Value {
	return &switchValue{value[bool]{p, parseBool, strconv.FormatBool}}
}

func parseBool(s string) (bool, error) {
	b, err := strconv.ParseBool(s)
	if err != nil {
		return false, errors.New("it takes true or false")
	}
	return b, nil
}

// Int is a whole number from low to high, both included.
func Int[T Integer](p *T, low, high T) flag.Value {
	return &value[T]{p, intParser(low, high), printInt[T]}
}

func intParser[T Integer](low, high T) func(string) (T, error) {
	return func(s string) (T, error) {
		// An unsigned type has no value below zero; signed ones fit an int64.
		var n T
		if signed := ^T(0) < 0; signed {
			i, err := strconv.ParseInt(s, 10, 64)
			if n = T(i); err != nil || int64(n) != i {
				return 0, outside(low, high)
			}
		} else {
			u, err := strconv.ParseUint(s, 10, 64)
			if n = T(u); err != nil || uint64(n) != u {
				return 0, outside(low, high)
			}
		}
		if n < low || n > high {
			return 0, outside(low, high)
		}
		return n, nil
	}
}

func outside[T Integer](low, high T) error {
	return fmt.Errorf("it takes a whole number from %d to %d", low, high)
}

func printInt[T Integer](n T) string { return fmt.Sprint(n) }

// Float is a number; not a NaN, and not infinite.
func Float[T ~float32 | ~float64](p *T) flag.Value {
	return &value[T]{p, parseFloat[T], func(f T) string { return strconv.FormatFloat(float64(f), 'g', -1, 64) }}
}

func parseFloat[T ~float32 | ~float64](s string) (T, error) {
	f, err := strconv.ParseFloat(s, 64)
	n := float64(T(f))
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return 0, errors.New("it takes a number like 0.5")
	}
	return T(f), nil
}

// Duration is a time span like 500ms, 1h30m or 45d.
func Duration(p *time.Duration) flag.Value {
	return &value[time.Duration]{p, quantity.Duration, quantity.FormatDuration}
}

// Size is a number of bytes with its unit, like 96MiB.
func Size(p *int64) flag.Value {
	return &value[int64]{p, quantity.Size, quantity.FormatSize}
}

// Enum is one of names.
func Enum(p *string, names ...string) flag.Value {
	return &value[string]{p, enumParser(names), func(s string) string { return s }}
}
