package record

// Append appends an instant as it is in z, nil for UTC or for a datetime, which
// has no zone. What is finer than the pattern's fields is left out.
func (p *Pattern) Append(d []byte, v int64, unit Unit, z *Zone) []byte {
	seconds, nanos := unit.split(v)
	local := z.local(seconds)
	return p.append(d, floorDiv(local, daySeconds), clock(local), nanos, local-seconds)
}

// AppendDate appends a date. The pattern's fields of the time are those of
// midnight.
func (p *Pattern) AppendDate(d []byte, days int32) []byte {
	return p.append(d, int64(days), 0, 0, 0)
}

// AppendTime appends a time of day, one for which FitsTime holds. The pattern's fields of the date are those of
// 1970-01-01.
func (p *Pattern) AppendTime(d []byte, v int64, unit Unit) []byte {
	seconds, nanos := unit.split(v)
	return p.append(d, 0, clock(seconds), nanos, 0)
}

// append appends the fields of a day, a second of that day and an offset.
func (p *Pattern) append(d []byte, days, second, nanos, offset int64) []byte {
	year, month, day := civil(days)
	for k := range p.parts {
		part := &p.parts[k]
		switch part.field {
		case literal:
			d = append(d, part.text...)
		case yearField:
			d = part.appendYear(d, year)
		case monthField:
			d = part.appendMonth(d, month)
		case dayField:
			d = appendPadded(d, uint64(day), part.width)
		case yearDayField:
			d = appendPadded(d, uint64(days-daysOf(year, 1, 1)+1), part.width)
		case weekdayField:
			d = part.appendName(d, weekdayNames[weekday(days)])
		case hourField:
			d = appendPadded(d, uint64(second/3600), part.width)
		case hour12Field:
			d = appendPadded(d, uint64((second/3600+11)%12+1), part.width)
		case halfField:
			d = append(d, "AP"[second/43200], 'M')
		case minuteField:
			d = appendPadded(d, uint64(second/60%60), part.width)
		case secondField:
			d = appendPadded(d, uint64(second%60), part.width)
		case fractionField:
			d = appendPadded(d, uint64(nanos)/pow10s[9-part.width], part.width)
		case offsetField, offset0Field:
			d = part.appendOffset(d, offset)
		default:
			panic("record: no field of a pattern")
		}
	}
	return d
}

func (part *patternPart) appendYear(d []byte, year int64) []byte {
	switch part.width {
	case 1:
		return AppendInt(d, year)
	case 2:
		return appendPadded(d, uint64(year-floorDiv(year, 100)*100), 2)
	}
	return appendYear(d, year)
}

func (part *patternPart) appendMonth(d []byte, month int) []byte {
	if part.width <= 2 {
		return appendPadded(d, uint64(month), part.width)
	}
	return part.appendName(d, monthNames[month-1])
}

func (part *patternPart) appendName(d []byte, name string) []byte {
	if part.width < 4 {
		name = name[:3]
	}
	return append(d, name...)
}

// appendOffset appends an offset in seconds. Seconds beside whole minutes, which
// only zones before 1972 have, are left out.
func (part *patternPart) appendOffset(d []byte, offset int64) []byte {
	if offset == 0 && part.field == offsetField {
		return append(d, 'Z')
	}
	sign := byte('+')
	if offset < 0 {
		sign, offset = '-', -offset
	}
	d = appendPadded(append(d, sign), uint64(offset/3600), 2)
	minutes := uint64(offset / 60 % 60)
	switch {
	case part.width == 1 && minutes == 0:
		return d
	case part.width == 3:
		d = append(d, ':')
	}
	return appendPadded(d, minutes, 2)
}
