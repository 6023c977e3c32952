// Package conv writes the Go code that reads and writes the wire formats, a file
// for each format.
//
// A [Package] collects what the code of one project shares: a struct for each
// record type, a table for each enum, the scratch slices of lists, a reader or writer
// for each record type and format. A format is asked for a value of a type and adds
// straight-line statements to an [emit.Body]: a reader uses the locals b and i (the
// input and its cursor) and returns record.At(i, field) where it fails; a writer
// appends to the local d.
package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// Value is a Go expression for a value of type T. Of an optional, V is the value
// within and OK the Go expression that is true where it is not null.
type Value struct {
	V, OK *jen.Statement
	T     *types.Type
	// Fields are the values of a record that is not in a Go struct, in the order of the
	// fields of its type. V is nil then.
	Fields []Value
	// Box is where the pointer to V stands, for a record that may hold itself.
	Box *jen.Statement
}

// Field is the value of the k-th field of a record.
func (v Value) Field(k int) Value {
	if v.Fields != nil {
		return v.Fields[k]
	}
	if v.T.Kind == types.Tuple {
		return FieldValue(v.V, types.TupleRecord(v.T), k)
	}
	return FieldValue(v.V, v.T.Record, k)
}

// Inner is the value within an optional.
func (v Value) Inner() Value {
	if v.T.Kind != types.Optional {
		return v
	}
	return Value{V: v.V, T: v.T.Elem, Fields: v.Fields, Box: v.Box}
}

// IsNull reports whether v is known to be null.
func (v Value) IsNull() bool { return v.OK != nil && v.OK.GoString() == "false" }

// ifPresent is the statement that does some where v is not null, else none. Where it
// is known which, that alone is left.
func (v Value) ifPresent(some, none []jen.Code) []jen.Code {
	switch v.OK.GoString() {
	case "true":
		return some
	case "false":
		return none
	}
	if len(none) == 0 {
		return []jen.Code{jen.If(v.ok()).Block(some...)}
	}
	return []jen.Code{jen.If(v.ok()).Block(some...).Else().Block(none...)}
}

// v returns a fresh copy: jennifer's statements grow when they are chained.
func (v Value) v() *jen.Statement { return v.V.Clone() }

// ok likewise.
func (v Value) ok() *jen.Statement { return v.OK.Clone() }

// Format is a wire format with its options, for whole values: the value of a
// record, or its key.
type Format interface {
	Writer
	// ReadWhole adds the statements that read all of b into dst, of a type that is not
	// optional. used says which fields of a record are wanted; nil is all of them.
	ReadWhole(p *Package, f *emit.Body, dst Value, used map[string]bool)
}

// Writer is the half of a format that writes. Rows of CSV are read by a state of their
// own, which knows the header line.
type Writer interface {
	// Name tells formats apart: two of the same name write the same bytes of a nested
	// record. It is part of the names of readers and writers.
	Name() string
	// WriteWhole adds the statements that append src to d. It may check values that the
	// format has no form for: the record can still fail.
	WriteWhole(p *Package, f *emit.Body, src Value)
}

// failed is `if lhs = rhs; i < 0 { fail }`.
func failed(f *emit.Body, field int, lhs []jen.Code, rhs jen.Code) {
	f.Add(jen.If(jen.List(lhs...).Op("=").Add(rhs), jen.Id("i").Op("<").Lit(0)).Block(f.Fail(jen.Id("i"), field)))
}

// check is `if cond { fail with the reason }`.
func check(f *emit.Body, field int, cond jen.Code, reason string) { f.Must(cond, reason, field) }

// at marks a failed cursor with a field, in readers.
func at(field int, cursor jen.Code) *jen.Statement {
	return emit.R("At").Call(cursor, jen.Lit(field))
}

// appendTo is d = record.fn(d, args...).
func appendTo(f *emit.Body, fn string, args ...jen.Code) {
	f.Add(jen.Id("d").Op("=").Add(emit.R(fn)).Call(append([]jen.Code{jen.Id("d")}, args...)...))
}
