// Package kafka describes Kafka connections and topics.
//
// # What it does
//
// A topic is a source and a sink. As a source its records are read by a consumer
// group, cooperatively balanced, from the offsets that the group committed; as a
// sink they are produced with acknowledgement of all replicas and an idempotent
// producer. A topic that is missing is created where `partitions` is declared, or
// where the connection is the embedded Kafka.
//
// # Delivery
//
// Exactly once where one transaction holds what is written and the offsets, or the position
// of another source: all topics on one cluster. Else at least once: offsets are committed
// after every sink has acknowledged, so a crash repeats what was under way. A topic that is
// written by key and compacted (`cleanup = compact`) is effectively once: what is repeated
// replaces itself.
//
// A committed offset that the log no longer holds is an error with a name, never
// a silent jump: `start` says where a group without offsets begins, and nothing
// else.
//
// # Known limits
//
//   - Topic patterns and a topic name of the record are not read and written yet.
//   - One worker reads all partitions of a topic when it drains; a second worker
//     of the same group makes the drain wait.
package kafka
