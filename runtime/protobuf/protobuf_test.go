package protobuf

import (
	"fmt"
	"strings"
	"testing"
)

// own is a schema with a field of each kind.
const own = `syntax = "proto3"; // a comment
package shop;
import public "money.proto";
option java_package = "x.\"y";
option (opt) = { a: [1, 2] b < c: "}" > };
message First { int32 a = 1; }
message Order {
  option deprecated = true;
  reserved 90 to max, 5; reserved "x";
  int64 id = 1 [deprecated = true, (x).y = {a: "];"}];
  optional string note = 2;
  repeated uint32 counts = 3;
  map<string, .shop.Money> rates = 4;
  oneof way { string card = 6; bytes cash = 7; }
  Status status = 8;
  Line line = 9;
  google.protobuf.Timestamp at = 10;
  sint32 s = 11; fixed64 f = 12; double d = 13;
  message Line { Order order = 1; }
  enum Status { option allow_alias = true; NEW = 0; FRESH = 0; PAID = 1 [deprecated = true]; OLD = -1; reserved 7; }
  extensions 100 to 199 [declaration = {number: 100}];
}
extend First { int32 more = 100; }
service S { rpc Get (Order) returns (stream Order) { option idempotency_level = IDEMPOTENT; } };
`

const money = `syntax = "proto2"; package shop; message Money { required int64 cents = 1; optional string g = 2 [default = "a;b"]; }`

func orderOf(t *testing.T) *Message {
	t.Helper()
	s, err := Parse(own, money)
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.Message("shop.Order")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestReads: of each version of a schema it is told which message of it is the
// program's, or why its records cannot be read.
func TestReads(t *testing.T) {
	m := orderOf(t)
	order := func(fields string) string { return `syntax="proto3"; package shop; message Order {` + fields + `}` }
	for _, c := range []struct{ name, text, want string }{
		{"the same", own, "\x02\x02"},
		{"empty", order(""), "\x00 \x02\x00"},
		{"a field more", order("int64 id = 1; string other = 99;"), "\x00 \x02\x00"},
		{"another place", `message A {message Order {int32 id = 1; }}`, "\x04\x00\x00"},
		{"its own package first", `package shop; message A {message Order {string id = 1;}} message Order {}`, "\x02\x02"},
		{"two of the name", `message A {message Order {string id = 1;}} message B {message Order {}}`, "\x04\x02\x00"},
		{"a wider number", order("uint32 id = 1;"), "\x00 \x02\x00"},
		{"symbols with the enum's name", order("Status status = 8; enum Status { STATUS_NEW = 0; STATUS_PAID = 1; }"), "\x00 \x02\x00"},
		{"an enum as a number", order("int32 status = 8;"), "\x00 \x02\x00"},
		{"a renamed field", order("int64 number = 1;"), "\x00 \x02\x00"},
		{"another name", `message Bill { int64 id = 1; }`, "it declares no message Order"},
		{"another type", order("string id = 1;"), "shop.Order.id (1) was written as string and is read as int64"},
		{"another sign", order("uint64 id = 1;"), "shop.Order.id (1) was written as uint64 and is read as int64"},
		{"zigzag", order("sint64 id = 1;"), "shop.Order.id (1) was written as sint64 and is read as int64"},
		{"repeated", order("repeated int64 id = 1;"), "shop.Order.id (1) is repeated in one of the schemas only"},
		{"a map", order("repeated Order rates = 4;"), "shop.Order.rates (4) is a map in one of the schemas only"},
		{"other keys", order("map<int32, Order> rates = 4;"), "shop.Order.rates (4) is a map of int32 keys, and is read as one of string"},
		{"within", order("Line line = 9; message Line { string order = 1; }"), "shop.Order.line (9) shop.Order.Line.order (1) was written as string and is read as the message shop.Order"},
		{"no oneof", order("string card = 6; bytes cash = 7;"), "shop.Order.way: its members do not exclude each other in the schema"},
		{"half a oneof", order("string card = 6;"), "\x00 \x02\x00"},
		{"another symbol", order("enum E { NONE = 0; } E status = 8;"), "shop.Order.status (8) has the symbol NONE for 0, and it is read as NEW"},
		{"another message of protobuf's", order("google.protobuf.Duration at = 10;"), "shop.Order.at (10) was written as google.protobuf.Duration and is read as google.protobuf.Timestamp"},
		{"required", order("map<string, M> rates = 4; message M {}"), "shop.Order.rates (4) shop.Money.cents (1) is required, and the schema does not have it"},
		{"a type from nowhere", order("Nowhere id = 1;"), "shop.Order.id (1) is of a type Nowhere that nothing declares"},
		{"of no concern", order("Nowhere other = 99;"), "\x00 \x02\x00"},
	} {
		w, err := Parse(c.text, money)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		heads, err := m.Reads(w, false)
		got := strings.Join(heads, " ")
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestWritten: the program writes as a version has it, where that has all of its fields;
// the place of the message is that in the version.
func TestWritten(t *testing.T) {
	m := orderOf(t)
	for _, c := range []struct{ text, want string }{
		{strings.Replace(own, "message First", "message Zero {} message First", 1), "\x02\x04"},
		{"package shop; message Order { int64 id = 1; }", "shop.Order.note (2) is not in it"},
		{"message Bill {}", "it declares 0 messages Order"},
	} {
		s, err := Parse(c.text, money)
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.Written(s, false)
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestRefused: what is no schema, or is larger than any, is refused with the reason.
func TestRefused(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"message", "the schema ends where a name should stand"},
		{"message A", "the schema ends where { should stand"},
		{"message A {", "the schema ends where } should stand"},
		{"message A { int32 a = 0; }", `"0" stands where the number of a field should`},
		{"message A { int32 a = 536870912; }", `"536870912" stands where the number of a field should`},
		{"message A { int32 a = 1; int32 b = 1; }", "A has two fields with the number 1"},
		{"message A {} message A {}", "A is declared twice"},
		{"message A { optional group G = 1 {} }", "groups cannot be read"},
		{`edition = "2023";`, "editions of Protocol Buffers cannot be read"},
		{`syntax = "proto4";`, `"\"proto4\"" stands where "proto2" or "proto3" should`},
		{`option a = "b`, "a text that does not end"},
		{"/* message", "a comment that does not end"},
		{"option a = {;", "the schema ends where ; or } should stand"},
		{"option a }", `"}" stands where ; should`},
		{strings.Repeat("message A {", 100), "messages are nested deeper than 64 levels"},
		{strings.Repeat(" ", mostText+1), "the schema is longer than 1048576 bytes"},
		{`{"type":"record"}`, `"{" stands where a declaration should`},
	} {
		if _, err := Parse(c.text); err == nil || err.Error() != c.want {
			t.Errorf("%.40q: %v, want %s", c.text, err, c.want)
		}
	}
	if _, err := Parse("", "message"); err == nil || !strings.HasPrefix(err.Error(), "a schema that it imports") {
		t.Error(err)
	}
}

// FuzzParse: no text makes the reader of schemas panic or hang, and what it takes reads
// itself, for each message of it.
func FuzzParse(f *testing.F) {
	f.Add(own)
	f.Add(money)
	f.Add(`message A { A a = 1; oneof o { string s = 2; } map<int32, A> m = 3; enum E { X = 0x1; } E e = 4; }`)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text)
		if err != nil || len(s.messages) > 50 {
			return
		}
		for _, m := range s.messages {
			own, err := s.Message(m.full)
			if err != nil {
				t.Fatal(err)
			}
			heads, err := own.Reads(s, false)
			if err == nil && (len(heads) == 0 || heads[0] != headOf(m.path)) {
				t.Errorf("%s at %v is found at %q", m.full, m.path, heads)
			}
			if err != nil && !strings.Contains(err.Error(), "nothing declares") {
				t.Errorf("%s does not read itself: %v\n%s", m.full, err, text)
			}
		}
	})
}

func headOf(path []int) string { return heads(path)[0] }

func TestNames(t *testing.T) {
	if got := fmt.Sprintf("%q", heads([]int{1, 70})); got != `["\x04\x02\x8c\x01"]` {
		t.Error(got)
	}
}
