package avro

// kind is a kind of Avro's types.
type kind uint8

const (
	null kind = iota + 1
	boolean
	integer
	long
	float
	double
	bytes
	text
	record
	enum
	array
	mapping
	union
	fixed
)

var kinds = map[string]kind{
	"null": null, "boolean": boolean, "int": integer, "long": long, "float": float, "double": double,
	"bytes": bytes, "string": text, "record": record, "error": record, "enum": enum, "array": array, "map": mapping, "fixed": fixed,
}

var kindNames = [...]string{
	null: "null", boolean: "boolean", integer: "int", long: "long", float: "float", double: "double",
	bytes: "bytes", text: "string", record: "record", enum: "enum", array: "array", mapping: "map", union: "union", fixed: "fixed",
}

// Schema is a parsed schema. It may hold itself.
type Schema struct {
	kind    kind
	name    string   // of a record, enum or fixed, without its namespace
	aliases []string // without their namespaces

	logical          string
	precision, scale int

	fields   []field
	symbols  []string
	fallback int       // index of the enum's default symbol, -1 without
	elem     *Schema   // of an array or map
	branches []*Schema // of a union
	size     int       // of a fixed
}

// field is a field of a record.
type field struct {
	name    string
	aliases []string
	typ     *Schema
	// def is the default as encoding/json reads it, meaningful where has is set.
	def any
	has bool
}

// String is the type in the words of messages.
func (s *Schema) String() string {
	switch {
	case s.logical != "":
		return kindNames[s.kind] + " (" + s.logical + ")"
	case s.name != "":
		return kindNames[s.kind] + " " + s.name
	case s.kind == union:
		t := ""
		for k, b := range s.branches {
			if k > 0 {
				t += " | "
			}
			t += b.String()
		}
		return t
	}
	return kindNames[s.kind]
}
