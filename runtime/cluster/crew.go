package cluster

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Run runs a task until reading ends, and then delivers what it has read, or until ctx
// ends, and then drops everything at once. It writes nothing when the lease has ended.
type Run func(ctx, reading context.Context, t Task, lease *Lease) error

// crew are the tasks that run in this worker.
type crew struct {
	run Run

	mu   sync.Mutex
	jobs map[Task]*job
}

// job is a task that was given to this worker. One that has come to its end stays the
// worker's own until it is taken away.
type job struct {
	lease      *Lease
	generation int32
	stop       context.CancelFunc // politely
	kill       context.CancelFunc // at once
	over       chan struct{}
}

func newCrew(run Run) *crew { return &crew{run: run, jobs: map[Task]*job{}} }

// start runs a task under a lease; failed is told how it ended, if that was by itself
// and with an error.
func (c *crew) start(t Task, lease *Lease, generation int32, failed func(Task, error)) {
	ctx, kill := context.WithCancel(lease.Context())
	reading, stop := context.WithCancel(ctx)
	j := &job{lease: lease, generation: generation, stop: stop, kill: kill, over: make(chan struct{})}
	c.mu.Lock()
	c.jobs[t] = j
	c.mu.Unlock()
	go func() {
		defer close(j.over)
		err := c.run(ctx, reading, t, lease)
		if err != nil && ctx.Err() == nil {
			failed(t, err)
		}
	}()
}

// stop ends tasks politely, and at once those that need longer than grace. It returns
// when they have ended.
func (c *crew) stop(tasks []Task, grace time.Duration) {
	jobs := c.of(tasks)
	for _, j := range jobs {
		j.stop()
	}
	timer := time.AfterFunc(grace, func() {
		for _, j := range jobs {
			j.kill()
		}
	})
	defer timer.Stop()
	for _, j := range jobs {
		<-j.over
		j.kill()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range tasks {
		delete(c.jobs, t)
	}
}

func (c *crew) of(tasks []Task) (jobs []*job) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range tasks {
		if j := c.jobs[t]; j != nil {
			jobs = append(jobs, j)
		}
	}
	return jobs
}

// claims are the tasks that run, in order. Those of a lease that has ended are claimed
// without a right to them, until they have stopped.
func (c *crew) claims() []Claim {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []Claim
	for t, j := range c.jobs {
		claim := Claim{Task: t, Generation: j.generation}
		if j.lease.Check() != nil {
			claim.Generation = 0
		}
		all = append(all, claim)
	}
	slices.SortFunc(all, func(a, b Claim) int { return a.Task.compare(b.Task) })
	return all
}
