package integration

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// TestPull: the tables of a live keyspace become a file and a pin; when the keyspace
// changes, --check fails and names the column, and once that is pulled too, the
// mapping's mistake is told.
func TestPull(t *testing.T) {
	testkit.Integration(t)
	cql := testkit.Cassandra(t)
	cql.Keyspace(t, "pulled")
	for _, statement := range []string{
		`CREATE TYPE pulled.address (street text, zip int)`,
		`CREATE TYPE pulled.person (name text, home frozen<address>)`,
		`CREATE TABLE pulled.orders (customer text, at timestamp, id uuid, "Note" text, "order" int, total decimal, level text static, tags set<text>, buyer frozen<person>, rates map<text, frozen<list<double>>>, PRIMARY KEY ((customer, id), at)) WITH CLUSTERING ORDER BY (at DESC)`,
		`CREATE TABLE pulled.hits (page text PRIMARY KEY, n counter)`,
	} {
		cql.Exec(t, statement)
	}
	dir := t.TempDir()
	flow := filepath.Join(dir, "load.flow")
	if err := os.WriteFile(flow, []byte(pullFlow), 0o600); err != nil {
		t.Fatal(err)
	}
	flowc := func(code int, args ...string) string {
		t.Helper()
		got := testkit.Run(t, testkit.Command{Path: testkit.Flowc(t), Args: args, Timeout: patience})
		if got.Code != code {
			t.Fatalf("flowc %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), got.Code, code, got.Stdout, got.Stderr)
		}
		return got.Stdout + got.Stderr
	}
	has := func(out string, parts ...string) {
		t.Helper()
		for _, p := range parts {
			if !strings.Contains(out, p) {
				t.Errorf("%q is not in:\n%s", p, out)
			}
		}
	}

	has(flowc(1, "check", flow), "E0204", "flowc pull")
	has(flowc(0, "pull", flow, "--hosts", cql.Addr), "new", "+ table pulled.orders", "flow.lock  1 file")
	text, err := os.ReadFile(filepath.Join(dir, "pulled.cql"))
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != pulledCQL {
		t.Errorf("got\n%s\nwant\n%s", text, pulledCQL)
	}
	flowc(0, "check", flow)
	has(flowc(0, "pull", flow, "--check", "--hosts", cql.Addr), "same")

	cql.Exec(t, `ALTER TABLE pulled.orders DROP total`)
	cql.Exec(t, `ALTER TABLE pulled.orders ADD sum decimal`)
	has(flowc(1, "pull", "--check", flow, "--hosts", cql.Addr), "changed", "+ column pulled.orders.sum decimal", "- column pulled.orders.total")
	flowc(0, "check", flow) // nothing was written
	has(flowc(1, "pull", flow, "--hosts", cql.Addr), "changed", "1 mistake now")
	has(flowc(1, "check", flow), "E0410", "`total`")

	if err := os.WriteFile(filepath.Join(dir, "pulled.cql"), []byte(pulledCQL), 0o600); err != nil {
		t.Fatal(err)
	}
	has(flowc(1, "check", flow), "E0208")
	has(flowc(3, "pull", flow, "--hosts", "127.0.0.1:1", "--start-timeout", "5s"), "failed", "127.0.0.1:1")
}

const pullFlow = `import cql "pulled.cql" from ring(keyspace: "pulled") as pulled

param hosts: list<string> = ["127.0.0.1:9042"]

connection kafka k { brokers = embedded }
connection cassandra ring { hosts = hosts }

topic orders on k { value: { customer: string, id: uuid, at: timestamp(ms), total: decimal(10, 2) } as json }
sink cassandra copies on ring { table = pulled.orders }

pipeline copy {
  from orders
  map pulled.orders { .customer, .id, .at, .total }
  to copies
}
`

const pulledCQL = `CREATE TYPE pulled.address (
  street text,
  zip int
);

CREATE TYPE pulled.person (
  name text,
  home frozen<address>
);

CREATE TABLE pulled.hits (
  page text,
  n counter,
  PRIMARY KEY ((page))
);

CREATE TABLE pulled.orders (
  customer text,
  id uuid,
  at timestamp,
  "Note" text,
  buyer frozen<person>,
  level text static,
  "order" int,
  rates map<text, frozen<list<double>>>,
  tags set<text>,
  total decimal,
  PRIMARY KEY ((customer, id), at)
) WITH CLUSTERING ORDER BY (at DESC);
`
