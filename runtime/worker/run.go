package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/flowc-lang/flowc/internal/budget"
	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/internal/quantity"
	"github.com/flowc-lang/flowc/runtime/admin"
	"github.com/flowc-lang/flowc/runtime/task"
)

// run is the command `run`.
func (w *worker) run(ctx context.Context, c *cli.Context) int {
	j, err := w.start(ctx, c)
	if err != nil {
		return c.Fail(err)
	}
	defer j.close()
	s, err := w.newSession(j.pipelines, j.env.Log, j.out)
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
			all := make([]task.Snapshot, len(s.lanes))
			for i, l := range s.lanes {
				all[i] = l.Snapshot()
			}
			if s.shared != nil {
				all = append(all, s.shared.snapshots()...)
			}
			return all
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
	j.env = &Env{Log: newLog(j.out, w.settings.log)}
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

// programBytes is what a process takes beside the memory that the collector looks
// after: the pages of the program itself, and what is made while it collects.
const programBytes = 12 << 20

// limitMemory tells the collector where the budget ends. That is the net under
// the bounds of the buffers, not the way to keep to it: what the user sets in the
// environment goes before.
func limitMemory(c *cli.Context, memory int64) {
	if _, set := c.LookupEnv("GOMEMLIMIT"); !set {
		debug.SetMemoryLimit(memory - programBytes)
	}
}

func newLog(out *cli.Progress, format string) *slog.Logger {
	if format == logJSON {
		return slog.New(slog.NewJSONHandler(out, nil))
	}
	return slog.New(slog.NewTextHandler(out, nil))
}

// session is one run of the pipelines.
type session struct {
	w      *worker
	log    *slog.Logger
	out    *cli.Progress
	before [][]int // with --drain: see upstream
	lanes  []*lane
	shared *shares // nil where no cluster shares anything out
	start  time.Time
	// halt ends the reading of all pipelines: a worker of which a part has failed
	// does not look healthy.
	halt context.CancelFunc
}

// lane is a pipeline of a session.
type lane struct {
	*task.Runner
	meter meter
	done  chan struct{}
	end   time.Time
	err   error // of Run, once done
	// drainErr is why it could not be drained, once the session is over.
	drainErr error
}

func (w *worker) newSession(pipelines []*task.Pipeline, log *slog.Logger, out *cli.Progress) (*session, error) {
	if len(pipelines) == 0 {
		return nil, errors.New("there is no pipeline to run")
	}
	s := &session{w: w, log: log, out: out}
	if w.settings.drain {
		before, err := upstream(pipelines)
		if err != nil {
			return nil, err
		}
		s.before = before
	}
	buffers := budget.Buffers(w.settings.memory) / len(pipelines)
	options := func(p *task.Pipeline) task.Options { return s.options(p, buffers) }
	if w.settings.cluster != "" {
		others, err := s.share(pipelines, options)
		if err != nil {
			return nil, err
		}
		pipelines = others
	}
	for _, p := range pipelines {
		s.lanes = append(s.lanes, &lane{Runner: task.New(p, options(p)), done: make(chan struct{})})
	}
	return s, nil
}

// options are those of a pipeline as a whole.
func (s *session) options(p *task.Pipeline, buffers int) task.Options {
	return task.Options{
		DataDir: s.w.settings.dataDir, Instance: s.w.identity, Log: s.log, Buffers: buffers, Program: s.w.called,
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
	for i, l := range s.lanes {
		all.Go(func() { s.runLane(ctx, reading, l) })
		if s.w.settings.drain {
			all.Go(func() { s.drainLane(reading, i) })
		}
	}
	if s.shared != nil {
		all.Go(func() { s.runShared(reading) })
	}
	all.Wait()
	stopShowing()
	return s.tellEnd()
}

// errStartTimeout is the cause of a pipeline's end by --start-timeout.
var errStartTimeout = errors.New("gave up connecting")

// runLane runs one pipeline. Its end is interrupted by the second signal, which ends
// the process, and by limitDrain: the context of the work is not that of the reading.
func (s *session) runLane(ctx, reading context.Context, l *lane) {
	defer close(l.done)
	reading, cancel := context.WithCancelCause(reading)
	defer cancel(nil)
	defer s.limitStart(l.Started, cancel)()
	defer s.tellSilence(l)()
	work, giveUp := context.WithCancelCause(context.WithoutCancel(ctx))
	defer giveUp(nil)
	var troubles []task.Trouble
	stopWatch := s.limitDrain(reading, l, func(cause error) {
		troubles = l.Snapshot().Troubles
		giveUp(cause)
	})
	l.err = l.Run(work, reading)
	stopWatch()
	if errors.Is(context.Cause(work), errDrainLimit) {
		l.err = undelivered(l, troubles)
	}
	if l.err == nil {
		l.err = startTimedOut(reading, l.Pipeline().Name)
	}
	l.end = time.Now()
	if l.err != nil {
		s.halt()
	}
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
func (s *session) tellSilence(l *lane) (stop func()) {
	timer := time.AfterFunc(silent, func() {
		snap := l.Snapshot()
		if snap.State == task.Opening && len(snap.Troubles) == 0 && !s.inLine() {
			s.log.Info("waiting", "pipeline", snap.Pipeline, "for", l.nodes())
		}
	})
	return func() { timer.Stop() }
}

// nodes names what a pipeline connects to.
func (l *lane) nodes() string {
	p := l.Pipeline()
	return strings.Join(append([]string{p.From}, p.To...), ", ")
}

// inLine reports whether progress is shown in a line that is written anew.
func (s *session) inLine() bool { return s.out.Live() && s.w.settings.log == logText }

// drainLane fixes the end of one pipeline when those that write what it reads
// have delivered theirs.
func (s *session) drainLane(reading context.Context, i int) {
	for _, j := range s.before[i] {
		select {
		case <-s.lanes[j].done:
		case <-reading.Done():
			return
		}
	}
	if reading.Err() != nil {
		return
	}
	if err := s.lanes[i].Drain(reading); err != nil && reading.Err() == nil {
		s.lanes[i].drainErr = err
		s.halt()
	}
}

// title is the first line: what runs, on what, and how to stop it.
func (s *session) title() string {
	p := s.w.project
	parts := []string{strings.TrimSpace(p.Name + " " + p.Source)}
	switch {
	case s.shared != nil:
		parts = append(parts, fmt.Sprintf("%d pipelines  cluster %s", len(s.lanes)+len(s.shared.pipelines), s.w.settings.cluster))
	case len(s.lanes) == 1:
		parts = append(parts, s.lanes[0].title())
	default:
		parts = append(parts, fmt.Sprintf("%d pipelines", len(s.lanes)))
	}
	parts = append(parts, quantity.FormatSize(s.w.settings.memory))
	if !s.w.settings.drain {
		parts = append(parts, "stop: Ctrl-C")
	}
	return strings.Join(parts, "  ")
}

func (l *lane) title() string {
	p := l.Pipeline()
	tasks := fmt.Sprintf("%d tasks", l.Tasks())
	if l.Tasks() == 1 {
		tasks = "1 task"
	}
	return p.From + " → " + strings.Join(p.To, ", ") + "  " + tasks
}

func (s *session) tellStart() {
	if s.w.settings.log == logJSON {
		s.log.Info("start", "project", s.w.project.Name, "source", s.w.project.Source,
			"runtime", s.w.project.Runtime, "memory", s.w.settings.memory, "pid", os.Getpid())
		return
	}
	fmt.Fprintln(s.out, s.title())
	if len(s.lanes) > 1 {
		for _, l := range s.lanes {
			fmt.Fprintf(s.out, "  %-*s  %s\n", s.nameWidth(), l.Pipeline().Name, l.title())
		}
	}
}

// nameWidth is the width of the longest name, for columns.
func (s *session) nameWidth() int {
	n := 0
	for _, l := range s.lanes {
		n = max(n, len(l.Pipeline().Name))
	}
	return n
}
