package types

import "slices"

// Comparison is the outcome of comparing values of two types.
type Comparison struct {
	// As is what both sides are converted to first; nil where the comparison is
	// refused. It is optional where a side may be null: null equals null and nothing
	// else.
	As  *Type
	Why Why // of a refusal
}

// Equality says how a == b and a != b compare.
func Equality(a, b *Type) Comparison {
	t := Join(a, b)
	x, y := a.Strip(), b.Strip()
	switch {
	case a.Kind == Invalid || b.Kind == Invalid:
		return Comparison{As: t}
	case a.Kind == NullKind || b.Kind == NullKind:
		if !a.Nullable() || !b.Nullable() {
			return Comparison{Why: NeverEqual}
		}
	case neverEqual(x, y):
		return Comparison{Why: NeverEqual}
	case t == nil && x.IsNumber() && y.IsNumber():
		return Comparison{Why: Narrowing}
	case t == nil && (x.IsOpenEnum() && y.Kind == String || x.Kind == String && y.IsOpenEnum()):
		if a.Nullable() || b.Nullable() {
			return Comparison{As: OptionalOf(Of(String))}
		}
		return Comparison{As: Of(String)}
	case t == nil:
		return Comparison{Why: Mismatch}
	case !hasEquality(t.Strip()):
		return Comparison{Why: NoOperator}
	}
	return Comparison{As: t}
}

// neverEqual reports whether no value of a equals one of b: different kinds,
// numbers of ranges apart, enums without a common symbol.
func neverEqual(a, b *Type) bool {
	switch {
	case a.Kind == Any || b.Kind == Any || a.Kind == Union || b.Kind == Union:
		return false
	case a.IsNumber() && b.IsNumber():
		return values(a).misses(values(b))
	case a.Kind == Enum && b.Kind == Enum:
		return !a.Enum.Open && !b.Enum.Open &&
			!slices.ContainsFunc(a.Enum.Symbols, func(s string) bool { return b.Enum.Index(s) >= 0 })
	case a.IsText() && b.IsText():
		return false // one may be read as the other
	}
	return a.Kind != b.Kind
}

// hasEquality reports whether values of t can be compared with ==.
func hasEquality(t *Type) bool { return t.Kind != Lambda && t.Kind != Change }

// Order says how a < b and its like compare.
func Order(a, b *Type) Comparison {
	switch {
	case a.Kind == Invalid || b.Kind == Invalid:
		return Comparison{As: Of(Invalid)}
	case a.Kind == Any || b.Kind == Any:
		return Comparison{Why: AnyOperand}
	case a.Nullable() || b.Nullable():
		return Comparison{Why: Nullable}
	case !hasOrder(a) || !hasOrder(b):
		return Comparison{Why: NoOrder}
	}
	t := Join(a, b)
	switch {
	case t == nil && a.IsNumber() && b.IsNumber():
		return Comparison{Why: Narrowing}
	case t == nil:
		return Comparison{Why: Mismatch}
	}
	return Comparison{As: t}
}

// hasOrder reports whether values of t are ordered. Durations are not: a month
// has no fixed length.
func hasOrder(t *Type) bool {
	switch t.Kind {
	case String, Bytes, Date, Time, Timestamp, Datetime, TimeUUID:
		return true
	}
	return t.IsNumber()
}
