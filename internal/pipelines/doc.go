// Package pipelines measures whole workers against real Kafka: CPU time and memory of
// a worker's process, beside a pass-through written by hand over franz-go that moves
// the same records in the same run, and beside Kafka Connect where records go to a
// file. `make bench-pipelines` runs it and writes docs/benchmarks-pipelines.md of the
// lines in the file that FLOWC_FIGURES names; FLOWC_RECORDS and FLOWC_ROUNDS say how much.
//
// The pipelines are those of bench/events. Records are counted where they arrive.
package pipelines
