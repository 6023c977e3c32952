package types

import "testing"

func TestCast(t *testing.T) {
	round := CastResult{Kind: MayFail, Round: true}
	safe, may, always, no := CastResult{Kind: Safe}, CastResult{Kind: MayFail}, CastResult{Kind: AlwaysFails}, CastResult{Kind: Forbidden}
	use := func(f string) CastResult { return CastResult{Kind: Forbidden, Use: f} }
	for _, c := range []struct {
		from, to *Type
		want     CastResult
	}{
		{Of(Int64), Of(Int64), CastResult{Kind: NoOp}},
		{OptionalOf(DecimalOf(5, 2)), Of(Double), safe},
		{Of(Int32), Of(Int64), safe},
		{Of(Int64), Of(Int32), may},
		{digit(), Of(Int8), safe},
		{in(Int32, "300", "400"), Of(Int8), always},
		{in(Int32, "-9", "-1"), Of(Uint8), always},
		{Of(Varint), Of(Int64), may},
		{Of(Int64), Of(Double), safe},
		{Of(Double), Of(Float), may},
		{Of(Double), Of(Int64), round},
		{in(Double, "0", "60000"), Of(Int32), CastResult{Kind: Safe, Round: true}},
		{DecimalOf(14, 0), Of(Int64), safe}, // what round gives for decimal(15, 2)
		{DecimalOf(15, 2), Of(Int64), CastResult{Kind: Safe, Round: true}},
		{DecimalOf(20, 0), Of(Int64), may},
		{Of(Decimal), Of(Int64), round},
		{DecimalOf(5, 2), Of(Float), safe},
		{Of(Decimal), Of(Double), may},
		{Of(Double), DecimalOf(5, 2), may},
		{Of(Double), Of(Decimal), may},
		{DecimalOf(5, 2), DecimalOf(4, 2), may},
		{DecimalOf(5, 2), DecimalOf(9, 1), may},
		{Of(Int64), DecimalOf(5, 0), may},
		{Of(Int64), Of(Decimal), safe},
		{Of(Int64), Of(String), safe},
		{Of(Int64), text(3), may},
		{text(3), Of(String), safe},
		{Of(String), text(3), may},
		{enum("A"), Of(String), safe},
		{Of(Bytes), Of(String), may},
		{Of(String), Of(Bytes), safe},
		{Of(String), Of(Int64), may},
		{Of(String), enum("A"), may},
		{Of(String), InUnit(Timestamp, Millis), use("parse_timestamp")},
		{Of(String), ListOf(Of(String)), use("parse_json")},
		{ListOf(Of(String)), Of(String), use("to_json")},
		{InUnit(Timestamp, Micros), InUnit(Timestamp, Millis), safe},
		{InUnit(Timestamp, Millis), InUnit(Timestamp, Nanos), may},
		{InUnit(Time, Millis), InUnit(Time, Nanos), safe},
		{InUnit(Timestamp, Millis), Of(Date), use("date")},
		{InUnit(Timestamp, Millis), Of(Int64), use("to_unix_ms")},
		{Of(Int64), InUnit(Timestamp, Millis), use("from_unix_ms")},
		{InUnit(Timestamp, Millis), InUnit(Datetime, Millis), no},
		{Of(Bool), Of(Int32), no},
		{Of(UUID), Of(TimeUUID), may},
		{Of(TimeUUID), Of(UUID), safe},
		{enum("A", "B"), enum("B", "C"), may},
		{enum("A"), enum("C"), always},
		{Of(Any), Of(Int64), may},
		{Of(Int64), Of(Any), safe},
		{Of(NullKind), OptionalOf(Of(Int64)), safe},
		{Of(Invalid), Of(Int64), safe},
		{ListOf(Of(Int64)), ListOf(Of(Int32)), may},
		{ListOf(Of(Int32)), SetOf(Of(Int32)), safe},
		{ListOf(OptionalOf(Of(String))), ListOf(Of(String)), may},
		{MapOf(Of(String), OptionalOf(Of(Int32))), MapOf(Of(String), Of(Int64)), may},
		{ListOf(OptionalOf(Of(Int32))), SetOf(OptionalOf(Of(Int64))), safe},
		{SetOf(Of(Int32)), ListOf(Of(Int64)), safe},
		{ListOf(Of(Float)), VectorOf(Of(Float), 3), may},
		{VectorOf(Of(Float), 3), ListOf(Of(Float)), safe},
		{VectorOf(Of(Float), 3), VectorOf(Of(Float), 4), always},
		{MapOf(Of(String), Of(Int64)), MapOf(Of(String), Of(Int32)), may},
		{TupleOf(Of(Int64)), TupleOf(Of(Int32)), may},
		{TupleOf(Of(Int64)), TupleOf(Of(Int64), Of(Int64)), no},
		{UnionOf(Of(Int64), Of(String)), Of(Int64), may},
		{UnionOf(Of(Int64), Of(String)), Of(Bool), no},
		{record(field("a", Of(Int64))), record(field("a", Of(Int32))), may},
		{record(field("a", OptionalOf(Of(Int64)))), record(field("a", Of(Int64))), no},
		{record(), record(field("a", Of(Int64))), no},
	} {
		if got := Cast(c.from, c.to); got != c.want {
			t.Errorf("%s as %s: got %+v, want %+v", c.from, c.to, got, c.want)
		}
	}
}

// samples are types of every kind, for properties that hold for all.
func samples() []*Type {
	out := []*Type{
		digit(), text(8), DecimalOf(5, 2), DecimalOf(38, 0), Of(Decimal),
		InUnit(Time, Millis), InUnit(Timestamp, Millis), InUnit(Timestamp, Nanos), InUnit(Datetime, Micros),
		RecordOf(reading()), table(), enum("A", "B"), enum("B"), ListOf(Of(Int32)), SetOf(Of(Int64)),
		MapOf(Of(String), Of(Any)), TupleOf(Of(Int8), Of(Bool)), VectorOf(Of(Float), 3),
		UnionOf(Of(Int64), Of(String)), ChangeOf(RecordOf(reading())), Of(Any), Of(NullKind),
	}
	for k := Bool; k <= JSON; k++ {
		if t := Of(k); !t.HasUnit() {
			out = append(out, t)
		}
	}
	for _, t := range out {
		out = append(out, OptionalOf(t))
	}
	return out
}

// TestRulesAgree holds the rules against each other over all pairs of samples.
func TestRulesAgree(t *testing.T) {
	for _, a := range samples() {
		if f := FitInto(a, a); f.Kind != Exact {
			t.Errorf("%s does not fit itself: %+v", a, f)
		}
		for _, b := range samples() {
			fit, cast := FitInto(a, b), Cast(a, b)
			if fit.OK() && cast.Kind > MayFail {
				t.Errorf("%s goes into %s, but its cast is %d", a, b, cast.Kind)
			}
			if fit.Kind <= Widens && cast.Kind == MayFail && !fit.NanoRange {
				t.Errorf("%s goes into %s without loss, but its cast may fail", a, b)
			}
			j := Join(a, b)
			if j != nil && (!FitInto(a, j).OK() || !FitInto(b, j).OK()) {
				t.Errorf("%s and %s meet in %s, which does not hold both", a, b, j)
			}
			if back := Join(b, a); (j == nil) != (back == nil) || j != nil && !Same(j, back) {
				t.Errorf("%s and %s meet in %v, the other way round in %v", a, b, j, back)
			}
			if e, back := Equality(a, b), Equality(b, a); e.Why != back.Why {
				t.Errorf("%s == %s: %d, the other way round %d", a, b, e.Why, back.Why)
			}
		}
	}
}
