package ir

import (
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// Expr is a typed expression. An expression whose type is optional may be null;
// one that can fail says so by CanFail. A failing expression ends the record as a
// map error, unless a *Try stands around it.
type Expr interface {
	Place() diag.Span
	Type() *types.Type
	expr()
}

// Typed is embedded by every expression: its place and its type.
type Typed struct {
	At diag.Span
	T  *types.Type
}

// Place is where the expression stands.
func (t Typed) Place() diag.Span { return t.At }

// Type is the expression's type.
func (t Typed) Type() *types.Type { return t.T }

// Decimal is a constant decimal: Unscaled × 10^-Scale.
type Decimal = types.DecimalConst

// The expressions.
type (
	// Const is a constant. Value is nil (null), bool, int64 (all integers that fit),
	// *big.Int (uint64 beyond), float64, Decimal, string, []byte, int (the index of an
	// enum symbol), int32 (date: days), int64 (time, timestamp, datetime in the type's unit; a
	// duration setting in nanoseconds, a size in bytes), [16]byte, or []Expr for a
	// list of constants.
	Const struct {
		Typed
		Value any
	}

	// VarRef is the value of a Var.
	VarRef struct {
		Typed
		Var *Var
	}

	// ParamRef is a param's value.
	ParamRef struct {
		Typed
		Param *Param
	}

	// FieldOf is x.name. Where X is optional (x?.name) the result is optional, and
	// null when X is.
	FieldOf struct {
		Typed
		X     Expr
		Field *types.Field
		Safe  bool
	}

	// Meta is what comes with the record: Name is topic, partition, offset,
	// timestamp, key, header (Arg is its name), headers, or a name of the source's own.
	Meta struct {
		Typed
		Name string
		Arg  string
	}

	// Proven is X, an optional that is known not to be null here: its type is the
	// type within. Of a union it is the arm that X is known to be.
	Proven struct {
		Typed
		X Expr
	}

	// Some is X as an optional: a lossless T → T?.
	Some struct {
		Typed
		X Expr
	}

	// Must is X, an optional whose null fails the record: its type is the type within.
	Must struct {
		Typed
		X Expr
	}

	// Convert converts X to T. Checked says that it can fail at run time; a lossless
	// one never does. Optional X and T convert inside the optional.
	Convert struct {
		Typed
		X       Expr
		Checked bool
	}

	// Unary is !x on bool or -x on numbers (checked for integers).
	Unary struct {
		Typed
		Op string
		X  Expr
	}

	// Binary is x op y: + - * / % == != < <= > >= && ||. Both sides have the same
	// type (of decimals: maybe other scales for * and comparison). Integer and decimal arithmetic
	// is checked. + on strings does not exist. == and != take optionals: null equals
	// null only.
	Binary struct {
		Typed
		Op   string
		X, Y Expr
	}

	// IsNull is x == null, or with Not x != null.
	IsNull struct {
		Typed
		X   Expr
		Not bool
	}

	// IsArm is x is TYPE for a union: whether X, which may be null, is of that arm.
	IsArm struct {
		Typed
		X   Expr
		Arm int
		Not bool
	}

	// InSet is x in [a, b, c] over constants or expressions of X's type.
	InSet struct {
		Typed
		X   Expr
		Set []Expr
		Not bool
	}

	// InRange is x in a..b, both ends included.
	InRange struct {
		Typed
		X, Lo, Hi Expr
		Not       bool
	}

	// Else is x ?? y: Y where X (optional) is null. Where X can fail it is a *Try.
	Else struct {
		Typed
		X, Y Expr
	}

	// Try is X as an optional, null where X fails.
	Try struct {
		Typed
		X Expr
	}

	// If is if c then a else b.
	If struct {
		Typed
		Cond, Then, Else Expr
	}

	// Match is match x { … }; the arms are tried in order, the last one is sure to hold.
	Match struct {
		Typed
		X    Expr
		Arms []MatchArm
	}

	// Concat is a text built of parts, each of type string.
	Concat struct {
		Typed
		Parts []Expr
	}

	// Call calls a built-in by name with arguments of the types that Builtins gives.
	Call struct {
		Typed
		Fn   string
		Args []Expr
		// CanFail says that this call can fail for these arguments.
		CanFail bool
		// Func is the function of one's own that is called; nil for a built-in.
		Func *Func
	}

	// Lambda is an argument of a built-in.
	Lambda struct {
		Typed
		Params []*Var
		Body   Expr
	}

	// MakeList is [a, b].
	MakeList struct {
		Typed
		Items []Expr
	}

	// MakeRecord builds a record: one Assign for each field of T that has a value; the
	// others take their default, or null.
	MakeRecord struct {
		Typed
		Fields []Assign
	}
)

// MatchArm is an arm of a [Match]. It holds where X equals one of Values, lies in one
// of Ranges, is of one of the Arms of its union, or is null and Null is set; an arm with
// Any always holds and binds X to Var where that is not nil. Guard may be nil.
type MatchArm struct {
	Values []Expr
	Ranges [][2]Expr // both ends included
	Arms   []int
	Null   bool
	Any    bool
	// Types are those that a schema-free X is asked for: the arm holds for each.
	Types []*types.Type
	Var   *Var
	Guard Expr
	Value Expr
}

func (*AnyField) expr()   {}
func (*IsType) expr()     {}
func (*Narrowed) expr()   {}
func (*EditAny) expr()    {}
func (*Const) expr()      {}
func (*VarRef) expr()     {}
func (*ParamRef) expr()   {}
func (*FieldOf) expr()    {}
func (*Meta) expr()       {}
func (*Proven) expr()     {}
func (*Some) expr()       {}
func (*Must) expr()       {}
func (*Convert) expr()    {}
func (*Unary) expr()      {}
func (*Binary) expr()     {}
func (*IsNull) expr()     {}
func (*IsArm) expr()      {}
func (*InSet) expr()      {}
func (*InRange) expr()    {}
func (*Else) expr()       {}
func (*Try) expr()        {}
func (*If) expr()         {}
func (*Match) expr()      {}
func (*Concat) expr()     {}
func (*Call) expr()       {}
func (*Lambda) expr()     {}
func (*MakeList) expr()   {}
func (*MakeRecord) expr() {}
