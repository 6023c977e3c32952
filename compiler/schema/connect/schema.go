// Package connect makes the schemas of Kafka Connect's JSON converter.
//
// The schema of a type is a constant of the generated code: it stands in front of each
// payload that is written, and a payload that is read must have been written with one
// that fits.
package connect

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/runtime/record"
)

// Form is what the options of connect_json say of how values look: the words of the
// options time, date, decimal, bytes and names, and whether the schema stays out.
type Form struct {
	Time, Date, Decimal, Bytes, Names string
	Schemaless                        bool
}

// FormOf is the form that a converter's options make: option returns the value of one.
func FormOf(option func(name string) string) Form {
	return Form{Time: option("time"), Date: option("date"), Decimal: option("decimal"), Bytes: option("bytes"), Names: option("names")}
}

// of is the form of a field, which may have an @as of its own.
func (m Form) of(f *types.Field) Form {
	for name, value := range f.As {
		switch name {
		case "time":
			m.Time = value
		case "date":
			m.Date = value
		case "decimal":
			m.Decimal = value
		case "bytes":
			m.Bytes = value
		}
	}
	return m
}

// Name is the name of a schema, with the version where it is above 0.
type Name struct {
	Text    string
	Version int64
}

// Schema returns the schema by which values of t are written, on one line, its members in
// Connect's order. Without a name the record's own is taken. Ask [Carries] first: Schema
// panics for a type that Connect has no schema for.
func Schema(t *types.Type, m Form, n Name) string {
	w := writer{}
	w.schema(t, m, n, "", nil, nil)
	if w.why != "" {
		panic(fmt.Sprintf("connect: no schema of %s: %s", t, w.why))
	}
	return w.out.String()
}

// Carries reports whether Connect has a schema for t. If not it says why, and which inner
// place is the reason: ".address.tags[]", empty for the value itself.
func Carries(t *types.Type, m Form) (ok bool, why, path string) {
	w := writer{}
	w.schema(t, m, Name{}, "", nil, nil)
	return w.why == "", w.why, w.path
}

// The names of Connect's logical types, and of Debezium's for finer units.
const (
	decimalName   = "org.apache.kafka.connect.data.Decimal"
	dateName      = "org.apache.kafka.connect.data.Date"
	timeName      = "org.apache.kafka.connect.data.Time"
	timestampName = "org.apache.kafka.connect.data.Timestamp"
	debezium      = "io.debezium.time."
)

// writer writes a schema. It goes on after a refusal, whose output nobody reads.
type writer struct {
	out       strings.Builder
	why, path string
}

// logical is what a type is in Connect: the type of its values, and what they mean.
type logical struct {
	typ, name string
	version   int64
	scale     int
}

// schema writes the schema of t, which stands at path within the records outer; f is
// the field that it is the type of, nil elsewhere.
func (w *writer) schema(t *types.Type, m Form, n Name, path string, f *types.Field, outer []*types.RecordType) {
	optional := t.Kind == types.Optional
	base := t.Strip()
	l := w.logical(base, m, path)
	if n.Text != "" {
		l.name, l.version = n.Text, n.Version
	}
	w.out.WriteString(`{"type":` + quote(l.typ))
	w.parts(base, m, path, outer)
	w.out.WriteString(`,"optional":` + strconv.FormatBool(optional))
	if l.name != "" {
		w.out.WriteString(`,"name":` + quote(l.name))
	}
	if l.version > 0 {
		w.out.WriteString(`,"version":` + strconv.FormatInt(l.version, 10))
	}
	if l.name == decimalName {
		w.out.WriteString(`,"parameters":{"scale":` + quote(strconv.Itoa(l.scale)) + `}`)
	}
	if f != nil {
		if f.HasDefault && f.Default != nil && w.why == "" {
			w.out.WriteString(`,"default":`)
			w.constant(f.Default, base, m)
		}
		w.out.WriteString(`,"field":` + quote(types.Spell(f.Name, m.Names)))
	}
	w.out.WriteString(`}`)
}

// parts writes what the schema of a type with parts says of them.
func (w *writer) parts(t *types.Type, m Form, path string, outer []*types.RecordType) {
	switch t.Kind {
	case types.List, types.Set, types.Vector:
		w.out.WriteString(`,"items":`)
		w.schema(t.Elem, m, Name{}, path+"[]", nil, outer)
	case types.Map:
		w.out.WriteString(`,"keys":`)
		w.schema(t.Key, m, Name{}, path+"{}", nil, outer)
		w.out.WriteString(`,"values":`)
		w.schema(t.Elem, m, Name{}, path+"{}", nil, outer)
	case types.Record:
		w.fields(t.Record, m, path, outer)
	}
}

func (w *writer) fields(r *types.RecordType, m Form, path string, outer []*types.RecordType) {
	for _, o := range outer {
		if o == r && m.Schemaless {
			return
		}
		if o == r {
			w.refuse(path, "a schema of Connect cannot hold itself")
			return
		}
	}
	outer = append(outer[:len(outer):len(outer)], r)
	w.out.WriteString(`,"fields":[`)
	for k, f := range r.Fields {
		if k > 0 {
			w.out.WriteString(`,`)
		}
		w.schema(f.Type, m.of(f), Name{}, path+"."+f.Name, f, outer)
	}
	w.out.WriteString(`]`)
}

func (w *writer) refuse(path, why string) {
	if w.why == "" {
		w.why, w.path = why, path
	}
}

// plain are the kinds that have one form in Connect.
var plain = map[types.Kind]string{
	types.Invalid:  "string", // its mistake is told already
	types.NullKind: "string",
	types.Bool:     "boolean",
	types.Int8:     "int8",
	types.Int16:    "int16",
	types.Int32:    "int32",
	types.Int64:    "int64",
	types.Uint8:    "int16",
	types.Uint16:   "int32",
	types.Uint32:   "int64",
	types.Float:    "float",
	types.Double:   "double",
	types.String:   "string",
	types.JSON:     "string",
	types.Inet:     "string",
	types.UUID:     "string",
	types.TimeUUID: "string",
	types.Enum:     "string",
	types.Duration: "string",
	types.List:     "array",
	types.Set:      "array",
	types.Vector:   "array",
	types.Map:      "map",
}

// without are the kinds that Connect has no schema for, and what to do instead.
var without = map[types.Kind]string{
	types.Uint64: "the widest integer of Connect is int64: use decimal(20, 0)",
	types.Any:    "Connect needs to know the type of every value: name it, or leave the schema out with schemas: false",
	types.Tuple:  "Connect has no tuples: use a record",
	types.Union:  "Connect has no unions: use a record with a field for each alternative",
	types.Change: "a change stream is not written: unwrap it first",
	types.Lambda: "a function is not a value",
}

func (w *writer) logical(t *types.Type, m Form, path string) logical {
	switch t.Kind {
	case types.Decimal, types.Varint:
		return decimalOf(t, m)
	case types.Date:
		if m.Date == "connect" {
			return logical{typ: "int32", name: dateName, version: 1}
		}
		return logical{typ: "string"}
	case types.Time:
		return timeOf(t)
	case types.Timestamp, types.Datetime:
		return timestampOf(t, m)
	case types.Bytes:
		if m.Bytes == "hex" {
			return logical{typ: "string"}
		}
		return logical{typ: "bytes"}
	case types.Record:
		if t.Record.Open {
			w.refuse(path, "an open record has fields that no schema names: close it, or leave the schema out with schemas: false")
		}
		return logical{typ: "struct", name: fullName(t.Record)}
	}
	if why := without[t.Kind]; why != "" && (!m.Schemaless || t.Kind == types.Union) {
		w.refuse(path, why)
	}
	return logical{typ: plain[t.Kind]}
}

func decimalOf(t *types.Type, m Form) logical {
	if m.Decimal == "text" {
		return logical{typ: "string"}
	}
	return logical{typ: "bytes", name: decimalName, version: 1, scale: t.Scale}
}

// timeOf is a time of day: Connect knows milliseconds, Debezium finer units.
func timeOf(t *types.Type) logical {
	switch t.Unit {
	case types.Micros:
		return logical{typ: "int64", name: debezium + "MicroTime", version: 1}
	case types.Nanos:
		return logical{typ: "int64", name: debezium + "NanoTime", version: 1}
	}
	return logical{typ: "int32", name: timeName, version: 1}
}

func timestampOf(t *types.Type, m Form) logical {
	millis := logical{typ: "int64", name: timestampName, version: 1}
	switch {
	case m.Time == "unix_ms":
		return millis
	case m.Time == "unix_s":
		return logical{typ: "int64"}
	case m.Time != "connect":
		return logical{typ: "string"}
	case t.Unit == types.Micros:
		return logical{typ: "int64", name: debezium + "MicroTimestamp", version: 1}
	case t.Unit == types.Nanos:
		return logical{typ: "int64", name: debezium + "NanoTimestamp", version: 1}
	}
	return millis
}

// TextKeys reports whether a map with such keys is an object: the others are lists of
// pairs.
func TextKeys(key *types.Type, m Form) bool {
	w := writer{}
	return w.logical(key.Strip(), m, "").typ == "string"
}

func fullName(r *types.RecordType) string {
	if r.Namespace != "" && !strings.Contains(r.Name, ".") {
		return r.Namespace + "." + r.Name
	}
	return r.Name
}

func quote(s string) string { return string(record.AppendJSONText(nil, s)) }
