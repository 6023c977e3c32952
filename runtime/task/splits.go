package task

import (
	"context"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
)

// SourceTasks is among how many source tasks the workers of a cluster share the pipeline
// out: each is a Runner with Options.Task and Options.Tasks, on one worker at a time. It
// is 0 where the source's system shares the splits out, and every worker runs the
// pipeline.
//
// The number follows from the pipeline alone, so that all workers know the same one.
func (p *Pipeline) SourceTasks() int {
	n := p.splits()
	if p.Tasks > 0 {
		n = min(n, p.Tasks)
	}
	return n
}

// splits is what the source says of its splits, 0 where it says nothing.
func (p *Pipeline) splits() int {
	if p.Source == nil {
		return 0
	}
	if s, ok := p.Source().(connector.Splitter); ok {
		return s.Splits()
	}
	return 0
}

// keeps reports whether the source's positions are kept for it.
func (p *Pipeline) keeps() bool {
	if p.Source == nil {
		return false
	}
	_, ok := p.Source().(connector.Keeper)
	return ok
}

// Records reports whether a record beside what is written holds the positions of the
// source: then one task writes, and the workers that go on with it see what it wrote.
func (p *Pipeline) Records() bool {
	if !p.ExactlyOnce || len(p.Sinks) == 0 {
		return false
	}
	s, ok := p.Sinks[0].New().(connector.Recorder)
	return ok && s.Records()
}

// held returns an error when other workers may have the source task by now.
func (r *Runner) held() error {
	if r.o.Held == nil {
		return nil
	}
	return r.o.Held()
}

// ownSplits is how many splits are those of one source task.
func ownSplits(splits, task, tasks int) int {
	return max(1, (splits-task+tasks-1)/max(1, tasks))
}

// openPositions opens where the positions of the source are kept, where its system does
// not keep them.
func (r *Runner) openPositions(ctx context.Context) (offset.Positions, error) {
	if r.holds() {
		return r.takeOver(ctx)
	}
	if _, keeps := r.source.(connector.Keeper); !keeps {
		return nil, r.former(ctx, nil)
	}
	at, err := r.ownPositions(ctx)
	if err != nil {
		return nil, err
	}
	return at, r.former(ctx, at)
}

// ownPositions opens where the worker keeps positions.
func (r *Runner) ownPositions(ctx context.Context) (offset.Positions, error) {
	if r.o.Positions != nil {
		return r.o.Positions(ctx, r.p.Group)
	}
	dataDir := r.o.DataDir
	if r.p.Fleeting {
		dataDir = ""
	}
	store, err := offset.OpenStore(dataDir, r.p.Group)
	if err == nil && store.Recovered() {
		r.log.Warn("the positions were damaged and are those of an earlier commit; some records are read again", "group", r.p.Group)
	}
	return store, err
}

// commitPositions makes positions durable.
func (r *Runner) commitPositions(ctx context.Context, positions []offset.Position) error {
	if k, ok := r.source.(connector.Keeper); ok {
		return connector.Keep(ctx, k, r.positions, positions)
	}
	return r.source.Commit(ctx, positions)
}
