package cassandra

import "github.com/flowc-lang/flowc/stdlib/spec"

// Driver is the import path of the package that a worker links for this sink.
const Driver = "github.com/flowc-lang/flowc/stdlib/cassandra/run"

// DefaultPort is where Cassandra listens unless a host names another port.
const DefaultPort = 9042

// levels are the consistency levels that a write can ask for.
func levels() []string {
	return []string{"local_quorum", "local_one", "quorum", "each_quorum", "all", "any", "one", "two", "three"}
}

// Connection describes `connection cassandra`.
func Connection() *spec.Connection {
	return &spec.Connection{
		Name:    "cassandra",
		Doc:     "A Cassandra cluster, version 3.11 or later (native protocol 4 or 5).",
		Package: Driver,
		Type:    "Connection",
		Options: []spec.Option{
			{Name: "hosts", Type: spec.Texts, Required: true, When: spec.Start, Doc: "Nodes to ask first, as `host` or `host:port`; the others are found through them."},
			{Name: "port", Type: spec.Int, Default: "9042", When: spec.Start, Min: 1, Max: 65535, Doc: "Port of the nodes that are given without one, and of those that are found."},
			{Name: "local_dc", Field: "LocalDC", Type: spec.Text, When: spec.Start, Doc: "Data centre whose nodes are asked; left out, all nodes are asked in turn, which crosses data centres where there are several."},
			{Name: "login", Type: spec.Call, Words: []string{"basic"}, Args: map[string][]spec.Option{"basic": {
				{Name: "user", Type: spec.Text, Required: true, When: spec.Start, Doc: "Name of the role."},
				{Name: "password", Type: spec.Text, Secret: true, Required: true, When: spec.Start, Doc: "Password of the role; give it a secret."},
			}}, When: spec.Start, Doc: "How to log in: `basic(user, password)`; left out, the cluster must take anyone."},
			{Name: "timeout", Type: spec.Duration, Default: "12s", When: spec.Start, Min: 100, Max: 600_000, Doc: "How long to wait for one answer; keep it above the server's own write timeout, or writes that succeed are sent again."},
			{Name: "consistency", Type: spec.Word, Words: levels(), Default: "local_quorum", When: spec.Static, Doc: "How many replicas must have a row before it counts as written, for sinks that say nothing themselves."},
		},
		Pulls: map[string]string{"cql": "Pull"},
		Pull: map[string][]spec.Option{"cql": {
			{Name: "keyspace", Type: spec.Text, Required: true, When: spec.Static, Doc: "Keyspace whose tables and types are fetched."},
			{Name: "tables", Type: spec.Texts, When: spec.Static, Doc: "The tables alone that are fetched; left out, all."},
		}},
	}
}

// Connector describes `sink cassandra`.
func Connector() *spec.Connector {
	return &spec.Connector{
		Name:       "cassandra",
		Doc:        "Writes rows into a Cassandra table whose columns were checked at compile time.",
		Connection: "cassandra",
		Sink: &spec.Side{
			Options: sinkOptions(),
			Value:   spec.Rows,
			Best:    spec.EffectivelyOnce,
			Why:     "rows and offsets cannot be committed in one step, so a row may be written again, with the same write time and values",
			Package: Driver,
			Type:    "Sink",
			Derived: []spec.Derived{
				{Field: "Connection", From: spec.DeriveConnection},
				{Field: "Keyspace", From: spec.DeriveKeyspace},
				{Field: "Table", From: spec.DeriveTable},
				{Field: "Statement", From: spec.DeriveStatement},
				{Field: "Columns", From: spec.DeriveColumns},
				{Field: "Key", From: spec.DeriveKey},
				{Field: "KeyColumns", From: spec.DeriveClustering},
			},
		},
		Example: example,
		Built:   true,
	}
}

func sinkOptions() []spec.Option {
	return []spec.Option{
		{Name: "table", Field: "-", Type: spec.Table, Required: true, When: spec.Static, Doc: "The imported table that takes the rows: `weather.readings_by_station`."},
		{Name: "mode", Field: "-", Type: spec.Word, Words: []string{"upsert"}, Default: "upsert", When: spec.Static, Doc: "`upsert` writes the columns that the row sets, whether the key is there or not."},
		{Name: "batch", Field: "BatchRows", Type: spec.Int, Default: "100", When: spec.Start, PerUse: true, Min: 1, Max: 10_000, Doc: "Most rows in one request; only rows of one partition go together, and 40 KiB end a batch earlier. More than 100 gains nothing."},
		{Name: "write_time", Field: "-", Type: spec.Call, Also: []spec.Type{spec.Record}, Words: []string{"record", "offset"}, Args: map[string][]spec.Option{"offset": {
			{Name: "since", Type: spec.Text, Required: true, When: spec.Static, Doc: "Day that write times count from, yyyy-MM-dd; it must not change once rows are written."},
		}}, Default: "record", When: spec.Each, Doc: "What decides which write of a column is newer: the record's timestamp, `offset(since: \"2026-01-01\")`, which grows strictly within a partition of the topic, or a timestamp field."},
		{Name: "null", Field: "-", Type: spec.Word, Words: []string{"unset", "tombstone"}, Default: "unset", When: spec.Static, Doc: "What a null does to its column: `unset` leaves it as it is, `tombstone` deletes it."},
		{Name: "on_tombstone", Type: spec.Word, Words: []string{"refuse", "delete"}, Default: "refuse", When: spec.Static, Doc: "What a record without a value does: `delete` removes the row of its key."},
		{Name: "order_by", Type: spec.Word, Words: []string{"key", "none"}, Default: "key", When: spec.Static, PerUse: true, Doc: "`key` never has two writes of one partition under way at a time; `none` lets them overtake each other, which write times make good, and is faster for few large partitions."},
		{Name: "consistency", Type: spec.Word, Words: levels(), When: spec.Static, PerUse: true, Doc: "How many replicas must have a row before it counts as written; left out, the connection's level."},
		{Name: "in_flight", Type: spec.Int, Default: "32", When: spec.Start, PerUse: true, Min: 1, Max: 1024, Doc: "Most requests of one task under way at a time."},
		{Name: "ttl", Field: "-", Type: spec.Duration, When: spec.Static, Min: 1000, Max: 630_720_000_000, Doc: "After how long a row expires, in whole seconds from when it was written; written again, it starts again."},
		spec.Allow(),
	}
}

const example = `import cql "weather.cql" as weather

connection cassandra ring {
  hosts    = ["127.0.0.1"]
  local_dc = "datacenter1"
}

sink cassandra readings on ring {
  table      = weather.readings_by_station
  mode       = upsert
  write_time = offset(since: "2026-01-01")
}
`
