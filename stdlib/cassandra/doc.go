// Package cassandra describes the Cassandra sink: its connection, its options and
// what it can promise. The driver is the package run below it.
//
// # What it does
//
// A row is written with a prepared INSERT that binds its columns and its write
// time. Rows of one partition go together in unlogged batches, bounded in rows
// and bytes, to a replica that holds the partition; several batches are under
// way at a time. Two batches of one partition are not, so that a later row never
// overtakes an earlier one (order_by = none gives that up).
//
// # Delivery
//
// At least once: offsets are committed behind the rows that the cluster has
// acknowledged at the consistency level asked for. A row that is written again
// carries the same write time and the same values, so writing it again changes
// nothing, and with write times that grow with the offset (write_time = offset,
// or a field that the author names) an older row never hides a newer one: that is
// effectively once. Rows and offsets cannot be committed together, so it is never
// exactly once for those who read in between.
//
// With write_time = record two updates of a key within a millisecond have equal
// write times. Cassandra then keeps the larger value, not the later one, and a
// delete beats a write. The sink sends only the later of such rows where it holds
// both, which depends on where a flush falls; the level is therefore at least
// once.
//
// # Limits
//
// A column whose type is a tuple cannot be written, as gocql binds its elements one
// by one; tuples inside collections can. No counters, no lightweight transactions, no columns that are only appended to.
// A constant TTL starts again when a row is written again. A row that leaves out
// clustering columns (static columns alone) is not written yet. Keyspaces and
// tables are never created or changed.
package cassandra
