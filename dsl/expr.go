package dsl

import "github.com/flowc-lang/flowc/dsl/diag"

// Expr is an expression as written.
type Expr interface {
	Node
	expr()
}

// Op is an operator, as it is written.
type Op string

// The operators of [Unary] and [Binary].
const (
	OpNot   Op = "!"
	OpNeg   Op = "-"
	OpAdd   Op = "+"
	OpSub   Op = "-"
	OpMul   Op = "*"
	OpDiv   Op = "/"
	OpMod   Op = "%"
	OpEq    Op = "=="
	OpNe    Op = "!="
	OpLt    Op = "<"
	OpLe    Op = "<="
	OpGt    Op = ">"
	OpGe    Op = ">="
	OpAnd   Op = "&&"
	OpOr    Op = "||"
	OpElse  Op = "??"
	OpRange Op = ".."
)

// The expressions.
type (
	// Null is null.
	Null struct{ place }

	// Bool is true or false.
	Bool struct {
		place
		Value bool
	}

	// Int is a whole number as written: 60_000.
	Int struct {
		place
		Text string // digits only
	}

	// Float is a number with a point or an exponent, as written.
	Float struct {
		place
		Text string
	}

	// Quantity is a number with a unit, as written: 50ms, 64MiB, 1%, 10_000 records.
	Quantity struct {
		place
		Text string // the number, without `_`; 1h30m keeps its parts
		Unit string // "%", a size unit, "records", or "duration" (Text is then the whole, 1h30m)
	}

	// Text is "a ${e} b". A text without ${…} has one part or none.
	Text struct {
		place
		Parts []TextPart
	}

	// Regex is r/…/; Pattern is what stands between the slashes, `\/` unescaped.
	Regex struct {
		place
		Pattern string
	}

	// Whole is `.`, the current value.
	Whole struct{ place }

	// Name is a bare name: a let, a param, meta, op, an enum symbol, an option word.
	Name struct {
		place
		Ident Ident
	}

	// Member is x.name, or x?.name where Safe; .name has X = *Whole.
	Member struct {
		place
		X    Expr
		Name Ident
		Safe bool
	}

	// Spread is x.*, in sets of families: pg.*. With Except: pg.* except pg.migrations.
	Spread struct {
		place
		X      Expr
		Except []Expr
	}

	// Call is f(a, b). x.f(a) is a call of the *Member x.f, and
	// changed<pg.orders> a call without parentheses is a *Ref, never an Expr.
	Call struct {
		place
		Fn   Expr // *Name or *Member
		Args []Arg
	}

	// Unary is !x or -x.
	Unary struct {
		place
		Op Op
		X  Expr
	}

	// Binary is x OP y. OpAt is the place of the operator.
	Binary struct {
		place
		Op   Op
		OpAt diag.Span
		X, Y Expr
	}

	// Is is `x is TYPE`, `x is null` (Type nil), with Not `x is not …`.
	Is struct {
		place
		X    Expr
		Type Type
		Not  bool
	}

	// In is `x in set`, with Not `x not in set`.
	In struct {
		place
		X, Set Expr
		Not    bool
	}

	// Cast is x as TYPE.
	Cast struct {
		place
		X    Expr
		Type Type
	}

	// Bang is x!: on failure apply the error policy.
	Bang struct {
		place
		X Expr
	}

	// If is `if c then a else b`.
	If struct {
		place
		Cond, Then, Else Expr
	}

	// Match is `match x { p | q => e … }`.
	Match struct {
		place
		X    Expr
		Arms []*MatchArm
	}

	// Lambda is |a, b| e.
	Lambda struct {
		place
		Params []Ident
		Body   Expr
	}

	// List is [a, b].
	List struct {
		place
		Items []Expr
	}

	// RecordLit is { a: e, "b c": e }.
	RecordLit struct {
		place
		Fields []RecordField
	}

	// BadExpr is an expression that could not be parsed.
	BadExpr struct{ place }
)

func (*Null) expr()      {}
func (*Bool) expr()      {}
func (*Int) expr()       {}
func (*Float) expr()     {}
func (*Quantity) expr()  {}
func (*Text) expr()      {}
func (*Regex) expr()     {}
func (*Whole) expr()     {}
func (*Name) expr()      {}
func (*Member) expr()    {}
func (*Spread) expr()    {}
func (*Call) expr()      {}
func (*Unary) expr()     {}
func (*Binary) expr()    {}
func (*Is) expr()        {}
func (*In) expr()        {}
func (*Cast) expr()      {}
func (*Bang) expr()      {}
func (*If) expr()        {}
func (*Match) expr()     {}
func (*Lambda) expr()    {}
func (*List) expr()      {}
func (*RecordLit) expr() {}
func (*BadExpr) expr()   {}

// TextPart is a piece of a [Text]: Value where X is nil, else ${X}.
type TextPart struct {
	place
	Value string // unescaped
	X     Expr
}

// MatchArm is `p | q if g => e`. A pattern is an expression, a *Name `_` or
// other for anything (bound to that name), *Null, or a *Is with X nil for `is TYPE`.
type MatchArm struct {
	place
	Patterns []Expr
	Guard    Expr // nil without
	Value    Expr
}

// RecordField is a field of a [RecordLit].
type RecordField struct {
	place
	Name  Ident
	Value Expr
}

// Plain returns the text where it has no ${…}, and whether that is so.
func (t *Text) Plain() (string, bool) {
	switch len(t.Parts) {
	case 0:
		return "", true
	case 1:
		return t.Parts[0].Value, t.Parts[0].X == nil
	}
	return "", false
}
