package types

import "testing"

func TestCalculate(t *testing.T) {
	for _, c := range []struct {
		op    Operator
		a, b  *Type
		want  string // empty: refused
		fails bool
		why   Why
	}{
		{Add, Of(Int32), Of(Int32), "int32", true, 0},
		{Add, Of(Int32), Of(Int64), "int64", true, 0},
		{Add, Of(Int32), Of(Uint32), "int64", false, 0},
		{Mul, Of(Int16), digit(), "int32", false, 0},
		{Add, digit(), digit(), "int32", false, 0},
		{Sub, Of(Uint8), Of(Uint8), "uint8", true, 0},
		{Sub, Of(Uint8), Of(Int16), "int16", true, 0},
		{Mul, Of(Varint), Of(Int64), "varint", false, 0},
		{Add, Of(Int64), Of(Uint64), "", false, Narrowing},
		{Div, Of(Int64), Of(Int64), "", false, IntegerDivision},
		{Mod, Of(Int64), Of(Int32), "int64", true, 0},
		{Mod, Of(Int64), in(Int64, "1", "7"), "int64", false, 0},
		{Add, Of(Double), Of(Int32), "double", false, 0},
		{Add, Of(Float), Of(Int32), "double", false, 0},
		{Div, Of(Float), Of(Int16), "float", false, 0},
		{Add, Of(Double), Of(Int64), "", false, Narrowing},
		{Add, Of(Double), DecimalOf(5, 2), "", false, Narrowing},
		{Add, DecimalOf(5, 2), DecimalOf(7, 3), "decimal(8, 3)", false, 0},
		{Sub, DecimalOf(5, 2), DecimalOf(5, 2), "decimal(6, 2)", false, 0},
		{Mul, DecimalOf(5, 2), DecimalOf(7, 3), "decimal(12, 5)", false, 0},
		{Mul, DecimalOf(10, 2), Of(Int32), "decimal(20, 2)", false, 0},
		{Mul, DecimalOf(12, 2), in(Int32, "100", "100"), "decimal(15, 2)", false, 0},
		{Add, DecimalOf(38, 2), DecimalOf(38, 2), "decimal(38, 2)", true, 0},
		{Mul, DecimalOf(38, 20), DecimalOf(38, 20), "", false, DecimalScale},
		{Div, DecimalOf(5, 2), DecimalOf(5, 2), "decimal(11, 6)", true, 0},
		{Div, DecimalOf(5, 2), Of(Int8), "decimal(9, 6)", true, 0},
		{Mod, DecimalOf(5, 2), DecimalOf(7, 3), "decimal(7, 3)", true, 0},
		{Add, Of(Decimal), DecimalOf(5, 2), "", false, NoOperator},
		{Div, Of(Decimal), DecimalOf(5, 2), "", false, NoOperator},
		{Mul, DecimalOf(5, 2), Of(Varint), "", false, NoOperator},
		{Add, OptionalOf(Of(Int32)), Of(Int32), "", false, Nullable},
		{Add, Of(Int32), Of(Any), "", false, AnyOperand},
		{Add, Of(String), Of(String), "", false, NoOperator},
		{Add, Of(Invalid), Of(String), "unknown", false, 0},
	} {
		got := Calculate(c.op, c.a, c.b)
		name := ""
		if got.Type != nil {
			name = got.Type.String()
		}
		if name != c.want || got.CanFail != c.fails || got.Why != c.why {
			t.Errorf("%s %c %s: got %s, fails %v, reason %d; want %s, %v, %d", c.a, c.op, c.b, name, got.CanFail, got.Why, c.want, c.fails, c.why)
		}
		if got.Type != nil && (!FitInto(c.a, got.Left).OK() || !FitInto(c.b, got.Right).OK()) {
			t.Errorf("%s %c %s: the operands do not go into %s and %s", c.a, c.op, c.b, got.Left, got.Right)
		}
	}
}

func TestNegated(t *testing.T) {
	for _, c := range []struct {
		t     *Type
		want  string
		fails bool
	}{
		{Of(Int32), "int32", true},
		{digit(), "int32", false},
		{Of(Varint), "varint", false},
		{DecimalOf(5, 2), "decimal(5, 2)", false},
		{Of(Float), "float", false},
		{Of(Uint8), "", false},
		{Of(String), "", false},
		{OptionalOf(Of(Int8)), "", false},
		{Of(Any), "", false},
	} {
		got := Negated(c.t)
		if (got.Type == nil) != (c.want == "") || got.Type != nil && got.Type.String() != c.want || got.CanFail != c.fails {
			t.Errorf("-%s: %+v", c.t, got)
		}
		if (got.Type == nil) != (got.Why != NoReason) {
			t.Errorf("-%s: reason %d", c.t, got.Why)
		}
	}
}

func TestRounded(t *testing.T) {
	for _, c := range []struct {
		t    *Type
		want string
	}{
		{DecimalOf(15, 2), "decimal(14, 0)"},
		{DecimalOf(2, 2), "decimal(1, 0)"},
		{DecimalOf(38, 0), "decimal(38, 0)"},
		{Of(Decimal), "decimal"},
		{Of(Double), "double"},
		{Of(Int8), "int8"},
	} {
		if got := Rounded(c.t).String(); got != c.want {
			t.Errorf("round(%s) is %s, want %s", c.t, got, c.want)
		}
	}
}

func TestDigits(t *testing.T) {
	for _, c := range []struct {
		t    *Type
		want int
	}{
		{Of(Int8), 3},
		{Of(Int16), 5},
		{Of(Int32), 10},
		{Of(Int64), 19},
		{Of(Uint64), 20},
		{Of(Varint), 0},
		{digit(), 1},
		{in(Varint, "-1000", "7"), 4},
		{in(Int32, "0", ""), 10},
	} {
		if got := Digits(c.t); got != c.want {
			t.Errorf("%s has %d digits, want %d", c.t, got, c.want)
		}
	}
}

func TestJoin(t *testing.T) {
	for _, c := range []struct {
		a, b *Type
		want string
	}{
		{Of(Int32), Of(Int64), "int64"},
		{Of(Int8), Of(Uint8), "int16"},
		{Of(Int64), Of(Uint64), ""},
		{Of(Uint32), Of(Uint64), "uint64"},
		{Of(Int64), DecimalOf(5, 2), "decimal(21, 2)"},
		{DecimalOf(38, 0), DecimalOf(5, 2), ""},
		{DecimalOf(5, 2), DecimalOf(3, 3), "decimal(6, 3)"},
		{Of(Int32), Of(Float), "double"},
		{Of(NullKind), Of(Int32), "int32?"},
		{OptionalOf(Of(Int32)), Of(Int64), "int64?"},
		{Of(NullKind), Of(NullKind), "null"},
		{digit(), in(Int32, "5", "20"), "int32"},
		{digit(), in(Int32, "1", "3"), "int32 in 0..9"},
		{text(3), text(8), "string(max: 8)"},
		{InUnit(Timestamp, Millis), InUnit(Timestamp, Micros), "timestamp(us)"},
		{ListOf(Of(Int8)), ListOf(OptionalOf(Of(Int16))), "list<int16?>"},
		{ListOf(Of(Int8)), ListOf(Of(Uint8)), "list<int16>"},
		{Of(String), Of(Int32), ""},
		{Of(Any), Of(Int32), "any"},
		{Of(Any), OptionalOf(Of(Int32)), "any"},
		{Of(Invalid), OptionalOf(Of(Int32)), "unknown"},
	} {
		got := ""
		if j := Join(c.a, c.b); j != nil {
			got = j.String()
		}
		if got != c.want {
			t.Errorf("%s and %s meet in %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		a, b         *Type
		equal, order Why // NoReason: allowed
	}{
		{Of(Int32), Of(Int64), 0, 0},
		{Of(Int64), Of(Double), Narrowing, Narrowing},
		{digit(), in(Int32, "42", "42"), NeverEqual, 0},
		{OptionalOf(Of(Int32)), Of(NullKind), 0, Nullable},
		{Of(Int32), Of(NullKind), NeverEqual, Nullable},
		{OptionalOf(Of(Int32)), Of(Int32), 0, Nullable},
		{Of(String), Of(Int32), NeverEqual, Mismatch},
		{Of(String), enum("A"), Mismatch, NoOrder},
		{enum("A", "B"), enum("B"), 0, NoOrder},
		{enum("A"), enum("B"), NeverEqual, NoOrder},
		{Of(Bool), Of(Bool), 0, NoOrder},
		{Of(Duration), Of(Duration), 0, NoOrder},
		{Of(Date), InUnit(Timestamp, Millis), NeverEqual, Mismatch},
		{InUnit(Timestamp, Micros), InUnit(Timestamp, Millis), 0, 0},
		{Of(UUID), Of(TimeUUID), 0, NoOrder},
		{Of(Any), Of(Int32), 0, AnyOperand},
		{ListOf(Of(Int8)), ListOf(Of(Int16)), 0, NoOrder},
		{ListOf(Of(Int8)), ListOf(Of(Bool)), Mismatch, NoOrder},
		{Of(Invalid), Of(Bool), 0, 0},
		{ChangeOf(Of(Bool)), ChangeOf(Of(Bool)), NoOperator, NoOrder},
	} {
		if got := Equality(c.a, c.b); got.Why != c.equal || (got.As == nil) != (got.Why != 0) {
			t.Errorf("%s == %s: %d as %v, want %d", c.a, c.b, got.Why, got.As, c.equal)
		}
		if got := Order(c.a, c.b); got.Why != c.order || (got.As == nil) != (got.Why != 0) {
			t.Errorf("%s < %s: %d as %v, want %d", c.a, c.b, got.Why, got.As, c.order)
		}
	}
}
