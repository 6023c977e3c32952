package avro

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler/types"
)

// JSON returns the Avro schema by which values of t are written, on one line.
//
// The same type gives the same text. Records and enums without a name are named
// after where they stand: the value itself Record, a field customer of Order
// Order_customer. What an Avro schema declared is written as it was, but for
// attributes that flowc does not know. Ask [Carries] first: JSON panics for a type
// that Avro cannot carry.
func JSON(t *types.Type) string {
	w := newWriter()
	w.typ(t, "", "Record", "")
	if w.refusal != nil {
		panic(fmt.Sprintf("avro: schema of a type that avro cannot carry: %s: %s", w.refusal.path, w.refusal.why))
	}
	return w.out.String()
}

// Carries reports whether values of t can be written as Avro. If not it says why,
// and which inner place is the reason: ".address.tags[]", empty for the value
// itself.
func Carries(t *types.Type) (ok bool, why, path string) {
	w := newWriter()
	w.typ(t, "", "Record", "")
	if w.refusal != nil {
		return false, w.refusal.why, w.refusal.path
	}
	return true, "", ""
}

// IllegalName reports whether the reason that Avro cannot carry t is a name.
func IllegalName(t *types.Type) bool {
	w := newWriter()
	w.typ(t, "", "Record", "")
	return w.refusal != nil && w.refusal.name
}

// LegalNamespace reports whether every part of a namespace is an Avro name.
func LegalNamespace(s string) bool {
	return !slices.ContainsFunc(strings.Split(s, "."), func(part string) bool { return !legalName(part) })
}

// refusal is the first thing that Avro cannot carry; name says that it is a name.
type refusal struct {
	path, why string
	name      bool
}

// refuseName refuses a name, or a symbol.
func (w *writer) refuseName(path, what, name string) {
	if w.refusal == nil {
		w.refuse(path, "`%s` is not an Avro %s: letters, digits and _, no digit first", name, what)
		w.refusal.name = true
	}
}

// writer writes a schema. It goes on after a refusal, whose output nobody reads.
type writer struct {
	out     strings.Builder
	names   map[string]*types.Type // what each full name stands for
	full    map[any]string         // the full name of a *RecordType or *EnumType
	refusal *refusal
}

func newWriter() *writer {
	return &writer{names: map[string]*types.Type{}, full: map[any]string{}}
}

func (w *writer) refuse(path, format string, args ...any) {
	if w.refusal == nil {
		w.refusal = &refusal{path: path, why: fmt.Sprintf(format, args...)}
	}
}

// plain are the kinds that Avro writes in one way.
var plain = map[types.Kind]string{
	types.Invalid:  `"null"`, // its mistake is told already
	types.NullKind: `"null"`,
	types.Bool:     `"boolean"`,
	types.Int8:     `"int"`,
	types.Int16:    `"int"`,
	types.Int32:    `"int"`,
	types.Uint8:    `"int"`,
	types.Uint16:   `"int"`,
	types.Uint32:   `"long"`,
	types.Int64:    `"long"`,
	types.Float:    `"float"`,
	types.Double:   `"double"`,
	types.String:   `"string"`,
	types.JSON:     `"string"`,
	types.Inet:     `"string"`,
	types.Date:     `{"type":"int","logicalType":"date"}`,
	types.UUID:     `{"type":"string","logicalType":"uuid"}`,
	types.TimeUUID: `{"type":"string","logicalType":"uuid"}`,
}

// without are the kinds that Avro cannot carry, and what to do instead.
var without = map[types.Kind]string{
	types.Uint64: "the widest integer of Avro is int64: use decimal(20, 0)",
	types.Varint: "Avro has no integers without bounds: use a decimal(p, 0)",
	types.Any:    "Avro needs to know the type of every value: name it, or write the value as json",
	types.Change: "a change stream is not written as Avro: unwrap it first",
	types.Tuple:  "Avro has no tuples: use a record",
	types.Lambda: "a function is not a value",
}

// typ writes t. space is the namespace around it, name the one that it gets where
// it has none, path where it stands.
func (w *writer) typ(t *types.Type, space, name, path string) {
	if t.Wire != nil && t.Wire.Fixed > 0 {
		w.fixed(t, space, path)
		return
	}
	if t.Wire != nil && strings.HasPrefix(t.Wire.Declared, "{") {
		w.out.WriteString(t.Wire.Declared)
		return
	}
	if s, ok := plain[t.Kind]; ok {
		w.out.WriteString(s)
		return
	}
	if why, ok := without[t.Kind]; ok {
		w.refuse(path, "%s", why)
		return
	}
	switch t.Kind {
	case types.Bytes:
		w.out.WriteString(`"bytes"`)
	case types.Decimal:
		w.decimal(t, path)
	case types.Time, types.Timestamp, types.Datetime:
		w.time(t, path)
	case types.Duration:
		w.fixed(durations, space, path)
	case types.Record:
		w.record(t, space, name, path)
	case types.Enum:
		w.enum(t, space, name, path)
	case types.List, types.Set, types.Vector:
		w.out.WriteString(`{"type":"array","items":`)
		w.typ(t.Elem, space, name, path+"[]")
		w.out.WriteByte('}')
	case types.Map:
		if t.Key.Kind != types.String {
			w.refuse(path, "the keys of an Avro map are string, not %s", t.Key)
		}
		w.out.WriteString(`{"type":"map","values":`)
		w.typ(t.Elem, space, name, path+"{}")
		w.out.WriteByte('}')
	case types.Optional:
		w.optional(t, t.NullBranch(), space, name, path)
	case types.Union:
		w.union(t, -1, space, name, path)
	default:
		panic("avro: no such kind: " + t.Kind.String())
	}
}

// durations is how a duration is written that no schema wrote before.
var durations = &types.Type{
	Kind: types.Duration,
	Wire: &types.Wire{Fixed: durationSize, Name: "flowc.Duration"},
}

func (w *writer) decimal(t *types.Type, path string) {
	if t.Precision == 0 {
		w.refuse(path, "a decimal in Avro has a precision and a scale: use decimal(p, s)")
	}
	fmt.Fprintf(&w.out, `{"type":"bytes","logicalType":"decimal","precision":%d,"scale":%d}`, t.Precision, t.Scale)
}

// times are the logical types of times by unit; empty where Avro has none.
var times = map[types.Kind][types.Nanos + 1]string{
	types.Time:      {types.Millis: "time-millis", types.Micros: "time-micros"},
	types.Timestamp: {types.Millis: "timestamp-millis", types.Micros: "timestamp-micros", types.Nanos: "timestamp-nanos"},
	types.Datetime: {
		types.Millis: "local-timestamp-millis", types.Micros: "local-timestamp-micros", types.Nanos: "local-timestamp-nanos",
	},
}

func (w *writer) time(t *types.Type, path string) {
	name := times[t.Kind][t.Unit]
	if name == "" {
		w.refuse(path, "Avro has no %s: use %s", t, types.InUnit(t.Kind, nearestUnit(t.Unit)))
	}
	physical := "long"
	if t.Kind == types.Time && t.Unit == types.Millis {
		physical = "int"
	}
	fmt.Fprintf(&w.out, `{"type":"%s","logicalType":"%s"}`, physical, name)
}

// nearestUnit is the unit that Avro has for times in u.
func nearestUnit(u types.Unit) types.Unit {
	if u == types.Nanos {
		return types.Micros
	}
	return types.Millis
}

// fixed writes bytes, a decimal, a uuid or a duration in a fixed.
func (w *writer) fixed(t *types.Type, space, path string) {
	full := t.Wire.Name
	if !w.define(full, t, space, path) {
		return
	}
	w.open("fixed", full, space)
	fmt.Fprintf(&w.out, `,"size":%d`, t.Wire.Fixed)
	switch t.Kind {
	case types.Decimal:
		fmt.Fprintf(&w.out, `,"logicalType":"decimal","precision":%d,"scale":%d`, t.Precision, t.Scale)
	case types.UUID, types.Duration:
		fmt.Fprintf(&w.out, `,"logicalType":"%s"`, t.Kind)
	}
	w.aliases(t)
	w.out.WriteByte('}')
}

// open writes {"type":"record","name":"Order","namespace":"shop": the namespace
// only where it is not the one around.
func (w *writer) open(kind, full, space string) {
	own, name := split(full)
	fmt.Fprintf(&w.out, `{"type":"%s","name":%s`, kind, quote(name))
	if own != space {
		w.out.WriteString(`,"namespace":` + quote(own))
	}
}

// split cuts a full name into namespace and name.
func split(full string) (space, name string) {
	if i := strings.LastIndexByte(full, '.'); i >= 0 {
		return full[:i], full[i+1:]
	}
	return "", full
}

// aliases writes what else a schema said of a type with a name.
func (w *writer) aliases(t *types.Type) {
	if t.Wire == nil {
		return
	}
	if len(t.Wire.Aliases) > 0 {
		w.out.WriteString(`,"aliases":`)
		w.list(t.Wire.Aliases)
	}
	if t.Wire.Declared != "" {
		w.out.WriteString("," + t.Wire.Declared)
	}
}

func (w *writer) list(texts []string) {
	for i, s := range texts {
		w.out.WriteByte("[,"[min(i, 1)])
		w.out.WriteString(quote(s))
	}
	w.out.WriteByte(']')
}

// optional writes a union with null as branch nullAt.
func (w *writer) optional(t *types.Type, nullAt int, space, name, path string) {
	if t.Elem.Kind == types.Union {
		w.union(t.Elem, nullAt, space, name, path)
		return
	}
	w.union(types.UnionOf(t.Elem), nullAt, space, name, path)
}

// union writes the arms of t, with null as branch nullAt; -1 is without.
func (w *writer) union(t *types.Type, nullAt int, space, name, path string) {
	arms := t.Items
	if nullAt >= 0 {
		arms = append(append(append([]*types.Type(nil), arms[:nullAt]...), types.Of(types.NullKind)), arms[nullAt:]...)
	}
	met := map[string]bool{}
	for i, arm := range arms {
		w.out.WriteByte("[,"[min(i, 1)])
		inner := name
		if len(t.Items) > 1 {
			inner = name + "_" + strconv.Itoa(i+1)
		}
		before := w.out.Len()
		w.typ(arm, space, inner, path)
		branch := w.branch(arm, w.out.String()[before:])
		switch {
		case arm.Kind == types.Optional || arm.Kind == types.Union:
			w.refuse(path, "a union in Avro holds no union")
		case arm.Kind != types.Invalid && met[branch]:
			w.refuse(path, "two arms of the union are %s in Avro, which cannot be told apart", branch)
		}
		met[branch] = true
	}
	w.out.WriteByte(']')
}

// branch is what tells an arm from others: the full name of a type that has one,
// else its Avro type.
func (w *writer) branch(t *types.Type, written string) string {
	switch {
	case t.Kind == types.Record:
		return w.full[t.Record]
	case t.Kind == types.Enum && !t.Enum.Open:
		return w.full[t.Enum]
	case t.Wire != nil && t.Wire.Fixed > 0:
		return t.Wire.Name
	case t.Kind == types.Duration:
		return durations.Wire.Name
	}
	written = strings.TrimPrefix(written, `{"type":`)
	if len(written) < 2 {
		return "" // refused
	}
	word, _, _ := strings.Cut(written[1:], `"`)
	return word
}
