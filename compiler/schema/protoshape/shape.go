// Package protoshape says what a record looks like as a message of Protocol Buffers.
//
// It is used by the checker, which refuses types that no message can carry, and by the
// generator, which writes the code: both must mean the same. A record of a .proto file
// is the message that the file declares. Any other record is a message of proto3 whose
// fields are numbered in their order, from 1.
package protoshape

import (
	"slices"

	"github.com/flowc-lang/flowc/compiler/types"
)

// Field is a field of a message.
type Field struct {
	*types.Field
	Index  int // of the field in the record
	Number int
	// Type is the type of its values: what is within an optional, or an arm of a union.
	Type *types.Type
	// Arm is the arm of a union that the field holds: a union is a oneof of all its arms.
	// It is -1 for other fields.
	Arm int
	// Implicit says that the zero value is not written: one that is absent is zero.
	Implicit bool
	// Required says that a message without the field is none of the type.
	Required bool
	// OneOf is the oneof that the field is a member of, empty without.
	OneOf string
	// Packed says that a list is written in one piece. Both ways are read.
	Packed bool
	// Wrapped says that a value stands in a message of its own, such as StringValue.
	Wrapped bool
}

// Numbers from firstOwn to lastOwn are protobuf's own.
const (
	firstOwn = 19000
	lastOwn  = 19999
)

// Fields are the fields of a record as a message, in the order of their numbers.
func Fields(r *types.RecordType) []Field {
	var out []Field
	next := 1
	number := func() int {
		if next == firstOwn {
			next = lastOwn + 1
		}
		next++
		return next - 1
	}
	for k, f := range r.Fields {
		t := f.Type.Strip()
		if t.Kind == types.Union {
			for arm, item := range t.Items {
				out = append(out, Field{Field: f, Index: k, Number: number(), Type: item, Arm: arm, OneOf: f.Name, Required: arm == 0 && f.Type.Kind != types.Optional})
			}
			continue
		}
		one := Field{Field: f, Index: k, Type: t, Arm: -1, Wrapped: Wrapped(f.Type) || Wrapped(t)}
		if r.Origin == "proto" {
			one.Number, one.Implicit, one.OneOf, one.Packed = f.Proto.Number, f.Proto.Implicit, f.Proto.OneOf, f.Proto.Packed
		} else {
			one.Number = number()
			one.Packed = Repeated(f.Type) && packable(t.Elem)
			one.Implicit = f.Type.Kind != types.Optional && hasZero(f)
		}
		one.Required = f.Type.Kind != types.Optional && !one.Implicit && !f.HasDefault && !Repeated(f.Type) && t.Kind != types.Map
		out = append(out, one)
	}
	slices.SortStableFunc(out, func(a, b Field) int { return a.Number - b.Number })
	return out
}

// Repeated reports whether values of t stand in a message as any number of a field.
func Repeated(t *types.Type) bool {
	return t.Kind == types.List || t.Kind == types.Set || t.Kind == types.Vector
}

// hasZero reports whether the value that is not written is the one that an absent field
// has: zero, unless the field has another default, or zero is none of its values.
func hasZero(f *types.Field) bool {
	t := f.Type
	if f.HasDefault && !isZero(t, f.Default) || !allowsZero(t) {
		return false
	}
	switch Word(t) {
	case "", "message", "text":
		return false
	case "enum":
		return Number(t.Enum, 0) == 0
	}
	return true
}

func isZero(t *types.Type, v any) bool {
	switch v := v.(type) {
	case bool:
		return !v
	case string:
		return v == "" || t.Kind == types.Enum && t.Enum.Index(v) == 0
	case []byte:
		return len(v) == 0
	case int:
		return v == 0
	case int32:
		return v == 0
	case int64:
		return v == 0
	case float64:
		return v == 0
	}
	return false
}

// allowsZero reports whether zero is within the bounds of a refined type.
func allowsZero(t *types.Type) bool {
	r := t.Refine
	if r == nil {
		return true
	}
	if r.Exact > 0 || r.Pattern != "" {
		return false
	}
	if !r.HasRange {
		return true
	}
	if t.IsFloat() {
		return false // whether 0.0 is in it is not worth the telling
	}
	lo, hi := types.Ends(t)
	return (lo == nil || lo.Sign() <= 0) && (hi == nil || hi.Sign() >= 0)
}

// Number is the number of the k-th symbol of an enum.
func Number(e *types.EnumType, k int) int32 {
	if e.Numbers != nil {
		return e.Numbers[k]
	}
	return int32(k)
}

// words are the scalars of protobuf that kinds are written as.
var words = map[types.Kind]string{
	types.Bool: "bool", types.Int8: "int32", types.Int16: "int32", types.Int32: "int32", types.Int64: "int64",
	types.Uint8: "uint32", types.Uint16: "uint32", types.Uint32: "uint32", types.Uint64: "uint64",
	types.Float: "float", types.Double: "double", types.String: "string", types.Bytes: "bytes",
	types.Enum: "enum", types.Record: "message", types.Timestamp: "message", types.Duration: "message",
	types.JSON: "text", types.Inet: "text", types.UUID: "text", types.TimeUUID: "text",
	types.Decimal: "text", types.Varint: "text", types.Date: "text", types.Time: "text", types.Datetime: "text",
}

// Word is how one value of t is written: the name of a scalar, "enum", "message", or
// "text" for a kind that protobuf has nothing for, which is written as a string of its
// usual text; empty for what is no single value.
func Word(t *types.Type) string {
	if t.Wire != nil && t.Wire.Proto != "" && t.Wire.Proto != Wrapper {
		return t.Wire.Proto
	}
	return words[t.Kind]
}

// Wrapper is the [types.Wire] of a scalar in a message of its own, such as StringValue.
const Wrapper = "wrapper"

// Wrapped reports whether values of t, which stands within or is an optional, are
// scalars in a message of their own.
func Wrapped(t *types.Type) bool { return t.Wire != nil && t.Wire.Proto == Wrapper }

// The wire types.
const (
	Varint  = 0
	Fixed64 = 1
	Lengthy = 2
	Fixed32 = 5
)

// WireType is how a value that [Word] names stands in a message.
func WireType(word string) int {
	switch word {
	case "bool", "enum", "int32", "int64", "uint32", "uint64", "sint32", "sint64":
		return Varint
	case "fixed64", "sfixed64", "double":
		return Fixed64
	case "fixed32", "sfixed32", "float":
		return Fixed32
	default:
		return Lengthy
	}
}

// packable reports whether a list of t can be written in one piece.
func packable(t *types.Type) bool { return !Wrapped(t) && WireType(Word(t)) != Lengthy }
