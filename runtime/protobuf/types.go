package protobuf

import (
	"fmt"
	"strings"
)

// scalars are the types that are a word.
var scalars = map[string]bool{
	"double": true, "float": true, "bool": true, "string": true, "bytes": true,
	"int32": true, "int64": true, "uint32": true, "uint64": true, "sint32": true, "sint64": true,
	"fixed32": true, "fixed64": true, "sfixed32": true, "sfixed64": true,
}

// wider are, for each scalar, the others whose values are read as it: they stand in a
// message in the same way, and what does not fit fails its record.
var wider = map[string][]string{
	"int32":  {"int64", "uint32", "enum"},
	"int64":  {"int32", "uint32", "enum"},
	"uint32": {"uint64"},
	"uint64": {"uint32"},
	"sint32": {"sint64"},
	"sint64": {"sint32"},
	"string": {"bytes"},
	"bytes":  {"string"},
	"enum":   {"int32"},
}

// reads reports whether values that were written as one word are read as another.
func reads(to, from string) bool {
	if to == from {
		return to != "message"
	}
	for _, w := range wider[to] {
		if w == from {
			return true
		}
	}
	return false
}

// fieldType is what the type of a field means.
type fieldType struct {
	word    string // a scalar, enum, message, or the name of one of protobuf's own messages
	message *message
	enum    *enum
}

func (t fieldType) String() string {
	switch {
	case t.message != nil:
		return "the message " + t.message.full
	case t.enum != nil:
		return "the enum " + t.enum.full
	}
	return t.word
}

// builtIn is the package of the messages that every implementation has.
const builtIn = "google.protobuf."

// typeOf resolves the type of a field of m.
func (s *Schema) typeOf(m *message, name string) (fieldType, error) {
	if scalars[name] {
		return fieldType{word: name}, nil
	}
	plain, absolute := strings.CutPrefix(name, ".")
	for space := m.full; ; space = outer(space) {
		if absolute {
			space = ""
		}
		full := join(space, plain)
		switch {
		case s.named[full] != nil:
			return fieldType{word: "message", message: s.named[full]}, nil
		case s.enums[full] != nil:
			return fieldType{word: "enum", enum: s.enums[full]}, nil
		case strings.HasPrefix(full, builtIn):
			return fieldType{word: full}, nil
		case space == "":
			return fieldType{}, fmt.Errorf("is of a type %s that nothing declares", plain)
		}
	}
}

// outer is the scope around one: shop.v1 of shop.v1.Order.
func outer(space string) string { return space[:max(strings.LastIndexByte(space, '.'), 0)] }
