// Package offset holds the ledger: the one place that decides what may be
// committed, the lowest offset that not every sink has acknowledged.
//
// A source assigns each split that it owns to a [Ledger] and gets a [Split]. The
// reader adds a [Unit] for each batch, in order. A unit is done when all that
// came of its records is durable. What may be committed is the end of the done
// prefix, never the highest acknowledgement. Everything reaches the ledger
// through the pointer of its split, so that an acknowledgement that arrives after
// the split was taken away, or given back anew, finds a closed split and counts
// for nothing.
package offset

// Position is an offset to commit for a split: the next record to be read.
type Position struct {
	Topic     string
	Partition int32
	Next      int64
	// Epoch is the leader epoch of the last record before Next, -1 where unknown.
	Epoch int32
}
