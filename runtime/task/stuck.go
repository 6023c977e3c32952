package task

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"time"
)

// StuckError says that a call of a sink has not returned for so long that its task was
// given up. What the task had in work comes again.
type StuckError struct {
	Pipeline string
	Node     string // the sink
	What     string // write, flush, commit, …
	Task     int
	After    time.Duration
}

// codeStuck is its run-time code.
const codeStuck = "R0307"

func (e *StuckError) Error() string {
	return fmt.Sprintf("%s: sink %s: %s did not return in %s, so its task %d is given up [%s]", e.Pipeline, e.Node, e.What, e.After, e.Task, codeStuck)
}

const (
	// watchEvery is how often tasks are looked at.
	watchEvery = time.Second
	// leavePatience is how long the run waits for a task that was given up. Most calls
	// return when their context ends, and then nothing is left behind.
	leavePatience = 5 * time.Second
)

// call is a call of a sink that is under way.
type call struct {
	what, node string
	since      time.Time
}

// call guards a call of a sink against its panics, and lets it be watched; who tells the
// error adds the name of the sink.
//
// A task that was given up meanwhile ends here: what the call says counts for nothing, and
// nobody else looks at the task's state any more but this goroutine.
func (t *task) call(what string, f func() error) error {
	if t.isLeft() {
		return errGivenUp
	}
	t.calling.Store(&call{what: what, node: t.node, since: time.Now()})
	err := guard(t.r.log, what, f)
	t.calling.Store(nil)
	if t.isLeft() {
		t.release(context.Background())
		runtime.Goexit()
	}
	return err
}

func (t *task) isLeft() bool {
	select {
	case <-t.left:
		return true
	default:
		return false
	}
}

// watch looks at the tasks until done is closed: it tells of those whose oldest batch is
// over the deadline, once for each time, and gives up those whose sink does not return.
func (r *Runner) watch(done <-chan struct{}) {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	late := make([]bool, len(r.tasks))
	for {
		select {
		case <-done:
			return
		case <-ticker.C:
		}
		now := time.Now()
		for i, t := range r.tasks {
			r.tellLate(t, &late[i], now)
			t.leaveStuck(now)
		}
	}
}

// tellLate calls Options.Late.
func (r *Runner) tellLate(t *task, late *bool, now time.Time) {
	if r.o.Deadline <= 0 || r.o.Late == nil {
		return
	}
	age := t.age(now)
	if over := age > r.o.Deadline; over != *late {
		if *late = over; over {
			r.o.Late(t.index, age)
		}
	}
}

// leaveStuck gives the task up where a call of its sink has not returned for too long. The
// run ends with it; the goroutine is left behind and can do nothing any more.
func (t *task) leaveStuck(now time.Time) {
	c := t.calling.Load()
	if c == nil || t.r.o.Stuck <= 0 || now.Sub(c.since) < t.r.o.Stuck || t.isLeft() {
		return
	}
	t.r.fail(&StuckError{Pipeline: t.r.p.Name, Node: c.node, What: c.what, Task: t.index, After: t.r.o.Stuck})
	t.r.log.Warn("a call of a sink does not return; its task is given up", "node", c.node, "what", c.what, "task", t.index,
		"after_s", math.Round(now.Sub(c.since).Seconds()))
	close(t.left)
	t.leave()
}

// finished waits until the task has ended. One that is given up is waited for a little.
func (t *task) finished() {
	select {
	case <-t.ended:
		return
	case <-t.left:
	}
	timer := time.NewTimer(leavePatience)
	defer timer.Stop()
	select {
	case <-t.ended:
	case <-timer.C:
	}
}

// someLeft reports whether a task was given up.
func (r *Runner) someLeft() bool {
	for _, t := range r.tasks {
		if t.isLeft() {
			return true
		}
	}
	return false
}

// dropLeft counts as given back what tasks had in work that were given up: nobody else
// knows how much that is.
func (r *Runner) dropLeft() {
	if r.someLeft() {
		r.counts.dropped.Add(r.counts.snapshot().Open())
	}
}
