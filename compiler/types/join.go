package types

// Join returns the narrowest type that values of a and b both go into without
// loss: of the arms of an if, the elements of a list, the sides of an operator.
// It returns nil where there is none.
func Join(a, b *Type) *Type {
	switch {
	case a.Kind == Invalid || b.Kind == Invalid:
		return Of(Invalid)
	case a.Nullable() && a.Kind != Any || b.Nullable() && b.Kind != Any:
		return joinNullable(a, b)
	case FitInto(a, b).within(Widens):
		return b
	case FitInto(b, a).within(Widens):
		return a
	}
	a, b = a.Bare(), b.Bare()
	switch {
	case FitInto(a, b).OK():
		return b
	case FitInto(b, a).OK():
		return a
	case a.IsNumber() && b.IsNumber():
		return joinNumbers(a, b)
	case a.Kind == b.Kind && (a.Kind == List || a.Kind == Set):
		if elem := Join(a.Elem, b.Elem); elem != nil {
			return &Type{Kind: a.Kind, Elem: elem}
		}
	}
	return nil
}

// within reports whether the value goes in at most that way.
func (f Fit) within(k FitKind) bool { return f.Kind <= k }

// joinNullable joins where one side at least may be null.
func joinNullable(a, b *Type) *Type {
	switch {
	case a.Kind == NullKind:
		return OptionalOf(b)
	case b.Kind == NullKind:
		return OptionalOf(a)
	}
	if t := Join(a.Strip(), b.Strip()); t != nil {
		return OptionalOf(t)
	}
	return nil
}

// joinNumbers joins numbers neither of which holds the other: int32 and uint32
// meet in int64, int16 and decimal(4, 2) in decimal(7, 2).
func joinNumbers(a, b *Type) *Type {
	if a.IsInteger() && b.IsInteger() {
		for _, k := range []Kind{Int16, Int32, Int64} {
			if natural(a).within(natural(Of(k))) && natural(b).within(natural(Of(k))) {
				return Of(k)
			}
		}
		return nil
	}
	if a.IsFloat() || b.IsFloat() {
		if FitInto(a, Of(Double)).OK() && FitInto(b, Of(Double)).OK() {
			return Of(Double)
		}
		return nil
	}
	da, db := AsDecimal(a), AsDecimal(b)
	if da.Precision == 0 || db.Precision == 0 {
		return nil // a varint and digits behind the point: only a column has room for both
	}
	scale := max(da.Scale, db.Scale)
	precision := max(da.Precision-da.Scale, db.Precision-db.Scale) + scale
	if precision > MaxPrecision {
		return nil
	}
	return DecimalOf(precision, scale)
}
