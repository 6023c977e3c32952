package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/flowc-lang/flowc/internal/budget"
	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/internal/quantity"
	"github.com/flowc-lang/flowc/runtime/admin"
	"github.com/flowc-lang/flowc/runtime/herd"
	"github.com/flowc-lang/flowc/runtime/rest"
	"github.com/flowc-lang/flowc/runtime/task"
)

// run is the command `run`.
func (w *worker) run(ctx context.Context, c *cli.Context) int {
	j, err := w.start(ctx, c)
	if err != nil {
		return c.Fail(err)
	}
	defer j.close()
	s, err := w.newSession(j.pipelines, j.env, j.out)
	if err != nil {
		return c.Fail(err)
	}
	if w.settings.http != "" {
		server, err := s.listen(ctx)
		if err != nil {
			return c.Fail(err)
		}
		defer server.Close()
	}
	return s.run(ctx)
}

// listen begins to answer over HTTP.
func (s *session) listen(ctx context.Context) (*admin.Server, error) {
	p := s.w.project
	server, err := admin.Listen(ctx, admin.Config{
		Addr:  s.w.settings.http,
		About: admin.About{Project: p.Name, Source: p.Source, Runtime: p.Runtime, Memory: s.w.settings.memory},
		Pipelines: func() []task.Snapshot {
			var all []task.Snapshot
			for _, c := range s.herd.Connectors() {
				all = append(all, c.Snapshot())
			}
			if s.shared != nil {
				all = append(all, s.shared.snapshots()...)
			}
			return all
		},
		Routes: func(addr string) []rest.Route {
			return rest.New(rest.Config{Herd: s.herd, Plugins: s.plugins, Worker: addr, Version: p.Runtime, Level: s.env.level}).Routes()
		},
		Log: s.log,
	})
	if err != nil {
		return nil, err
	}
	s.log.Info("http", "listening", server.URL())
	return server, nil
}

// start does what comes before records move: the values of params, the data folder that
// nobody else holds and what it says of this worker, the memory, the log, and the pipelines.
func (w *worker) start(ctx context.Context, c *cli.Context) (_ *job, err error) {
	if err := w.values(c); err != nil {
		return nil, err
	}
	j := &job{out: cli.NewProgress(c.Stderr)}
	if j.unlock, err = lockData(w.settings.dataDir); err != nil {
		return nil, err
	}
	limitMemory(c, w.settings.memory)
	level := &slog.LevelVar{}
	j.env = &Env{Log: newLog(j.out, w.settings.log, level), level: level}
	w.remember(j.env.Log)
	if j.pipelines, err = w.build(ctx, j.env); err != nil {
		j.close()
		return nil, err
	}
	return j, nil
}

// job is what a command holds that moves records.
type job struct {
	pipelines []*task.Pipeline
	env       *Env
	out       *cli.Progress
	unlock    func()
}

func (j *job) close() {
	j.env.close()
	j.unlock()
}

func newLog(out *cli.Progress, format string, level slog.Leveler) *slog.Logger {
	o := &slog.HandlerOptions{Level: level}
	if format == logJSON {
		return slog.New(slog.NewJSONHandler(out, o))
	}
	return slog.New(slog.NewTextHandler(out, o))
}

// session is one run of the pipelines.
type session struct {
	w      *worker
	log    *slog.Logger
	out    *cli.Progress
	env    *Env
	herd   *herd.Herd
	before map[string][]*herd.Connector // with --drain: see upstream
	memory *allotments
	// plugins are the compiled pipelines that there can be connectors of.
	plugins []herd.Plugin
	shared  *shares // nil where no cluster shares anything out
	start   time.Time
	// halt ends the reading of all pipelines: a worker of which a part has failed
	// does not look healthy.
	halt context.CancelFunc

	mu     sync.Mutex
	meters map[*herd.Connector]*meter
}

// lane is a connector as a session shows it.
type lane struct {
	*herd.Connector
	meter *meter
}

// lanes are the connectors that there are.
func (s *session) lanes() []*lane {
	var all []*lane
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.herd.Connectors() {
		if s.meters[c] == nil {
			s.meters[c] = &meter{}
		}
		all = append(all, &lane{c, s.meters[c]})
	}
	return all
}

func (w *worker) newSession(pipelines []*task.Pipeline, env *Env, out *cli.Progress) (*session, error) {
	if len(pipelines) == 0 {
		return nil, errors.New("there is no pipeline to run")
	}
	s := &session{w: w, env: env, log: env.Log, out: out, meters: map[*herd.Connector]*meter{}}
	s.memory = newAllotments(budget.Buffers(w.settings.memory), len(pipelines), w.stays())
	var before [][]int
	if w.settings.drain {
		var err error
		if before, err = upstream(pipelines); err != nil {
			return nil, err
		}
	}
	s.herd = herd.New(s.host(), w.keep())
	s.plugins = w.plugins(pipelines)
	if w.settings.cluster != "" {
		others, err := s.share(pipelines)
		if err != nil {
			return nil, err
		}
		pipelines = others
	}
	if err := s.herd.Start(pipelines, w.configOf); err != nil {
		return nil, err
	}
	s.before = map[string][]*herd.Connector{}
	for i, first := range before {
		for _, j := range first {
			s.before[pipelines[i].Name] = append(s.before[pipelines[i].Name], s.herd.Connectors()[j])
		}
	}
	return s, nil
}

// host is what the session does for its connectors.
func (s *session) host() *herd.Host {
	h := &herd.Host{
		Build: s.instance, Run: s.runOnce, Restarts: s.w.settings.restarts(), Stay: s.w.stays(), Log: s.log,
		New: func(p *task.Pipeline) *task.Runner { return task.New(p, s.options(p)) },
	}
	if !h.Stay {
		h.Failed = func(*herd.Connector) { s.halt() }
	}
	return h
}

// stays reports whether the worker goes on when its pipelines have failed or come to their
// ends: somebody sees what they are, and may want something else of them.
func (w *worker) stays() bool { return w.settings.http != "" && !w.settings.drain }

// options are those of a pipeline as a whole.
func (s *session) options(p *task.Pipeline) task.Options {
	return task.Options{
		DataDir: s.w.settings.dataDir, Instance: s.w.identity, Log: s.log, Buffers: s.memory.of(p.Name), Program: s.w.called,
		Stuck: stuckAfter, Deadline: batchDeadline, Late: func(t int, age time.Duration) {
			s.log.Warn("a batch has been in work for long", "pipeline", p.Name, "task", t, "age_s", math.Round(age.Seconds()))
		},
	}
}

// batchDeadline is when a batch in work is worth a line in the log.
const batchDeadline = time.Minute

// stuckAfter is when a sink that does not return is given up. Those that flowc brings bound
// each request to half a minute, and try again.
const stuckAfter = 5 * time.Minute

// run runs all pipelines to their ends and accounts for them.
func (s *session) run(ctx context.Context) int {
	s.start = time.Now()
	reading, halt := context.WithCancel(ctx)
	defer halt()
	s.halt = halt
	s.tellStart()
	stopShowing := s.show()
	var all sync.WaitGroup
	all.Go(func() { s.herd.Serve(reading) })
	if s.shared != nil {
		all.Go(func() { s.runShared(reading) })
	}
	all.Wait()
	stopShowing()
	return s.tellEnd()
}

// errStartTimeout is the cause of a pipeline's end by --start-timeout.
var errStartTimeout = errors.New("gave up connecting")

// runOnce runs a pipeline until reading ends. Its end is interrupted by the second signal,
// which ends the process, and by limitDrain: the context of the work is not that of the
// reading.
func (s *session) runOnce(reading context.Context, r *task.Runner) error {
	reading, cancel := context.WithCancelCause(reading)
	defer cancel(nil)
	defer s.limitStart(r.Started, cancel)()
	defer s.tellSilence(r)()
	work, giveUp := context.WithCancelCause(context.WithoutCancel(reading))
	defer giveUp(nil)
	var troubles []task.Trouble
	stopWatch := s.limitDrain(reading, r, func(cause error) {
		troubles = r.Snapshot().Troubles
		giveUp(cause)
	})
	drained := s.drain(reading, r, cancel)
	err := r.Run(work, reading)
	cancel(nil)
	stopWatch()
	if errors.Is(context.Cause(work), errDrainLimit) {
		err = undelivered(r, troubles)
	}
	if err == nil {
		err = startTimedOut(reading, r.Pipeline().Name)
	}
	if refused := drained(); refused != nil {
		return append(task.Errors{refused}, flatten(err)...)
	}
	return err
}

// limitStart ends the reading of what has not started in time. The function that is
// returned ends the waiting for that.
func (s *session) limitStart(started func() bool, giveUp context.CancelCauseFunc) (stop func()) {
	limit := s.w.settings.startTimeout
	if limit <= 0 {
		return func() {}
	}
	timer := time.AfterFunc(limit, func() {
		if !started() {
			giveUp(fmt.Errorf("%w after %s", errStartTimeout, limit))
		}
	})
	return func() { timer.Stop() }
}

// startTimedOut is why reading has ended, where it was given up at the start: what is
// connected and never takes part ends without an error of its own.
func startTimedOut(reading context.Context, what string) error {
	if err := context.Cause(reading); errors.Is(err, errStartTimeout) {
		return fmt.Errorf("%s: %w: its group is not joined", what, err)
	}
	return nil
}

// tellSilence says what a pipeline waits for when its systems do not even refuse
// it. The function that is returned ends that. A terminal shows it in its line.
func (s *session) tellSilence(r *task.Runner) (stop func()) {
	timer := time.AfterFunc(silent, func() {
		snap := r.Snapshot()
		if snap.State == task.Opening && len(snap.Troubles) == 0 && !s.inLine() {
			s.log.Info("waiting", "pipeline", snap.Pipeline, "for", nodes(r.Pipeline()))
		}
	})
	return func() { timer.Stop() }
}

// nodes names what a pipeline connects to.
func nodes(p *task.Pipeline) string {
	return strings.Join(append([]string{p.From}, p.To...), ", ")
}

// inLine reports whether progress is shown in a line that is written anew.
func (s *session) inLine() bool { return s.out.Live() && s.w.settings.log == logText }

// drain fixes, with --drain, the end of a run when the pipelines that write what it reads
// have delivered theirs. The function that is returned waits for that and says why it
// could not be.
func (s *session) drain(reading context.Context, r *task.Runner, cancel context.CancelCauseFunc) (wait func() error) {
	if !s.w.settings.drain {
		return func() error { return nil }
	}
	done := make(chan error, 1)
	go func() { done <- s.drainRun(reading, r, cancel) }()
	return func() error { return <-done }
}

func (s *session) drainRun(reading context.Context, r *task.Runner, cancel context.CancelCauseFunc) error {
	for _, c := range s.before[r.Pipeline().Name] {
		select {
		case <-c.Gone():
		case <-reading.Done():
			return nil
		}
	}
	if reading.Err() != nil {
		return nil
	}
	if err := r.Drain(reading); err != nil && reading.Err() == nil {
		cancel(nil)
		return err
	}
	return nil
}

// title is the first line: what runs, on what, and how to stop it.
func (s *session) title() string {
	p, lanes := s.w.project, s.lanes()
	parts := []string{strings.TrimSpace(p.Name + " " + p.Source)}
	switch {
	case s.shared != nil:
		parts = append(parts, fmt.Sprintf("%d pipelines  cluster %s", len(lanes)+len(s.shared.pipelines), s.w.settings.cluster))
	case len(lanes) == 1:
		parts = append(parts, lanes[0].title())
	default:
		parts = append(parts, fmt.Sprintf("%d pipelines", len(lanes)))
	}
	parts = append(parts, quantity.FormatSize(s.w.settings.memory))
	if !s.w.settings.drain {
		parts = append(parts, "stop: Ctrl-C")
	}
	return strings.Join(parts, "  ")
}

// title says from where to where records move; of a connector that was created it is not
// known before it runs.
func (l *lane) title() string {
	r := l.Runner()
	if r == nil {
		return l.View().Definition.Class()
	}
	p := r.Pipeline()
	return p.From + " → " + strings.Join(p.To, ", ") + "  " + countTasks(r.Tasks())
}

func countTasks(n int) string {
	if n == 1 {
		return "1 task"
	}
	return fmt.Sprintf("%d tasks", n)
}

func (s *session) tellStart() {
	if s.w.settings.log == logJSON {
		s.log.Info("start", "project", s.w.project.Name, "source", s.w.project.Source,
			"runtime", s.w.project.Runtime, "memory", s.w.settings.memory, "pid", os.Getpid())
		return
	}
	fmt.Fprintln(s.out, s.title())
	if lanes := s.lanes(); len(lanes) > 1 {
		for _, l := range lanes {
			fmt.Fprintf(s.out, "  %-*s  %s\n", s.nameWidth(), l.Name(), l.title())
		}
	}
}

// nameWidth is the width of the longest name, for columns.
func (s *session) nameWidth() int {
	n := 0
	for _, l := range s.lanes() {
		n = max(n, len(l.Name()))
	}
	return n
}
