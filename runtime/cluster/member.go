package cluster

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/kafka"
)

// Config is a worker's part in a cluster.
type Config struct {
	Client *kafka.Client
	Group  string // of the cluster, on the brokers
	// Worker is the same after a restart and no other's: the group takes two members
	// with one name for one.
	Worker string
	Build  string
	Offers []Offer
	Run    Run
	Log    *slog.Logger
	// Joined is called when the worker has been told for the first time what it runs; nil
	// tells nobody.
	Joined func()
	// Changed is told what the worker has, after each change; nil tells nobody.
	Changed func(ctx context.Context, generation int32, tasks []Task)
}

// timing is how members and brokers wait for each other.
type timing struct {
	// session is after how long the brokers give a worker up of which they hear nothing.
	session time.Duration
	// heartbeat is how soon a worker learns that others come or go. It is much less than
	// a third of the session, so that what a worker gives back runs again soon.
	heartbeat time.Duration
	// rebalance is how long the group waits for a member to stop what it must give up,
	// and grace how long the member lets that take.
	rebalance, grace time.Duration
	backoff          connector.Backoff
}

func usual() timing {
	return timing{
		session: 10 * time.Second, heartbeat: time.Second, rebalance: 20 * time.Second, grace: 10 * time.Second,
		backoff: connector.Backoff{Min: 100 * time.Millisecond, Max: 3 * time.Second},
	}
}

// Cluster is a worker's membership.
type Cluster struct {
	config Config
	timing timing
	crew   *crew
	// again asks for another round, of whoever sees first that one is due.
	again chan struct{}
	// fail ends the membership with the error of a task.
	fail context.CancelCauseFunc

	round int32 // of the goroutine that joins

	mu    sync.Mutex
	seat  member
	lease *Lease
	alike string // the last trouble that was logged
}

// member is what the brokers call a worker that has joined.
type member struct {
	id         string
	generation int32
}

// New prepares a worker to join.
func New(c Config) *Cluster {
	return &Cluster{config: c, timing: usual(), crew: newCrew(c.Run), again: make(chan struct{}, 1)}
}

// Join takes part in the cluster until ctx ends, and then gives everything back. The
// error is that of a task, or why the worker cannot take part.
func (c *Cluster) Join(ctx context.Context) error {
	taking, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	c.fail = fail
	var beating sync.WaitGroup
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	beating.Go(func() { c.beat(life) })
	err := c.take(taking)
	c.giveUp(c.tasks())
	end()
	beating.Wait()
	c.leave(ctx)
	if l := c.held(); l != nil {
		l.End()
	}
	if err == nil && ctx.Err() == nil {
		return context.Cause(taking)
	}
	return err
}

// take joins, does what it is told, and waits for the next round, again and again.
func (c *Cluster) take(ctx context.Context) error {
	told := c.config.Joined == nil
	for attempt := 1; ; attempt++ {
		a, err := c.agree(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil:
			attempt = 0
			if !told {
				told = true
				c.config.Joined()
			}
			if c.follow(ctx, a) {
				continue
			}
			if !c.rest(ctx) {
				return nil
			}
			continue
		case !connector.CanRetry(err):
			return err
		}
		c.trouble(err)
		if connector.Pause(ctx, c.timing.backoff.Wait(attempt)) != nil {
			return nil
		}
	}
}

// rest waits until there is a reason to join again.
func (c *Cluster) rest(ctx context.Context) bool {
	select {
	case <-c.again:
	case <-c.held().Context().Done():
		c.config.Log.Warn("source tasks are stopped: "+ErrLost.Error(), "cluster", c.config.Group, "tasks", text(c.tasks()))
		c.giveUp(c.tasks())
	case <-ctx.Done():
		return false
	}
	return true
}

// follow brings what runs here to what was given. It reports whether the group waits to
// hear that something has stopped.
func (c *Cluster) follow(ctx context.Context, a Assignment) (again bool) {
	lease, generation := c.held(), c.position().generation
	given := c.mine(a.Given)
	var stay, lost, dying []Task
	for _, claim := range c.crew.claims() {
		switch {
		case !slices.Contains(given, claim.Task):
			lost = append(lost, claim.Task)
		case claim.Generation == 0:
			dying = append(dying, claim.Task)
		default:
			stay = append(stay, claim.Task)
		}
	}
	var fresh []Task
	for _, t := range given {
		if !slices.Contains(stay, t) && !slices.Contains(dying, t) {
			fresh = append(fresh, t)
		}
	}
	c.start(fresh, lease, generation)
	c.giveUp(append(lost, dying...))
	c.start(dying, lease, generation)
	if len(fresh)+len(lost)+len(dying) > 0 {
		c.config.Log.Info("source tasks", "cluster", c.config.Group, "generation", generation,
			"got", text(append(fresh, dying...)), "gave_up", text(lost), "kept", text(stay), "leader", a.Leader)
		if c.config.Changed != nil {
			c.config.Changed(ctx, generation, given)
		}
	}
	if a.Seen != c.member().able() { // it was made for what this worker was before
		c.round++
		return true
	}
	return len(lost) > 0
}

// mine are the tasks that this worker can run.
func (c *Cluster) mine(given []Task) []Task {
	return slices.DeleteFunc(slices.Clone(given), func(t Task) bool {
		return !slices.Contains(c.config.Offers, Offer{t.Pipeline, t.Of})
	})
}

func (c *Cluster) start(tasks []Task, lease *Lease, generation int32) {
	for _, t := range tasks {
		c.crew.start(t, lease, generation, func(t Task, err error) { c.fail(fmt.Errorf("%s: %w", t, err)) })
	}
}

func (c *Cluster) giveUp(tasks []Task) {
	if len(tasks) > 0 {
		c.crew.stop(tasks, c.timing.grace)
	}
}

func (c *Cluster) tasks() (all []Task) {
	for _, claim := range c.crew.claims() {
		all = append(all, claim.Task)
	}
	return all
}

// member is what the worker tells of itself.
func (c *Cluster) member() *Member {
	return &Member{Worker: c.config.Worker, Build: c.config.Build, Offers: c.config.Offers, Claims: c.crew.claims()}
}

// position is the membership as the brokers know it.
func (c *Cluster) position() member {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seat
}

// held is the lease of the present membership.
func (c *Cluster) held() *Lease {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lease
}

// heard notes an answer of the group to a request that was sent then: the lease goes on,
// or a new one begins where the last one has ended.
func (c *Cluster) heard(sent time.Time, rebalancing bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lease == nil || c.lease.Check() != nil {
		c.lease = newLease(c.timing, sent)
		return
	}
	c.lease.extend(sent, rebalancing)
}

// joined notes what the brokers call this member now. What was due before is done.
func (c *Cluster) joined(id string, generation int32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seat = member{id, generation}
	select {
	case <-c.again:
	default:
	}
}

// expelled ends what this worker does, if it is still the member that the group has
// forgotten.
func (c *Cluster) expelled(m member) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seat.id != m.id {
		return
	}
	c.seat = member{}
	if c.lease != nil {
		c.lease.End()
	}
}

// due asks for another round, unless one has come since.
func (c *Cluster) due(m member) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seat != m {
		return
	}
	select {
	case c.again <- struct{}{}:
	default: // it is asked for already
	}
}

// trouble logs what keeps the worker from taking part, once.
func (c *Cluster) trouble(err error) {
	c.mu.Lock()
	news := c.alike != err.Error()
	c.alike = err.Error()
	c.mu.Unlock()
	if news && !errors.Is(err, kerr.RebalanceInProgress) {
		c.config.Log.Warn("the cluster cannot be joined; trying again", "cluster", c.config.Group, "cause", err.Error())
	}
}

// text names tasks for the log.
func text(tasks []Task) string {
	var b []byte
	for i, t := range tasks {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(b, t.String()...)
	}
	return string(b)
}
