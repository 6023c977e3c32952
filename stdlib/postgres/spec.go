// Package postgres describes Postgres tables as sinks and their changes as a
// source. Its drivers come later: projects that use them check, and do not build.
package postgres

import "github.com/flowc-lang/flowc/stdlib/spec"

// Connection describes `connection postgres`.
func Connection() *spec.Connection {
	return &spec.Connection{
		Name: "postgres",
		Doc:  "A Postgres database.",
		Options: []spec.Option{
			{Name: "host", Type: spec.Text, When: spec.Start, Required: true, Doc: "Name or address of the server."},
			{Name: "port", Type: spec.Int, When: spec.Start, Default: "5432", Min: 1, Max: 65535, Doc: "Port of the server."},
			{Name: "database", Type: spec.Text, When: spec.Start, Required: true, Doc: "Name of the database."},
			{Name: "login", Type: spec.Call, When: spec.Start, Words: []string{"basic"}, Args: map[string][]spec.Option{"basic": {
				{Name: "user", Type: spec.Text, When: spec.Start, Required: true, Doc: "Name of the role."},
				{Name: "password", Type: spec.Text, Secret: true, When: spec.Start, Required: true, Doc: "Password of the role; give it a secret."},
			}}, Doc: "How to log in."},
		},
		Pull: map[string][]spec.Option{"sql": {
			{Name: "schemas", Type: spec.Texts, When: spec.Static, Default: `["public"]`, Doc: "Schemas whose tables and types are fetched."},
			{Name: "tables", Type: spec.Texts, When: spec.Static, Doc: "The tables alone that are fetched; left out, all."},
		}},
	}
}

// Sink describes `sink postgres`.
func Sink() *spec.Connector {
	return &spec.Connector{
		Name:       "postgres",
		Doc:        "Rows of a table.",
		Connection: "postgres",
		Sink: &spec.Side{
			Options: []spec.Option{
				{Name: "table", Field: "-", Type: spec.Table, When: spec.Static, Required: true, Doc: "The imported table, or as a text the name of one whose columns are the fields of the records; see create."},
				{Name: "mode", Type: spec.Word, Words: []string{"insert", "upsert", "delete"}, When: spec.Static, Default: "upsert", Field: "-", Doc: "What is done with a record; upsert replaces the row of the same primary key."},
				{Name: "create", Type: spec.Word, Words: []string{"never", "if_missing"}, When: spec.Static, Default: "never", Doc: "Whether a missing table is created at start."},
				{Name: "evolve", Type: spec.Word, Words: []string{"never", "add_columns"}, When: spec.Static, Default: "never", Doc: "Whether missing columns are added at start."},
				{Name: "key", Field: "-", Type: spec.Columns, When: spec.Static, Doc: "Primary key of a table that is named by a text, such as [.id]; without it the fields of the record's key."},
				{Name: "null", Field: "-", Type: spec.Word, Words: []string{"write", "keep"}, When: spec.Static, Default: "write", Doc: "What a null does to its column in an upsert: write makes it null, keep leaves the value that is there."},
				{Name: "on_tombstone", Type: spec.Word, Words: []string{"refuse", "delete"}, When: spec.Static, Default: "refuse", Doc: "What a null value does; delete removes the row of its key."},
				{Name: "batch", Type: spec.Int, When: spec.Start, PerUse: true, Default: "500", Min: 1, Max: 100_000, Doc: "Most rows in one statement."},
				spec.Allow(),
			},
			Value:   spec.Rows,
			Best:    spec.ExactlyOnce,
			Why:     "rows and offsets are written in one transaction",
			Package: "github.com/flowc-lang/flowc/stdlib/postgres/run", Type: "SinkConfig",
		},
		Example: `import sql "shop.sql" as pg

secret password: string @env("PG_PASSWORD")

connection kafka local { brokers = ["127.0.0.1:9092"] }

connection postgres db {
  host     = "127.0.0.1"
  database = "shop"
  login    = basic("loader", password)
}

topic orders on local { value: pg.orders as json }

sink postgres copy on db { table = pg.orders }

pipeline load {
  from orders
  to copy
}
`,
	}
}

// CDC describes `source postgres.cdc`.
func CDC() *spec.Connector {
	return &spec.Connector{
		Name:       "postgres.cdc",
		Doc:        "The changes of tables, from the write-ahead log through a replication slot.",
		Connection: "postgres",
		Source: &spec.Side{
			Options: []spec.Option{
				{Name: "table", Type: spec.Table, When: spec.Static, Excludes: []string{"tables"}, Doc: "The imported table."},
				{Name: "tables", Type: spec.TableSet, When: spec.Static, Excludes: []string{"table"}, Doc: "A set of imported tables, read through one slot; it makes the source a family."},
				{Name: "slot", Type: spec.Text, When: spec.Start, Required: true, Doc: "Name of the replication slot; while nobody reads it the server keeps its log, and its disk fills."},
				{Name: "publication", Type: spec.Text, When: spec.Start, Doc: "Name of the publication; without it the slot's name."},
				{Name: "snapshot", Type: spec.Word, Words: []string{"initial", "never"}, When: spec.Static, Default: "initial", Doc: "Whether the rows that are there at the first start are read before the changes."},
				{Name: "identity", Field: "-", Type: spec.Word, Words: []string{"key", "full"}, When: spec.Static, Default: "key", Doc: "What a table sends of the old row, its REPLICA IDENTITY: the key of what was changed or deleted, or with full the whole row, which `before` and `deletes = row` need."},
				{Name: "max_lag", Type: spec.Size, When: spec.Start, Min: 1 << 20, Max: 1 << 50, Doc: "How much log the server may keep for the slot before the worker says so loudly: while nobody reads the slot the server's disk fills."},
				{Name: "new", Type: spec.Word, Words: []string{"warn", "stop"}, When: spec.Static, Default: "warn", Doc: "What happens when a table appears that was not there at compile time."},
			},
			Value:   spec.Changes,
			Best:    spec.ExactlyOnce,
			Why:     "its log position can be committed in the Kafka transaction that holds the changes",
			Package: "github.com/flowc-lang/flowc/stdlib/postgres/run", Type: "CDCConfig",
		},
		Example: `import sql "shop.sql" as pg

secret password: string @env("PG_PASSWORD")

connection kafka local { brokers = ["127.0.0.1:9092"] }

connection postgres db {
  host     = "127.0.0.1"
  database = "shop"
  login    = basic("cdc", password)
}

source postgres.cdc changes on db {
  table = pg.orders
  slot  = "flow_orders"
}

topic orders on local {
  key:   { id: int64 } as json
  value: pg.orders?    as json
}

pipeline capture {
  from changes
  unwrap
  to orders
}
`,
	}
}
