package ir

import "github.com/flowc-lang/flowc/compiler/types"

// The expressions of schema-free data.
type (
	// AnyField is x.name where X is schema-free: schema-free as well, and null where
	// X is no record or has no such field.
	AnyField struct {
		Typed
		X    Expr
		Name string
	}

	// IsType is x is T, or with Not x is not T: whether X, which is schema-free, can be
	// read as a T.
	IsType struct {
		Typed
		X   Expr
		Of  *types.Type
		Not bool
	}

	// Narrowed is X, which is schema-free, as the T that it is known to be.
	Narrowed struct {
		Typed
		X Expr
	}

	// EditAny is X, a schema-free record, with fields set, dropped and renamed. It fails
	// where X is no record.
	EditAny struct {
		Typed
		X     Expr
		Edits []AnyEdit
		// Rest says that X is what an open record has beyond its type, which may be
		// nothing: then it never fails.
		Rest bool
	}
)

// AnyEdit changes one field of a schema-free record: Value is what it is set to, To
// its new name; with neither it is dropped.
type AnyEdit struct {
	Name  string
	To    string
	Value Expr
}

// values are what the edits set.
func (e *EditAny) values() []Expr {
	var out []Expr
	for _, d := range e.Edits {
		if d.Value != nil {
			out = append(out, d.Value)
		}
	}
	return out
}
