package ir

import "github.com/flowc-lang/flowc/dsl/diag"

// Test is a `test` of a pipeline: records that are given to it, and what must come
// of them.
type Test struct {
	Title    string
	At       diag.Span // the title
	Pipeline *Pipeline
	Given    []TestRecord
	Expects  []Expect
	// Freeze are the values of impure built-ins, by their name: constants of the type
	// that the first call in the pipeline has.
	Freeze map[string]*Const
}

// TestRecord is a record of a test.
type TestRecord struct {
	At diag.Span
	// Raw are the bytes of raw_bytes("…"), which stand in place of Value; nil without.
	Raw []byte
	// Value and Key are made of constants and have the node's types. Nil is what the
	// test does not speak of: then an expectation does not look at it.
	Value, Key Expr
	// Headers are looked at where HasHeaders is set; a nil Value is null.
	Headers    []TestHeader
	HasHeaders bool
	Timestamp  *Const // timestamp(ms); nil where left out
}

// TestHeader is a header of a test's record.
type TestHeader struct {
	Name  string
	Value []byte
}

// ExpectKind says what an [Expect] is about.
type ExpectKind uint8

// The kinds of expectation.
const (
	ExpectNode    ExpectKind = iota + 1 // expect NODE […]
	ExpectNothing                       // expect nothing
	ExpectError                         // expect error { … }
)

// Expect is an expectation of a test.
type Expect struct {
	Kind    ExpectKind
	At      diag.Span
	Node    *Node        // of ExpectNode
	Records []TestRecord // of ExpectNode, in the order in which they must come
	List    diag.Span    // the brackets, or the braces of an error, and what is in them
	// Stage and Code are those of ExpectError; empty is any.
	Stage, Code string
}
