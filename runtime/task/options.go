package task

import (
	"context"
	"log/slog"
	"runtime"
	"time"

	"github.com/flowc-lang/flowc/runtime/offset"
)

// Options is what the worker decides for a pipeline.
type Options struct {
	DataDir string // folder of the worker's state
	// Positions opens where the positions of a group are kept whose source's system does
	// not keep them; nil keeps them in files of DataDir.
	Positions func(ctx context.Context, group string) (offset.Positions, error)
	// Task of Tasks is the source task that is run, see [connector.Host]. A Tasks of 0 is
	// all of the pipeline: task 0 of 1.
	Task, Tasks int
	// Held returns an error when other workers may have the source task by now: nothing is
	// written or committed any more. Nil is never.
	Held func() error
	// Instance is [connector.Host].Instance.
	Instance string
	Log      *slog.Logger // nil discards
	// Buffers is the memory, in bytes, for what the pipeline fetches ahead, has in
	// work, and buffers in its sinks. 0 is DefaultBuffers.
	Buffers int
	// Program is what the user calls the worker by, for messages: ./load.
	Program string
	// Idle is how long a task waits for more before it flushes. 0 is 20 ms.
	Idle time.Duration
	// Deadline is how old a batch in work may get before Late is called, once for
	// each time that a task falls behind. 0 is never.
	Deadline time.Duration
	Late     func(task int, age time.Duration)
	// Stuck is after how long a task is given up whose sink does not return from a call:
	// Run returns a [StuckError]. 0 is never. Sinks bound what they do themselves; this is
	// for one that cannot, as on a disk that is not there any more.
	Stuck time.Duration
}

// DefaultBuffers is 40 % of the default memory budget of 96 MiB.
const DefaultBuffers = 38 << 20

const (
	defaultIdle   = 20 * time.Millisecond
	defaultCommit = time.Second
	// defaultTasks bounds the tasks of a pipeline that does not say how many it
	// wants: each has its own sinks, that is connections and buffers.
	defaultTasks = 4
)

func (o Options) filled() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Buffers <= 0 {
		o.Buffers = DefaultBuffers
	}
	o.Tasks = max(1, o.Tasks)
	if o.Idle <= 0 {
		o.Idle = defaultIdle
	}
	return o
}

// sizes is how the memory of a pipeline is divided. A batch stays in work until
// its sinks are flushed, and its outputs with it; so the number of jobs, each with
// an input and its outputs, times their size is the memory in work.
type sizes struct {
	tasks      int
	jobs       int // batches in work, the backpressure
	perTask    int // jobs that a task keeps unflushed
	batchBytes int
	batchRows  int
	fetchBytes int
	sinkBytes  int // of one sink of one task
}

const (
	largestBatch  = 256 << 10
	smallestBatch = 16 << 10
	// batchRows bounds a batch of tiny records, whose rows weigh more than they do.
	batchRows = 4096
	mostJobs  = 64
	// slack is what a batch of small records really takes, as a multiple of the bytes
	// that bound it: the rows stand beside the bytes, a sink keeps something for each
	// of them that is larger still, JSON has twice the bytes of Avro, and what grows is
	// larger than what is in it.
	slack = 4
	// fetchSlack is the same for what is fetched: a client's record of 100 bytes takes
	// nearly 200 more, and one fetch is taken apart while others wait.
	fetchSlack = 4
)

// parallel is how many tasks of its own a run has: no more than splits, where their
// number is known. A transaction that holds positions is for one split, or for all.
func parallel(p *Pipeline, o Options) int {
	splits, keeps := p.splits(), p.keeps()
	switch {
	case p.Records():
		return 1
	case splits > 1 && p.ExactlyOnce && keeps:
		return ownSplits(splits, o.Task, o.Tasks)
	case p.ExactlyOnce && keeps:
		return 1
	}
	n := p.Tasks
	if n <= 0 {
		n = min(runtime.GOMAXPROCS(0), defaultTasks)
	}
	if splits > 1 {
		n = min(n, ownSplits(splits, o.Task, o.Tasks))
	}
	return n
}

// divide shares the buffers out: a quarter each to what the source fetches ahead
// and to the sinks, and half to the batches in work.
//
// What is live counts twice, since the collector lets as much garbage stand beside
// it. More would be slower, too: the nearer the heap is to its limit, the more often it
// is collected, and each collection takes the clients' request buffers away, which are
// then grown again from nothing.
func divide(p *Pipeline, tasks, buffers int) sizes {
	z := sizes{tasks: tasks, batchBytes: largestBatch, batchRows: batchRows}
	sinks := len(p.AllSinks())
	z.fetchBytes = buffers / 4 / fetchSlack
	z.sinkBytes = buffers / 4 / (z.tasks * max(sinks, 1))
	// A task keeps some jobs unflushed while it works on the next, and the reader
	// fills one more; with fewer jobs than that everybody waits for everybody.
	least := 3*z.tasks + 1
	weight := slack * (1 + sinks)
	for z.batchBytes > smallestBatch && buffers/2 < least*weight*z.batchBytes {
		z.batchBytes /= 2
	}
	z.jobs = min(max(buffers/2/(weight*z.batchBytes), least), max(mostJobs, least))
	z.perTask = max(z.jobs/(2*z.tasks), 1)
	return z
}
