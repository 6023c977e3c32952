package golden

// specimen is a type with values of it, as JSON that comes back as it is: the bounds, what
// formats quote or escape, and nothing.
type specimen struct {
	typ    string
	values []string
	// bare says that the converters of one value are asked too.
	bare bool
	// alone keeps the type in pipelines of its own: some formats refuse some of the
	// values when they are written.
	alone bool
}

const matrixSoil = `flow 1

connection kafka local { brokers = ["127.0.0.1:9092"] }

enum Color { RED, GREEN }
schema Inner { x: int32, y: { z: string? } }
schema Leaf { id: int32, kids: list<Leaf> }

`

// specimens are all types of the language: alone, where they may be null, and in each
// kind of collection.
var specimens = []specimen{
	{typ: "bool", values: []string{"true", "false"}, bare: true},
	{typ: "int8", values: []string{"-128", "127", "0"}, bare: true},
	{typ: "int16", values: []string{"-32768", "32767", "0"}, bare: true},
	{typ: "int32", values: []string{"-2147483648", "2147483647", "0"}, bare: true},
	{typ: "int64", values: []string{"-9223372036854775808", "9223372036854775807", "0"}, bare: true},
	{typ: "uint8", values: []string{"255", "0"}, bare: true},
	{typ: "uint16", values: []string{"65535", "0"}, bare: true},
	{typ: "uint32", values: []string{"4294967295", "0"}, bare: true},
	{typ: "uint64", values: []string{"18446744073709551615", "0"}, bare: true},
	{typ: "float", values: []string{"0.1", "-3.4028235e+38", "0"}, bare: true},
	{typ: "double", values: []string{"0.1", "-1.7976931348623157e+308", "0"}, bare: true},
	{typ: "decimal(9, 2)", values: []string{`"-9999999.99"`, `"0.01"`, `"0.00"`}, bare: true},
	{typ: "decimal(38, 10)", values: []string{`"9999999999999999999999999999.9999999999"`, `"-0.0000000001"`}, bare: true},
	{typ: "varint", values: []string{`"-99999999999999999999999999999999999999"`, `"0"`}, bare: true},
	{typ: "string", values: []string{`""`, `"é漢𝄞"`, `"a,\"b\"\r\nc;'d'\t\u0000"`, `" null "`}, bare: true},
	{typ: "string(max: 3)", values: []string{`"漢é𝄞"`, `""`}, bare: true},
	{typ: "bytes", values: []string{`""`, `"AP8="`, `"TlVMTA=="`}, bare: true},
	{typ: "bytes(4)", values: []string{`"AAECAw=="`}, bare: true},
	{typ: "date", values: []string{`"0001-01-01"`, `"9999-12-31"`, `"1970-01-01"`}, bare: true},
	{typ: "time(ms)", values: []string{`"23:59:59.999"`, `"00:00:00"`}, bare: true},
	{typ: "time(us)", values: []string{`"23:59:59.999999"`, `"00:00:00"`}, bare: true},
	{typ: "time(ns)", values: []string{`"23:59:59.999999999"`, `"00:00:00"`}, bare: true},
	{typ: "timestamp(s)", values: []string{`"0001-01-01T00:00:00Z"`, `"9999-12-31T23:59:59Z"`}, bare: true},
	{typ: "timestamp(ms)", values: []string{`"0001-01-01T00:00:00Z"`, `"9999-12-31T23:59:59.999Z"`}, bare: true},
	{typ: "timestamp(us)", values: []string{`"0001-01-01T00:00:00Z"`, `"9999-12-31T23:59:59.999999Z"`}, bare: true},
	{typ: "timestamp(ns)", values: []string{`"1677-09-21T00:12:43.145224193Z"`, `"2262-04-11T23:47:16.854775807Z"`}, bare: true},
	{typ: "datetime(ms)", values: []string{`"0001-01-01T00:00:00"`, `"9999-12-31T23:59:59.999"`}, bare: true},
	{typ: "datetime(us)", values: []string{`"0001-01-01T00:00:00"`, `"2026-03-29T02:30:00.500001"`}, bare: true},
	{typ: "duration", values: []string{`"P1M2DT3.004S"`, `"PT0S"`, `"PT-1S"`, `"PT0.000000001S"`}, bare: true, alone: true},
	{typ: "uuid", values: []string{`"00112233-4455-6677-8899-aabbccddeeff"`}, bare: true},
	{typ: "timeuuid", values: []string{`"d2177dd0-eaa2-11de-a572-001b779c76e3"`}, bare: true},
	{typ: "inet", values: []string{`"127.0.0.1"`, `"2001:db8::1"`}, bare: true},
	{typ: "json", values: []string{`{"a":[1,null,"x, y"]}`, `"s"`, "1.50"}, bare: true},
	{typ: "Color", values: []string{`"GREEN"`, `"RED"`}, bare: true},
	{typ: "int32?", values: []string{"0", "null"}},
	{typ: "string?", values: []string{`""`, "null", `"x"`}},
	{typ: "bytes?", values: []string{`""`, "null"}},
	{typ: "decimal(9, 2)?", values: []string{"null", `"0.00"`}},
	{typ: "timestamp(ms)?", values: []string{"null", `"1970-01-01T00:00:00Z"`}},
	{typ: "Color?", values: []string{"null", `"RED"`}},
	{typ: "list<int32>", values: []string{"[]", "[1,-1]"}},
	{typ: "list<string?>", values: []string{`["",null]`, "[]"}},
	{typ: "list<int32>?", values: []string{"null", "[]", "[0]"}},
	{typ: "list<list<string>>", values: []string{`[[],["a"]]`, "[]"}},
	{typ: "list<Inner>", values: []string{`[{"x":0,"y":{"z":null}},{"x":1,"y":{"z":""}}]`}},
	{typ: "set<string>", values: []string{`["a","b"]`, "[]"}},
	{typ: "vector<float, 3>", values: []string{"[0.1,0,-1]"}},
	{typ: "map<string, int64>", values: []string{`{"":0,"é,":-1}`, "{}"}},
	{typ: "map<string, decimal(9, 2)?>", values: []string{`{"a":null,"b":"1.00"}`}},
	{typ: "map<int32, string>", values: []string{`{"-1":"a","0":""}`}},
	{typ: "map<uuid, bool>", values: []string{`{"00112233-4455-6677-8899-aabbccddeeff":true}`}},
	{typ: "tuple<int32, string>", values: []string{`[0,""]`}},
	{typ: "Inner", values: []string{`{"x":0,"y":{"z":null}}`, `{"x":-1,"y":{"z":""}}`}},
	{typ: "Inner?", values: []string{"null", `{"x":0,"y":{"z":null}}`}},
	{typ: "Leaf", values: []string{`{"id":0,"kids":[{"id":1,"kids":[]}]}`}},
	{typ: "int32 | string", values: []string{"0", `""`}},
	{typ: "any", values: []string{`{"a":[1,null,{"b":"x"}]}`, "1.50", `""`}},
	{typ: "{ id: int32, ... }", values: []string{`{"id":1,"more":[1,null],"other":"x"}`}},
}
