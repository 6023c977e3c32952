// Package ir is the typed program: what the checker makes of the syntax trees,
// and what planning and code generation read.
//
// Every name is resolved, every expression has its type, every implicit
// conversion is a node of its own, `*` is spelt out, and set, drop and rename are
// maps. A program is only generated from if its report has no errors, so readers
// of the IR check nothing again.
package ir

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// Program is a project: its .flow files as one.
type Program struct {
	Name      string       // of the folder or file
	Files     []*diag.File // the .flow files and everything imported, for the source hash
	Params    []*Param
	Pipelines []*Pipeline
	// Nodes are the topics, sources and sinks in source order; Connections likewise.
	Connections []*Connection
	Nodes       []*Node
	// Imports are the outside schemas of the project's own files, those too that are
	// not there yet.
	Imports []*Import
	// GoPackages are the imported Go packages of which something is called.
	GoPackages []*GoPackage
	Tests      []*Test // in source order
	// Waits are the parts that check, and that this version of flowc cannot build yet.
	Waits []Wait
}

// Wait is a part of a program that waits for a later version of flowc: the rest of
// the program is checked against it, and nothing is built.
type Wait struct {
	What string // with its article and in backquotes what people wrote: "the connector `elasticsearch`"
	At   diag.Span
}

// String tells it in one sentence, with its place.
func (w Wait) String() string {
	line, column := w.At.File.Position(w.At.Start)
	return fmt.Sprintf("%s:%d:%d: %s checks, and this version of flowc cannot build it yet", w.At.File.Name, line, column, w.What)
}

// Import is an import of an outside schema, or of Go functions.
type Import struct {
	Kind string // avro, proto, json_schema, cql, sql, go
	Path string // of the file or folder, as the project's files are named
	// Connection is what it is pulled from, nil without; Args are the arguments: subject,
	// version, schemas, keyspace.
	Connection *Connection
	Args       Options
	Origin     string // all of that as it is written: sr(subject: "orders-value")
	At         diag.Span
}

// Param is a param or secret.
type Param struct {
	Name        string
	Type        *types.Type
	Secret      bool
	Default     Expr   // a constant; nil without
	DefaultText string // as written
	Env         string
	File        string // @file
	Doc         string
	At          diag.Span
}

// Connection is a `connection` declaration.
type Connection struct {
	Name    string
	Spec    *spec.Connection
	Options Options
	At      diag.Span
}

// Embedded reports whether it is the Kafka in the worker's own process.
func (c *Connection) Embedded() bool {
	o := c.Options["brokers"]
	if o == nil {
		return false
	}
	word, ok := o.Value.(*Const)
	return ok && word.Value == "embedded"
}

// Ends reports whether it is the Kafka in the worker's own process and keeps nothing
// between runs. No connection, as that of a file, does not.
func (c *Connection) Ends() bool { return c != nil && c.Embedded() && c.Options["data"] == nil }

// Keep has the Kafka in the worker's own process keep its log in folder.
func (c *Connection) Keep(folder string) {
	for i := range c.Spec.Options {
		if o := &c.Spec.Options[i]; o.Name == "data" {
			c.Options[o.Name] = &Option{Spec: o, Value: &Const{Typed: Typed{At: c.At, T: types.Of(types.String)}, Value: folder}}
		}
	}
}

// Options are the options that were given, by name. Those left out are absent:
// the Spec has their defaults.
type Options map[string]*Option

// Option is an option's value.
type Option struct {
	Spec *spec.Option
	// Exactly one of these is set, by Spec.Type: Value for what is an expression of
	// constants and params (a text, number, word, list, duration, size, and the words
	// of a Call with Args); Ref for a declaration; Table and Type for types; Record for
	// an expression of the record, whose input is Var; Fields for a block; Columns for
	// fields of the record.
	Value   Expr
	Call    *OptionCall
	Ref     any // *Connection, *Node or *Converter
	Table   *types.RecordType
	Type    *types.Type
	Record  Expr
	Var     *Var
	Fields  []Assign
	Columns []Column
	// Match is a pattern of names in place of one.
	Match string
	// Rotation is the value of an option of that type.
	Rotation *Rotation
	At       diag.Span // the value
}

// Rotation says when a new file begins; zero is never.
type Rotation struct {
	Size, Records, Every int64 // bytes, records, nanoseconds
}

// Column is a column that an option names.
type Column struct {
	Name string
	At   diag.Span
}

// OptionCall is the value of an option of type Call: offset(since: "2026-01-01").
type OptionCall struct {
	Word string
	Args map[string]Expr // by the word's parameter name
}

// NodeKind says what a node is.
type NodeKind uint8

// The kinds of node.
const (
	Topic NodeKind = iota + 1
	Source
	Sink
)

// String returns the kind as it is declared.
func (k NodeKind) String() string { return [...]string{"", "topic", "source", "sink"}[k] }

// Node is a topic, source or sink.
type Node struct {
	Kind       NodeKind
	Name       string
	Spec       *spec.Connector
	Connection *Connection // nil without
	Options    Options
	Key        *Carrier // nil: the node has no key
	Value      *Carrier
	Headers    *Carrier
	At         diag.Span // the name
	Doc        string
	// Family and Member are the declaration and the element that a member of a family is
	// of; empty for other nodes.
	Family, Member string
}

// Title is the node's name as people write it: changed<orders> for a member of a family.
func (n *Node) Title() string {
	if n.Family != "" {
		return n.Family + "<" + n.Member + ">"
	}
	return n.Name
}

// Carrier is a type and the converter that writes it.
type Carrier struct {
	Type *types.Type
	// Converter is nil for table rows and generated values.
	Converter *Converter
	// Subject is the name of the schema in the registry that the converter names,
	// empty where the converter has no registry. SubjectExpr is set where params are in
	// the name: then Subject is how it is written. AnySubject says that it has none: what
	// is read is of many topics.
	Subject     string
	SubjectExpr Expr
	AnySubject  bool
	// Pinned is the version of the subject that the project has, 0 without one, where the
	// type is its schema and the worker does not register it.
	Pinned int
	At     diag.Span // `value: Reading as avro`
}

// Bare is the carrier without null.
func (c *Carrier) Bare() *Carrier {
	out := *c
	out.Type = c.Type.Strip()
	return &out
}

// Converter is a converter with its options.
type Converter struct {
	Spec    *spec.Converter
	Options Options
	At      diag.Span
}

// Pipeline is a pipeline, or a member of a family of them.
type Pipeline struct {
	Name string
	// Family and Member are as those of a node.
	Family, Member string
	Doc            string
	At             diag.Span // the name
	From           *From
	Stages         []Stage // those behind from
	// Claim is the delivery level that the author demands, 0 without. Level is the best
	// that can be proved, Why the reason that it is not more (or that it holds).
	Claim   spec.Level
	ClaimAt diag.Span
	Level   spec.Level
	Why     []string
	Tasks   int  // 0 without
	Commit  Expr // duration; nil without
	OnError *OnError
	// Freeze are the values that impure built-ins have in a test, by their name; nil
	// in a worker.
	Freeze map[string]*Const
}

// From is where a pipeline reads.
type From struct {
	Node    *Node
	Options Options // per use
	// Value is how this pipeline reads the value, where it is not Node.Value.
	Value *Carrier
	// Var is the value that was read; Key and Meta are read through Expr nodes.
	Var *Var
	At  diag.Span
}

// Reads is how the value is read.
func (f *From) Reads() *Carrier {
	if f.Value != nil {
		return f.Value
	}
	return f.Node.Value
}

// OnError is the error policy by kind of failure. A nil ladder is the default:
// stop, after the retries of a write.
type OnError struct {
	Decode, Map, Write []Rung
	At                 diag.Span
}

// Rung is a step of an error ladder.
type Rung struct {
	Word string // retry, dlq, skip, stop
	Args map[string]Expr
	Node *Node // the topic of dlq
	At   diag.Span
}

// Var is a value with a name: the record read, the record a map built, a let, an
// element of each, a parameter of a lambda.
type Var struct {
	Name string
	Type *types.Type
	At   diag.Span
	// TypeAt is where the type is written; zero where it follows from a value.
	TypeAt diag.Span
}

// Func is a function of one's own: an expression of its parameters alone.
type Func struct {
	Name   string
	Doc    string
	Params []*Var
	Result *types.Type
	Body   Expr
	// CanFail says that a call must be closed. Arithmetic in the body can fail all the
	// same, as it can outside.
	CanFail bool
	// Go is set for a function of an imported Go package, which has no Body.
	Go *GoFunc
	At diag.Span
}

// GoFunc is a function of an imported Go package.
type GoFunc struct {
	Package *GoPackage
	Name    string
	Params  []*types.GoType
	Result  *types.GoType
	// Impure says that two calls with the same arguments may differ.
	Impure bool
}

// GoPackage is an imported Go package. Its files become part of the worker.
type GoPackage struct {
	Name  string // as its files say
	Path  string // of the folder
	Files []*diag.File
}

// Assign is a field and its value.
type Assign struct {
	Field *types.Field
	Value Expr
	At    diag.Span // the whole assignment, or the `*` that brings it
}

// Stage is a stage of a pipeline.
type Stage interface {
	Place() diag.Span
	stage()
}

// At is embedded by every stage: its place.
type At struct{ Span diag.Span }

// Place is where the stage stands.
func (a At) Place() diag.Span { return a.Span }

// The stages.
type (
	// Where keeps the records for which Cond (a bool) holds.
	// Binds are locals for what the condition proves the type of.
	Where struct {
		At
		Cond  Expr
		Binds []Bound
	}

	// Let evaluates Value once and binds it.
	Let struct {
		At
		Var   *Var
		Value Expr
	}

	// Map makes Value the current value, bound to Var. map, set, drop, rename and
	// `map <expr>` all become it; for a record Value is a *MakeRecord.
	Map struct {
		At
		Var   *Var
		Value Expr
	}

	// SetKey sets the key that goes along. It is evaluated here, once, and bound to
	// Var: the Key of a To behind it refers to that.
	SetKey struct {
		At
		Var   *Var
		Value Expr
	}

	// SetTimestamp sets the timestamp, a timestamp(ms).
	SetTimestamp struct {
		At
		Value Expr
	}

	// SetPartition sets the partition, an int32.
	SetPartition struct {
		At
		Value Expr
	}

	// SetHeaders sets headers: Value is bytes? or text; null removes.
	SetHeaders struct {
		At
		Names  []string
		Values []Expr
	}

	// Each runs the stages behind it once for each element.
	Each struct {
		At
		List Expr
		Var  *Var
	}

	// Route takes the first arm that holds. A nil Cond is else.
	Route struct {
		At
		Arms []Arm
	}

	// To hands the record to a node. Value is already of the node's type (for a
	// table: a *MakeRecord of its columns); Key likewise, nil where the node has none.
	To struct {
		At
		Node    *Node
		Options Options // per use
		Value   Expr
		Key     Expr
		// KeyUnset says that nothing set or carries a key: null is written.
		KeyUnset bool
	}
)

// Bound is a local and its value.
type Bound struct {
	Var   *Var
	Value Expr
}

// Arm is an arm of a route.
type Arm struct {
	Cond   Expr
	Stages []Stage
	At     diag.Span
}

func (*Where) stage()        {}
func (*Let) stage()          {}
func (*Map) stage()          {}
func (*SetKey) stage()       {}
func (*SetTimestamp) stage() {}
func (*SetPartition) stage() {}
func (*SetHeaders) stage()   {}
func (*Each) stage()         {}
func (*Route) stage()        {}
func (*To) stage()           {}
