package record

import (
	"errors"
	"strconv"
)

// Pattern is a compiled pattern of a date or time, in the letters of Java's
// DateTimeFormatter: yyyy-MM-dd'T'HH:mm:ss.SSSXXX. Names of months and days are
// English.
type Pattern struct {
	parts []patternPart
	has   fieldSet
}

// patternPart is a field, or text that stands between fields.
type patternPart struct {
	field patternField
	width int    // how often the letter stands
	text  string // of a literal
}

// patternField is what a letter of a pattern stands for.
type patternField uint8

const (
	literal patternField = iota + 1
	yearField
	monthField
	dayField
	yearDayField
	weekdayField
	hourField
	hour12Field
	halfField // AM or PM
	minuteField
	secondField
	fractionField
	offsetField  // Z for UTC
	offset0Field // +00:00 for UTC
)

// fieldSet has a bit for each field of a pattern.
type fieldSet uint32

func (s fieldSet) with(fields ...patternField) bool {
	for _, f := range fields {
		if s&(1<<f) == 0 {
			return false
		}
	}
	return true
}

// HasDate reports whether p holds all of a date, so that one can be read with it.
func (p *Pattern) HasDate() bool {
	return p.has.with(yearField, monthField, dayField) || p.has.with(yearField, yearDayField)
}

// HasTime reports whether p holds a time of day: an hour at least.
func (p *Pattern) HasTime() bool {
	return p.has.with(hourField) || p.has.with(hour12Field, halfField)
}

// HasZone reports whether p holds an offset from UTC, so that no zone has to be
// declared.
func (p *Pattern) HasZone() bool { return p.has.with(offsetField) || p.has.with(offset0Field) }

// CompilePattern compiles a pattern. Its errors are for the author of the .flow
// file.
func CompilePattern(text string) (*Pattern, error) {
	if text == "" {
		return nil, errors.New("the pattern is empty")
	}
	p := &Pattern{}
	for i := 0; i < len(text); {
		var err error
		c := text[i]
		switch {
		case c == '\'':
			i, err = p.quoted(text, i)
		case c == '[' || c == ']' || c == '{' || c == '}' || c == '#':
			err = errors.New(strconv.Quote(string(c)) + " has no meaning in a pattern; as text it stands in single quotes")
		case c|0x20-'a' < 26:
			i, err = p.letters(text, i)
		default:
			p.literal(text[i : i+1])
			i++
		}
		if err != nil {
			return nil, err
		}
	}
	return p, nil
}

// literal adds text, to the part before where that is text too.
func (p *Pattern) literal(text string) {
	if n := len(p.parts); n > 0 && p.parts[n-1].field == literal {
		p.parts[n-1].text += text
		return
	}
	p.parts = append(p.parts, patternPart{field: literal, text: text})
}

// quoted adds the text between the quote at i and the next one. Two quotes are
// one, inside as well as alone.
func (p *Pattern) quoted(text string, i int) (int, error) {
	start := i + 1
	if start < len(text) && text[start] == '\'' {
		p.literal("'")
		return start + 1, nil
	}
	for j := start; j < len(text); j++ {
		if text[j] != '\'' {
			continue
		}
		p.literal(text[start:j])
		if j+1 >= len(text) || text[j+1] != '\'' {
			return j + 1, nil
		}
		// The second of two quotes begins the text that follows.
		j++
		start = j
	}
	return 0, errors.New("a single quote in the pattern is never closed")
}

// letters adds the field of the letter at i, which may stand several times.
func (p *Pattern) letters(text string, i int) (int, error) {
	c := text[i]
	j := i
	for j < len(text) && text[j] == c {
		j++
	}
	letter := letterOf(c)
	switch {
	case letter.field == 0:
		return 0, errors.New("the letter " + strconv.Quote(string(c)) + " has no meaning in a pattern; as text it stands in single quotes")
	case letter.widths&(1<<(j-i)) == 0:
		return 0, errors.New(strconv.Quote(text[i:j]) + " has no meaning in a pattern: " + letter.usage)
	case p.has.with(letter.field):
		return 0, errors.New(strconv.Quote(text[i:j]) + " says again what another part of the pattern says")
	}
	width := j - i
	if c == 'Z' {
		width = 2 // Z, ZZ and ZZZ are xx
	}
	p.has |= 1 << letter.field
	p.parts = append(p.parts, patternPart{field: letter.field, width: width})
	return j, nil
}

// patternLetter says what a letter stands for and how often it may stand.
type patternLetter struct {
	field  patternField
	widths uint16 // a bit for each number of times
	usage  string
}

// letterOf returns what c stands for, nothing for a letter that has no meaning.
func letterOf(c byte) patternLetter {
	const one, two, three, four = 1 << 1, 1 << 2, 1 << 3, 1 << 4
	switch c {
	case 'y', 'u':
		return patternLetter{yearField, one | two | four, "write yyyy, or yy for 2000 to 2099"}
	case 'M':
		return patternLetter{monthField, one | two | three | four, "write MM, MMM for Jan, MMMM for January"}
	case 'd':
		return patternLetter{dayField, one | two, "write dd"}
	case 'D':
		return patternLetter{yearDayField, one | three, "write DDD"}
	case 'E':
		return patternLetter{weekdayField, one | two | three | four, "write EEE for Mon, EEEE for Monday"}
	case 'H':
		return patternLetter{hourField, one | two, "write HH"}
	case 'h':
		return patternLetter{hour12Field, one | two, "write hh"}
	case 'a':
		return patternLetter{halfField, one, "write a for AM and PM"}
	case 'm':
		return patternLetter{minuteField, one | two, "write mm"}
	case 's':
		return patternLetter{secondField, one | two, "write ss"}
	case 'S':
		return patternLetter{fractionField, 1<<10 - 2, "a fraction has one to nine digits"}
	case 'X':
		return patternLetter{offsetField, one | two | three, "write XXX for +01:00, XX for +0100, X for +01"}
	case 'x', 'Z':
		return patternLetter{offset0Field, one | two | three, "write xxx for +01:00, xx for +0100, x for +01"}
	}
	return patternLetter{}
}
