package types

import "iter"

// Within goes through t and the types it is made of, from the outside in, each with the
// innermost field that has it: nil where it is in no field. The fields of a record
// that comes more than once, or holds itself, are gone through once.
func Within(t *Type) iter.Seq2[*Type, *Field] {
	return func(yield func(*Type, *Field) bool) {
		within(t, nil, map[*RecordType]bool{}, yield)
	}
}

// within reports whether to go on.
func within(t *Type, f *Field, seen map[*RecordType]bool, yield func(*Type, *Field) bool) bool {
	if !yield(t, f) {
		return false
	}
	switch t.Kind {
	case Optional, List, Set, Vector, Change:
		return within(t.Elem, f, seen, yield)
	case Map:
		return within(t.Key, f, seen, yield) && within(t.Elem, f, seen, yield)
	case Union, Tuple:
		for _, item := range t.Items {
			if !within(item, f, seen, yield) {
				return false
			}
		}
	case Record:
		if seen[t.Record] {
			return true
		}
		seen[t.Record] = true
		for _, inner := range t.Record.Fields {
			if !within(inner.Type, inner, seen, yield) {
				return false
			}
		}
	}
	return true
}
