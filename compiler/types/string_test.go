package types

import "testing"

// reading is a record type that many cases use.
func reading() *RecordType {
	return &RecordType{Name: "Reading", Fields: []*Field{
		{Name: "station", Type: &Type{Kind: String, Refine: &Refinement{MaxLen: 8}}},
		{Name: "at", Type: InUnit(Timestamp, Millis)},
		{Name: "celsius", Type: OptionalOf(DecimalOf(5, 2))},
		{Name: "quality", Type: digit(), Default: int64(0), HasDefault: true},
	}}
}

func digit() *Type { return in(Int32, "0", "9") }

func in(k Kind, lo, hi string) *Type {
	return &Type{Kind: k, Refine: &Refinement{HasRange: true, Min: lo, Max: hi}}
}

func text(n int) *Type { return &Type{Kind: String, Refine: &Refinement{MaxLen: n}} }

func enum(symbols ...string) *Type { return EnumOf(&EnumType{Symbols: symbols}) }

func record(fields ...*Field) *Type { return RecordOf(&RecordType{Fields: fields}) }

func field(name string, t *Type) *Field { return &Field{Name: name, Type: t} }

func TestString(t *testing.T) {
	pattern := &Type{Kind: String, Refine: &Refinement{Pattern: `[A-Z]+\/x`}}
	open := RecordOf(&RecordType{Open: true, Fields: []*Field{field("id", Of(Int64))}})
	for _, c := range []struct {
		t    *Type
		want string
	}{
		{Of(Int64), "int64"},
		{Of(Invalid), "unknown"},
		{OptionalOf(Of(NullKind)), "null"},
		{OptionalOf(OptionalOf(Of(Bool))), "bool?"},
		{OptionalOf(DecimalOf(5, 2)), "decimal(5, 2)?"},
		{DecimalOf(0, 0), "decimal"},
		{InUnit(Timestamp, Millis), "timestamp(ms)"},
		{InUnit(Time, Nanos), "time(ns)"},
		{InUnit(Datetime, Micros), "datetime(us)"},
		{InUnit(Timestamp, Seconds), "timestamp(s)"},
		{Of(Timestamp), "timestamp"},
		{text(8), "string(max: 8)"},
		{OptionalOf(text(8)), "string(max: 8)?"},
		{&Type{Kind: Bytes, Refine: &Refinement{Exact: 16}}, "bytes(16)"},
		{digit(), "int32 in 0..9"},
		{OptionalOf(digit()), "int32? in 0..9"},
		{in(Int64, "0", ""), "int64 in 0.."},
		{pattern, `string matches r/[A-Z]+\/x/`},
		{ListOf(Of(String)), "list<string>"},
		{&Type{Kind: List, Elem: Of(Int8), Refine: &Refinement{MaxLen: 100}}, "list<int8>(max: 100)"},
		{SetOf(OptionalOf(Of(UUID))), "set<uuid?>"},
		{MapOf(Of(String), ListOf(Of(Any))), "map<string, list<any>>"},
		{TupleOf(Of(Int32), Of(Inet)), "tuple<int32, inet>"},
		{VectorOf(Of(Float), 3), "vector<float, 3>"},
		{UnionOf(Of(Int64), Of(String)), "int64 | string"},
		{OptionalOf(UnionOf(Of(Int64), Of(String))), "(int64 | string)?"},
		{ListOf(OptionalOf(UnionOf(Of(Int64), Of(String)))), "list<(int64 | string)?>"},
		{ChangeOf(RecordOf(reading())), "change<Reading>"},
		{record(field("a", Of(Int64)), field("b", OptionalOf(Of(String)))), "{a: int64, b: string?}"},
		{record(field("@timestamp", Of(Date)), field("", Of(Date))), `{"@timestamp": date, "": date}`},
		{record(), "{}"},
		{open, "{id: int64, ...}"},
		{RecordOf(&RecordType{Open: true}), "{...}"},
		{enum("NEW", "PAID"), "enum {NEW, PAID}"},
		{EnumOf(&EnumType{Symbols: []string{"A"}, Open: true}), "open enum {A}"},
		{EnumOf(&EnumType{Name: "Status", Symbols: []string{"A"}}), "Status"},
	} {
		if got := c.t.String(); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestPrimitive(t *testing.T) {
	for k := Invalid; k <= Lambda; k++ {
		got, ok := Primitive(k.String())
		want := k >= Bool && k <= JSON || k == Any
		if ok != want || ok && got != k {
			t.Errorf("Primitive(%s) = %v, %v", k, got, ok)
		}
	}
	for u := Seconds; u <= Nanos; u++ {
		if got, ok := UnitOf(u.String()); !ok || got != u {
			t.Errorf("UnitOf(%s) = %v, %v", u, got, ok)
		}
	}
	if _, ok := UnitOf(""); ok {
		t.Error("the empty word is a unit")
	}
}

func TestSame(t *testing.T) {
	node := func(name string) *RecordType {
		r := &RecordType{Name: name}
		r.Fields = []*Field{field("value", Of(Int64)), field("next", OptionalOf(RecordOf(r)))}
		return r
	}
	other := node("Other")
	other.Fields[0].Type = Of(Int32)
	wired := *Of(UUID)
	wired.Wire, wired.Labels = &Wire{Text: true}, []string{"pii"}
	closed, open := reading(), reading()
	open.Open = true
	for _, c := range []struct {
		name string
		a, b *Type
		want bool
	}{
		{"kinds", Of(Int64), Of(Int32), false},
		{"units", InUnit(Time, Millis), InUnit(Time, Micros), false},
		{"names do not count", RecordOf(node("A")), RecordOf(node("B")), true},
		{"recursion differs inside", RecordOf(node("A")), RecordOf(other), false},
		{"wire and labels do not count", Of(UUID), &wired, true},
		{"refinements count", digit(), Of(Int32), false},
		{"equal refinements", digit(), digit(), true},
		{"open", RecordOf(closed), RecordOf(open), false},
		{"optional", Of(Int64), OptionalOf(Of(Int64)), false},
		{"order of fields", record(field("a", Of(Bool)), field("b", Of(Bool))), record(field("b", Of(Bool)), field("a", Of(Bool))), false},
		{"order of symbols", enum("A", "B"), enum("B", "A"), false},
		{"keys", MapOf(Of(String), Of(Bool)), MapOf(Of(UUID), Of(Bool)), false},
		{"tuples", TupleOf(Of(Bool)), TupleOf(Of(Bool), Of(Bool)), false},
	} {
		if got := Same(c.a, c.b); got != c.want {
			t.Errorf("%s: Same(%s, %s) = %v", c.name, c.a, c.b, got)
		}
		if got := Same(c.b, c.a); got != c.want {
			t.Errorf("%s: not symmetric", c.name)
		}
	}
}
