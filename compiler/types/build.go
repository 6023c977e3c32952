package types

// Of returns the type of that kind alone: Of(Int64), Of(String).
func Of(k Kind) *Type { return &Type{Kind: k} }

// OptionalOf returns t?. An optional, null or any is nullable already and comes
// back as it is: there is no T??.
func OptionalOf(t *Type) *Type {
	if t.Nullable() || t.Kind == Invalid {
		return t
	}
	return &Type{Kind: Optional, Elem: t}
}

// ListOf returns list<t>.
func ListOf(t *Type) *Type { return &Type{Kind: List, Elem: t} }

// SetOf returns set<t>.
func SetOf(t *Type) *Type { return &Type{Kind: Set, Elem: t} }

// MapOf returns map<key, value>.
func MapOf(key, value *Type) *Type { return &Type{Kind: Map, Key: key, Elem: value} }

// VectorOf returns vector<t, n>.
func VectorOf(t *Type, n int) *Type { return &Type{Kind: Vector, Elem: t, Len: n} }

// TupleOf returns tuple<items…>.
func TupleOf(items ...*Type) *Type { return &Type{Kind: Tuple, Items: items} }

// UnionOf returns the union of arms, none of which is null.
func UnionOf(arms ...*Type) *Type { return &Type{Kind: Union, Items: arms} }

// ChangeOf returns change<t>.
func ChangeOf(t *Type) *Type { return &Type{Kind: Change, Elem: t} }

// RecordOf returns the type of the records of r.
func RecordOf(r *RecordType) *Type { return &Type{Kind: Record, Record: r} }

// EnumOf returns the type of the symbols of e.
func EnumOf(e *EnumType) *Type { return &Type{Kind: Enum, Enum: e} }

// DecimalOf returns decimal(precision, scale); precision 0 is without bounds.
func DecimalOf(precision, scale int) *Type {
	return &Type{Kind: Decimal, Precision: precision, Scale: scale}
}

// InUnit returns a Time, Timestamp or Datetime in that unit.
func InUnit(k Kind, u Unit) *Type { return &Type{Kind: k, Unit: u} }

// Strip returns T for T?, and any other type as it is.
func (t *Type) Strip() *Type {
	if t.Kind == Optional {
		return t.Elem
	}
	return t
}

// Bare returns t without refinement, labels and wire form. Of a T? it bares T.
func (t *Type) Bare() *Type {
	if t.Kind == Optional {
		return OptionalOf(t.Elem.Bare())
	}
	if t.Refine == nil && t.Labels == nil && t.Wire == nil {
		return t
	}
	b := *t
	b.Refine, b.Labels, b.Wire = nil, nil, nil
	return &b
}

// Nullable reports whether a value of t may be null: T?, null and any.
func (t *Type) Nullable() bool {
	return t.Kind == Optional || t.Kind == NullKind || t.Kind == Any
}

// IsInteger reports whether t is one of the integers, varint included.
func (t *Type) IsInteger() bool { return t.Kind >= Int8 && t.Kind <= Varint }

// IsSigned reports whether t is an integer that has negative values.
func (t *Type) IsSigned() bool {
	return t.Kind >= Int8 && t.Kind <= Int64 || t.Kind == Varint
}

// IsFloat reports whether t is float or double.
func (t *Type) IsFloat() bool { return t.Kind == Float || t.Kind == Double }

// IsNumber reports whether t is an integer, a decimal, float or double.
func (t *Type) IsNumber() bool { return t.IsInteger() || t.IsFloat() || t.Kind == Decimal }

// HasUnit reports whether t counts in a Unit.
func (t *Type) HasUnit() bool {
	return t.Kind == Time || t.Kind == Timestamp || t.Kind == Datetime
}

// IsOpenEnum reports whether t is an enum whose values may be symbols that it does
// not list: such a value is its text.
func (t *Type) IsOpenEnum() bool { return t.Kind == Enum && t.Enum.Open }

// IsText reports whether t is text, or has one canonical text that converters
// and sinks of text may take for it.
func (t *Type) IsText() bool {
	switch t.Kind {
	case String, Enum, UUID, TimeUUID, Inet, JSON:
		return true
	}
	return false
}
