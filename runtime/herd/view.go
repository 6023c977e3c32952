package herd

import (
	"time"

	"github.com/flowc-lang/flowc/runtime/task"
)

// State is what Kafka Connect calls the state of a connector or task.
type State string

// The states.
const (
	Unassigned State = "UNASSIGNED" // it connects to its systems
	Running    State = "RUNNING"
	PausedNow  State = "PAUSED"
	StoppedNow State = "STOPPED"
	FailedNow  State = "FAILED"
	Restarting State = "RESTARTING"
)

// View is what a connector looks like at a moment.
type View struct {
	Definition Definition
	State      State
	Trace      string // what it failed with
	Tasks      int
}

// View may be called at any time. The tasks of a connector run, fail and start again
// together, so the state is that of each of them, too.
func (c *Connector) View() View {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := View{Definition: c.d, State: c.state()}
	if c.err != nil && (v.State == FailedNow || v.State == Restarting) {
		v.Trace = c.err.Error()
	}
	if c.d.Target != Stopped {
		v.Tasks = 1
		if c.runner != nil {
			v.Tasks = c.runner.Tasks()
		}
	}
	return v
}

// Restarts reports whether a restart is for it: it is to run, and, with onlyFailed, has
// failed.
func (v View) Restarts(onlyFailed bool) bool {
	return v.Definition.Target == Started && (!onlyFailed || v.State == FailedNow)
}

// state is called with the lock held.
func (c *Connector) state() State {
	switch c.d.Target {
	case Paused:
		return PausedNow
	case Stopped:
		return StoppedNow
	case Started:
	}
	switch c.phase {
	case failed:
		return FailedNow
	case restarting:
		return Restarting
	case done:
		return Running // as a source of Kafka Connect that has nothing more to give
	case idle, running:
	}
	if c.phase == running && c.runner != nil {
		select {
		case <-c.runner.Opened():
			return Running
		default:
		}
	}
	return Unassigned
}

// Snapshot is what its runs look like, counted together.
func (c *Connector) Snapshot() task.Snapshot {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := task.Snapshot{Pipeline: c.d.Name, State: task.Opening}
	if c.runner != nil {
		s = c.runner.Snapshot()
	}
	if c.counted {
		s.Counts = c.past
	} else {
		s.Counts.Add(c.past)
	}
	switch {
	case c.d.Target != Started && c.phase == idle:
		s.State = task.Done
	case c.phase == failed:
		s.State = task.Failed
	}
	return s
}

// Err is what the connector failed with, nil where it has not.
func (c *Connector) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.phase != failed {
		return nil
	}
	return c.err
}

// End is when the last run was over; the zero time before that.
func (c *Connector) End() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.end
}

// Runner is the present run, or the last one; nil before the first.
func (c *Connector) Runner() *task.Runner {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.runner
}

// Name is the name of the connector.
func (c *Connector) Name() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.d.Name
}
