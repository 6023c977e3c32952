package connector

import (
	"context"
	"log/slog"

	"github.com/flowc-lang/flowc/runtime/offset"
)

// Coordinator is implemented by sources and sinks by whose system workers can be a
// cluster.
type Coordinator interface {
	Coordinates() Cluster
}

// Cluster is a system by which workers share out the tasks of sources.
type Cluster struct {
	Connection string // its name in the .flow file
	Embedded   bool   // it ends with this worker, so no other one can reach it
	// Join takes part until ctx ends, and then gives back what the worker has.
	Join func(ctx context.Context, s Share) error
	// Positions opens what is kept there of the splits of a source task, for sources whose
	// system does not keep them.
	Positions func(ctx context.Context, log *slog.Logger, group string, task int) (offset.Positions, error)
	// Check says what keeps workers from being a cluster, in sentences.
	Check func(ctx context.Context, log *slog.Logger, s Share) ([]string, error)
}

// Share is a worker's part in a cluster.
type Share struct {
	// Group names the cluster, and Worker this worker: no other has its name, and it is
	// the same after a restart.
	Group, Worker string
	Build         string         // what the worker was built from, for people
	Tasks         map[string]int // among how many tasks each pipeline is shared out
	// Run runs a task until reading ends, and then delivers what it has read, or until
	// ctx ends, and then drops everything. It writes nothing when held returns an error.
	Run func(ctx, reading context.Context, t ShareTask, held func() error) error
	// Joined is called when the worker has been told for the first time what it runs.
	Joined func()
	Log    *slog.Logger
}

// ShareTask is one of the Of tasks of a pipeline.
type ShareTask struct {
	Pipeline  string
	Index, Of int
}
