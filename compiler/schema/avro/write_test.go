package avro

import (
	"math/big"
	"strings"
	"testing"

	"github.com/hamba/avro/v2"

	"github.com/flowc-lang/flowc/compiler/types"
)

func field(name string, t *types.Type) *types.Field { return &types.Field{Name: name, Type: t} }

func preset(name string, t *types.Type, v any) *types.Field {
	f := field(name, t)
	f.SetDefault(v)
	return f
}

func recordOf(name string, fields ...*types.Field) *types.Type {
	return types.RecordOf(&types.RecordType{Name: name, Fields: fields})
}

func enumOf(name string, symbols ...string) *types.Type {
	return types.EnumOf(&types.EnumType{Name: name, Symbols: symbols})
}

// f writes the JSON of the fields of R.
func f(fields string) string { return `{"type":"record","name":"R","fields":[` + fields + `]}` }

var written = []struct {
	name string
	t    *types.Type
	want string
}{
	{
		"primitives", types.TupleOf(types.Of(types.Bool), types.Of(types.Int8), types.Of(types.Int16), types.Of(types.Int32),
			types.Of(types.Uint8), types.Of(types.Uint16), types.Of(types.Uint32), types.Of(types.Int64), types.Of(types.Float),
			types.Of(types.Double), types.Of(types.String), types.Of(types.Bytes), types.Of(types.Inet), types.Of(types.JSON)),
		`"boolean" "int" "int" "int" "int" "int" "long" "long" "float" "double" "string" "bytes" "string" "string"`,
	},
	{
		"logical types", types.TupleOf(types.Of(types.Date), types.InUnit(types.Time, types.Millis), types.InUnit(types.Time, types.Micros),
			types.InUnit(types.Timestamp, types.Nanos), types.InUnit(types.Datetime, types.Micros), types.Of(types.TimeUUID), types.DecimalOf(5, 2)),
		`{"type":"int","logicalType":"date"} {"type":"int","logicalType":"time-millis"} {"type":"long","logicalType":"time-micros"} {"type":"long","logicalType":"timestamp-nanos"} {"type":"long","logicalType":"local-timestamp-micros"} {"type":"string","logicalType":"uuid"} {"type":"bytes","logicalType":"decimal","precision":5,"scale":2}`,
	},
	{
		"duration once, then its name", recordOf("R", field("a", types.Of(types.Duration)), field("b", types.Of(types.Duration))),
		f(`{"name":"a","type":{"type":"fixed","name":"Duration","namespace":"flowc","size":12,"logicalType":"duration"}},{"name":"b","type":"flowc.Duration"}`),
	},
	{
		"collections", recordOf("R", field("a", types.SetOf(types.Of(types.Int32))), field("b", types.VectorOf(types.Of(types.Float), 3)), field("c", types.MapOf(types.Of(types.String), types.ListOf(types.Of(types.UUID))))),
		f(`{"name":"a","type":{"type":"array","items":"int"}},{"name":"b","type":{"type":"array","items":"float"}},{"name":"c","type":{"type":"map","values":{"type":"array","items":{"type":"string","logicalType":"uuid"}}}}`),
	},
	{
		"a missing optional is null", recordOf("R", field("a", types.OptionalOf(types.Of(types.Int64)))),
		f(`{"name":"a","type":["null","long"],"default":null}`),
	},
	{
		"the default's branch comes first", recordOf("R", preset("a", types.OptionalOf(types.Of(types.Int64)), int64(5))),
		f(`{"name":"a","type":["long","null"],"default":5}`),
	},
	{
		"a default that Avro could not have is left out", recordOf("R", &types.Field{Name: "a", Type: types.OptionalOf(types.Of(types.Int64)), Default: int64(5), HasDefault: true}),
		f(`{"name":"a","type":["null","long"]}`),
	},
	{"an optional inside", types.ListOf(types.OptionalOf(types.Of(types.Int64))), `{"type":"array","items":["null","long"]}`},
	{
		"union", types.OptionalOf(types.UnionOf(types.Of(types.Int64), recordOf("A"), recordOf("B"), types.MapOf(types.Of(types.String), types.Of(types.Bool)))),
		`["null","long",{"type":"record","name":"A","fields":[]},{"type":"record","name":"B","fields":[]},{"type":"map","values":"boolean"}]`,
	},
	{"names of what has none", types.RecordOf(&types.RecordType{Fields: []*types.Field{
		field("to", recordOf("", field("street", types.Of(types.String)), field("kind", enumOf("", "A")))),
		field("any", types.UnionOf(recordOf(""), recordOf("", field("x", types.Of(types.Bool))))),
	}}), `{"type":"record","name":"Record","fields":[{"name":"to","type":{"type":"record","name":"Record_to","fields":[{"name":"street","type":"string"},{"name":"kind","type":{"type":"enum","name":"Record_to_kind","symbols":["A"]}}]}},{"name":"any","type":[{"type":"record","name":"Record_any_1","fields":[]},{"type":"record","name":"Record_any_2","fields":[{"name":"x","type":"boolean"}]}]}]}`},
	{"an import's alias is no namespace", recordOf("orders.Order"), `{"type":"record","name":"Order","fields":[]}`},
	{
		"a table's keyspace is", types.RecordOf(&types.RecordType{Name: "shop.t", Table: &types.Table{Schema: "shop", Name: "t"}}),
		`{"type":"record","name":"t","namespace":"shop","fields":[]}`,
	},
	{"an open enum is text", types.EnumOf(&types.EnumType{Name: "E", Open: true, Symbols: []string{"not a name"}}), `"string"`},
	{
		"docs", types.RecordOf(&types.RecordType{Name: "R", Doc: "a \"b\"\n", Fields: []*types.Field{{Name: "a", Type: types.Of(types.Bool), Doc: "ü"}}}),
		`{"type":"record","name":"R","doc":"a \"b\"\u000a","fields":[{"name":"a","type":"boolean","doc":"ü"}]}`,
	},
	{"defaults", recordOf("R",
		preset("a", types.DecimalOf(5, 2), types.DecimalConst{Unscaled: big.NewInt(-5), Scale: 1}),
		preset("b", types.Of(types.Bytes), []byte{0xFF, 0, 'A'}),
		preset("c", types.Of(types.Double), 2.0),
		preset("d", enumOf("E", "X", "Y"), 1),
		preset("e", types.ListOf(types.Of(types.Int32)), []any{int64(1), int64(2)}),
		preset("g", types.ListOf(types.Of(types.Int32)), []any{}),
		preset("h", types.MapOf(types.Of(types.String), types.Of(types.Date)), []types.Entry{{Key: "k", Value: int32(3)}}),
		preset("i", recordOf("S", field("x", types.OptionalOf(types.Of(types.Bool)))), []any{nil}),
		preset("j", types.Of(types.UUID), [16]byte{0x12, 15: 0xEF}),
	), f(`{"name":"a","type":{"type":"bytes","logicalType":"decimal","precision":5,"scale":2},"default":"Î"},` +
		`{"name":"b","type":"bytes","default":"ÿ\u0000A"},{"name":"c","type":"double","default":2.0},` +
		`{"name":"d","type":{"type":"enum","name":"E","symbols":["X","Y"]},"default":"Y"},` +
		`{"name":"e","type":{"type":"array","items":"int"},"default":[1,2]},{"name":"g","type":{"type":"array","items":"int"},"default":[]},` +
		`{"name":"h","type":{"type":"map","values":{"type":"int","logicalType":"date"}},"default":{"k":3}},` +
		`{"name":"i","type":{"type":"record","name":"S","fields":[{"name":"x","type":["null","boolean"],"default":null}]},"default":{"x":null}},` +
		`{"name":"j","type":{"type":"string","logicalType":"uuid"},"default":"12000000-0000-0000-0000-0000000000ef"}`)},
}

func TestJSON(t *testing.T) {
	for _, c := range written {
		got := ""
		if c.t.Kind == types.Tuple { // a tuple stands for several types
			var all []string
			for _, item := range c.t.Items {
				all = append(all, JSON(item))
			}
			got = strings.Join(all, " ")
		} else {
			got = JSON(c.t)
			if _, err := avro.ParseWithCache(got, "", new(avro.SchemaCache)); err != nil {
				t.Errorf("%s: hamba: %v", c.name, err)
			}
		}
		if got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// TestJSONOfImport writes imported types and reads them again: the same types,
// the same canonical form, and from then on the same text.
func TestJSONOfImport(t *testing.T) {
	for _, name := range []string{"everything", "order"} {
		text := read(t, name+".avsc")
		first := parse(t, text)
		again := JSON(first.Roots[0])
		second := parse(t, again)
		if got, want := describe(second), strings.ReplaceAll(describe(first), "`acme.things.Everything`", "`Everything`"); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
		if !types.Same(first.Roots[0], second.Roots[0]) {
			t.Errorf("%s: the types differ", name)
		}
		want, err := Canonical(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Canonical(again); err != nil || got != want {
			t.Errorf("%s: canonical form %s %v\nwant %s", name, got, err, want)
		}
		if twice := JSON(second.Roots[0]); twice != again {
			t.Errorf("%s: the text changed to\n%s\nfrom\n%s", name, twice, again)
		}
	}
}

func TestCarries(t *testing.T) {
	inR := func(t *types.Type) *types.Type {
		return recordOf("R", field("a", types.ListOf(recordOf("S", field("b", t)))))
	}
	for _, c := range []struct {
		t         *types.Type
		path, why string
	}{
		{types.Of(types.Invalid), "", ""},
		{types.OptionalOf(types.Of(types.Int64)), "", ""},
		{inR(types.Of(types.Uint64)), ".a[].b", "the widest integer of Avro is int64: use decimal(20, 0)"},
		{types.Of(types.Varint), "", "Avro has no integers without bounds: use a decimal(p, 0)"},
		{inR(types.Of(types.Any)), ".a[].b", "Avro needs to know the type of every value: name it, or write the value as json"},
		{types.OptionalOf(types.TupleOf(types.Of(types.Bool))), "", "Avro has no tuples: use a record"},
		{types.ChangeOf(recordOf("R")), "", "a change stream is not written as Avro: unwrap it first"},
		{types.DecimalOf(0, 0), "", "a decimal in Avro has a precision and a scale: use decimal(p, s)"},
		{types.InUnit(types.Timestamp, types.Seconds), "", "Avro has no timestamp(s): use timestamp(ms)"},
		{types.InUnit(types.Time, types.Nanos), "", "Avro has no time(ns): use time(us)"},
		{types.MapOf(types.Of(types.UUID), types.Of(types.Bool)), "", "the keys of an Avro map are string, not uuid"},
		{types.MapOf(types.Of(types.String), types.Of(types.Varint)), "{}", "Avro has no integers without bounds: use a decimal(p, 0)"},
		{recordOf("R", field("@at", types.Of(types.Bool))), ".@at", "`@at` is not an Avro name: letters, digits and _, no digit first"},
		{recordOf("Größe"), "", "`Größe` is not an Avro name: letters, digits and _, no digit first"},
		{enumOf("E", "in progress"), "", "`in progress` is not an Avro symbol: letters, digits and _, no digit first"},
		{types.RecordOf(&types.RecordType{Name: "R", Open: true}), "", "an open record has fields that no Avro schema names"},
		{types.UnionOf(types.Of(types.String), types.Of(types.UUID)), "", "two arms of the union are string in Avro, which cannot be told apart"},
		{types.UnionOf(types.Of(types.Int8), types.Of(types.Date)), "", "two arms of the union are int in Avro, which cannot be told apart"},
		{types.UnionOf(types.Of(types.Bool), types.OptionalOf(types.Of(types.Int8))), "", "a union in Avro holds no union"},
		{recordOf("R", field("x", recordOf("a.S")), field("y", recordOf("b.S", field("z", types.Of(types.Bool))))), ".y", "two types have the Avro name S"},
		{recordOf("R", field("x", recordOf("a.S")), field("y", recordOf("b.S"))), "", ""},
	} {
		ok, why, path := Carries(c.t)
		if ok != (c.why == "") || why != c.why || path != c.path {
			t.Errorf("%s: got %v %q at %q, want %q at %q", c.t, ok, why, path, c.why, c.path)
		}
	}
}
