package lsp_test

import (
	"strings"
	"testing"
)

// clinic has a family, a function, a test, and schemas of SQL and Protocol Buffers.
var clinic = map[string]string{
	"clinic.sql": "CREATE TABLE patients (\n  id   bigint PRIMARY KEY,\n  name text NOT NULL\n);\n\nCREATE TABLE visits (\n  id bigint PRIMARY KEY,\n  ward text\n);\n",
	"order.proto": `syntax = "proto3";
package shop;

message Order {
  int64 id = 1;
  string note = 2;
}
`,
	"load.flow": `import sql "clinic.sql" as pg
import proto "order.proto" as shop

/// Hides all but the end.
fn last4(card: string) -> string = "****${card.slice(-4)}"

connection kafka local { brokers = ["127.0.0.1:9092"] }

topic changes on local for T in pg.* {
  name  = "${T.schema}.${T.name}"
  value: change<T> as json
}

topic rows on local for T in changes {
  key:   T.key as avro
  value: T? as json
}

topic orders on local { value: shop.Order as protobuf }
sink console out { value: { note: string, id: int64 } as json }

pipeline capture for T in changes {
  from changes<T>
  unwrap
  to rows<T>
}

pipeline show {
  from orders
  map { note = last4(.note), .id }
  to out
}

test "the end is shown" for show {
  given orders [{ id: 1, note: "12345678" }]
  expect out [{ note: "****5678", id: 1 }]
}
`,
}

// TestFamilies: the variable of a family, its members, functions and tests are names
// like others.
func TestFamilies(t *testing.T) {
	c := edit(t, clinic)
	for name, all := range c.published() {
		for _, d := range all {
			if d.Severity == 1 {
				t.Errorf("%s: %+v", name, d)
			}
		}
	}
	for _, d := range []struct{ at, file, text string }{
		{"change<‸T>", "load.flow", "T"},
		{"key:   ‸T.key", "load.flow", "T"},
		{"from ‸changes<T>", "load.flow", "changes"},
		{"shop.Ord‸er", "order.proto", "Order"},
		{"last4(.no‸te)", "order.proto", "note"},
		{"= las‸t4(", "load.flow", "last4"},
		{"${ca‸rd", "load.flow", "card"},
		{`for sho‸w {`, "load.flow", "show"},
		{"given ord‸ers", "load.flow", "orders"},
		{"expect ou‸t", "load.flow", "out"},
		{`{ id: 1, no‸te`, "order.proto", "note"},
		{"in p‸g.*", "load.flow", "pg"},
		{`import sql "cli‸nic.sql"`, "clinic.sql", ""},
	} {
		var got *place
		c.call("textDocument/definition", c.place("load.flow", d.at), &got)
		if got == nil || got.URI != uri(d.file) || textAt(clinic[d.file], got.Range) != d.text {
			t.Errorf("%s: %+v", d.at, got)
		}
	}
	for _, s := range []struct{ old, by, want, not string }{
		{"to out", "to out\n  ‸", "to on_error delivery", "topic"},
		{"map { note = last4(.note), .id }", "map { note = last4(.‸) }", "note id", "station"},
		{"map { note = last4(.note), .id }", "let x = las‸", "last4 .note", "where"},
		{"for T in pg.* {", "for T in ‸ {", "pg.*", "orders shop.*"},
		{"for T in changes {\n  key", "for T in ‸ {\n  key", "pg.* changes", "orders"},
		{"  unwrap\n", "  unwrap { ‸ }\n", "deletes", "value"},
		{"  unwrap\n", "  unwrap { deletes = ‸ }\n", "tombstone drop row", "deletes"},
		{"given orders [", "given ‸ [", "orders out", "given"},
		{"given orders [{ id: 1, note: \"12345678\" }]", "given orders [{ id: 1, ‸ }]", "note", "id"},
		{"for show {", "for ‸ {", "show capture", "orders"},
		{"  given orders", "  ‸\n  given orders", "given expect freeze", "from"},
		{"value: shop.Order", "value: shop.‸", "Order", "pg.patients"},
	} {
		text := strings.Replace(clinic["load.flow"], s.old, strings.Replace(s.by, "‸", "", 1), 1)
		c.change("load.flow", text)
		at := strings.Index(clinic["load.flow"], s.old) + strings.Index(s.by, "‸")
		var got struct{ Items []item }
		c.call("textDocument/completion", obj{"textDocument": obj{"uri": uri("load.flow")}, "position": position(text, at)}, &got)
		labels := labelsOf(got.Items)
		for _, w := range strings.Fields(s.want) {
			if _, ok := labels[strings.ReplaceAll(w, "_", " ")]; !ok && labels[w].Label == "" {
				t.Errorf("%s: no %q among %v", s.by, w, short(got.Items))
			}
		}
		if _, ok := labels[s.not]; ok {
			t.Errorf("%s: %q does not belong there", s.by, s.not)
		}
	}
}
