package record

// Any is a schema-free value: its JSON text, which is known to be right and has no
// space around it. The empty text is a value that is not there, and counts as null.
//
// An Any is read once, where it enters the worker; everything here takes it as it
// is and never fails. Of a name that stands twice in an object the last one counts.
type Any string

// AnyKind is what a schema-free value is.
type AnyKind uint8

// The kinds, as JSON has them.
const (
	AnyNull AnyKind = iota + 1
	AnyBool
	AnyNumber
	AnyText
	AnyList
	AnyObject
)

// String is the kind as type_of names it.
func (k AnyKind) String() string {
	return [...]string{"", "null", "bool", "number", "string", "list", "record"}[k]
}

// Kind looks at the first character, which decides.
func (v Any) Kind() AnyKind {
	if v == "" {
		return AnyNull
	}
	switch v[0] {
	case 'n':
		return AnyNull
	case 't', 'f':
		return AnyBool
	case '"':
		return AnyText
	case '[':
		return AnyList
	case '{':
		return AnyObject
	}
	return AnyNumber
}

// IsNull reports whether v is null or not there.
func (v Any) IsNull() bool { return v == "" || v[0] == 'n' }

// AnyOf is the value whose text is b. It aliases b.
func AnyOf(b []byte) Any { return Any(str(b)) }

// AnyBytes is the text of v, for the readers of JSON. It may not be changed.
func AnyBytes(v Any) []byte {
	if v == "" {
		return nullText
	}
	return bytesOf(string(v))
}

var nullText = []byte("null")

// JSONAny reads the value at i, whatever it is.
func JSONAny(b []byte, i int) (Any, int) {
	j := JSONSkip(b, i)
	if j < 0 {
		return "", j
	}
	return AnyOf(b[i:j]), j
}

// ParseAny reads a text that is one value, with space around it or without.
func ParseAny(s string) (Any, bool) {
	b := bytesOf(s)
	v, i := JSONAny(b, JSONSpace(b, 0))
	return v, i >= 0 && JSONEnd(b, i) >= 0
}

// AnyBoolOf is the truth of a v that is a bool.
func AnyBoolOf(v Any) bool { return v != "" && v[0] == 't' }

// AnyTextOf is the text of a v that is one; other values have none. It aliases v,
// or the arena where the text has escapes.
func AnyTextOf(a *Arena, v Any) string {
	s, i := JSONText(a, bytesOf(string(v)), 0)
	if i < 0 {
		return ""
	}
	return s
}

// AnyField is the value of that name in v, nothing where v is no object or has none.
func AnyField(v Any, name string) Any {
	if v.Kind() != AnyObject {
		return ""
	}
	var found Any
	b := bytesOf(string(v))
	more, i := JSONObject(b, 0)
	for more && i >= 0 {
		var key []byte
		if key, i = rawKey(b, i); i < 0 {
			return ""
		}
		at := i
		if i = JSONSkip(b, i); i < 0 {
			return ""
		}
		if keyIs(key, name) {
			found = AnyOf(b[at:i])
		}
		more, i = JSONNext(b, i, '}')
	}
	return found
}

// AnyItem is element n of v, counted from the end where it is negative; nothing
// where v is no list or is shorter.
func AnyItem(v Any, n int) Any {
	if n < 0 {
		n += AnyLen(v)
	}
	if v.Kind() != AnyList || n < 0 {
		return ""
	}
	b := bytesOf(string(v))
	more, i := JSONArray(b, 0)
	for k := 0; more && i >= 0; k++ {
		at := i
		if i = JSONSkip(b, i); i < 0 {
			return ""
		}
		if k == n {
			return AnyOf(b[at:i])
		}
		more, i = JSONNext(b, i, ']')
	}
	return ""
}

// AnyLen is the number of a list's elements or of an object's members (a name that
// stands twice counts twice), 0 for what has no parts.
func AnyLen(v Any) int {
	var closing byte
	switch v.Kind() {
	case AnyList:
		closing = ']'
	case AnyObject:
		closing = '}'
	case AnyNull, AnyBool, AnyNumber, AnyText:
		return 0
	}
	b, n := bytesOf(string(v)), 0
	more, i := jsonOpen(b, 0, b[0])
	for ; more && i >= 0; n++ {
		if closing == '}' {
			i = skipKey(b, i)
		}
		if i >= 0 {
			i = JSONSkip(b, i)
		}
		if i < 0 {
			return n
		}
		more, i = JSONNext(b, i, closing)
	}
	return n
}

// AppendAny appends v. Line ends between its parts are left out, so that it stands
// on one line.
func AppendAny(d []byte, v Any) []byte {
	if v == "" {
		return append(d, "null"...)
	}
	for k := range len(v) {
		if c := v[k]; c == '\n' || c == '\r' {
			return appendOnOneLine(append(d, v[:k]...), v[k:])
		}
	}
	return append(d, v...)
}

// appendOnOneLine appends v without line ends: within a text of JSON none can stand.
func appendOnOneLine(d []byte, v Any) []byte {
	for k := range len(v) {
		if c := v[k]; c != '\n' && c != '\r' {
			d = append(d, c)
		}
	}
	return d
}
