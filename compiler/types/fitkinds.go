package types

import "slices"

// fitNumber compares two numbers, by what their kinds can hold and by what the
// source's range proves.
func fitNumber(from, to *Type, path string) Fit {
	fit := Fit{Kind: Widens, Path: path, From: from, To: to}
	no := func(w Why) Fit { return refuse(w, from, to, path) }
	switch {
	case from.Kind == to.Kind && from.Kind != Decimal:
		fit.Kind = Exact
	case from.IsInteger() && to.IsInteger():
		if !values(from).within(natural(to)) {
			return no(Narrowing)
		}
	case from.IsInteger() && to.IsFloat():
		if !values(from).within(mantissa(to)) {
			return no(Narrowing)
		}
	case to.Kind == Decimal && from.Kind != Decimal:
		if d := AsDecimal(from); d == nil {
			return no(Mismatch)
		} else if w := fitDecimal(d, to); w != NoReason {
			return no(w)
		}
	case to.Kind == Decimal:
		if from.Precision == to.Precision && from.Scale == to.Scale {
			fit.Kind = Exact
		} else if w := fitDecimal(from, to); w != NoReason {
			return no(w)
		}
	case from.Kind == Float && to.Kind == Double:
	case from.Kind == Double && to.Kind == Float:
		return no(Narrowing)
	default: // decimal or float into integer, decimal into float
		return no(Mismatch)
	}
	return fit
}

// mantissa is the integers that a float or double holds without loss.
func mantissa(t *Type) interval {
	n := uint(53)
	if t.Kind == Float {
		n = 24
	}
	return around(power(2, n))
}

// fitDecimal says what a decimal of type from loses in the decimal to. A decimal
// without bounds takes all.
func fitDecimal(from, to *Type) Why {
	switch {
	case to.Precision == 0:
		return NoReason
	case from.Precision == 0:
		return DecimalPrecision
	case from.Scale > to.Scale:
		return DecimalScale
	case from.Precision-from.Scale > to.Precision-to.Scale:
		return DecimalPrecision
	}
	return NoReason
}

// fitUnit compares times of the same kind: to a finer unit only.
func fitUnit(from, to *Type, path string) Fit {
	if from.Unit > to.Unit {
		return refuse(UnitLoss, from, to, path)
	}
	fit := Fit{Kind: Exact, Path: path, From: from, To: to}
	if from.Unit != to.Unit {
		fit.Kind = Widens
		fit.NanoRange = to.Unit == Nanos && from.Kind != Time
	}
	return fit
}

// fitEnum lets an enum into one with all its symbols.
func fitEnum(from, to *Type, path string) Fit {
	fit := Fit{Kind: Exact, Path: path, From: from, To: to}
	if from.Enum == to.Enum {
		return fit
	}
	if from.Enum.Open && !to.Enum.Open {
		return refuse(Mismatch, from, to, path)
	}
	for _, s := range from.Enum.Symbols {
		if to.Enum.Index(s) < 0 && !to.Enum.Open {
			no := refuse(MissingSymbol, from, to, path)
			no.Symbol = s
			return no
		}
	}
	if !slices.Equal(from.Enum.Symbols, to.Enum.Symbols) {
		fit.Kind = Widens
	}
	return fit
}

// record lets a record into one whose fields it has, by name (rule 10).
func (x *fitter) record(from, to *Type, path string) Fit {
	whole := Fit{Kind: Exact, Path: path, From: from, To: to}
	p := pair{from.Record, to.Record}
	if p.a == p.b || slices.Contains(x.open, p) {
		return whole
	}
	x.open = append(x.open, p)

	if !sameNames(p.a, p.b) || p.a.Open != p.b.Open {
		whole.Kind = Widens
	}
	for _, f := range p.b.Fields {
		inner := x.field(p.a.Field(f.Name), f, path+"."+f.Name)
		if inner.Kind == Refused {
			return inner
		}
		whole = whole.with(inner)
	}
	if !p.b.Open {
		for _, f := range p.a.Fields {
			if p.b.Field(f.Name) == nil {
				whole.Dropped = append(whole.Dropped, path+"."+f.Name)
			}
		}
	}
	return whole
}

// field lets the field a (nil: missing) into b.
func (x *fitter) field(a, b *Field, path string) Fit {
	if a != nil {
		return x.fit(a.Type, b.Type, path)
	}
	if Required(b) {
		return refuse(MissingField, nil, b.Type, path)
	}
	return Fit{Kind: Widens, Path: path, To: b.Type}
}

// Required reports whether a record cannot do without the field: it has no
// default and holds no null.
func Required(f *Field) bool { return !f.HasDefault && !f.Type.Nullable() }

func sameNames(a, b *RecordType) bool {
	return slices.EqualFunc(a.Fields, b.Fields, func(x, y *Field) bool { return x.Name == y.Name })
}

// proves reports whether every value of from satisfies the refinement of to.
func proves(from, to *Type) bool {
	r := to.Refine
	if r == nil {
		return true
	}
	have := Refinement{}
	if from.Refine != nil {
		have = *from.Refine
	}
	if r.HasRange && (!from.IsNumber() || !values(from).within(r.interval())) {
		return false
	}
	if r.MaxLen > 0 && !(0 < have.MaxLen && have.MaxLen <= r.MaxLen) && !shortText(from, r.MaxLen) {
		return false
	}
	if r.Exact > 0 && have.Exact != r.Exact {
		return false
	}
	return r.Pattern == "" || r.Pattern == have.Pattern
}

// shortText reports whether the text of an enum or uuid has at most n characters.
func shortText(t *Type, n int) bool {
	switch t.Kind {
	case UUID, TimeUUID:
		return n >= 36
	case Enum:
		return !t.Enum.Open && !slices.ContainsFunc(t.Enum.Symbols, func(s string) bool { return len([]rune(s)) > n })
	}
	return false
}
