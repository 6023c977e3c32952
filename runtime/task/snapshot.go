package task

import (
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
)

// Snapshot is what a pipeline looks like at a moment.
type Snapshot struct {
	Pipeline string
	State    State
	Since    time.Time // when the state began
	Troubles []Trouble // what is being tried again now, the oldest first
	Counts   Counts
	// Left is what is known and not yet read, in Unit; meaningful if HasLeft.
	Left    int64
	Unit    string
	HasLeft bool
	// Committed is when positions were last made durable, zero for never.
	Committed time.Time
}

// Snapshot may be called at any time.
func (r *Runner) Snapshot() Snapshot {
	s := Snapshot{Pipeline: r.p.Name, Counts: r.counts.snapshot()}
	s.State, s.Since, s.Troubles = r.status.get()
	if ns := r.lastCommit.Load(); ns > 0 {
		s.Committed = time.Unix(0, ns)
	}
	select {
	case <-r.opened:
		if p, ok := r.source.(connector.Progress); ok {
			s.Left, s.Unit, s.HasLeft = p.Left()
		}
	default:
	}
	return s
}

// Last returns what is committed for the splits that the run ended with. Call it
// after Run.
func (r *Runner) Last() []offset.Position {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last
}

// Reached is the place of the last record that is committed, such as
// weather.csv:1462, where the run ended with one split and the offset says less.
// Else it is empty. Call it after Run.
func (r *Runner) Reached() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.reached
}

// Drained reports whether the source was read to its end and all of it delivered,
// and not only until somebody, or an error, stopped it. Call it after Run.
func (r *Runner) Drained() bool { return r.drained }

// Pipeline is what the runner runs.
func (r *Runner) Pipeline() *Pipeline { return r.p }

// Tasks is the number of its tasks.
func (r *Runner) Tasks() int { return r.size.tasks }
