package worker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/herd"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/task"
)

// shares are the pipelines of a session whose source tasks a cluster shares out: of each
// this worker runs some tasks, others at other times, or none.
type shares struct {
	cluster   connector.Cluster
	group     string
	pipelines []*task.Pipeline
	options   func(p *task.Pipeline, t connector.ShareTask) task.Options

	mu   sync.Mutex
	runs map[*task.Runner]bool
	past map[string]task.Counts // of the runs that are over
	end  time.Time
	err  error
}

// coordinates returns by which Kafka workers are a cluster.
func (w *worker) coordinates(pipelines []*task.Pipeline) (connector.Cluster, error) {
	all := map[string]connector.Cluster{}
	add := func(conn any) {
		if c, ok := conn.(connector.Coordinator); ok {
			found := c.Coordinates()
			all[found.Connection] = found
		}
	}
	for _, p := range pipelines {
		add(p.Source())
		for _, s := range p.AllSinks() {
			add(s.New())
		}
	}
	var names []string
	for name, c := range all {
		if c.Embedded {
			return c, usage("--cluster: connection %s is the Kafka in this worker, which no other worker reaches: give it `brokers`", name)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	switch on := w.settings.clusterOn; {
	case len(names) == 0:
		return connector.Cluster{}, usage("--cluster: workers are a cluster by Kafka, and these pipelines have none")
	case on == "" && len(names) > 1:
		return connector.Cluster{}, usage("--cluster: there are several connections to Kafka: say by which one with --cluster-on, %s", strings.Join(names, " or "))
	case on == "":
		return all[names[0]], nil
	case !slices.Contains(names, on):
		return connector.Cluster{}, usage("--cluster-on: no connection %q to Kafka, there are %s", on, strings.Join(names, ", "))
	default:
		return all[on], nil
	}
}

// clusterGroup names the group of the workers on the brokers.
func (w *worker) clusterGroup() string {
	return "flow-cluster." + w.project.Name + "." + w.settings.cluster
}

// lookAtCluster sees whether workers can be a cluster of this name.
func (w *worker) lookAtCluster(ctx context.Context, env *Env, pipelines []*task.Pipeline) (finding, error) {
	c, err := w.coordinates(pipelines)
	if err != nil {
		return finding{}, err
	}
	f := finding{V: 1, Node: "cluster " + w.settings.cluster}
	differences, err := c.Check(ctx, env.Log, connector.Share{Group: w.clusterGroup()})
	f.judge(differences, err)
	return f, nil
}

// share takes the pipelines whose source tasks are shared out, and returns the others.
func (s *session) share(pipelines []*task.Pipeline) (others []*task.Pipeline, err error) {
	c, err := s.w.coordinates(pipelines)
	if err != nil {
		return nil, err
	}
	if s.w.identity == "" {
		return nil, errors.New("a worker of a cluster needs its identity: see why the data folder does not keep it")
	}
	h := &shares{cluster: c, group: s.w.clusterGroup(), runs: map[*task.Runner]bool{}, past: map[string]task.Counts{}}
	h.options = func(p *task.Pipeline, t connector.ShareTask) task.Options {
		o := s.options(p)
		o.Task, o.Tasks, o.Buffers = t.Index, t.Of, o.Buffers/t.Of
		o.Positions = func(ctx context.Context, group string) (offset.Positions, error) {
			if p.ExactlyOnce { // they stand beside what is written; of before there are none
				return offset.OpenStore("", group)
			}
			return c.Positions(ctx, s.log, group, t.Index)
		}
		return o
	}
	for _, p := range pipelines {
		if p.SourceTasks() > 0 && p.Records() {
			return nil, usage("--cluster: pipeline %s cannot be shared out: how far it is stands beside the files that it writes, on one machine; "+
				"demand less of it, delivery = at_least_once, or run it in a worker alone", p.Name)
		}
		if p.SourceTasks() > 0 {
			h.pipelines = append(h.pipelines, p)
		} else {
			others = append(others, p)
		}
	}
	if len(h.pipelines) > 0 {
		s.shared = h
	}
	return others, nil
}

// runShared takes part in the cluster until reading ends.
func (s *session) runShared(reading context.Context) {
	h := s.shared
	tasks := map[string]int{}
	for _, p := range h.pipelines {
		tasks[p.Name] = p.SourceTasks()
	}
	s.log.Info("cluster", "name", s.w.settings.cluster, "group", h.group, "on", h.cluster.Connection, "worker", s.w.identity)
	reading, cancel := context.WithCancelCause(reading)
	defer cancel(nil)
	var joined atomic.Bool
	defer s.limitStart(joined.Load, cancel)()
	h.err = h.cluster.Join(reading, connector.Share{
		Group: h.group, Worker: s.w.identity, Build: s.w.project.Source, Tasks: tasks, Log: s.log,
		Joined: func() { joined.Store(true) },
		Run: func(ctx, reading context.Context, t connector.ShareTask, held func() error) error {
			return herd.Supervise(reading, s.w.settings.restarts(), s.log, t.Pipeline, func() error { return h.run(ctx, reading, t, held) })
		},
	})
	if h.err == nil {
		h.err = startTimedOut(reading, "cluster "+s.w.settings.cluster)
	}
	h.end = time.Now()
	if h.err != nil {
		s.halt()
	}
}

// run runs one task.
func (h *shares) run(ctx, reading context.Context, t connector.ShareTask, held func() error) error {
	i := slices.IndexFunc(h.pipelines, func(p *task.Pipeline) bool { return p.Name == t.Pipeline })
	if i < 0 {
		return fmt.Errorf("there is no pipeline %s", t.Pipeline)
	}
	o := h.options(h.pipelines[i], t)
	o.Held = held
	r := task.New(h.pipelines[i], o)
	h.mu.Lock()
	h.runs[r] = true
	h.mu.Unlock()
	err := r.Run(ctx, reading)
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.runs, r)
	sum := h.past[t.Pipeline]
	sum.Add(r.Snapshot().Counts)
	h.past[t.Pipeline] = sum
	return err
}

// snapshots are what the pipelines look like here.
func (h *shares) snapshots() []task.Snapshot {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []task.Snapshot
	for _, p := range h.pipelines {
		sum := task.Snapshot{Pipeline: p.Name, State: task.Running, Counts: h.past[p.Name]}
		for r := range h.runs {
			if r.Pipeline() != p {
				continue
			}
			s := r.Snapshot()
			sum.Counts.Add(s.Counts)
			sum.Troubles = append(sum.Troubles, s.Troubles...)
			if s.Committed.After(sum.Committed) {
				sum.Committed = s.Committed
			}
		}
		slices.SortFunc(sum.Troubles, func(a, b task.Trouble) int { return cmp.Compare(a.Since.UnixNano(), b.Since.UnixNano()) })
		all = append(all, sum)
	}
	return all
}
