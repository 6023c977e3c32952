package record

// Edit is a change of one member of an object.
type Edit struct {
	Name string
	// To is the member's new name, empty where it keeps its own.
	To string
	// Value is the index of the value that the member gets, below zero without one.
	Value int
	// Drop says that the member goes.
	Drop bool
}

// EditAny is AppendEdited into the arena.
func EditAny(a *Arena, v Any, edits []Edit, values []Any) (Any, bool) {
	from := len(a.Bytes)
	d, ok := AppendEdited(a.Bytes, v, edits, values)
	a.Bytes = d
	return AnyOf(a.since(from)), ok
}

// AppendEdited appends the object v with changes made: a member that is set keeps
// its place or stands at the end, one that is renamed takes the place of another of
// that name. ok is false where v is no object.
func AppendEdited(d []byte, v Any, edits []Edit, values []Any) (out []byte, ok bool) {
	if v.Kind() != AnyObject {
		return d, false
	}
	b := bytesOf(string(v))
	d = append(d, '{')
	start := len(d)
	var seen uint64 // the edits, of the first 64, that met their member
	more, i := JSONObject(b, 0)
	for more && i >= 0 {
		at := i
		var key []byte
		if key, i = rawKey(b, i); i < 0 {
			return d, false
		}
		k := editOf(edits, key)
		from := i
		if i = JSONSkip(b, i); i < 0 {
			return d, false
		}
		if k >= 0 {
			d, seen = appendEdit(d, edits[k], AnyOf(b[from:i]), values, k, seen, start)
		} else {
			d = append(comma(d, start), b[at:i]...)
		}
		more, i = JSONNext(b, i, '}')
	}
	for k, e := range edits {
		if e.Value >= 0 && (k >= 64 || seen&(1<<k) == 0) {
			d = appendMember(d, start, e.Name, values[e.Value])
		}
	}
	return append(d, '}'), true
}

// editOf is the index of the edit of a name, -1 without.
func editOf(edits []Edit, key []byte) int {
	for k := range edits {
		if keyIs(key, edits[k].Name) {
			return k
		}
	}
	return -1
}

// appendEdit appends what becomes of a member that an edit names. One that is set
// and stands twice gets its value once.
func appendEdit(d []byte, e Edit, v Any, values []Any, k int, seen uint64, start int) ([]byte, uint64) {
	switch {
	case e.Drop:
		return d, seen
	case e.Value < 0:
		return appendMember(d, start, e.To, v), seen
	case k >= 64 || seen&(1<<k) != 0:
		return d, seen // at the end, or written before
	}
	return appendMember(d, start, e.Name, values[e.Value]), seen | 1<<k
}

func appendMember(d []byte, start int, name string, v Any) []byte {
	d = AppendJSONText(comma(d, start), name)
	return AppendAny(append(d, ':'), v)
}

// comma appends one where a member stands before, in an object whose members begin
// at start.
func comma(d []byte, start int) []byte {
	if len(d) > start {
		return append(d, ',')
	}
	return d
}

// AppendRest appends the members of the object v whose names are not among known,
// each behind a comma where something stands before it: members begin at start.
// They are what a record has beyond its schema.
func AppendRest(d []byte, start int, v Any, known []string) []byte {
	if v.Kind() != AnyObject {
		return d
	}
	b := bytesOf(string(v))
	more, i := JSONObject(b, 0)
	for more && i >= 0 {
		at := i
		var key []byte
		if key, i = rawKey(b, i); i < 0 {
			return d
		}
		keep := !oneOf(key, known)
		if i = JSONSkip(b, i); i < 0 {
			return d
		}
		if keep {
			d = AppendAny(comma(d, start), AnyOf(b[at:i]))
		}
		more, i = JSONNext(b, i, '}')
	}
	return d
}

func oneOf(key []byte, names []string) bool {
	for _, n := range names {
		if keyIs(key, n) {
			return true
		}
	}
	return false
}

// AnyRest is what the object b has beyond the names that are known, as an object in
// the arena.
func AnyRest(a *Arena, b []byte, known []string) Any {
	from := len(a.Bytes)
	d := append(a.Bytes, '{')
	a.Bytes = append(AppendRest(d, len(d), AnyOf(b), known), '}')
	return AnyOf(a.since(from))
}

// EditRest is EditAny of the rest of an open record, which may be nothing.
func EditRest(a *Arena, v Any, edits []Edit, values []Any) Any {
	if v == "" {
		if len(values) == 0 {
			return v
		}
		v = "{}"
	}
	v, _ = EditAny(a, v, edits, values)
	return v
}
