package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/flowc-lang/flowc/internal/nearest"
	"github.com/flowc-lang/flowc/internal/quantity"
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

func (v *durationValue) String() string { return quantity.FormatDuration(time.Duration(*v)) }

func (v *durationValue) Set(s string) error {
	d, err := quantity.Duration(s)
	if err != nil {
		return err
	}
	*v = durationValue(d)
	return nil
}

type sizeValue int64

func (v *sizeValue) String() string { return quantity.FormatSize(int64(*v)) }

func (v *sizeValue) Set(s string) error {
	n, err := quantity.Size(s)
	if err != nil {
		return err
	}
	*v = sizeValue(n)
	return nil
}

func joinBar(words []string) string { return strings.Join(words, "|") }

// joinOr writes `a, b or c`.
func joinOr(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
