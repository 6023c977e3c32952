package run

import (
	"encoding/binary"

	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/stdlib/cassandra/run/cqltest"
)

// ordersTable is the table of most tests: customer is the partition, id the
// clustering column.
func ordersTable() cqltest.Table {
	return cqltest.Table{Keyspace: "shop", Name: "orders", Columns: []cqltest.Column{
		{Name: "customer", Type: "text", Kind: "partition_key"},
		{Name: "id", Type: "int", Kind: "clustering"},
		{Name: "note", Type: "text", Kind: "regular", Position: -1},
		{Name: "total", Type: "int", Kind: "regular", Position: -1},
	}}
}

// ordersSink is the config of a sink for it.
func ordersSink(c *Connection) Sink {
	return Sink{
		Connection: c, Keyspace: "shop", Table: "orders",
		Statement:   `INSERT INTO "shop"."orders" ("customer", "id", "note", "total") VALUES (?, ?, ?, ?) USING TIMESTAMP ?`,
		Columns:     []Column{{"customer", "text"}, {"id", "int"}, {"note", "text"}, {"total", "int"}},
		Key:         []int{0},
		KeyColumns:  []int{1},
		OnTombstone: "delete",
	}
}

// null and unset are the cells without bytes.
type (
	null  struct{}
	unset struct{}
)

// appendCell appends a cell: an int is an int column, an int64 a bigint.
func appendCell(d []byte, v any) []byte {
	size := func(n int) []byte { return binary.BigEndian.AppendUint32(d, uint32(int32(n))) }
	switch v := v.(type) {
	case null:
		return size(nullCell)
	case unset:
		return size(unsetCell)
	case int:
		return binary.BigEndian.AppendUint32(size(4), uint32(int32(v)))
	case int64:
		return binary.BigEndian.AppendUint64(size(8), uint64(v))
	case string:
		return append(size(len(v)), v...)
	case []byte:
		return append(size(len(v)), v...)
	}
	panic("no such cell")
}

func cellsOf(values ...any) []byte {
	var d []byte
	for _, v := range values {
		d = appendCell(d, v)
	}
	return d
}

// order adds a row of orders to b; note and total may be null or unset.
func order(b *record.Batch, customer string, id int, note, total any, time int64) {
	b.Append(record.Row{Offset: int64(len(b.Rows)) + 70}, nil, cellsOf(customer, id, note, total, time))
}

// remove adds a delete.
func remove(b *record.Batch, customer string, id int, time int64) {
	b.Append(record.Row{Offset: int64(len(b.Rows)) + 70}, cellsOf(customer, id, time), nil)
}

func orders() *record.Batch { return &record.Batch{Topic: "orders", Partition: 3} }
