package builtin

import (
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/runtime/record"
)

// TestHeader has texts, the type that Connect gives them, and the payload; the golden
// vectors of Kafka Connect have more.
func TestHeader(t *testing.T) {
	const name = `"optional":false,"name":"org.apache.kafka.connect.data.`
	date := `{"type":"int32",` + name + `Date","version":1}`
	whole := func(typ string) string { return `{"type":"` + typ + `","optional":false}` }
	list := func(items string) string { return `{"type":"array","items":` + items + `,"optional":false}` }
	dict := func(keys, values string) string {
		return `{"type":"map","keys":` + keys + `,"values":` + values + `,"optional":false}`
	}
	decimal := func(scale string) string {
		return `{"type":"bytes",` + name + `Decimal","version":1,"parameters":{"scale":"` + scale + `"}}`
	}
	text := whole("string")
	for _, c := range []struct{ in, schema, payload string }{
		{"", text, `""`},
		{"  ", text, `"  "`},
		{" null ", "null", "null"},
		{"true", whole("boolean"), "true"},
		{"true}", text, `"true}"`},
		{"-128", whole("int8"), "-128"},
		{"0.0", whole("int8"), "0"},
		{"-0", whole("int8"), "0"},
		{"00300.00", whole("int16"), "300"},
		{"1e9", whole("int32"), "1000000000"},
		{"-9223372036854775808", whole("int64"), "-9223372036854775808"},
		{"-9223372036854775809", decimal("0"), "-9223372036854775809"},
		{"+9223372036854775808", decimal("0"), "9223372036854775808"},
		{"1e19", whole("float"), "1.0E19"},
		{"0.1", whole("float"), "0.1"},
		{"1e39", whole("double"), "1.0E39"},
		{"1e-400", whole("float"), "0.0"},
		{"123e400", decimal("-400"), "1.23E+402"},
		{"1" + strings.Repeat("0", 309) + ".5", decimal("1"), "1" + strings.Repeat("0", 309) + ".5"},
		{"1e99999999999", text, `"1e99999999999"`},
		{"1e", text, `"1e"`},
		{".5", text, `".5"`},
		{"+.5", whole("float"), "0.5"},
		{"5.", whole("int8"), "5"},
		{"1,2", whole("int8"), "1"},
		{"12:30", whole("int8"), "12"},
		{"2023-02-31", date, "19419"},
		{"2023-14-1x", date, "19754"},
		{"1582-10-14", date, "-141418"},
		{"1582-10-15", date, "-141427"},
		{"0001-01-01", date, "-719164"},
		{"2023-11-1", text, `"2023-11-1"`},
		{"25:00:00.000Z", `{"type":"int32",` + name + `Time","version":1}`, "90000000"},
		{`12\:30\:00.000Z`, `{"type":"int32",` + name + `Time","version":1}`, "45000000"},
		{"2023-11-14T22:13:20.123Z", `{"type":"int64",` + name + `Timestamp","version":1}`, "1700000000123"},
		{"2023-11-14T22:13:20Z", text, `"2023-11-14T22:13:20Z"`},
		{"[]", list("null"), "[]"},
		{"[null]", list("null"), "[null]"},
		{"[null,1]", text, `"[null,1]"`},
		{"[1,2,]", list(whole("int8")), "[1,2]"},
		{"[300,1]", list(whole("int16")), "[300,1]"},
		{"[1,2.5]", list(whole("float")), "[1.0,2.5]"},
		{"[0.1,1e39]", list(whole("double")), "[0.10000000149011612,1.0E39]"},
		{`[1,"a"]`, list("null"), `[1,"a"]`},
		{`[ "a\"b" , "  " ]`, list(text), `["a\\\"b",""]`},
		{`["2023-11-14"]`, list(date), "[19675]"},
		{"[1,2023-11-14]", list(date), "[1,19675]"},
		{"[2023-11-14,1]", list(date), "[19675,1]"},
		{"[2023-11-14,1000000]", text, `"[2023-11-14,1000000]"`},
		{"[a]", text, `"[a]"`},
		{"[a{}", text, `"[a{}"`},
		{"[1] and more", list(whole("int8")), "[1]"},
		{`{"a":1"b":300}`, dict(text, whole("int16")), `{"a":1,"b":300}`},
		{`{"a":null}`, dict(text, "null"), `{"a":null}`},
		{`{"a":null,"b":1}`, text, `"{\"a\":null,\"b\":1}"`},
		{`{1:2,3:[4],1:5}`, dict(whole("int8"), "null"), `[[1,5],[3,[4]]]`},
		{`{"a":1,"a":2}`, dict(text, whole("int8")), `{"a":2}`},
		{`{"a":1,2:3}`, dict("null", "null"), `[["a",1],[2,3]]`},
		{strings.Repeat("[", 40) + strings.Repeat("]", 40), text, `"` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `"`},
	} {
		var a record.Arena
		var h Header
		want := `{"schema":` + c.schema + `,"payload":` + c.payload + `}`
		if got := h.Parse(&a, c.in); string(got) != want {
			t.Errorf("%q\n is  %s\nnot  %s", c.in, got, want)
		}
	}
}

// FuzzHeader: any text is something, and is told as one value of JSON.
func FuzzHeader(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.5,{"b":null}]}`, "2023-11-14T22:13:20.123Z", "-1.5e+3", `["\\" , "x"]`, "[[[", `{1:2,1:3}`, "1e2147483648"} {
		f.Add(s)
	}
	var h Header
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "?") // as headers are
		a, b := record.Arena{}, record.Arena{}
		v := h.Parse(&a, s)
		if _, ok := record.ParseAny(string(v)); !ok {
			t.Fatalf("%q is told as %s", s, v)
		}
		if again := h.Parse(&b, s); again != v {
			t.Fatalf("%q is %s, then %s", s, v, again)
		}
	})
}
