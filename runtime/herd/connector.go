package herd

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/flowc-lang/flowc/runtime/task"
)

// Host is what a worker does for its connectors.
type Host struct {
	// Build makes the pipeline of a definition, and the function that frees what it holds
	// beside its runs.
	Build func(ctx context.Context, d Definition) (*task.Pipeline, func(), error)
	// New prepares a run of a pipeline, and Run runs it until reading ends; it returns what
	// [task.Runner.Run] does.
	New func(p *task.Pipeline) *task.Runner
	Run func(reading context.Context, r *task.Runner) error
	// Failed is told of a connector that is not started again; nil tells nobody.
	Failed func(c *Connector)
	// Restarts is how often a failed run is started again within [Window].
	Restarts int
	// Stay keeps a connector that has come to its end, for what is wanted of it next.
	// Without it, it is over.
	Stay bool
	Log  *slog.Logger
}

// Connector is an instance of a pipeline.
type Connector struct {
	host *Host
	gone chan struct{} // closed when it is over

	mu       sync.Mutex
	d        Definition
	revision int           // grows with each change
	changed  chan struct{} // closed at a change, and replaced
	phase    phase
	pipeline *task.Pipeline // of the definition, nil before it is built
	release  func()
	stale    []func()     // of pipelines of before, for the end of the present run
	runner   *task.Runner // of the present run, or the last one
	counted  bool         // whether past has the counts of runner
	past     task.Counts
	budget   budget
	err      error
	end      time.Time
}

// phase is what a connector is doing.
type phase uint8

const (
	idle       phase = iota + 1 // nothing runs, as is wanted or because it has not begun
	running                     // a run is on its way
	restarting                  // a failed run waits to be started again
	done                        // it has read its source to the end
	failed
)

// newConnector prepares a connector; p is its pipeline, or nil where it is to be built.
func newConnector(h *Host, d Definition, p *task.Pipeline) *Connector {
	c := &Connector{host: h, d: d, pipeline: p, release: func() {}, phase: idle, gone: make(chan struct{}), changed: make(chan struct{})}
	c.budget.most = h.Restarts
	if p != nil {
		c.runner = h.New(p)
	}
	return c
}

// Serve brings the connector to what is wanted of it, again and again, until ctx ends or
// the connector is removed. What was read is delivered before it returns.
func (c *Connector) Serve(ctx context.Context) {
	defer close(c.gone)
	defer c.free()
	for {
		d, revision, changed := c.now()
		if d.Removed || ctx.Err() != nil {
			return
		}
		if d.Target == Started {
			if wait, again := c.try(ctx, d, revision); again {
				pause(ctx, wait, changed)
				continue
			}
			if !c.host.Stay && ctx.Err() == nil && c.is(revision) {
				return
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
}

// now is the definition, and what tells that it is another one.
func (c *Connector) now() (d Definition, revision int, changed <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.d.Target != Started || c.d.Removed {
		c.phase = idle
	}
	return c.d, c.revision, c.changed
}

func (c *Connector) is(revision int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.revision == revision
}

// try runs the connector once. It says after which time that is to be done again, if so.
func (c *Connector) try(ctx context.Context, d Definition, revision int) (time.Duration, bool) {
	reading, stop := context.WithCancel(ctx)
	defer stop()
	r, err := c.prepare(reading, d, revision, stop)
	if err == nil && r == nil {
		return 0, false // something else is wanted by now
	}
	if err == nil {
		err = c.host.Run(reading, r)
	}
	wait, again := c.settle(r, err, revision, ctx.Err() != nil)
	if err != nil && !again && ctx.Err() == nil && c.is(revision) && c.host.Failed != nil {
		c.host.Failed(c)
	}
	return wait, again
}

// prepare makes the next run; a change of what is wanted ends it.
func (c *Connector) prepare(ctx context.Context, d Definition, revision int, stop context.CancelFunc) (*task.Runner, error) {
	c.mu.Lock()
	p, r, release := c.pipeline, c.runner, func() {}
	used := c.counted
	c.mu.Unlock()
	if p == nil {
		var err error
		if p, release, err = c.host.Build(ctx, d); err != nil {
			return nil, err
		}
	}
	if r == nil || used || r.Pipeline() != p {
		r = c.host.New(p)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.revision != revision {
		release()
		return nil, nil
	}
	if c.pipeline == nil {
		c.pipeline, c.release = p, release
	}
	c.runner, c.counted = r, false
	c.phase, c.err = running, nil
	changed := c.changed
	go func() {
		select {
		case <-changed:
			stop()
		case <-ctx.Done():
		}
	}()
	return r, nil
}

// settle notes how a run ended.
func (c *Connector) settle(r *task.Runner, err error, revision int, stopped bool) (wait time.Duration, again bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.freeStale()
	c.err, c.end = err, time.Now()
	if r != nil {
		c.past.Add(r.Snapshot().Counts)
		c.counted = true
	}
	if c.revision != revision && err != nil {
		c.host.Log.Warn("a connector that was to stop ended with an error", "connector", c.d.Name, "cause", err.Error())
	}
	switch {
	case err == nil:
		c.phase = done
	case stopped || c.revision != revision:
		c.phase = failed
	default:
		if wait, again = c.budget.take(err, time.Now()); again {
			c.phase = restarting
			c.budget.tell(c.host.Log, c.d.Name, wait, err)
			break
		}
		c.phase = failed
		if c.host.Stay {
			c.host.Log.Error("failed", "connector", c.d.Name, "cause", err.Error())
		}
	}
	return wait, again
}

// want changes what the connector is to be. The same again changes nothing, but where a
// restart is asked for.
func (c *Connector) want(d Definition, restart bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.d.equal(d) && !restart {
		return
	}
	if restart || !c.sameConfig(d) {
		c.budget.past = nil
	}
	if !c.sameConfig(d) {
		c.forget()
	}
	c.d = d
	c.revision++
	close(c.changed)
	c.changed = make(chan struct{})
}

func (c *Connector) sameConfig(d Definition) bool {
	o := c.d
	o.Target, o.Removed = d.Target, d.Removed
	return o.equal(d)
}

// forget drops the pipeline: it is built anew. What it holds is needed to the end of the
// present run.
func (c *Connector) forget() {
	c.stale = append(c.stale, c.release)
	c.pipeline, c.release = nil, func() {}
	if c.phase != running {
		c.freeStale()
	}
}

func (c *Connector) freeStale() {
	for _, release := range c.stale {
		release()
	}
	c.stale = nil
}

func (c *Connector) free() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forget()
	c.freeStale()
}

// Gone is closed when the connector is over.
func (c *Connector) Gone() <-chan struct{} { return c.gone }

func (c *Connector) over() bool {
	select {
	case <-c.gone:
		return true
	default:
		return false
	}
}
