package types

import "math/big"

// A constant of a type, as Field.Default holds it, is a Go value by kind:
//
//	null                         nil
//	bool                         bool
//	integers                     int64, or *big.Int where that is too small
//	float, double                float64
//	decimal                      DecimalConst
//	string, json, inet           string
//	bytes                        []byte
//	date                         int32, days since 1970-01-01
//	time, timestamp, datetime    int64 in the type's unit
//	duration                     DurationConst
//	uuid, timeuuid               [16]byte
//	enum                         int, the symbol's index; string for one that an open enum does not list
//	list, set, vector, tuple     []any
//	record                       []any, in the order of the fields
//	map                          []Entry, in the order of the source

// DecimalConst is a constant decimal: Unscaled × 10^-Scale.
type DecimalConst struct {
	Unscaled *big.Int
	Scale    int
}

// DurationConst is a constant duration.
type DurationConst struct {
	Months, Days int32
	Nanos        int64
}

// Entry is an entry of a constant map.
type Entry struct{ Key, Value any }
