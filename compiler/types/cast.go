package types

// CastKind says what `e as T` does.
type CastKind uint8

// What a cast does.
const (
	// NoOp: the value has that type already (W0426).
	NoOp CastKind = iota + 1
	// Safe: it never fails.
	Safe
	// MayFail: it must be closed by `!`, `??` or an optional target.
	MayFail
	// AlwaysFails: no value of the type gets through (E0425).
	AlwaysFails
	// Forbidden: there is no such cast (E0402); Use may name what does it.
	Forbidden
)

// CastResult is what is known of a cast before the run.
type CastResult struct {
	Kind CastKind
	// Round says that a fraction may be lost: the cast is only right behind round,
	// floor or ceil (rule 3), whose result the caller knows.
	Round bool
	// Use is the built-in that makes the conversion, where a cast is Forbidden for
	// want of something that must be said: a zone, a pattern, a unit.
	Use string
}

func (c CastResult) atLeast(k CastKind) CastResult {
	c.Kind = max(c.Kind, k)
	return c
}

// Cast says what the cast of a value of type from to the type to does (rule 3).
//
// It compares what stands below the `?` of both: null stays null, and a value
// that an optional target refuses becomes null, so it is for the caller to say
// that MayFail is closed by `as T?`.
func Cast(from, to *Type) CastResult { return new(caster).cast(from, to) }

// caster remembers the records that it met, as a comparer does.
type caster struct{ met []pair }

func (x *caster) cast(from, to *Type) CastResult {
	if from.Kind == Invalid || to.Kind == Invalid || from.Kind == NullKind {
		return CastResult{Kind: Safe}
	}
	if Same(from, to) {
		return CastResult{Kind: NoOp}
	}
	from, to = from.Strip(), to.Strip()
	if from.IsNumber() && to.IsNumber() && values(from).misses(values(to)) {
		return CastResult{Kind: AlwaysFails}
	}
	if fit := FitText(from, to); fit.Kind == Exact || fit.Kind == Widens {
		if fit.NanoRange {
			return CastResult{Kind: MayFail}
		}
		return CastResult{Kind: Safe}
	}
	c := x.bare(from, to)
	if c.Kind <= MayFail && !proves(from, to) {
		c = c.atLeast(MayFail)
	}
	return c
}

// bare is a cast between types neither of which is optional, refinements aside.
func (x *caster) bare(from, to *Type) CastResult {
	switch {
	case from.Kind == Any:
		return CastResult{Kind: MayFail}
	case from.Kind == Union || to.Kind == Union:
		return castUnion(from, to)
	case from.IsNumber() && to.IsNumber():
		return castNumber(from, to)
	case from.Kind == to.Kind:
		return x.sameKind(from, to)
	case to.Kind == String:
		return castToText(from)
	case from.Kind == String:
		return castText(to)
	}
	switch [2]Kind{from.Kind, to.Kind} {
	case [2]Kind{UUID, TimeUUID}:
		return CastResult{Kind: MayFail}
	case [2]Kind{List, Set}, [2]Kind{Set, List}, [2]Kind{Vector, List}:
		return x.elem(from.Elem, to.Elem).atLeast(Safe)
	case [2]Kind{List, Vector}:
		return x.elem(from.Elem, to.Elem).atLeast(MayFail)
	case [2]Kind{Timestamp, Date}, [2]Kind{Datetime, Date}:
		return CastResult{Kind: Forbidden, Use: "date"}
	}
	if from.Kind == Timestamp && to.IsInteger() {
		return CastResult{Kind: Forbidden, Use: "to_unix_ms"}
	}
	if from.IsInteger() && to.Kind == Timestamp {
		return CastResult{Kind: Forbidden, Use: "from_unix_ms"}
	}
	return CastResult{Kind: Forbidden}
}

// sameKind casts inside a kind: coarser units, other elements, other fields.
func (x *caster) sameKind(from, to *Type) CastResult {
	switch from.Kind {
	case Time, Timestamp, Datetime:
		if to.Unit == Nanos && from.Kind != Time {
			return CastResult{Kind: MayFail} // years beyond 2262
		}
		return CastResult{Kind: Safe}
	case Enum:
		return castEnum(from, to)
	case Change:
		return x.cast(from.Elem, to.Elem).atLeast(Safe)
	case List, Set:
		return x.elem(from.Elem, to.Elem).atLeast(Safe)
	case Map:
		key, value := x.cast(from.Key, to.Key), x.elem(from.Elem, to.Elem)
		return value.atLeast(key.Kind).atLeast(Safe)
	case Vector:
		if from.Len != to.Len {
			return CastResult{Kind: AlwaysFails}
		}
		return x.elem(from.Elem, to.Elem).atLeast(Safe)
	case Tuple:
		return x.tuple(from, to)
	case Record:
		return x.record(from.Record, to.Record)
	}
	return CastResult{Kind: Safe} // bool, text, bytes, …: only refinements differ
}

// elem is a cast of what lies within a collection. There a null has nowhere to go but
// into another null: where the target has none, it fails.
func (x *caster) elem(from, to *Type) CastResult {
	c := x.cast(from, to)
	if from.Kind != Any && from.Nullable() && !to.Nullable() && c.Kind < MayFail {
		c.Kind = MayFail
	}
	return c
}

func (x *caster) tuple(from, to *Type) CastResult {
	if len(from.Items) != len(to.Items) {
		return CastResult{Kind: Forbidden}
	}
	whole := CastResult{Kind: Safe}
	for i, item := range from.Items {
		whole = whole.atLeast(x.elem(item, to.Items[i]).Kind)
	}
	return whole
}

// record casts field by field. A field that may be null does not become one that
// may not: that needs an answer for null, which a cast does not have.
func (x *caster) record(from, to *RecordType) CastResult {
	p := pair{from, to}
	for _, m := range x.met {
		if m == p {
			return CastResult{Kind: Safe}
		}
	}
	x.met = append(x.met, p)
	whole := CastResult{Kind: Safe}
	for _, f := range to.Fields {
		have := from.Field(f.Name)
		switch {
		case have == nil && Required(f):
			return CastResult{Kind: Forbidden}
		case have == nil:
		case have.Type.Nullable() && have.Type.Kind != Any && !f.Type.Nullable():
			return CastResult{Kind: Forbidden}
		default:
			whole = whole.atLeast(x.cast(have.Type, f.Type).Kind)
		}
	}
	return whole
}

// castNumber casts between numbers where the value does not fit without.
func castNumber(from, to *Type) CastResult {
	switch {
	case to.IsInteger():
		c := CastResult{Kind: Safe, Round: from.IsFloat() || from.Kind == Decimal && (from.Scale > 0 || from.Precision == 0)}
		if !values(from).within(natural(to)) {
			c.Kind = MayFail // also for NaN, which no range holds
		}
		return c
	case to.Kind == Decimal:
		return castDecimal(from, to)
	case from.Kind == Double || from.Kind == Varint || from.Kind == Decimal && from.Precision == 0:
		return CastResult{Kind: MayFail} // beyond the largest float or double
	}
	return CastResult{Kind: Safe} // to the nearest float or double
}

// castDecimal casts a number to a decimal that cannot hold all of its values.
// Digits are never cut off in silence: of a decimal that is MayFail; a float or
// double is rounded, having no decimal digits of its own.
func castDecimal(from, to *Type) CastResult {
	lossless := from.Kind != Decimal || from.Precision > 0 && from.Scale <= to.Scale
	room := to
	if to.Precision == 0 {
		room = Of(Varint)
	}
	if from.IsFloat() || !lossless || !values(from).within(natural(room)) {
		return CastResult{Kind: MayFail}
	}
	return CastResult{Kind: Safe}
}

func castEnum(from, to *Type) CastResult {
	for _, s := range from.Enum.Symbols {
		if to.Enum.Index(s) >= 0 {
			return CastResult{Kind: MayFail}
		}
	}
	if from.Enum.Open || to.Enum.Open {
		return CastResult{Kind: MayFail}
	}
	return CastResult{Kind: AlwaysFails}
}

// castUnion narrows a union to one of its arms.
func castUnion(from, to *Type) CastResult {
	if from.Kind == Union && to.Kind != Union && ArmOf(to, from) >= 0 {
		return CastResult{Kind: MayFail}
	}
	return CastResult{Kind: Forbidden}
}

// castToText writes a value as text. Structures are written by to_json.
func castToText(from *Type) CastResult {
	switch {
	case from.IsNumber(), from.IsText(), from.Kind == Bool, from.Kind == Date, from.HasUnit(), from.Kind == Duration:
		return CastResult{Kind: Safe}
	case from.Kind == Bytes:
		return CastResult{Kind: MayFail} // not UTF-8
	}
	return CastResult{Kind: Forbidden, Use: "to_json"}
}

// castText reads text. Times need a zone or a pattern, which a cast cannot say.
func castText(to *Type) CastResult {
	switch {
	case to.Kind == Bytes, to.IsOpenEnum():
		return CastResult{Kind: Safe}
	case to.IsNumber(), to.IsText(), to.Kind == Bool, to.Kind == Date, to.Kind == Duration:
		return CastResult{Kind: MayFail}
	case to.Kind == Timestamp, to.Kind == Datetime, to.Kind == Time:
		return CastResult{Kind: Forbidden, Use: "parse_timestamp"}
	}
	return CastResult{Kind: Forbidden, Use: "parse_json"}
}
