package offset

import "context"

// Entry is what is kept of a split.
type Entry struct {
	Topic     string `json:"topic"`
	Partition int32  `json:"partition,omitempty"`
	Next      int64  `json:"next"`
	// Mark is the source's own note, such as what tells a file from another of the
	// same name.
	Mark string `json:"mark,omitempty"`
}

// Positions is where the positions of one group are kept, for sources whose system does
// not keep them: a [Store] keeps them in a file. It is read when it is opened; what it
// returns later is that and what was saved since. Its methods may be called concurrently.
type Positions interface {
	// Get returns the entry of a split.
	Get(topic string, partition int32) (Entry, bool)
	// Entries returns all entries in the order of their splits.
	Entries() []Entry
	// Save sets the entries, takes those of the forgotten splits out, and makes the
	// result durable. After an error everything is as it was.
	Save(ctx context.Context, set []Entry, forget ...Position) error
}
