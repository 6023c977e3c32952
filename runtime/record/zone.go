package record

import (
	"errors"
	"sort"
	"time"
)

// Zone is a time zone: an offset from UTC, or a list of them with the instants at
// which they begin. Nil is UTC.
//
// The list is made once, so that a record costs a binary search and no call into
// the package time.
type Zone struct {
	begins  []int64 // seconds since 1970
	offsets []int64 // seconds east of UTC: one before begins[0], then one from each
	// far holds for what lies outside the years that the list covers.
	far *time.Location
}

// The list of a zone's offsets covers these years, and these seconds since 1970.
const (
	firstYear    = 1900
	lastYear     = 2200
	firstInstant = -2208988800
	lastInstant  = 7289654400 - 1
)

// LoadZone returns the zone of that name: UTC or Z, an offset like +01:00, or a
// name of the IANA database, which then must be on the machine or in the binary.
func LoadZone(name string) (*Zone, error) {
	if name == "UTC" || name == "Z" {
		return nil, nil
	}
	if offset, i := isoOffset(name, 0); i == len(name) {
		return &Zone{offsets: []int64{offset}}, nil
	}
	if name == "" || name == "Local" {
		return nil, errors.New("zone: a name is needed, or an offset like +01:00")
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, err
	}
	return zoneOf(loc), nil
}

// zoneOf makes the list of a location's offsets.
func zoneOf(loc *time.Location) *Zone {
	t := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC).In(loc)
	_, offset := t.Zone()
	z := &Zone{far: loc, offsets: []int64{int64(offset)}}
	for {
		_, end := t.ZoneBounds()
		if end.IsZero() || end.Unix() > lastInstant {
			return z
		}
		if !end.After(t) {
			// On the last day of a leap year the package time takes its begin for
			// the end of the offset.
			end = t.Add(daySeconds * time.Second)
		}
		t = end
		if _, next := t.Zone(); next != offset {
			offset = next
			z.begins = append(z.begins, t.Unix())
			z.offsets = append(z.offsets, int64(offset))
		}
	}
}

// offset returns the seconds east of UTC at an instant.
func (z *Zone) offset(seconds int64) int64 {
	if z == nil {
		return 0
	}
	if z.far != nil && (seconds < firstInstant || seconds > lastInstant) {
		// Times beyond these have no meaning to the package time.
		_, offset := time.Unix(min(max(seconds, -1<<50), 1<<50), 0).In(z.far).Zone()
		return int64(offset)
	}
	return z.offsets[sort.Search(len(z.begins), func(i int) bool { return z.begins[i] > seconds })]
}

// local returns what the clocks of z show at an instant, as seconds since 1970 on
// that clock.
func (z *Zone) local(seconds int64) int64 {
	// The first and last seconds of all stay what they are rather than overflow.
	if v, ok := AddInt64(seconds, z.offset(seconds)); ok {
		return v
	}
	return seconds
}

// instant undoes local. A time that the clocks show twice is the first of the two;
// one that they leave out is moved on by as much as they are.
func (z *Zone) instant(local int64) int64 {
	if z == nil {
		return local
	}
	before := z.offset(local - daySeconds)
	if t := local - before; z.offset(t) == before {
		return t
	}
	after := z.offset(local + daySeconds)
	if t := local - after; z.offset(t) == after {
		return t
	}
	return local - before
}
