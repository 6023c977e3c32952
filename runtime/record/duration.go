package record

// Duration is a length of time whose months and days have no fixed length: a day
// may have 23 hours, and 31 days may be more than a month.
type Duration struct {
	Months, Days int32
	Nanos        int64
}

// ParseDuration reads the whole of s as an ISO 8601 duration: P1Y2M10DT2H30M1.5S.
// A sign in front holds for all of it, one in front of a number for that.
func ParseDuration(s string) (Duration, Reason) {
	p := durationParser{s: s, rank: -1}
	negative := p.sign()
	if !p.take('P') || p.i == len(s) {
		return Duration{}, BadTime
	}
	for p.i < len(s) {
		if !p.inTime && p.take('T') {
			p.inTime = true
			if p.i == len(s) {
				return Duration{}, BadTime
			}
		}
		if r := p.part(negative); r != 0 {
			return Duration{}, r
		}
	}
	if int64(int32(p.months)) != p.months || int64(int32(p.days)) != p.days {
		return Duration{}, OutOfRange
	}
	return Duration{Months: int32(p.months), Days: int32(p.days), Nanos: p.nanos}, 0
}

// durationParser is a duration as far as it is read.
type durationParser struct {
	s                   string
	i                   int
	inTime              bool
	rank                int // of the part before: they stand in order, each once
	months, days, nanos int64
}

// take reads c where it stands.
func (p *durationParser) take(c byte) bool {
	if p.i < len(p.s) && p.s[p.i] == c {
		p.i++
		return true
	}
	return false
}

// sign reads a sign, if any.
func (p *durationParser) sign() (negative bool) {
	if p.take('-') {
		return true
	}
	p.take('+')
	return false
}

// part reads a number and its letter. Only seconds have a fraction.
func (p *durationParser) part(negative bool) Reason {
	if p.sign() {
		negative = !negative
	}
	v, i := someDigits(p.s, p.i, 1, 18)
	if i < 0 {
		return BadTime
	}
	n, nanos := int64(v), int64(0)
	fractional := i < len(p.s) && p.s[i] == '.'
	if fractional {
		nanos, i = fraction(p.s, i+1, 1, 9)
	}
	if i < 0 || i >= len(p.s) || fractional && p.s[i] != 'S' {
		return BadTime
	}
	p.i = i + 1
	if negative {
		n, nanos = -n, -nanos
	}
	return p.add(p.s[i], n, nanos)
}

// add adds n of what the letter means.
func (p *durationParser) add(letter byte, n, nanos int64) Reason {
	var sum *int64
	var each int64
	rank := 0
	switch {
	case !p.inTime && letter == 'Y':
		sum, each, rank = &p.months, 12, 0
	case !p.inTime && letter == 'M':
		sum, each, rank = &p.months, 1, 1
	case !p.inTime && letter == 'W':
		sum, each, rank = &p.days, 7, 2
	case !p.inTime && letter == 'D':
		sum, each, rank = &p.days, 1, 3
	case p.inTime && letter == 'H':
		sum, each, rank = &p.nanos, 3600e9, 4
	case p.inTime && letter == 'M':
		sum, each, rank = &p.nanos, 60e9, 5
	case p.inTime && letter == 'S':
		sum, each, rank = &p.nanos, 1e9, 6
	default:
		return BadTime
	}
	if rank <= p.rank {
		return BadTime
	}
	p.rank = rank
	v, ok := MulInt64(n, each)
	if ok {
		v, ok = AddInt64(v, nanos)
	}
	if ok {
		*sum, ok = AddInt64(*sum, v)
	}
	if !ok {
		return OutOfRange
	}
	return 0
}

// AppendDuration appends an ISO 8601 duration in years, months, days, hours,
// minutes and seconds; PT0S for nothing.
func AppendDuration(d []byte, v Duration) []byte {
	if v == (Duration{}) {
		return append(d, "PT0S"...)
	}
	d = append(d, 'P')
	d = appendPart(d, int64(v.Months/12), 'Y')
	d = appendPart(d, int64(v.Months%12), 'M')
	d = appendPart(d, int64(v.Days), 'D')
	if v.Nanos == 0 {
		return d
	}
	d = append(d, 'T')
	d = appendPart(d, v.Nanos/3600e9, 'H')
	d = appendPart(d, v.Nanos/60e9%60, 'M')
	seconds, nanos := v.Nanos/1e9%60, v.Nanos%1e9
	if seconds == 0 && nanos == 0 {
		return d
	}
	if v.Nanos < 0 {
		d = append(d, '-')
	}
	return appendSeconds(d, abs64(seconds), abs64(nanos))
}

// appendPart appends a number that is not 0, and its letter.
func appendPart(d []byte, v int64, letter byte) []byte {
	if v == 0 {
		return d
	}
	return append(AppendInt(d, v), letter)
}

// appendSeconds appends seconds with as many decimals as they need.
func appendSeconds(d []byte, seconds, nanos uint64) []byte {
	d = AppendUint(d, seconds)
	if nanos != 0 {
		d = appendPadded(append(d, '.'), nanos, 9)
		for d[len(d)-1] == '0' {
			d = d[:len(d)-1]
		}
	}
	return append(d, 'S')
}
