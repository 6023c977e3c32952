//go:build unix

package run

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	gocql "github.com/apache/cassandra-gocql-driver/v2"

	"github.com/flowc-lang/flowc/internal/testkit"
	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/stdlib/cassandra"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// live is a keyspace of a real server, and a connection to it.
type live struct {
	server     *testkit.CassandraServer
	connection *Connection
	db         *gocql.Session
	keyspace   string
}

// liveKeyspace makes a keyspace with tables, whose DDL names no keyspace.
func liveKeyspace(t *testing.T, keyspace string, tables ...string) *live {
	t.Helper()
	server := testkit.Cassandra(t)
	server.Keyspace(t, keyspace)
	for _, ddl := range tables {
		server.Exec(t, strings.Replace(ddl, "KS.", keyspace+".", 1))
	}
	return &live{
		server: server, keyspace: keyspace, db: server.Session(t),
		connection: &Connection{Name: "ring", Hosts: []string{server.Addr}, LocalDC: "datacenter1"},
	}
}

// sink is the config of a sink for a table of the keyspace; the first of its
// columns are the partition key, the clustering columns follow.
func (l *live) sink(table string, partition, clustering int, columns ...Column) Sink {
	s := Sink{Connection: l.connection, Keyspace: l.keyspace, Table: table, Columns: columns}
	var names []string
	for i, c := range columns {
		names = append(names, c.Name)
		if i < partition {
			s.Key = append(s.Key, i)
		} else if i < partition+clustering {
			s.KeyColumns = append(s.KeyColumns, i)
		}
	}
	s.Statement = cassandra.Insert(l.keyspace, table, names, 0)
	return s
}

const ordersDDL = `CREATE TABLE KS.orders (customer text, id int, note text, total int, PRIMARY KEY ((customer), id))`

func (l *live) orders() Sink {
	s := l.sink("orders", 1, 1, Column{"customer", "text"}, Column{"id", "int"}, Column{"note", "text"}, Column{"total", "int"})
	s.OnTombstone = "delete"
	return s
}

// one is the single text that a query gives.
func (l *live) one(t *testing.T, query string) string {
	t.Helper()
	var got string
	if err := l.db.Query(query).ScanContext(t.Context(), &got); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return got
}

// collection is a cell of elements that carry their lengths.
func collection(count int, elements ...any) []byte {
	d, mark := record.CQLBegin(nil)
	if count >= 0 {
		d = record.AppendCQLCount(d, count)
	}
	for _, e := range elements {
		d = appendCell(d, e)
	}
	return record.CQLEnd(d, mark)
}

// Every type of CQL arrives as the server itself prints it.
func TestLiveTypes(t *testing.T) {
	uuid := [16]byte{0x12, 0x3e, 0x45, 0x67, 0xe8, 0x9b, 0x12, 0xd3, 0xa4, 0x56, 0x42, 0x66, 0x14, 0x17, 0x40, 0}
	floats := binary.BigEndian.AppendUint32(nil, math.Float32bits(1.5))
	floats = binary.BigEndian.AppendUint32(floats, math.Float32bits(-2))
	tests := []struct {
		typ  string
		cell []byte
		want string // in the server's JSON
	}{
		{"ascii", record.AppendCQLText(nil, "plain"), `"plain"`},
		{"bigint", record.AppendCQLInt64(nil, math.MinInt64), `-9223372036854775808`},
		{"blob", record.AppendCQLBytes(nil, []byte{0, 255}), `"0x00ff"`},
		{"boolean", record.AppendCQLBool(nil, true), `true`},
		{"date", record.AppendCQLDate(nil, -1), `"1969-12-31"`},
		{"decimal", record.AppendCQLDecimal64(nil, -12345, 2), `-123.45`},
		{"double", record.AppendCQLDouble(nil, 0.1), `0.1`},
		{"duration", record.AppendCQLDuration(nil, record.Duration{Months: 14, Days: 3, Nanos: 5e9}), `"1y2mo3d5s"`},
		{"float", record.AppendCQLFloat(nil, 2.5), `2.5`},
		{"inet", must(record.AppendCQLInet(nil, "2001:db8::1")), `"2001:db8:0:0:0:0:0:1"`},
		{"int", record.AppendCQLInt32(nil, -7), `-7`},
		{"smallint", record.AppendCQLInt16(nil, -300), `-300`},
		{"text", record.AppendCQLText(nil, "Zürich ☂"), `"Zürich ☂"`},
		{"time", record.AppendCQLTime(nil, 3_723_000_000_001), `"01:02:03.000000001"`},
		{"timestamp", record.AppendCQLTimestamp(nil, 1_700_000_000_123), `"2023-11-14 22:13:20.123Z"`},
		{"timeuuid", record.AppendCQLUUID(nil, uuid), `"123e4567-e89b-12d3-a456-426614174000"`},
		{"tinyint", record.AppendCQLInt8(nil, -8), `-8`},
		{"uuid", record.AppendCQLUUID(nil, uuid), `"123e4567-e89b-12d3-a456-426614174000"`},
		{"varchar", record.AppendCQLText(nil, ""), `""`},
		{"varint", record.AppendCQLVarint64(nil, 1<<40), `1099511627776`},
		{"list<text>", collection(2, "b", "a"), `["b", "a"]`},
		{"set<int>", collection(2, 2, 9), `[2, 9]`},
		{"map<text, int>", collection(1, "a", 1), `{"a": 1}`},
		{"frozen<list<frozen<set<text>>>>", collection(1, collection(1, "x")[4:]), `[["x"]]`},
		{"list<frozen<tuple<int, text>>>", collection(1, collection(-1, 7, null{})[4:]), `[[7, null]]`},
		{"frozen<address>", collection(-1, "Main", 5), `{"street": "Main", "number": 5}`},
		{"vector<float, 2>", record.AppendCQLBytes(nil, floats), `[1.5, -2.0]`},
		{"int", record.AppendCQLNull(nil), `null`},
		{"int", record.AppendCQLUnset(nil), `null`},
	}
	l := liveKeyspace(t, "types", "CREATE TYPE KS.address (street text, number int)")
	ddl, columns := "CREATE TABLE types.t (id int PRIMARY KEY", []Column{{"id", "int"}}
	row, want := record.AppendCQLInt32(nil, 1), `{"id": 1`
	for i, tt := range tests {
		name := fmt.Sprint("c", i)
		ddl += ", " + name + " " + tt.typ
		columns = append(columns, Column{name, tt.typ})
		row = append(row, tt.cell...)
		want += `, "` + name + `": ` + tt.want
	}
	l.server.Exec(t, ddl+")")
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	s := opened(t, l.sink("t", 1, 0, columns...))
	var b record.Batch
	b.Append(record.Row{}, nil, record.AppendCQLInt64(row, 1))
	if err := put(t.Context(), s, &b); err != nil {
		t.Fatal(err)
	}
	got := l.one(t, "SELECT JSON "+strings.Join(names, ", ")+" FROM types.t")
	if got != want+"}" {
		t.Errorf("got\n%s\nwant\n%s", strings.ReplaceAll(got, ", \"c", "\n \"c"), strings.ReplaceAll(want, ", \"c", "\n \"c"))
	}
}

func must(d []byte, ok bool) []byte {
	if !ok {
		panic("no inet")
	}
	return d
}

// The larger write time wins, whatever comes last; unset leaves a column alone and
// null deletes it; a delete hides what is older.
func TestLiveWriteTimes(t *testing.T) {
	l := liveKeyspace(t, "times", ordersDDL)
	s := opened(t, l.orders())
	steps := []struct {
		add  func(*record.Batch)
		want string
	}{
		{func(b *record.Batch) { order(b, "ann", 1, "new", 2, 2000) }, `{"note": "new", "total": 2}`},
		{func(b *record.Batch) { order(b, "ann", 1, "old", 1, 1000) }, `{"note": "new", "total": 2}`},
		{func(b *record.Batch) { order(b, "ann", 1, unset{}, 3, 3000) }, `{"note": "new", "total": 3}`},
		{func(b *record.Batch) { order(b, "ann", 1, null{}, unset{}, 4000) }, `{"note": null, "total": 3}`},
		{func(b *record.Batch) { remove(b, "ann", 1, 3500) }, `{"note": null, "total": null}`},
		{func(b *record.Batch) { order(b, "ann", 1, "late", 9, 3400); order(b, "ann", 1, "x", unset{}, 5000) }, `{"note": "x", "total": null}`},
	}
	for i, step := range steps {
		b := orders()
		step.add(b)
		for range 2 { // written again, it changes nothing
			if err := put(t.Context(), s, b); err != nil {
				t.Fatal(err)
			}
			if got := l.one(t, "SELECT JSON note, total FROM times.orders WHERE customer = 'ann' AND id = 1"); got != step.want {
				t.Errorf("step %d: the row is %s, want %s", i, got, step.want)
			}
		}
	}
	var time int64
	if err := l.db.Query("SELECT writetime(note) FROM times.orders WHERE customer = 'ann' AND id = 1").ScanContext(t.Context(), &time); err != nil || time != 5000 {
		t.Errorf("the write time is %d, %v", time, err)
	}
}

// 20,000 rows in batches of several partitions, keys repeated: each key has its
// last value, and nothing else is there.
func TestLiveManyRows(t *testing.T) {
	l := liveKeyspace(t, "many", ordersDDL)
	s := opened(t, l.orders())
	const rows, customers, ids = 20_000, 70, 250
	want := map[string]int{}
	for from := 0; from < rows; from += 1000 {
		b := orders()
		for i := from; i < from+1000; i++ {
			customer, id := fmt.Sprint("c", i%customers), i/customers%ids
			order(b, customer, id, fmt.Sprint("note ", i), i, int64(i+1))
			want[fmt.Sprint(customer, "/", id)] = i
		}
		if err := s.Write(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		if from%4000 == 0 {
			if err := s.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	scan := l.db.Query("SELECT customer, id, note, total FROM many.orders").IterContext(t.Context()).Scanner()
	n := 0
	for scan.Next() {
		var customer, note string
		var id, total int
		if err := scan.Scan(&customer, &id, &note, &total); err != nil {
			t.Fatal(err)
		}
		n++
		key := fmt.Sprint(customer, "/", id)
		if want[key] != total || note != fmt.Sprint("note ", total) {
			t.Fatalf("%s holds %d, %q, want %d", key, total, note, want[key])
		}
	}
	if err := scan.Err(); err != nil {
		t.Fatal(err)
	}
	if n != len(want) {
		t.Errorf("%d rows, want %d", n, len(want))
	}
}

// What a real server refuses is blamed on the right row, and the others of its
// batch are there.
func TestLiveBadRows(t *testing.T) {
	l := liveKeyspace(t, "bad", ordersDDL)
	tests := []struct {
		name string
		add  func(*record.Batch)
		want string
	}{
		{"empty key", func(b *record.Batch) { order(b, "", 1, "n", 1, 1) }, "Key may not be empty"},
		{"long key", func(b *record.Batch) { order(b, strings.Repeat("k", 70_000), 1, "n", 1, 1) }, "Key length of 70000 is longer than maximum of 65535"},
		{"wrong cell", func(b *record.Batch) { order(b, "ann", 3, "n", "xyz", 1) }, "Expected 4 or 0 byte int (3)"},
		{"null in the key", func(b *record.Batch) {
			b.Append(record.Row{Offset: 72}, nil, cellsOf("ann", null{}, "n", 1, int64(1)))
		}, "id"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := opened(t, l.orders())
			b := orders()
			order(b, "ann", 1, "good", 1, 1)
			order(b, "ann", 2, "good", 1, 1)
			tt.add(b)
			order(b, "ann", 4, "good", 1, 1)
			err := put(t.Context(), s, b)
			var bad *connector.RowError
			if !errors.As(err, &bad) || bad.Row != 2 || bad.Batch != b {
				t.Fatalf("got %v", err)
			}
			if prefix := "sink cassandra: write row (orders[3] offset 72): table bad.orders: "; !strings.HasPrefix(err.Error(), prefix) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("message %q", err)
			}
			b.Rows = append(b.Rows[:2], b.Rows[3:]...)
			if err := put(t.Context(), s, b); err != nil {
				t.Errorf("without the bad row: %v", err)
			}
		})
	}
}

// Large batches of one partition are taken, and so is a row of a megabyte.
func TestLiveLargeRows(t *testing.T) {
	l := liveKeyspace(t, "large", ordersDDL)
	cfg := l.orders()
	cfg.MaxBatchBytes = 1 << 20
	s := opened(t, cfg)
	b := orders()
	for i := range 200 {
		order(b, "ann", i, strings.Repeat("x", 4<<10), i, 1)
	}
	order(b, "bob", 1, strings.Repeat("y", 1<<20), 1, 1)
	if err := put(t.Context(), s, b); err != nil {
		t.Fatal(err)
	}
	if got := l.one(t, "SELECT JSON count(*) FROM large.orders"); got != `{"count": 201}` {
		t.Errorf("got %s", got)
	}
}

// The live table is not what was compiled.
func TestLiveDifferences(t *testing.T) {
	l := liveKeyspace(t, "differ", ordersDDL)
	checkOf := func(s Sink) string {
		t.Helper()
		got, err := NewSink(s).(connector.Checker).Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(got, "; ")
	}
	if got := checkOf(l.orders()); got != "" {
		t.Errorf("the same table differs: %s", got)
	}
	missing := l.orders()
	missing.Table = "ordres"
	err := NewSink(missing).Open(t.Context(), &connector.SinkHost{})
	if want := "sink cassandra: table differ.ordres does not exist"; err == nil || err.Error() != want || connector.CanRetry(err) {
		t.Errorf("a missing table gives %v", err)
	}
	// Columns that the sink does not know do not matter; a dropped one does, also to
	// a sink that is running.
	s := opened(t, l.orders())
	l.server.Exec(t, "ALTER TABLE differ.orders ADD more text")
	if got := checkOf(l.orders()); got != "" {
		t.Errorf("another column matters: %s", got)
	}
	l.server.Exec(t, "ALTER TABLE differ.orders DROP note")
	if got, want := checkOf(l.orders()), "column differ.orders.note does not exist"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	b := orders()
	order(b, "ann", 1, "n", 1, 1)
	err = put(t.Context(), s, b)
	var bad *connector.RowError
	if err == nil || errors.As(err, &bad) || connector.CanRetry(err) || err.Error() != "sink cassandra: column differ.orders.note does not exist" {
		t.Errorf("a write to the changed table gives %v", err)
	}
}

// A server that is stopped and started again: the same sink goes on.
func TestLiveRestart(t *testing.T) {
	server := testkit.NewCassandra(t)
	server.Keyspace(t, "again")
	server.Exec(t, strings.Replace(ordersDDL, "KS.", "again.", 1))
	l := &live{server: server, keyspace: "again", connection: &Connection{Name: "ring", Hosts: []string{server.Addr}, LocalDC: "datacenter1"}}
	s := opened(t, l.orders())
	b := orders()
	for i := range 500 {
		order(b, fmt.Sprint("c", i%10), i, "n", i, 1)
	}
	if err := put(t.Context(), s, b); err != nil {
		t.Fatal(err)
	}
	server.Stop(t) // a kill would lose the schema, which the test kit does not sync
	if err := put(t.Context(), s, b); err == nil || !connector.CanRetry(err) {
		t.Errorf("a server that is gone gives %v", err)
	}
	server.Restart(t)
	if err := putUntil(t.Context(), s, b); err != nil {
		t.Fatalf("after the restart: %v", err)
	}
	l.db = server.Session(t)
	if got := l.one(t, "SELECT JSON count(*) FROM again.orders"); got != `{"count": 500}` {
		t.Errorf("got %s", got)
	}
}
