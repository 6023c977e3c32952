package record

// Duration is a length of time whose months and days have no fixed length: a day
// may have 23 hours, and 31 days may be more than a month.
type Duration struct {
	Months, Days int32
	Nanos        int64
}
