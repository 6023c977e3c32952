package types

// HoldsItself returns the field through which r holds itself with no optional, list
// or map between: no value of it is finite. nil without.
func HoldsItself(r *RecordType) *Field { return holds(r, r, map[*RecordType]bool{}) }

func holds(r, goal *RecordType, seen map[*RecordType]bool) *Field {
	if seen[r] {
		return nil
	}
	seen[r] = true
	for _, f := range r.Fields {
		if f.Type.Kind == Record && (f.Type.Record == goal || holds(f.Type.Record, goal, seen) != nil) {
			return f
		}
	}
	return nil
}
