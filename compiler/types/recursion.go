package types

import (
	"slices"
	"strconv"
)

// Finite reports whether r has a value at all: a record that needs one of itself,
// with no list, map, optional or other arm of a union to end it, has none.
func Finite(r *RecordType) bool { return finite(RecordOf(r), nil) }

// finite looks for a value of t that needs none of the records in open.
func finite(t *Type, open []*RecordType) bool {
	switch t.Kind {
	case Record:
		if slices.Contains(open, t.Record) {
			return false
		}
		open = append(open[:len(open):len(open)], t.Record)
		return !slices.ContainsFunc(t.Record.Fields, func(f *Field) bool { return !finite(f.Type, open) })
	case Union:
		return slices.ContainsFunc(t.Items, func(arm *Type) bool { return finite(arm, open) })
	case Tuple:
		return !slices.ContainsFunc(t.Items, func(item *Type) bool { return !finite(item, open) })
	}
	return true
}

// Boxed reports whether an optional or the arm of a union holds a record that may
// hold itself in turn, with no list or map between: it needs a box, since no struct
// holds itself.
func Boxed(t *Type) bool {
	t = t.Strip()
	return t.Kind == Record && reaches(t.Record, t.Record, map[*RecordType]bool{})
}

// reaches reports whether a value of from may hold one of goal without a list or map
// between.
func reaches(from, goal *RecordType, seen map[*RecordType]bool) bool {
	if seen[from] {
		return false
	}
	seen[from] = true
	return slices.ContainsFunc(from.Fields, func(f *Field) bool { return leads(f.Type, goal, seen) })
}

func leads(t *Type, goal *RecordType, seen map[*RecordType]bool) bool {
	switch t.Kind {
	case Optional:
		return leads(t.Elem, goal, seen)
	case Record:
		return t.Record == goal || reaches(t.Record, goal, seen)
	case Union, Tuple:
		return slices.ContainsFunc(t.Items, func(item *Type) bool { return leads(item, goal, seen) })
	}
	return false
}

// TupleRecord is a tuple as a record without a name: its fields are called v1, v2, …
func TupleRecord(t *Type) *RecordType {
	r := &RecordType{}
	for k, item := range t.Items {
		r.Fields = append(r.Fields, &Field{Name: "v" + strconv.Itoa(k+1), Type: item})
	}
	return r
}

// Recursive reports whether a record within t may hold itself in any way, also in a
// list or a map.
func Recursive(t *Type) bool { return recursive(t, map[*RecordType]bool{}) }

// recursive takes in open the records that it is in (true) and has left (false).
func recursive(t *Type, open map[*RecordType]bool) bool {
	switch t.Kind {
	case Optional, List, Set, Vector, Change:
		return recursive(t.Elem, open)
	case Map:
		return recursive(t.Key, open) || recursive(t.Elem, open)
	case Union, Tuple:
		return slices.ContainsFunc(t.Items, func(item *Type) bool { return recursive(item, open) })
	case Record:
		if inside, was := open[t.Record]; was {
			return inside
		}
		open[t.Record] = true
		if slices.ContainsFunc(t.Record.Fields, func(f *Field) bool { return recursive(f.Type, open) }) {
			return true
		}
		open[t.Record] = false
	}
	return false
}
