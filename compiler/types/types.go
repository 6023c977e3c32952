// Package types holds the types of the .flow language and the rules between them.
//
// A [Type] is plain data and never changes once it is built. The rules (which
// type fits where, what a conversion loses) are functions of types alone: they
// know no syntax and report nothing.
package types

import "github.com/flowc-lang/flowc/dsl/diag"

// Kind is the shape of a type.
type Kind uint8

// The kinds. Invalid is the type of what could not be typed; it fits everywhere,
// so that one mistake is told once.
const (
	Invalid  Kind = iota
	NullKind      // the type of the literal null
	Bool
	Int8
	Int16
	Int32
	Int64
	Uint8
	Uint16
	Uint32
	Uint64
	Varint
	Float
	Double
	Decimal
	String
	Bytes
	Date      // days since 1970-01-01
	Time      // since midnight, in Unit
	Timestamp // an instant, in Unit since 1970
	Datetime  // without a zone, in Unit since 1970-01-01T00:00
	Duration  // months, days, nanoseconds
	UUID
	TimeUUID
	Inet
	JSON
	Record
	Enum
	List
	Set
	Map
	Tuple
	Vector
	Optional
	Union
	Any
	Change
	// Lambda is the type of |x| e: only an argument of a built-in has it.
	Lambda
)

// Unit is the unit of a Time, Timestamp or Datetime.
type Unit uint8

// The units, from coarse to fine.
const (
	NoUnit Unit = iota
	Seconds
	Millis
	Micros
	Nanos
)

// Type is a type. Which fields count depends on Kind.
type Type struct {
	Kind             Kind
	Unit             Unit    // Time, Timestamp, Datetime
	Precision, Scale int     // Decimal; precision 0 is a decimal without bounds (CQL)
	Elem             *Type   // Optional, List, Set, Vector, Change; a Map's value
	Key              *Type   // a Map's key
	Items            []*Type // Tuple, Union
	Len              int     // Vector
	Record           *RecordType
	Enum             *EnumType
	Refine           *Refinement // nil without
	Labels           []string    // pii, …
	Wire             *Wire       // how an imported schema writes it; nil for the usual way
}

// Refinement narrows a type: a range, a length, a pattern.
type Refinement struct {
	HasRange bool
	Min, Max string // bounds of `in`, decimal text
	MaxLen   int    // string(max: n) in characters, list<T>(max: n) in elements; 0 without
	Exact    int    // bytes(n); 0 without
	Pattern  string // matches r/…/; empty without
}

// RecordType is a record. Two record types with the same fields are the same
// shape, but a named one keeps its name for messages and generated code.
type RecordType struct {
	Name      string // as people know it: Reading, shop.Order, weather.readings_by_station; empty for {…}
	Namespace string // Avro namespace
	Doc       string
	Fields    []*Field
	Open      bool
	At        diag.Span
	Table     *Table // set where the record is the row of a table
	Change    *Type  // set where the record is a change of rows of that type: change<T>
	// Origin is "avro" where an Avro schema declares the record, which is then written
	// back as it was, "proto" and "json_schema" for messages and objects of such files;
	// empty for tables and records of .flow files.
	Origin string
	// ProtoPath is where a message stands in its .proto file: its number among the
	// messages, from 0, of each message around it and of itself. Nil elsewhere.
	ProtoPath []int
	// Source is the .proto file that declares the message; nil elsewhere.
	Source *Source
}

// Source is the file of an outside schema as it stands.
type Source struct {
	Text string
	Uses []Use
}

// Use is a file that another one imports by a name.
type Use struct {
	Name string
	*Source
}

// Field is a field of a record, or a column of a table.
type Field struct {
	Name string
	Type *Type
	Doc  string
	// Default is a constant by the table in const.go. It counts only with HasDefault:
	// nil is the default null.
	Default    any
	HasDefault bool
	At         diag.Span         // the field's name
	TypeAt     diag.Span         // its type: what a label points to
	As         map[string]string // @as(time: unix_ms)
	// KeyAt is the place in the DDL that makes the column part of the primary key;
	// zero for other columns and fields.
	KeyAt diag.Span
	// Aliases are the names that an imported Avro schema also reads the field by.
	Aliases []string
	// Proto says how a message of Protocol Buffers writes the field; nil elsewhere.
	Proto *ProtoField
}

// ProtoField is what a .proto file says of a field beside its name and type.
type ProtoField struct {
	Number int
	// OneOf is the oneof that the field is a member of: at most one of them is set.
	OneOf string
	// Packed says that a list is written in one piece. Implicit says that the zero value
	// is not written: nothing tells it from an absent field.
	Packed, Implicit bool
}

// SetDefault gives the field a default. A default of an Avro union must be of its
// first branch, so an optional with a value for default gets null as its last.
func (f *Field) SetDefault(v any) {
	f.Default, f.HasDefault = v, true
	if f.Type.Kind == Optional && f.Type.Wire == nil && v != nil {
		t := *f.Type
		t.Wire = &Wire{NullLast: true}
		f.Type = &t
	}
}

// Field returns the field of that name, nil without.
func (r *RecordType) Field(name string) *Field {
	for _, f := range r.Fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// Index returns the position of a field, -1 where there is none of that name.
func (r *RecordType) Index(name string) int {
	for i, f := range r.Fields {
		if f.Name == name {
			return i
		}
	}
	return -1
}

// Table is what a DDL file says of a table, beyond its columns.
type Table struct {
	System       string // "cql", "sql"
	Schema       string // keyspace or schema; may be empty
	Name         string
	PartitionKey []string // column names in order
	Clustering   []string
	Static       []string
	Counters     bool
	Column       map[string]string // column name → its type in the system's own words: `frozen<list<text>>`
	// Filled are the columns that the database fills where nothing is written: those
	// with a DEFAULT, serials, identities. Generated are those among them that take no
	// value at all.
	Filled, Generated []string
	// BeforeImage says that changes bring the whole row as it was (REPLICA IDENTITY
	// FULL).
	BeforeImage bool
	At          diag.Span // the table's name in the DDL
}

// PrimaryKey returns the columns of the whole key, in order.
func (t *Table) PrimaryKey() []string {
	return append(append([]string(nil), t.PartitionKey...), t.Clustering...)
}

// EnumType is the symbols of an enum.
type EnumType struct {
	Name      string
	Namespace string
	Symbols   []string
	Open      bool
	Default   string // the symbol that stands for unknown ones; empty without
	At        diag.Span
	SymbolAt  []diag.Span
	// Numbers are the numbers that a .proto file gives the symbols; nil elsewhere.
	Numbers []int32
	// Letters are the symbols as they stand on the wire, where that is another text.
	Letters []string
}

// Index returns the position of a symbol, -1 where there is none of that name.
func (e *EnumType) Index(symbol string) int {
	for i, s := range e.Symbols {
		if s == symbol {
			return i
		}
	}
	return -1
}

// Wire is how an imported Avro schema writes a type, where that is not the way
// flowc would choose.
type Wire struct {
	Fixed    int    // a decimal, uuid or bytes in a fixed of that size
	Text     bool   // a uuid or decimal in a string
	NullLast bool   // the union is [T, "null"], or [A, B, "null"]
	NullAt   int    // null's place in a union of several where it is neither first nor last
	Int      bool   // a long kind of ours in an Avro int, or an int8/int16 in an int
	Name     string // full name of the fixed
	Aliases  []string
	// Declared is a type of an Avro schema as it is written, where it has attributes of
	// Kafka Connect; of a type with a name it is those attributes alone.
	Declared string
	// Proto is the scalar of a .proto file that is written in a way of its own (sint32,
	// fixed64, …), or "wrapper" for an optional in a message like StringValue.
	Proto string
}

// NullBranch returns the index of null in the Avro union of an optional.
func (t *Type) NullBranch() int {
	switch {
	case t.Wire == nil:
		return 0
	case t.Wire.NullLast:
		return t.arms()
	}
	return t.Wire.NullAt
}

// arms counts the branches that an optional has beside null.
func (t *Type) arms() int {
	if t.Elem.Kind == Union {
		return len(t.Elem.Items)
	}
	return 1
}
