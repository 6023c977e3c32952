package flowcmd

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/sr"
	"github.com/twmb/franz-go/pkg/sr/srfake"
)

const registryFlow = `import avro "schemas/orders.avsc" from reg(subject: "orders-value") as orders
import proto "schemas/bills.proto" from reg(subject: "bills-value") as bills
import json_schema "schemas/clicks.json" from reg(subject: "clicks-value", version: 1) as clicks

param registry: string = "http://127.0.0.1:1"
secret token: string @env("REGISTRY_TOKEN")

connection kafka k { brokers = embedded }
connection registry reg { url = registry, login = bearer(token: token) }

topic orders_in on k { name = "orders", value: orders.Order as avro(registry: reg) }
topic bills_in on k { name = "bills", value: bills.Bill as protobuf }
topic clicks_in on k { name = "clicks", value: clicks.Click as json }
topic lines on k { value: { id: int64 } as json }

pipeline a {
  from orders_in
  map { id = .id }
  to lines
}

pipeline b {
  from bills_in
  map { id = .id }
  to lines
}

pipeline c {
  from clicks_in
  map { id = .id }
  to lines
}
`

// registered is a registry with a subject of each kind, with references and versions.
func registered(t *testing.T) (*srfake.Registry, func(subject, text string, kind sr.SchemaType, uses ...sr.SchemaReference)) {
	t.Helper()
	r := srfake.New(srfake.WithAuth("Bearer t0"))
	t.Cleanup(r.Close)
	put := func(subject, text string, kind sr.SchemaType, uses ...sr.SchemaReference) {
		t.Helper()
		if _, _, err := r.RegisterSchema(subject, sr.Schema{Schema: text, Type: kind, References: uses}); err != nil {
			t.Fatal(err)
		}
	}
	put("address", `{"type":"record","name":"Address","namespace":"shop","fields":[{"name":"zip","type":"string"}]}`, sr.TypeAvro)
	address := sr.SchemaReference{Name: "shop.Address", Subject: "address", Version: 1}
	put("orders-value", `{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"int"}]}`, sr.TypeAvro)
	put("orders-value", `{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"long"}]}`, sr.TypeAvro)
	put("orders-value", `{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"long"},{"name":"to","type":["null","Address"],"default":null}]}`, sr.TypeAvro, address)
	put("money", "syntax = \"proto3\";\npackage shop;\nmessage Money { int64 units = 1; }\n", sr.TypeProtobuf)
	put("bills-value", "syntax = \"proto3\";\npackage shop;\nimport \"shop/money.proto\";\nmessage Bill { int64 id = 1; Money sum = 2; }\n", sr.TypeProtobuf,
		sr.SchemaReference{Name: "shop/money.proto", Subject: "money", Version: 1})
	put("page", `{"type":"string"}`, sr.TypeJSON)
	put("clicks-value", `{"title":"Click","type":"object","properties":{"id":{"type":"integer"},"page":{"$ref":"page.json"}},"required":["id"],"additionalProperties":false}`, sr.TypeJSON,
		sr.SchemaReference{Name: "page.json", Subject: "page", Version: 1})
	if err := r.SetCompat("orders-value", sr.CompatBackwardTransitive); err != nil {
		t.Fatal(err)
	}
	return r, put
}

// TestPullRegistry: the schemas of a registry become files, with what they refer to
// and the versions that a further one is held against; a change there is told, and
// what is not wanted any more goes.
func TestPullRegistry(t *testing.T) {
	if testing.Short() {
		t.Skip("calls the Go tool")
	}
	r, put := registered(t)
	t.Chdir(t.TempDir())
	t.Setenv("REGISTRY_TOKEN", "t0")
	if err := os.WriteFile("load.flow", []byte(registryFlow), 0o600); err != nil {
		t.Fatal(err)
	}
	pull := func(code int, args ...string) string {
		t.Helper()
		got := call(t, append([]string{"pull", "load.flow", "--registry", r.URL()}, args...)...)
		if got.code != code {
			t.Fatalf("exit code %d, want %d\n%s%s", got.code, code, got.out, got.errOut)
		}
		return got.out + got.errOut
	}
	has := func(out string, parts ...string) {
		t.Helper()
		for _, p := range parts {
			if !strings.Contains(out, p) {
				t.Errorf("%q is not in:\n%s", p, out)
			}
		}
	}

	has(pull(1, "--check"), "new      schemas/orders.avsc  from reg  version 3, compatibility backward_transitive",
		"+ version 1, for `flowc check` to compare with", "+ schemas/shop/money.proto, to which it refers")
	if _, err := os.Stat("schemas"); err == nil {
		t.Error("--check writes files")
	}
	has(pull(0), "wrote    flow.lock  8 files")
	for _, name := range []string{
		"orders.avsc", "orders.references/shop.Address.avsc", "orders.history/1/orders.avsc", "orders.history/2/orders.avsc",
		"bills.proto", "shop/money.proto", "clicks.json", "page.json",
	} {
		if _, err := os.Stat(filepath.Join("schemas", name)); err != nil {
			t.Error(err)
		}
	}
	has(read(t, "flow.lock"), "version 3 under backward_transitive from reg(subject: \"orders-value\")", "schemas/orders.history/1/orders.avsc sha256:", "under backward from reg(subject: \"clicks-value\", version: 1)")
	if got := call(t, "check", "load.flow"); got.code != 0 {
		t.Errorf("%s%s", got.out, got.errOut)
	}
	has(pull(0, "--check"), "same     schemas/orders.avsc", "same     schemas/bills.proto", "same     schemas/clicks.json")

	put("orders-value", `{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"long"},{"name":"note","type":"string","default":""}]}`, sr.TypeAvro)
	has(pull(1, "--check"), "changed  schemas/orders.avsc", `+ Order.note {"default":"","name":"note","type":"string"}`, `- Order.to `, "~ version was 3, is 4", "- schemas/orders.references/shop.Address.avsc")
	pull(0)
	if _, err := os.Stat("schemas/orders.references"); err == nil {
		t.Error("what is not referred to any more stays")
	}
	if err := r.SetCompat("orders-value", sr.CompatNone); err != nil {
		t.Fatal(err)
	}
	has(pull(0), "~ compatibility was backward_transitive, is none", "- schemas/orders.history/3/orders.avsc")
	if _, err := os.Stat("schemas/orders.history/3"); err == nil {
		t.Error("versions that nothing is held against stay")
	}
	for line := range strings.Lines(call(t, "pull", "load.flow", "--check", "--json", "--registry", r.URL()).out) {
		var p pulled
		if err := json.Unmarshal([]byte(line), &p); err != nil || p.State != "same" || p.Version == 0 || p.Level == "" {
			t.Errorf("%s: %v", line, err)
		}
	}

	t.Setenv("REGISTRY_TOKEN", "other")
	has(pull(3), "failed   schemas/orders.avsc", "the login is not accepted")
	t.Setenv("REGISTRY_TOKEN", "t0")
	put("clicks-value", `{"$ref":"../../x.json"}`, sr.TypeJSON, sr.SchemaReference{Name: "../../x.json", Subject: "page", Version: 1})
	if err := os.WriteFile("load.flow", []byte(strings.Replace(registryFlow, `"clicks-value", version: 1`, `"clicks-value"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	has(pull(1, "--check"), "clicks.references/x.json")
	put("bills-value", "syntax = \"proto3\";\nimport \"../../money.proto\";\n", sr.TypeProtobuf, sr.SchemaReference{Name: "../../money.proto", Subject: "money", Version: 1})
	has(pull(3), "bills.proto  from reg", `"../../money.proto", which cannot be the name of a file here`)
}
