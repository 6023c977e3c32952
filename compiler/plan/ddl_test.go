package plan_test

import (
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib"
)

// TestDDL prints the table that a sink creates: its columns are the fields that arrive,
// its key is the one that the sink names.
func TestDDL(t *testing.T) {
	files := compiler.Memory{"in.flow": `flow 1

secret password: string @env("PG_PASSWORD")

connection kafka k { brokers = ["127.0.0.1:9092"] }
connection postgres db { host = "127.0.0.1", database = "d", login = basic("u", password) }

topic orders on k {
  value: {
    id: int64, "the day": date, total: decimal(12, 2)?, code: string(max: 8), at: timestamp(ms),
    tags: list<string>, address: { city: string }, gone: bool
  } as json
}

sink postgres copy on db {
  table  = "orders_copy"
  create = if_missing
  key    = [.id, ."the day"]
}

pipeline load {
  from orders
  drop .gone
  to copy
}
`}
	r := &diag.Report{}
	prog, err := compiler.Compile("in.flow", files, stdlib.Catalog(), r)
	if err != nil || r.Failed() {
		t.Fatal(err, r.Sorted())
	}
	_, got, _ := strings.Cut(plan.Make(prog).String(), "sink copy creates its table where it is missing\n")
	want := `  CREATE TABLE IF NOT EXISTS "orders_copy" (
    "id" bigint NOT NULL,
    "the day" date NOT NULL,
    "total" numeric(12, 2),
    "code" varchar(8) NOT NULL,
    "at" timestamptz(3) NOT NULL,
    "tags" text[] NOT NULL,
    "address" jsonb NOT NULL,
    PRIMARY KEY ("id", "the day")
  );
`
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
