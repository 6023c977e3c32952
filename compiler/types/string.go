package types

import (
	"strconv"
	"strings"
)

// kindNames are the kinds as people write them.
var kindNames = [...]string{
	Invalid: "unknown", NullKind: "null", Bool: "bool",
	Int8: "int8", Int16: "int16", Int32: "int32", Int64: "int64",
	Uint8: "uint8", Uint16: "uint16", Uint32: "uint32", Uint64: "uint64", Varint: "varint",
	Float: "float", Double: "double", Decimal: "decimal", String: "string", Bytes: "bytes",
	Date: "date", Time: "time", Timestamp: "timestamp", Datetime: "datetime", Duration: "duration",
	UUID: "uuid", TimeUUID: "timeuuid", Inet: "inet", JSON: "json",
	Record: "record", Enum: "enum", List: "list", Set: "set", Map: "map", Tuple: "tuple",
	Vector: "vector", Optional: "optional", Union: "union", Any: "any", Change: "change",
	Lambda: "lambda",
}

// String returns the kind's word.
func (k Kind) String() string { return kindNames[k] }

// Primitive returns the kind that a single word names: int64, string, timestamp.
// Words that need arguments to be a type (list, map) name none.
func Primitive(word string) (Kind, bool) {
	for k := Bool; k <= JSON; k++ {
		if kindNames[k] == word {
			return k, true
		}
	}
	if word == "any" {
		return Any, true
	}
	return Invalid, false
}

// String returns the unit as people write it: s, ms, us, ns.
func (u Unit) String() string {
	return [...]string{"", "s", "ms", "us", "ns"}[u]
}

// UnitOf returns the unit that a word names.
func UnitOf(word string) (Unit, bool) {
	for u := Seconds; u <= Nanos; u++ {
		if u.String() == word {
			return u, true
		}
	}
	return NoUnit, false
}

// String returns the type as people write it in a .flow file. Records and enums
// that have a name are shown by it; labels are not shown.
func (t *Type) String() string {
	var b strings.Builder
	t.write(&b)
	return b.String()
}

func (t *Type) write(b *strings.Builder) {
	if t.Kind == Optional && t.Elem.Kind != Union {
		t.Elem.writeBase(b)
		b.WriteByte('?')
		t.Elem.writeRefinement(b)
		return
	}
	t.writeBase(b)
	t.writeRefinement(b)
}

// writeBase writes all but what stands behind the `?` of an optional.
func (t *Type) writeBase(b *strings.Builder) {
	switch t.Kind {
	case Decimal:
		b.WriteString("decimal")
		if t.Precision > 0 {
			writeArgs(b, strconv.Itoa(t.Precision), strconv.Itoa(t.Scale))
		}
	case Time, Timestamp, Datetime:
		b.WriteString(t.Kind.String())
		if t.Unit != NoUnit {
			writeArgs(b, t.Unit.String())
		}
	case String, Bytes:
		b.WriteString(t.Kind.String())
		t.writeSize(b)
	case Record:
		t.Record.write(b)
	case Enum:
		t.Enum.write(b)
	case List, Set, Change:
		writeGeneric(b, t.Kind.String(), t.Elem)
		t.writeSize(b)
	case Map:
		writeGeneric(b, "map", t.Key, t.Elem)
		t.writeSize(b)
	case Tuple:
		writeGeneric(b, "tuple", t.Items...)
	case Vector:
		b.WriteString("vector<")
		t.Elem.write(b)
		b.WriteString(", " + strconv.Itoa(t.Len) + ">")
	case Optional:
		b.WriteByte('(')
		t.Elem.write(b)
		b.WriteString(")?")
	case Union:
		for i, arm := range t.Items {
			if i > 0 {
				b.WriteString(" | ")
			}
			arm.write(b)
		}
	default:
		b.WriteString(t.Kind.String())
	}
}

func writeGeneric(b *strings.Builder, word string, args ...*Type) {
	b.WriteString(word + "<")
	for i, a := range args {
		if i > 0 {
			b.WriteString(", ")
		}
		a.write(b)
	}
	b.WriteByte('>')
}

func writeArgs(b *strings.Builder, args ...string) {
	b.WriteString("(" + strings.Join(args, ", ") + ")")
}

// writeSize writes the refinements that are arguments: (max: 8), (16).
func (t *Type) writeSize(b *strings.Builder) {
	switch r := t.Refine; {
	case r == nil:
	case r.Exact > 0:
		writeArgs(b, strconv.Itoa(r.Exact))
	case r.MaxLen > 0:
		writeArgs(b, "max: "+strconv.Itoa(r.MaxLen))
	}
}

// writeRefinement writes the refinements that follow the type: in, matches.
func (t *Type) writeRefinement(b *strings.Builder) {
	if t.Refine == nil {
		return
	}
	if t.Refine.HasRange {
		b.WriteString(" in " + t.Refine.Min + ".." + t.Refine.Max)
	}
	if t.Refine.Pattern != "" {
		b.WriteString(" matches r/" + t.Refine.Pattern + "/")
	}
}

func (r *RecordType) write(b *strings.Builder) {
	if r.Change != nil {
		writeGeneric(b, "change", r.Change)
		return
	}
	if r.Name != "" {
		b.WriteString(r.Name)
		return
	}
	b.WriteByte('{')
	named := r.Named()
	for i, f := range named {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(fieldName(f.Name) + ": ")
		f.Type.write(b)
	}
	if r.Open {
		if len(named) > 0 {
			b.WriteString(", ")
		}
		b.WriteString("...")
	}
	b.WriteByte('}')
}

// fieldName returns a name as it is written: as text where it is no identifier.
func fieldName(s string) string {
	for i, c := range s {
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return strconv.Quote(s)
		}
	}
	if s == "" {
		return `""`
	}
	return s
}

func (e *EnumType) write(b *strings.Builder) {
	if e.Name != "" {
		b.WriteString(e.Name)
		return
	}
	if e.Open {
		b.WriteString("open ")
	}
	b.WriteString("enum {" + strings.Join(e.Symbols, ", ") + "}")
}
