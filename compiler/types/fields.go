package types

// EachField calls f for every field of the records within t, each record once.
func EachField(t *Type, f func(*Field)) { eachField(t, f, map[*RecordType]bool{}) }

func eachField(t *Type, f func(*Field), seen map[*RecordType]bool) {
	switch t.Kind {
	case Optional, List, Set, Vector, Change:
		eachField(t.Elem, f, seen)
	case Map:
		eachField(t.Key, f, seen)
		eachField(t.Elem, f, seen)
	case Union, Tuple:
		for _, item := range t.Items {
			eachField(item, f, seen)
		}
	case Record:
		if seen[t.Record] {
			return
		}
		seen[t.Record] = true
		for _, field := range t.Record.Fields {
			f(field)
			eachField(field.Type, f, seen)
		}
	}
}
