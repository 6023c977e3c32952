// Package connector holds the interfaces between the scheduler (runtime/task) and
// the driver side of sources and sinks (stdlib/*/run).
//
// What crosses the border is a [record.Batch], never a value of a schema:
// connectors and converters do not know each other. Methods are called by one
// goroutine at a time unless they say otherwise.
package connector

import (
	"context"
	"errors"
	"log/slog"

	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

// ErrDrained is what [Source.Read] returns when all that was there at
// [Source.Drain] has been read, and by a source that has an end when it is reached.
var ErrDrained = errors.New("drained")

// ErrEndless is wrapped by the error of [Source.Drain] of a source that has no
// end to drain to. The worker refuses the flag: wrong use.
var ErrEndless = errors.New("the source has no end")

// ErrNoInput is wrapped by the error of a source whose input is not there and
// will not come by waiting, such as a pattern that matches no file. The worker
// tells it as a mistake of what it was given, not as a failure of its own.
var ErrNoInput = errors.New("no input")

// Host is what a source may use of the worker that runs it.
type Host struct {
	Pipeline string // name of the pipeline's instance
	Group    string // consumer group, also the name under which offsets are kept
	// Positions holds what is kept of the splits of a [Keeper], or what a [Record] has of
	// those of any source; nil where there is neither.
	Positions offset.Positions
	// Record is the name of the Record that decides where splits go on, empty where there
	// is none. What the source's own system is told follows it.
	Record string
	// Task of Tasks is which of the pipeline's source tasks this one is: the splits s of a
	// [Splitter] for which s % Tasks is Task are its own. A source that runs once has task 0
	// of 1.
	Task, Tasks int
	// Instance tells this worker from every other that runs now, and is the same
	// after a restart: it belongs to the data folder, which is locked. Empty where
	// there is none.
	Instance string
	Log      *slog.Logger
	// Ledger decides what is committed. The source assigns splits to it, and
	// closes them when they are taken away.
	Ledger *offset.Ledger
	// Settle waits until the batches in work of these splits are acknowledged, or
	// the deadline of ctx. A source calls it when splits are being taken away,
	// before it closes them and commits.
	Settle func(ctx context.Context, splits []*offset.Split) error
	// FetchBytes is the source's part of the memory budget.
	FetchBytes int
	// BatchBytes and BatchRows bound what one Read adds; a single record may be
	// larger than BatchBytes.
	BatchBytes, BatchRows int
}

// Source reads the records of the splits that this worker owns.
type Source interface {
	// Open connects. It returns an error for what will not heal by waiting (a
	// pattern that matches no file, a refused password), and a [Retry] error for
	// what may. After an error it has left nothing open: Close is not called.
	Open(ctx context.Context, h *Host) error
	// Read waits for records and appends those of one split to b. It returns the
	// split that they belong to. A nil split with a nil error means that nothing
	// came in a while: the caller looks at its other duties and calls again.
	Read(ctx context.Context, b *record.Batch) (*offset.Split, error)
	// Drain fixes the end: what is there now is read, then Read returns ErrDrained.
	// It may be called while Read is running.
	Drain(ctx context.Context) error
	// Commit makes the positions durable. It may be called while Read is running.
	Commit(ctx context.Context, p []offset.Position) error
	// Close gives the splits up and frees everything. What is to be committed was
	// committed before.
	Close(ctx context.Context) error
}

// Keeper is implemented by sources whose system does not keep their positions. The worker
// keeps them for it, where [Host].Positions reads them at the next start.
type Keeper interface {
	Source
	// Entries returns what is to be kept for positions, and of which splits nothing is to
	// be kept any more. Commit is called behind it, when both are durable: then the outside
	// may be told, as by moving a file away. Entries may be called while Read or Commit is
	// running, and again before Commit is called for what it returned before.
	Entries(positions []offset.Position) (set []offset.Entry, forget []offset.Position, err error)
}

// Keep makes positions durable for a Keeper, and then tells it.
func Keep(ctx context.Context, k Keeper, at offset.Positions, positions []offset.Position) error {
	set, forget, err := k.Entries(positions)
	if err != nil {
		return err
	}
	if err := at.Save(ctx, set, forget...); err != nil {
		return Retry(err)
	}
	return k.Commit(ctx, positions)
}

// Splitter is implemented by sources whose splits workers share out among themselves, as
// source tasks. One without it has its system share them out, as a consumer group does,
// and runs on every worker.
type Splitter interface {
	Source
	// Splits is how many splits there are, numbered from 0; 1 where they are not known
	// beforehand, so that one task has all. It is asked before Open, and needs nothing
	// but the config.
	Splits() int
}

// Transactor is implemented by sources whose positions can be committed in one step
// with what the sinks of a pipeline write, and by sinks that can hold the positions of a
// [Keeper] beside what they write: their Transaction is a [Holder].
type Transactor interface {
	// Transaction returns what one task writes through: its sinks get it with their
	// SinkHost, and the task ends it in place of Source.Commit. It is called before
	// Open and connects nothing.
	Transaction(h *SinkHost) Transaction
}

// Ends is what a transaction commits beside what was written: the positions, and what a
// Keeper makes of them.
type Ends struct {
	Positions []offset.Position
	Set       []offset.Entry
	Forget    []offset.Position
}

// Transaction holds what the sinks of a task have written since its last Commit, so
// that all of it counts together with the positions of its inputs, or none.
type Transaction interface {
	// Commit makes what the sinks have flushed durable, and the positions with it.
	// They are asked for when it is settled which assignment they are committed for;
	// an error of theirs is returned. After any error the caller calls Recover.
	Commit(ctx context.Context, ends func() (Ends, error)) error
	// Recover takes back what is not committed, so that it can be written again. Where
	// the last Commit did not hear how it ended, Recover finds out: committed says that
	// everything is durable and must not be written again.
	Recover(ctx context.Context) (committed bool, err error)
	// Close takes back what is not committed and frees everything.
	Close(ctx context.Context) error
}

// Holder is a Transaction that holds the positions of its slot itself.
type Holder interface {
	Transaction
	// Take keeps out whoever wrote for the slot before, and then returns what is held of
	// its splits. It is called when the sinks are open, and before the source is.
	Take(ctx context.Context) ([]offset.Entry, error)
}

// Recorder is implemented by sinks whose Transaction is a [Record]. One task writes then,
// for all splits.
type Recorder interface {
	Transactor
	// Records reports whether a Record can stand beside what is written.
	Records() bool
}

// Record is a Holder that keeps the positions of all splits of any source beside what is
// written, where whoever goes on with that finds them.
type Record interface {
	Holder
	// Name tells this record from every other; it is known when Take has returned.
	Name() string
}

// Former is implemented by sinks that hold the positions of a pipeline that was exactly
// once before, and is not any more. It is asked when it is open.
type Former interface {
	// Former returns what is held, and what forgets it, which is called when the positions
	// are kept elsewhere; nil where nothing is held.
	Former(ctx context.Context) (entries []offset.Entry, forget func(ctx context.Context) error, err error)
}

// Joiner is implemented by sources whose system shares their splits out among workers.
type Joiner interface {
	// Joined reports whether this worker takes part, or has once. Safe for concurrent use.
	Joined() bool
}

// Progress is implemented by sources that know how much is left.
type Progress interface {
	// Left returns the number of records (or bytes, for files) that are known and
	// not yet read, and false where that is not known. Safe for concurrent use.
	Left() (n int64, unit string, ok bool)
}

// Placer is implemented by sources that can say where a record stands better
// than by its offset: `weather.csv:17`.
type Placer interface {
	Place(topic string, partition int32, offset int64) string
}

// Sink writes rows. A task has its own instance, so it needs no lock.
type Sink interface {
	// Open connects, as Source.Open.
	Open(ctx context.Context, h *SinkHost) error
	// Write takes the rows of b, in order. It may keep references to b until the
	// next Flush returns, so the caller does not reuse b before.
	Write(ctx context.Context, b *record.Batch) error
	// Flush returns nil when every row since the last successful Flush is durable.
	// After an error of Write or Flush nothing since then counts: the caller writes
	// all of it again, or gives up.
	Flush(ctx context.Context) error
	// Close frees everything; what was not flushed may be lost.
	Close(ctx context.Context) error
}

// SinkHost is what a sink may use of the worker that runs it.
type SinkHost struct {
	Pipeline string
	Task     int
	Log      *slog.Logger
	// Instance is [Host].Instance, and Group [Host].Group.
	Instance, Group string
	// Bytes is the sink's part of the memory budget, for what it buffers.
	Bytes int
	// Slot is what the task writes for, where its transaction is a [Holder]: with several
	// Slots the split of that number, with one all splits of the source. It is the same on
	// whichever worker the split is.
	Slot, Slots int
	// Transaction is what the task's sinks write through; nil where each writes alone.
	Transaction Transaction
}

// Checker is implemented by sources and sinks that can compare the live system
// with what was compiled, for `WORKER check`.
type Checker interface {
	// Check connects, looks and disconnects; Open is not called. It returns one
	// sentence for each difference, and an error where it could not look.
	Check(ctx context.Context) (differences []string, err error)
}

// retry is an error that may heal by itself.
type retry struct {
	err error
}

// Retry marks err as one that may heal: the caller tries again with backoff.
func Retry(err error) error {
	if err == nil {
		return nil
	}
	return &retry{err}
}

func (r *retry) Error() string { return r.err.Error() }
func (r *retry) Unwrap() error { return r.err }

// CanRetry reports whether err was marked by Retry.
func CanRetry(err error) bool {
	var r *retry
	return errors.As(err, &r)
}

// RowError is one row that a sink refuses for good; the others of its batch are
// not hurt.
type RowError struct {
	// Batch is the one given to Write that holds the row. Nil in an error of Write
	// means the batch of that call; Flush always sets it.
	Batch *record.Batch
	Row   int // index in Batch
	Code  string
	Err   error
}

func (e *RowError) Error() string { return e.Err.Error() }
func (e *RowError) Unwrap() error { return e.Err }
