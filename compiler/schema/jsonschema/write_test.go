package jsonschema

import (
	"testing"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// everyKind is a record of all that JSON Schema tells apart, so that the schema which is
// made of it means the same type again. What may be anything may be null, and is not required.
const everyKind = `{"$schema":"http://json-schema.org/draft-07/schema#","title":"Order","type":"object","properties":{` +
	`"id":{"type":"integer"},"ratio":{"type":"number"},"paid":{"type":"boolean"},"note":{"oneOf":[{"type":"null"},{"type":"string"}]},` +
	`"at":{"type":"string","format":"date-time"},"day":{"type":"string","format":"date"},"ref":{"type":"string","format":"uuid"},"raw":{"type":"string","contentEncoding":"base64"},` +
	`"color":{"type":"string","enum":["RED","a \"b\""]},"tags":{"type":"array","items":{"type":"string"},"uniqueItems":true},"lines":{"type":"array","items":{"$ref":"#/definitions/Line"}},` +
	`"rates":{"type":"object","additionalProperties":{"type":"number"}},"pair":{"type":"array","items":[{"type":"integer"},{"type":"string"}],"additionalItems":false},` +
	`"home":{"type":"object","properties":{"zip":{"oneOf":[{"type":"null"},{"type":"string"}]}},"additionalProperties":false},"extra":{},` +
	`"shape":{"oneOf":[{"$ref":"#/definitions/Circle"},{"$ref":"#/definitions/Square"}]},"size":{"oneOf":[{"type":"null"},{"type":"integer"},{"type":"string"}]},` +
	`"before":{"oneOf":[{"type":"null"},{"$ref":"#"}]}},` +
	`"required":["id","ratio","paid","at","day","ref","raw","color","tags","lines","rates","pair","home","shape"],"additionalProperties":false,` +
	`"definitions":{"Line":{"type":"object","title":"Line","properties":{"line":{"oneOf":[{"type":"null"},{"$ref":"#/definitions/Line"}]}},"additionalProperties":false},` +
	`"Circle":{"type":"object","title":"Circle","properties":{"kind":{"type":"string","enum":["Circle"]},"radius":{"type":"number"}},"required":["kind","radius"],"additionalProperties":false},` +
	`"Square":{"type":"object","title":"Square","properties":{"kind":{"type":"string","enum":["Square"]},"side":{"type":"number"}},"required":["kind","side"],"additionalProperties":false}}}`

func typeOf(t *testing.T, text string) *types.Type {
	t.Helper()
	var r diag.Report
	s := ParseFiles([]*diag.File{diag.NewFile("order.json", text)}, fromDisk, &r)
	for _, d := range r.Sorted() {
		t.Fatalf("%s: %s [%s]\n%s", d.At.Text(), d.Message, d.Here, text)
	}
	for _, n := range s.Types {
		if n.Name == "Order" {
			return n.Type
		}
	}
	t.Fatal("no Order")
	return nil
}

// TestJSON: the schema of a type means the same type again, and is the same text.
func TestJSON(t *testing.T) {
	first := typeOf(t, everyKind)
	text := JSON(first, Form{Tag: "kind"})
	if again := typeOf(t, text); !types.Same(first, again) {
		t.Errorf("%s is read as %s", first, again)
	}
	if text != everyKind {
		t.Errorf("got\n%s\nwant\n%s", text, everyKind)
	}
}

// TestForms: the schema says how the options have values written.
func TestForms(t *testing.T) {
	f := func(name string, typ *types.Type, as map[string]string) *types.Field {
		return &types.Field{Name: name, Type: typ, As: as}
	}
	typ := types.RecordOf(&types.RecordType{Open: true, Fields: []*types.Field{
		f("made_at", types.InUnit(types.Timestamp, types.Millis), nil),
		f("amount", types.DecimalOf(9, 2), nil),
		f("other_at", types.InUnit(types.Timestamp, types.Millis), map[string]string{"time": "yyyy"}),
		f("raw", types.Of(types.Bytes), nil),
		f("day", types.Of(types.Date), map[string]string{"date": "dd.MM.yyyy"}),
		f("span", types.Of(types.Duration), nil),
	}})
	const want = `{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"madeAt":{"type":"integer"},"amount":{"type":"number"},"otherAt":{"type":"string"},` +
		`"raw":{"type":"string"},"day":{"type":"string"},"span":{"type":"string"}},"required":["madeAt","amount","otherAt","raw","day","span"]}`
	if got := JSON(typ, Form{Time: "unix_ms", Decimal: "number", Bytes: "hex", Names: "camel"}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	const list = `{"$schema":"http://json-schema.org/draft-07/schema#","type":"array","items":{"type":"number"},"maxItems":3}`
	if got := JSON(&types.Type{Kind: types.Vector, Elem: types.Of(types.Float), Len: 3}, Form{}); got != list {
		t.Errorf("got\n%s\nwant\n%s", got, list)
	}
}
