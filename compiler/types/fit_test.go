package types

import (
	"slices"
	"testing"
)

// table is the row of a table whose columns are the usual ones.
func table() *Type {
	return RecordOf(&RecordType{Name: "weather.readings", Fields: []*Field{
		field("station", Of(String)), field("day", Of(Date)), field("at", InUnit(Timestamp, Millis)),
		field("celsius", OptionalOf(Of(Double))),
	}})
}

func TestFitInto(t *testing.T) {
	ms, us, ns := InUnit(Timestamp, Millis), InUnit(Timestamp, Micros), InUnit(Timestamp, Nanos)
	for _, c := range []struct {
		from, to *Type
		kind     FitKind
		why      Why
		path     string
	}{
		// null
		{Of(Int64), OptionalOf(Of(Int64)), Widens, 0, ""},
		{OptionalOf(Of(Int64)), OptionalOf(Of(Int64)), Exact, 0, ""},
		{OptionalOf(Of(Int64)), Of(Int64), Refused, Nullable, ""},
		{Of(NullKind), OptionalOf(Of(Int64)), Exact, 0, ""},
		{Of(NullKind), Of(Int64), Refused, Nullable, ""},
		{OptionalOf(DecimalOf(5, 2)), Of(Double), Refused, Nullable, ""},
		// what could not be typed fits
		{Of(Invalid), Of(Int64), Exact, 0, ""},
		{OptionalOf(Of(Bool)), Of(Invalid), Exact, 0, ""},
		// integers
		{Of(Int8), Of(Int64), Widens, 0, ""},
		{Of(Int64), Of(Int64), Exact, 0, ""},
		{Of(Int64), Of(Int32), Refused, Narrowing, ""},
		{Of(Uint8), Of(Int16), Widens, 0, ""},
		{Of(Uint8), Of(Int8), Refused, Narrowing, ""},
		{Of(Int8), Of(Uint64), Refused, Narrowing, ""},
		{Of(Uint64), Of(Int64), Refused, Narrowing, ""},
		{Of(Int64), Of(Varint), Widens, 0, ""},
		{Of(Varint), Of(Int64), Refused, Narrowing, ""},
		{digit(), Of(Int8), Widens, 0, ""},
		{in(Int64, "0", ""), Of(Int32), Refused, Narrowing, ""},
		// integers into fractions
		{Of(Int32), Of(Double), Widens, 0, ""},
		{Of(Uint32), Of(Double), Widens, 0, ""},
		{Of(Int64), Of(Double), Refused, Narrowing, ""},
		{Of(Int16), Of(Float), Widens, 0, ""},
		{Of(Int32), Of(Float), Refused, Narrowing, ""},
		{in(Int64, "-9007199254740992", "9007199254740992"), Of(Double), Widens, 0, ""},
		{in(Int64, "0", "9007199254740993"), Of(Double), Refused, Narrowing, ""},
		{Of(Int32), DecimalOf(10, 0), Widens, 0, ""},
		{Of(Int32), DecimalOf(11, 2), Refused, DecimalPrecision, ""},
		{Of(Uint64), DecimalOf(20, 0), Widens, 0, ""},
		{digit(), DecimalOf(3, 2), Widens, 0, ""},
		{Of(Varint), DecimalOf(38, 0), Refused, DecimalPrecision, ""},
		{Of(Varint), Of(Decimal), Widens, 0, ""},
		// fractions
		{Of(Float), Of(Double), Widens, 0, ""},
		{Of(Double), Of(Float), Refused, Narrowing, ""},
		{Of(Double), Of(Int64), Refused, Mismatch, ""},
		{Of(Double), DecimalOf(5, 2), Refused, Mismatch, ""},
		{DecimalOf(5, 2), Of(Double), Refused, Mismatch, ""},
		{DecimalOf(5, 0), Of(Int64), Refused, Mismatch, ""},
		{DecimalOf(5, 2), DecimalOf(5, 2), Exact, 0, ""},
		{DecimalOf(5, 2), DecimalOf(7, 4), Widens, 0, ""},
		{DecimalOf(5, 2), DecimalOf(6, 4), Refused, DecimalPrecision, ""},
		{DecimalOf(5, 2), DecimalOf(9, 1), Refused, DecimalScale, ""},
		{DecimalOf(5, 2), Of(Decimal), Widens, 0, ""},
		{Of(Decimal), DecimalOf(38, 10), Refused, DecimalPrecision, ""},
		{Of(Decimal), Of(Decimal), Exact, 0, ""},
		// time
		{ms, us, Widens, 0, ""},
		{us, ms, Refused, UnitLoss, ""},
		{ms, ns, Widens, 0, ""},
		{ms, InUnit(Datetime, Millis), Refused, Mismatch, ""},
		{Of(Date), ms, Refused, Mismatch, ""},
		{InUnit(Time, Millis), InUnit(Time, Nanos), Widens, 0, ""},
		// text and identifiers
		{Of(String), Of(Bytes), Refused, Mismatch, ""},
		{Of(UUID), Of(String), Refused, Mismatch, ""},
		{enum("A"), Of(String), Refused, Mismatch, ""},
		{Of(TimeUUID), Of(UUID), Widens, 0, ""},
		{Of(UUID), Of(TimeUUID), Refused, Mismatch, ""},
		// refinements
		{Of(Int32), digit(), Checks, 0, ""},
		{in(Int32, "1", "3"), digit(), Exact, 0, ""},
		{Of(Uint8), in(Int32, "0", "255"), Widens, 0, ""},
		{in(Int32, "0", "10"), digit(), Checks, 0, ""},
		{Of(String), text(8), Checks, 0, ""},
		{text(8), Of(String), Exact, 0, ""},
		{text(8), text(9), Exact, 0, ""},
		{text(9), text(8), Checks, 0, ""},
		{Of(Bytes), &Type{Kind: Bytes, Refine: &Refinement{Exact: 16}}, Checks, 0, ""},
		{OptionalOf(Of(String)), OptionalOf(text(8)), Checks, 0, ""},
		{&Type{Kind: String, Refine: &Refinement{Pattern: "a+"}}, &Type{Kind: String, Refine: &Refinement{Pattern: "a+"}}, Exact, 0, ""},
		{&Type{Kind: String, Refine: &Refinement{Pattern: "a+"}}, &Type{Kind: String, Refine: &Refinement{Pattern: "b+"}}, Checks, 0, ""},
		// any
		{OptionalOf(Of(Int64)), Of(Any), Widens, 0, ""},
		{Of(Any), Of(Any), Exact, 0, ""},
		{Of(Any), Of(Int64), Refused, AnyToTyped, ""},
		{Of(Any), OptionalOf(Of(Int64)), Refused, AnyToTyped, ""},
		// enums
		{enum("A", "B"), enum("A", "B"), Exact, 0, ""},
		{enum("B", "A"), enum("A", "B"), Widens, 0, ""},
		{enum("A", "B"), enum("A"), Refused, MissingSymbol, ""},
		{EnumOf(&EnumType{Symbols: []string{"A"}, Open: true}), enum("A"), Refused, Mismatch, ""},
		{enum("A", "B"), EnumOf(&EnumType{Symbols: []string{"A"}, Open: true}), Widens, 0, ""},
		// collections
		{ListOf(Of(Int8)), ListOf(Of(Int32)), Widens, 0, ""},
		{ListOf(OptionalOf(Of(Int8))), ListOf(Of(Int8)), Refused, Nullable, "[]"},
		{ListOf(Of(Int8)), SetOf(Of(Int8)), Refused, Mismatch, ""},
		{MapOf(Of(String), Of(Int8)), MapOf(Of(String), Of(Bool)), Refused, Mismatch, "{}"},
		{MapOf(Of(Int8), Of(Int8)), MapOf(Of(Int16), Of(Int8)), Refused, Mismatch, ""},
		{VectorOf(Of(Float), 3), VectorOf(Of(Float), 4), Refused, Mismatch, ""},
		{TupleOf(Of(Int8), Of(Bool)), TupleOf(OptionalOf(Of(Int8)), OptionalOf(Of(Bool))), Widens, 0, ""},
		{TupleOf(Of(Int8), Of(Bool)), TupleOf(Of(Int8), Of(Int8)), Refused, Mismatch, ".1"},
		// unions
		{Of(Int64), UnionOf(Of(String), Of(Int64)), Widens, 0, ""},
		{Of(Int32), UnionOf(Of(String), Of(Int64)), Refused, Mismatch, ""},
		{UnionOf(Of(Int64), Of(String)), UnionOf(Of(String), Of(Int64)), Widens, 0, ""},
		{UnionOf(Of(Int64), Of(String)), UnionOf(Of(Int64), Of(String)), Exact, 0, ""},
		{UnionOf(Of(Int64), Of(String)), UnionOf(Of(Int64), Of(Bool)), Refused, Mismatch, ""},
		{UnionOf(Of(Int64), Of(String)), Of(Int64), Refused, Mismatch, ""},
		// records
		{RecordOf(reading()), table(), Refused, MissingField, ".day"},
		{record(field("a", record(field("b", Of(Int64))))), record(field("a", record(field("b", Of(Int32))))), Refused, Narrowing, ".a.b"},
		{record(field("a", ListOf(record(field("b", us))))), record(field("a", ListOf(record(field("b", ms))))), Refused, UnitLoss, ".a[].b"},
		{record(), record(field("a", OptionalOf(Of(Bool)))), Widens, 0, ""},
		{record(), record(&Field{Name: "a", Type: Of(Bool), Default: true, HasDefault: true}), Widens, 0, ""},
		{record(field("a", Of(Bool)), field("b", Of(Bool))), record(field("b", Of(Bool)), field("a", Of(Bool))), Widens, 0, ""},
	} {
		got := FitInto(c.from, c.to)
		if got.Kind != c.kind || got.Why != c.why || got.Path != c.path {
			t.Errorf("%s into %s: got %d, reason %d at %q; want %d, %d at %q", c.from, c.to, got.Kind, got.Why, got.Path, c.kind, c.why, c.path)
		}
		if got.OK() == (got.Why.Code() != "") {
			t.Errorf("%s into %s: fits %v, code %q", c.from, c.to, got.OK(), got.Why.Code())
		}
	}
}

func TestFitSays(t *testing.T) {
	f := FitInto(enum("A", "B"), enum("A"))
	if f.Symbol != "B" {
		t.Errorf("the missing symbol is %q", f.Symbol)
	}
	f = FitInto(record(field("a", record(field("x", Of(Bool)), field("y", Of(Bool)))), field("b", Of(Bool))), record(field("a", record(field("x", Of(Bool))))))
	if want := []string{".a.y", ".b"}; !slices.Equal(f.Dropped, want) {
		t.Errorf("dropped %v, want %v", f.Dropped, want)
	}
	open := RecordOf(&RecordType{Open: true})
	if f = FitInto(record(field("a", Of(Bool))), open); len(f.Dropped) > 0 {
		t.Errorf("an open record drops %v", f.Dropped)
	}
	f = FitInto(ListOf(InUnit(Timestamp, Millis)), ListOf(InUnit(Timestamp, Nanos)))
	if !f.NanoRange || FitInto(InUnit(Time, Millis), InUnit(Time, Nanos)).NanoRange {
		t.Errorf("nanosecond range: %+v", f)
	}
	f = FitInto(OptionalOf(DecimalOf(5, 2)), Of(Double))
	if f.From.String() != "decimal(5, 2)?" || f.To.String() != "double" {
		t.Errorf("refused from %s to %s", f.From, f.To)
	}
}

func TestFitText(t *testing.T) {
	for _, from := range []*Type{enum("NEW"), Of(UUID), Of(TimeUUID), Of(Inet), Of(JSON), OptionalOf(Of(UUID))} {
		to := OptionalOf(Of(String))
		if f := FitText(from, to); f.Kind != Widens || !f.Text {
			t.Errorf("%s: %+v", from, f)
		}
		if f := FitInto(from, to); f.OK() {
			t.Errorf("%s is text without a reader of text", from)
		}
	}
	for n, want := range map[int]FitKind{3: Checks, 4: Widens, 36: Widens} {
		if f := FitText(enum("NEW", "PAID"), text(n)); f.Kind != want {
			t.Errorf("enum into string(max: %d): %d, want %d", n, f.Kind, want)
		}
	}
	if f := FitText(Of(UUID), text(35)); f.Kind != Checks {
		t.Errorf("uuid into string(max: 35): %d", f.Kind)
	}
	if f := FitText(Of(Int64), Of(String)); f.OK() {
		t.Error("a number is no text")
	}
}

// TestFitRecursive compares trees that hold themselves.
func TestFitRecursive(t *testing.T) {
	tree := func(value *Type) *Type {
		r := &RecordType{Name: "Tree"}
		r.Fields = []*Field{field("value", value), field("children", ListOf(RecordOf(r)))}
		return RecordOf(r)
	}
	if f := FitInto(tree(Of(Int32)), tree(Of(Int64))); f.Kind != Widens {
		t.Errorf("wider: %+v", f)
	}
	if f := FitInto(tree(Of(Int64)), tree(Of(Int32))); f.Why != Narrowing || f.Path != ".value" {
		t.Errorf("narrower: %+v", f)
	}
	if !Same(tree(Of(Int64)), tree(Of(Int64))) || Same(tree(Of(Int64)), tree(Of(Int32))) {
		t.Error("sameness of trees")
	}
}

// TestFitWide holds every fit and sameness linear: each record is used twice by
// the next, so that walking each use would take 2^60 steps.
func TestFitWide(t *testing.T) {
	wide := func() *Type {
		inner := record(field("x", Of(Bool)))
		for range 60 {
			inner = record(field("a", inner), field("b", inner))
		}
		return inner
	}
	if f := FitInto(wide(), wide()); f.Kind != Exact {
		t.Errorf("got %d", f.Kind)
	}
	if !Same(wide(), wide()) {
		t.Error("not the same")
	}
}
