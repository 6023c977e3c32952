// Package bench measures generated code, and compares it with the same work done by
// hand over the libraries that one would take: hamba/avro, encoding/json,
// encoding/csv, and the marshalling of gocql.
//
// gen is what flowc makes of orders/orders.flow and events/events.flow; `make
// generate` refreshes it. The pipelines of orders run on batches in memory, from the
// bytes of a source to the bytes for a sink: reading, mapping and writing are
// measured, connectors and drivers are not.
//
// The parts of the pipelines of events, reading and writing one format, are compared
// with many libraries, one by one.
//
// Nothing is compared that does not do equal work: a test holds what comes out of
// one against what comes out of the other, for every record. `make bench` writes
// docs/benchmarks.md.
package bench
