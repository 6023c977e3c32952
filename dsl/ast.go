package dsl

import "github.com/flowc-lang/flowc/dsl/diag"

// File is one parsed .flow file.
//
// Decls are in source order. A declaration that could not be parsed is a *Bad:
// its mistake is in the report already, and later phases pass over it.
type File struct {
	Source *diag.File
	Decls  []Decl
	Tokens []Token // the whole text, white space and comments included; joined they give Source.Text
	Items  []Extent
}

// Extent is where an item lies: a declaration, or a line of a block. Items are
// in source order, inner ones behind the one they stand in. Bad is set for
// declarations in which a mistake was found; nothing is known of what lies inside.
type Extent struct {
	Start, End int // byte offsets
	Bad        bool
}

// Node is whatever has a place.
type Node interface{ At() diag.Span }

// Decl is a declaration at the top of a file.
type Decl interface {
	Node
	decl()
}

// place is embedded by every node.
type place struct{ Span diag.Span }

// At returns the node's place.
func (p place) At() diag.Span { return p.Span }

// Ident is a name as it was written. Quoted says that it stood in quotes, as
// a name that is no identifier must: "first name".
type Ident struct {
	place
	Text   string
	Quoted bool
}

// Path is a dotted name: shop.orders_by_customer, pg.public.*. Star says that it
// ended in `.*`.
type Path struct {
	place
	Parts []Ident
	Star  bool
}

// Ref names a node of the graph, or a member of a family: changed<pg.orders>.
type Ref struct {
	place
	Name Path
	Args []Type // type arguments, nearly always none
}

// Annot is @name(args...).
type Annot struct {
	place
	Name Ident
	Args []Arg
}

// Arg is an argument of a call, positional where Name is nil.
type Arg struct {
	place
	Name  *Ident
	Value Expr
}

// The declarations.
type (
	// Edition is `flow 1`.
	Edition struct {
		place
		Version string
	}

	// Import is `import avro "order.avsc" from sr(...) as orders`,
	// `import { a, b } from "x.flow"` or `import go "./enrich"`.
	Import struct {
		place
		Kind   Ident   // avro, proto, json_schema, cql, sql, go; Text is empty for names of a .flow file
		Names  []Ident // the names of `{ a, b }`
		Path   Text
		Origin *Call // from sr(subject: …); nil without
		Alias  *Ident
	}

	// Param is `param NAME: TYPE = DEFAULT @env("X")`, or `secret …`.
	Param struct {
		place
		Secret  bool
		Name    Ident
		Type    Type
		Default Expr // nil without
		Annots  []Annot
		Doc     string
	}

	// Schema is `schema NAME @annot { FIELD ... }`.
	Schema struct {
		place
		Name   Ident
		Annots []Annot
		Body   *RecordType
		Doc    string
	}

	// Enum is `enum NAME { A, B }`, or `open enum …`.
	Enum struct {
		place
		Name   Ident
		Annots []Annot
		Body   *EnumType
		Doc    string
	}

	// Alias is `type NAME = TYPE`.
	Alias struct {
		place
		Name Ident
		Type Type
		Doc  string
	}

	// Fn is `fn NAME(a: T) -> T = EXPR`.
	Fn struct {
		place
		Name   Ident
		Params []*Field
		Result Type // nil where left out
		Body   Expr
		Doc    string
	}

	// Resource is every declaration of the form
	// `KEYWORD [KIND] NAME [on CONNECTION] [for V in SET] @annot { ... }`.
	// Keyword is connection, converter, topic, source, sink or policy. Kind is
	// empty for topic and policy.
	Resource struct {
		place
		Keyword Ident
		Kind    Path
		Name    Ident
		On      *Path
		For     *For
		Annots  []Annot
		Items   []Item
		Doc     string
	}

	// Pipeline is `pipeline NAME [for V in SET] @annot { STAGE ... }`.
	Pipeline struct {
		place
		Name   Ident
		For    *For
		Annots []Annot
		Stages []Stage
		Doc    string
	}

	// Test is `test "title" for PIPELINE { STEP ... }`.
	Test struct {
		place
		Title Text
		For   Ref
		Steps []Step
	}

	// Bad is a declaration that could not be parsed.
	Bad struct{ place }
)

func (*Edition) decl()  {}
func (*Import) decl()   {}
func (*Param) decl()    {}
func (*Schema) decl()   {}
func (*Enum) decl()     {}
func (*Alias) decl()    {}
func (*Fn) decl()       {}
func (*Resource) decl() {}
func (*Pipeline) decl() {}
func (*Test) decl()     {}
func (*Bad) decl()      {}

// For is `for T in SET`.
type For struct {
	place
	Var Ident
	Set Expr // pg.*, `pg.* except pg.migrations`, [..], pg.match(r/../), a name
}

// Item is a line of a resource's body.
type Item interface {
	Node
	item()
}

// The items.
type (
	// Option is `name = value`.
	Option struct {
		place
		Name  Ident
		Value Expr
	}

	// Typed is `value: TYPE as CONVERTER`; As is nil where no converter is named.
	Typed struct {
		place
		Name Ident
		Type Type
		As   Expr // *Name or *Call
	}

	// Block is `name { ... }`, such as the fields of a datagen source.
	Block struct {
		place
		Name  Ident
		Items []Item
	}

	// BadItem is an item that could not be parsed.
	BadItem struct{ place }
)

func (*Option) item()  {}
func (*Typed) item()   {}
func (*Block) item()   {}
func (*BadItem) item() {}

// Type is a type as written.
type Type interface {
	Node
	typ()
}

// The types.
type (
	// NamedType is a name with its arguments: string(max: 8), list<T>,
	// decimal(5, 2), shop.Order, change<pg.orders>, T.key.
	NamedType struct {
		place
		Name   Path
		Args   []Type // <…>
		Params []Arg  // (…)
		Annots []Annot
	}

	// RecordType is `{ a: T, ... }`. Open says that it ended in `...`.
	RecordType struct {
		place
		Fields []*Field
		Open   bool
	}

	// EnumType is the symbols of `enum { A, B }`.
	EnumType struct {
		place
		Symbols []Ident
		Open    bool
	}

	// OptionalType is T?.
	OptionalType struct {
		place
		Of Type
	}

	// UnionType is A | B.
	UnionType struct {
		place
		Of []Type
	}

	// RefinedType is `int32 in 0..9` or `string matches r/…/`. One of In and
	// Matches is set.
	RefinedType struct {
		place
		Of      Type
		In      Expr
		Matches *Regex
	}
)

func (*NamedType) typ()    {}
func (*RecordType) typ()   {}
func (*EnumType) typ()     {}
func (*OptionalType) typ() {}
func (*UnionType) typ()    {}
func (*RefinedType) typ()  {}

// Field is `name: TYPE = DEFAULT @annot`, in a record or as a parameter.
type Field struct {
	place
	Name    Ident
	Type    Type
	Default Expr // nil without
	Annots  []Annot
	Doc     string
}

// Stage is a line of a pipeline.
type Stage interface {
	Node
	stage()
}

// The stages.
type (
	// From is `from NODE { ... }`.
	From struct {
		place
		Node  Ref
		Items []Item
	}

	// Where is `where EXPR`.
	Where struct {
		place
		Cond Expr
	}

	// MapRecord is `map [TARGET] { ... }`.
	MapRecord struct {
		place
		Target *Path // nil where the type is inferred
		Items  []MapItem
	}

	// MapValue is `map EXPR`.
	MapValue struct {
		place
		Value Expr
	}

	// Set is `set { a = e }`.
	Set struct {
		place
		Items []MapItem
	}

	// Drop is `drop .a, .b`.
	Drop struct {
		place
		Paths []Expr
	}

	// Rename is `rename { new = old }`.
	Rename struct {
		place
		Items []MapItem
	}

	// Let is `let x = EXPR`.
	Let struct {
		place
		Name  Ident
		Value Expr
	}

	// Each is `each EXPR as NAME`.
	Each struct {
		place
		List Expr
		As   Ident
	}

	// Unwrap is `unwrap { ... }`.
	Unwrap struct {
		place
		Items []Item
	}

	// Headers is `headers { name = EXPR }`.
	Headers struct {
		place
		Items []MapItem
	}

	// Route is `route { when COND => { ... } else => { ... } }`.
	Route struct {
		place
		Arms []*Arm
	}

	// To is `to NODE { ... }`.
	To struct {
		place
		Node  Ref
		Items []Item
	}

	// OnError is `on error = EXPR` or `on error { decode = …, map = …, write = … }`.
	// One of Value and Items is set.
	OnError struct {
		place
		Value Expr
		Items []Item
	}

	// Setting is `name = EXPR`: key, timestamp and partition of the record, and
	// delivery, tasks and commit of the pipeline.
	Setting struct {
		place
		Name  Ident
		Value Expr
	}

	// BadStage is a stage that could not be parsed.
	BadStage struct{ place }
)

func (*From) stage()      {}
func (*Where) stage()     {}
func (*MapRecord) stage() {}
func (*MapValue) stage()  {}
func (*Set) stage()       {}
func (*Drop) stage()      {}
func (*Rename) stage()    {}
func (*Let) stage()       {}
func (*Each) stage()      {}
func (*Unwrap) stage()    {}
func (*Headers) stage()   {}
func (*Route) stage()     {}
func (*To) stage()        {}
func (*OnError) stage()   {}
func (*Setting) stage()   {}
func (*BadStage) stage()  {}

// Arm is an arm of a route; When is nil for else.
type Arm struct {
	place
	When   Expr
	Stages []Stage
}

// MapItem is a line of map, set, rename or headers. Exactly one of the three
// forms holds: Bad; Spread (`*`, `E.*`, with Except); or Name = Value, where
// `.b` alone has the name b and the value .b.
type MapItem struct {
	place
	Bad    bool
	Spread bool
	Of     Expr    // the record that is spread; nil is the current value
	Except []Ident // * except a, b
	Name   Ident
	Value  Expr
}

// Step is a line of a test.
type Step interface {
	Node
	step()
}

// The steps.
type (
	// Given is `given NODE [record, …]`.
	Given struct {
		place
		Node   Ref
		Values *List
	}

	// Expect is `expect NODE [record, …]`, `expect nothing` or
	// `expect error { … }`. What is "node", "nothing" or "error".
	Expect struct {
		place
		What   string
		Node   Ref
		Values *List
		Error  *RecordLit
	}

	// Freeze is `freeze now = "…"`.
	Freeze struct {
		place
		Name  Ident
		Value Expr
	}

	// BadStep is a step that could not be parsed.
	BadStep struct{ place }
)

func (*Given) step()   {}
func (*Expect) step()  {}
func (*Freeze) step()  {}
func (*BadStep) step() {}
