package task

import (
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// State is what a pipeline is doing.
type State uint8

// The states, in the order in which a run goes through them.
const (
	Opening State = iota + 1 // connects to its systems
	Running
	Draining // reads no more, delivers what is in work
	Done
	Failed
)

func (s State) String() string {
	switch s {
	case Opening:
		return "opening"
	case Running:
		return "running"
	case Draining:
		return "draining"
	case Done:
		return "done"
	case Failed:
		return "failed"
	}
	panic(fmt.Sprintf("task: state %d", s))
}

// Trouble is something that is being tried again.
type Trouble struct {
	Task    int    // -1 for what is not a task's: the source
	What    string // open, write, flush, read, commit
	Node    string // the source or sink
	Cause   error
	Attempt int // the attempts that failed
	Since   time.Time
}

// status is the state of a runner as others may see it.
type status struct {
	log *slog.Logger

	mu       sync.Mutex
	state    State
	since    time.Time
	troubles []*Trouble // in the order in which they began
}

func (s *status) set(state State) {
	s.mu.Lock()
	defer s.mu.Unlock()
	// Draining is told by the reader's end and by who asked for it; a state is never
	// left for an earlier one.
	if state <= s.state {
		return
	}
	s.state, s.since = state, time.Now()
	s.log.Debug("state", "state", state.String())
}

func (s *status) get() (State, time.Time, []Trouble) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Trouble, len(s.troubles))
	for i, t := range s.troubles {
		list[i] = *t
	}
	return s.state, s.since, list
}

// failed notes another failed attempt, and logs it if it is news: the first, or
// one with another cause.
func (s *status) failed(t *Trouble, cause error, wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	news := (t.Cause == nil || t.Cause.Error() != cause.Error()) && !s.known(t, cause)
	if t.Attempt == 0 {
		t.Since = time.Now()
		s.troubles = append(s.troubles, t)
	}
	t.Attempt++
	t.Cause = cause
	if news {
		s.log.Warn("retrying", append(t.attrs(), "attempt", t.Attempt, "wait_s", seconds(wait), "cause", cause.Error())...)
	}
}

// known reports whether another task has the same trouble, so that one line tells
// of all of them. The lock is held.
func (s *status) known(t *Trouble, cause error) bool {
	for _, o := range s.troubles {
		if o != t && o.What == t.What && o.Node == t.Node && o.Cause.Error() == cause.Error() {
			return true
		}
	}
	return false
}

// over notes that a trouble has ended, by success or by giving up.
func (s *status) over(t *Trouble, healed bool) {
	if t.Attempt == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.troubles {
		if s.troubles[i] == t {
			s.troubles = append(s.troubles[:i], s.troubles[i+1:]...)
			break
		}
	}
	if healed && !s.known(t, t.Cause) {
		s.log.Info("recovered", append(t.attrs(), "attempts", t.Attempt, "after_s", seconds(time.Since(t.Since)))...)
	}
}

func (t *Trouble) attrs() []any {
	attrs := []any{"what", t.What, "node", t.Node}
	if t.Task >= 0 {
		attrs = append(attrs, "task", t.Task)
	}
	return attrs
}

// seconds rounds to tenths, for logs.
func seconds(d time.Duration) float64 {
	return float64(d.Round(100*time.Millisecond)) / float64(time.Second)
}
