// Package index is what the checker leaves for tools: what each name stands for,
// which type each expression has, what can be seen at a place, and which options
// and fields belong where.
//
// The checker fills an [Index] while it types, so an editor shows what the compiler
// thinks and nothing is worked out twice. A nil *Index takes every note and keeps
// none: `flowc check` and `flowc build` pay nothing for it.
package index

import (
	"cmp"
	"slices"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// Kind says what a name stands for.
type Kind uint8

// The kinds of definitions.
const (
	Param Kind = iota + 1
	Type
	EnumSymbol
	Field
	Function   // of the project
	Builtin    // of the language
	Connection // a declaration, as the five below
	Converter
	Node
	Policy
	Module
	Pipeline
	Local     // a let, the element of an each, a parameter of a lambda
	Meta      // a name behind `meta.`
	SpecKind  // a kind of connection, connector or converter
	OptionKey // the name of an option
)

// String returns the kind as people read it.
func (k Kind) String() string {
	return [...]string{
		"", "param", "type", "symbol", "field", "function", "function", "connection", "converter", "node", "policy",
		"import", "pipeline", "let", "meta", "kind", "option",
	}[k]
}

// Def is something that a name stands for. A Def is one value, however often its
// name is used, so that pointers tell two apart.
type Def struct {
	Kind Kind
	Name string
	At   diag.Span   // the name where it is declared; zero for what the language brings
	Type *types.Type // nil for what has none
	Head string      // how it is declared, in one line: `sink cassandra coldest on ring`
	Doc  string
	Of   string       // what a field or symbol belongs to: Reading, the table shop.orders
	Spec *spec.Option // of an OptionKey
}

// Use is a place where a name stands for something.
type Use struct {
	At   diag.Span
	Def  *Def
	Decl bool // the declaration itself
}

// Expr is an expression with its type.
type Expr struct {
	At   diag.Span
	Type *types.Type
	Want *types.Type // what is expected here; nil where nothing is
}

// Fail is a part of an expression that can fail.
type Fail struct {
	At   diag.Span
	What string // "`parse_int`", "the cast of string to uuid"
}

// Scope is what expressions can see within a place.
type Scope struct {
	At     diag.Span
	Record *types.Type // of `.`; nil where there is no record
	Locals []*Def
	Meta   []string // the names behind `meta.`
	Params bool     // params are in reach
	Gen    bool     // gen.* is in reach
}

// Options is a place where options are given.
type Options struct {
	At     diag.Span     // of what they belong to: the name of a node, converter, or word
	Of     string        // "sink cassandra"
	Specs  []spec.Option // those that may stand here
	PerUse bool
	Given  []string
}

// Given is an option that was given.
type Given struct {
	At   diag.Span // the value
	Spec *spec.Option
}

// Record is a place where the fields of a record are assigned.
type Record struct {
	At     diag.Span         // the stage
	Target *types.RecordType // nil where the type follows from the assignments
	Result *types.RecordType
	Got    map[string]bool
}

// Index is what one run of the checker left. Read it after [Index.Sort].
type Index struct {
	Uses    []Use
	Exprs   []Expr
	Fails   []Fail
	Scopes  []Scope
	Options []Options
	Given   []Given
	Records []Record

	defs map[diag.Span]*Def
	done map[Use]bool
	spec map[string]*Def
}

// New returns an index that keeps what it is told.
func New() *Index {
	return &Index{defs: map[diag.Span]*Def{}, done: map[Use]bool{}, spec: map[string]*Def{}}
}

// On reports whether anything is kept: what is dear to put together need not be
// where it is not.
func (x *Index) On() bool { return x != nil }

// Def returns the definition that stands at d.At, and enters d where there is none.
// What has no place is told apart by its kind and name.
func (x *Index) Def(d Def) *Def {
	if x == nil {
		return nil
	}
	if d.At.IsZero() {
		key := d.Kind.String() + " " + d.Of + " " + d.Name
		if d.Type != nil {
			key += " " + d.Type.String()
		}
		if x.spec[key] == nil {
			x.spec[key] = &d
		}
		return x.spec[key]
	}
	if x.defs[d.At] == nil {
		x.defs[d.At] = &d
	}
	return x.defs[d.At]
}

// Use notes that the name at a place stands for d.
func (x *Index) Use(at diag.Span, d *Def) {
	if x == nil || d == nil || at.IsZero() {
		return
	}
	u := Use{At: at, Def: d, Decl: at == d.At}
	if !x.done[u] {
		x.done[u] = true
		x.Uses = append(x.Uses, u)
	}
}

// Expr notes the type of an expression.
func (x *Index) Expr(e Expr) {
	if x != nil && !e.At.IsZero() {
		x.Exprs = append(x.Exprs, e)
	}
}

// Fail notes a part of an expression that can fail.
func (x *Index) Fail(at diag.Span, what string) {
	if x != nil {
		x.Fails = append(x.Fails, Fail{at, what})
	}
}

// Scope notes what can be seen within a place.
func (x *Index) Scope(s Scope) {
	if x != nil && !s.At.IsZero() {
		x.Scopes = append(x.Scopes, s)
	}
}

// Site notes a place where options are given.
func (x *Index) Site(o Options) {
	if x != nil && !o.At.IsZero() {
		x.Options = append(x.Options, o)
	}
}

// Give notes the value of an option.
func (x *Index) Give(at diag.Span, o *spec.Option) {
	if x != nil {
		x.Given = append(x.Given, Given{at, o})
	}
}

// Record notes a place where fields are assigned.
func (x *Index) Record(r Record) {
	if x != nil && !r.At.IsZero() {
		x.Records = append(x.Records, r)
	}
}

// Sort brings everything into the order of places: by file name and start, wider
// places before those within them.
func (x *Index) Sort() {
	slices.SortStableFunc(x.Uses, func(a, b Use) int { return before(a.At, b.At) })
	slices.SortStableFunc(x.Exprs, func(a, b Expr) int { return before(a.At, b.At) })
	slices.SortStableFunc(x.Fails, func(a, b Fail) int { return before(a.At, b.At) })
	slices.SortStableFunc(x.Scopes, func(a, b Scope) int { return before(a.At, b.At) })
	slices.SortStableFunc(x.Options, func(a, b Options) int { return before(a.At, b.At) })
	slices.SortStableFunc(x.Records, func(a, b Record) int { return before(a.At, b.At) })
	slices.SortStableFunc(x.Given, func(a, b Given) int { return before(a.At, b.At) })
}

func before(a, b diag.Span) int {
	return cmp.Or(cmp.Compare(a.File.Name, b.File.Name), cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
}
