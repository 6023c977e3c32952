package task

import (
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
)

// Pipeline is one compiled pipeline with its params filled in: what generated
// code gives the worker to run.
type Pipeline struct {
	Name     string // also of its instance, until there are others
	At       string // place in the .flow file: load.flow:8
	Group    string // flow.<project>.<instance>
	Delivery string // "at least once", with the reason after a colon
	// ExactlyOnce says that what is written and the positions of its inputs are committed
	// in one step: a transaction of the source, or of the sinks, see openTransaction.
	ExactlyOnce bool
	// AtMostOnce says that positions are committed before records are written: what is lost
	// on the way is not written again.
	AtMostOnce bool
	// From and To name the nodes, for people: readings → coldest.
	From string
	To   []string
	// Reads and Writes name what the pipeline takes from and gives to, as
	// "connection/topic" or "file:path". A pipeline is drained after those that write what
	// it reads.
	Reads  []string
	Writes []string

	// Fleeting says that the pipeline writes to a Kafka that ends with the worker. What
	// is there now is gone in the next run, and so must be the positions of this one.
	Fleeting bool

	Tasks  int           // at most so many; 0 lets the worker choose
	Commit time.Duration // how often to flush and commit; 0 is one second

	Source func() connector.Source
	Sinks  []Sink
	// New makes the state of a task's generated code.
	New   func() Stage
	Sites []Site
	// Decode, Map and Write say what becomes of records that cannot be read, for which
	// something computed fails, or that a sink refuses for good.
	Decode, Map, Write Fate
}

// Fate is what becomes of a record that failed: it is passed over, or becomes a dead
// letter. The zero Fate ends the pipeline.
type Fate struct {
	Skip *Skip
	Dead *DeadLetters
}

// Sink is one `to` of a pipeline.
type Sink struct {
	Node string // the sink's or topic's name in the .flow file
	Kind string // "cassandra", "kafka", …
	At   string
	New  func() connector.Sink // a task has its own
	// Attempts and the waits between them before a retriable write error is final;
	// 0 attempts means without limit.
	Attempts int
	Backoff  connector.Backoff
}

// Stage is the generated code of a pipeline, with the state of one task.
type Stage interface {
	// Run takes the rows of in through the stages and appends what comes out to
	// x.Out, one batch for each sink of the pipeline.
	Run(in *record.Batch, x *Exchange)
}

// Site is a place in a pipeline where a record can fail.
type Site struct {
	Stage  string   // decode, map, key, …
	Code   string   // first half of the run-time code: R01 in decoding, R02 in mapping
	At     string   // load.flow:6
	What   string   // the source at that place: `value: Reading as avro`, `.celsius * 100`
	Fields []string // for decode: the field paths that Outcome.Field counts
	Key    bool     // for decode: it is the key that is read, not the value
}

const (
	stageDecode = "decode" // of sites where a record is read
	stageWrite  = "write"  // of a record that a sink refuses
)

// site looks a failure's place up. Generated code that names a place that it does
// not have is a bug, but not one to lose the record's place over.
func (p *Pipeline) site(o record.Outcome) Site {
	if i := o.Site(); i >= 0 && i < len(p.Sites) {
		return p.Sites[i]
	}
	return Site{At: p.At}
}

// field is the path of the field that was being read, empty for the record as a whole
// and for what is computed.
func (s Site) field(o record.Outcome) string {
	if n := o.Field(); n >= 0 && n < len(s.Fields) {
		return s.Fields[n]
	}
	return ""
}

// Exchange is the output of one batch.
type Exchange struct {
	Out      []record.Batch // one for each sink; a Stage appends to them
	In       int            // rows that were looked at
	Filtered int            // of these, kept out by where or route
	Failed   []Failure      // of these, failed, and passed over or buried by the error policy
	// Stop is the failure that ends the pipeline, nil where all went well. Rows from
	// its row on were not looked at.
	Stop *Failure
	// Tolerate decides whether the pipeline goes on after a failure. Nil is stop.
	Tolerate func(Failure) bool
}

// Failure is a record that failed in generated code.
type Failure struct {
	Row     int // index in the input batch
	Outcome record.Outcome
}

// Count settles the outcome of a row that did not pass. It reports whether to go
// on with the next row.
func (x *Exchange) Count(row int, o record.Outcome) bool {
	x.In++
	if !o.Failed() {
		x.Filtered++
		return true
	}
	f := Failure{Row: row, Outcome: o}
	// What a registry that is down keeps to itself says nothing about the record: it
	// comes again at the next start.
	if x.Tolerate != nil && o.Reason() != record.NoSchema && x.Tolerate(f) {
		x.Failed = append(x.Failed, f)
		return true
	}
	x.In--
	x.Stop = &f
	return false
}

// Reset empties x for the next batch and keeps its memory.
func (x *Exchange) Reset() {
	for i := range x.Out {
		x.Out[i].Reset()
	}
	x.In, x.Filtered, x.Failed, x.Stop = 0, 0, x.Failed[:0], nil
}
