package task

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
)

// Runner runs one pipeline, once.
type Runner struct {
	p      *Pipeline
	o      Options
	log    *slog.Logger
	size   sizes
	source connector.Source
	// sourceOpen says that it is to be closed.
	sourceOpen bool
	ledger     *offset.Ledger
	positions  offset.Positions // of a source whose system does not decide them
	// records says that a record beside what is written holds the positions.
	records  bool
	tasks    []*task
	bound    *binding
	free     chan *job // the jobs that nobody has in work
	counts   counters
	skips    skippers
	deadPace pace
	status   status

	opened chan struct{} // closed when the source is open
	// life ends before the source is closed.
	life   context.Context
	end    context.CancelFunc
	drains sync.RWMutex // held for reading while Source.Drain runs
	// stop ends the reading; what was read is still delivered.
	stop context.CancelFunc
	// lastCommit is when positions were last made durable, in nanoseconds.
	lastCommit atomic.Int64
	// commitErr is what ended the commit loop; read after it.
	commitErr error
	last      []offset.Position // what is committed at the end
	reached   string            // the same in words; see Reached
	drained   bool              // the source has said that it has no more; see Drained

	mu     sync.Mutex
	untold []offset.Position // committed in transactions; see tellSource
	stops  []*Stop           // in the order in which they came
	errs   []error           // that are not stops
}

// New prepares a pipeline to run.
func New(p *Pipeline, o Options) *Runner {
	o = o.filled()
	log := o.Log.With("pipeline", p.Name)
	size := divide(p, parallel(p, o), o.Buffers)
	r := &Runner{
		p: p, o: o, log: log, size: size, records: p.Records(),
		ledger: offset.NewLedger(), bound: newBinding(size.tasks),
		free:   make(chan *job, size.jobs),
		opened: make(chan struct{}),
		skips:  newSkippers(p),
	}
	r.life, r.end = context.WithCancel(context.Background())
	r.status = status{log: log, state: Opening, since: time.Now()}
	for range size.jobs {
		r.free <- newJob(len(p.Sinks), len(p.deadLetters()))
	}
	return r
}

// Run opens the pipeline's systems and moves records until reading ends or the
// source is drained. Then it delivers what was read, commits, and returns nil.
//
// It returns a [Stop] (or several, joined) when records ended the pipeline by its
// error policy, and another error when it could not work; in both cases what could
// be delivered was, and is committed. When ctx ends it drops everything at once:
// what was not committed comes again at the next start.
func (r *Runner) Run(ctx, reading context.Context) error {
	reading, r.stop = context.WithCancel(reading)
	defer r.stop()
	defer context.AfterFunc(ctx, r.stop)()
	opening, ended := r.openContext(ctx, reading)
	defer ended(nil)
	if err := r.open(opening, ended); err != nil {
		r.closeAll(ctx)
		return r.result(ctx, reading, err)
	}
	close(r.opened)
	r.status.set(Running)
	r.move(ctx, reading)
	r.closeAll(ctx)
	return r.result(ctx, reading, nil)
}

// openContext is for opening: it ends when reading does, but only until the
// release, since a sink may hold on to the context that it was opened with.
func (r *Runner) openContext(ctx, reading context.Context) (context.Context, context.CancelCauseFunc) {
	opening, cancel := context.WithCancelCause(ctx)
	context.AfterFunc(reading, func() {
		select {
		case <-r.opened:
		default:
			cancel(context.Cause(reading))
		}
	})
	return opening, cancel
}

// open connects the sinks of all tasks, then the source: nothing is read, and no
// group is joined, before there is somewhere to write.
func (r *Runner) open(ctx context.Context, cancel context.CancelCauseFunc) error {
	err := guard(r.log, "start", func() error {
		for i := range r.size.tasks {
			r.tasks = append(r.tasks, newTask(r, i))
		}
		r.source = r.p.Source()
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", r.p.Name, err)
	}
	if err := r.openTasks(ctx, cancel); err != nil {
		return fmt.Errorf("%s: %w", r.p.Name, err)
	}
	if err := r.openSource(ctx); err != nil {
		return fmt.Errorf("%s: %w", r.p.Name, err)
	}
	r.sourceOpen = true
	return nil
}

// openSource opens the source where its positions say.
func (r *Runner) openSource(ctx context.Context) error {
	host := &connector.Host{
		Pipeline: r.p.Name, Group: r.p.Group, Task: r.o.Task, Tasks: r.o.Tasks, Instance: r.o.Instance, Log: r.log,
		Ledger: r.ledger, Settle: r.settle,
		FetchBytes: r.size.fetchBytes, BatchBytes: r.size.batchBytes, BatchRows: r.size.batchRows,
	}
	return r.sourceLadder("open", 0).climb(ctx, nil, func() (err error) {
		if r.positions, err = r.openPositions(ctx); err != nil {
			return err
		}
		host.Positions, host.Record = r.positions, r.record()
		return r.callSource("open", func() error { return r.source.Open(ctx, host) })
	})
}

// openTasks opens them side by side; the first that cannot be ends the others.
func (r *Runner) openTasks(ctx context.Context, cancel context.CancelCauseFunc) error {
	var (
		all   sync.WaitGroup
		once  sync.Once
		first error
	)
	for _, t := range r.tasks {
		all.Go(func() {
			if err := t.open(ctx); err != nil {
				once.Do(func() { first = err })
				cancel(err)
			}
		})
	}
	all.Wait()
	return first
}

// move is the run itself: read, work, acknowledge, commit, until there is no more
// to do.
func (r *Runner) move(ctx, reading context.Context) {
	commits, stopCommits := context.WithCancel(ctx)
	defer stopCommits()
	for _, t := range r.tasks {
		own, cancel := context.WithCancel(ctx)
		defer cancel()
		t.leave = func() {
			cancel()
			stopCommits() // which may wait for the task
		}
		go t.run(own) // waited for by finished
	}
	done := make(chan struct{})
	var others sync.WaitGroup
	others.Go(func() { r.commitLoop(commits, done) })
	others.Go(func() { r.watch(done) })
	r.read(ctx, reading)
	r.status.set(Draining)
	for _, t := range r.tasks {
		close(t.queue)
	}
	for _, t := range r.tasks {
		t.finished()
	}
	close(done)
	others.Wait()
	r.dropLeft()
	r.commitLast(ctx)
}

// closeAll frees what was opened. The source goes first: nobody may hand it a
// split while the sinks go away.
func (r *Runner) closeAll(ctx context.Context) {
	r.end()
	r.drains.Lock()
	defer r.drains.Unlock()
	if r.sourceOpen {
		if err := r.callSource("close", func() error { return r.source.Close(ctx) }); err != nil {
			r.log.Warn("close", "node", r.p.From, "cause", err.Error())
		}
	}
	for _, t := range r.tasks {
		t.close(ctx)
	}
}

// result is what Run returns, and sets the final state. opening is the error of
// the opening.
func (r *Runner) result(ctx, reading context.Context, opening error) error {
	err := r.outcome(ctx, reading, opening)
	if err == nil {
		r.status.set(Done)
	} else {
		r.status.set(Failed)
		r.drained = false // read to its end perhaps, and not delivered
	}
	return err
}

func (r *Runner) outcome(ctx, reading context.Context, opening error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if opening != nil {
		if errors.Is(context.Cause(reading), context.Canceled) {
			return nil // asked to stop before there was anything to do
		}
		return opening
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	all := append([]error(nil), r.errs...)
	for _, s := range r.stops {
		all = append(all, s)
	}
	if err := r.counts.snapshot().balance(r.p.Name); err != nil {
		all = append(all, err)
	}
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	return Errors(all)
}

// Errors is what ended a pipeline where several things did, in the order in which
// they happened: stops behind what could not work.
type Errors []error

func (e Errors) Error() string { return errors.Join(e...).Error() }

// Unwrap makes errors.Is and errors.As look at each.
func (e Errors) Unwrap() []error { return e }

// fail notes an error that ends the pipeline. What is in work elsewhere is still
// delivered.
func (r *Runner) fail(err error) {
	r.mu.Lock()
	r.errs = append(r.errs, err)
	r.mu.Unlock()
	r.log.Debug("stopping", "cause", err.Error())
	r.stop()
}

// stopped notes a record that ends the pipeline.
func (r *Runner) stopped(s *Stop) {
	r.mu.Lock()
	r.stops = append(r.stops, s)
	r.mu.Unlock()
	r.log.Debug("stopping", "cause", s.Error())
	r.stop()
}

// giveBack takes back a batch that is not delivered: it comes again.
func (r *Runner) giveBack(j *job) {
	r.counts.dropped.Add(int64(j.rows))
	r.recycle(j)
}

func (r *Runner) recycle(j *job) {
	j.shrink()
	j.reset()
	r.free <- j // never blocks: it has room for all jobs
}

// callSource guards a call of the source against its panics.
func (r *Runner) callSource(what string, f func() error) error {
	return guard(r.log, "source "+r.p.From+": "+what, f)
}

func (r *Runner) sourceLadder(what string, attempts int) *ladder {
	return &ladder{
		status:   &r.status,
		trouble:  &Trouble{Task: -1, What: what, Node: r.p.From},
		attempts: attempts,
	}
}

// settle waits until what is in work of the splits is acknowledged.
func (r *Runner) settle(ctx context.Context, splits []*offset.Split) error {
	r.askFlush()
	var unsettled []string
	for _, s := range splits {
		if err := s.Drained(ctx); err != nil {
			unsettled = append(unsettled, fmt.Sprintf("%s[%d]", s.Topic(), s.Partition()))
		}
	}
	if len(unsettled) > 0 {
		return fmt.Errorf("settle %s: %w", strings.Join(unsettled, ", "), context.Cause(ctx))
	}
	return nil
}

// Drain waits until the source is open and fixes its end there: Run ends when all
// that is there now is delivered.
func (r *Runner) Drain(ctx context.Context) error {
	select {
	case <-r.opened:
	case <-r.life.Done():
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	r.drains.RLock()
	defer r.drains.RUnlock()
	if r.life.Err() != nil { // Run ended in between
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(r.life, cancel)()
	return r.sourceLadder("drain", 0).climb(ctx, nil, func() error {
		return r.callSource("drain", func() error { return r.source.Drain(ctx) })
	})
}

// Started reports whether the pipeline's systems are connected, and, where workers share
// the source out, this one takes part.
func (r *Runner) Started() bool {
	select {
	case <-r.opened:
	default:
		return false
	}
	j, ok := r.source.(connector.Joiner)
	return !ok || j.Joined()
}

// Opened is closed when the pipeline's systems are connected.
func (r *Runner) Opened() <-chan struct{} { return r.opened }
