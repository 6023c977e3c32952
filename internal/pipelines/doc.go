// Package pipelines measures whole workers against real Kafka: CPU time and memory of
// a worker's process, beside a pass-through written by hand over franz-go that moves
// the same records in the same run. `make bench-pipelines` runs it; FLOWC_RECORDS and
// FLOWC_ROUNDS say how much.
//
// The pipelines are those of bench/events. Records are counted where they arrive.
package pipelines
