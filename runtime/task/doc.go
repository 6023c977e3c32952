// Package task runs pipelines: it reads batches, hands them to the tasks, runs
// the generated code, writes what comes out, and acknowledges.
//
// One goroutine reads for a pipeline. Each task is a goroutine with its own
// generated state and its own sinks; a split always goes to the same task, so the
// order within a split is kept. Batches come from a fixed set: when all are in
// work the reader waits, and that is the backpressure. A task flushes its sinks
// when it is idle, when enough bytes wait, and before each commit; only then are
// the units of its batches done in the ledger.
//
// Exactly once, a task commits what it wrote together with the positions of its inputs, by
// a [connector.Transaction] that it owns, and the runner commits nothing: transaction.go.
// Where the transactions hold the positions themselves, hold.go gives them to the source,
// and takes them over from where they were kept before. A task whose sink does not return
// is given up: stuck.go.
package task
