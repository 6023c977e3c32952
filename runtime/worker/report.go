package worker

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/task"
)

// tellEnd prints the balance of each pipeline, and last what went wrong. It
// returns the exit code.
func (s *session) tellEnd() int {
	var errs []error
	for _, l := range s.lanes() {
		s.tellBalance(l)
		errs = append(errs, flatten(l.Err())...)
	}
	if h := s.shared; h != nil {
		for _, snap := range h.snapshots() {
			s.tellShared(snap, h.end.Sub(s.start))
		}
		errs = append(errs, flatten(h.err)...)
	}
	for _, err := range errs {
		s.tellError(err)
	}
	return exitCode(errs)
}

func (s *session) tellBalance(l *lane) {
	if l.End().IsZero() {
		return // it never ran
	}
	c := l.Snapshot().Counts
	if s.w.settings.log == logJSON {
		attrs := append([]any{"pipeline", l.Name(), "seconds", tenths(l.End().Sub(s.start))}, countAttrs(c)...)
		s.log.Info(l.word(), append(attrs, "committed", l.committed())...)
		return
	}
	name := ""
	if len(s.lanes()) > 1 {
		name = fmt.Sprintf("%-*s  ", s.nameWidth(), l.Name())
	}
	through := l.committed()
	if through != "" {
		through = "committed through " + through
	}
	s.printBalance(l.word(), name, l.End().Sub(s.start), c, through)
}

// tellShared prints the balance of what this worker did of a pipeline that a cluster
// shares out.
func (s *session) tellShared(snap task.Snapshot, took time.Duration) {
	c := snap.Counts
	if s.w.settings.log == logJSON {
		s.log.Info("stopped", append([]any{"pipeline", snap.Pipeline, "seconds", tenths(took)}, countAttrs(c)...)...)
		return
	}
	s.printBalance("stopped", snap.Pipeline+"  ", took, c, "of this worker")
}

// countAttrs are the counts of a balance in a log.
func countAttrs(c task.Counts) []any {
	return []any{
		"in", c.In, "out", c.Out, "filtered", c.Filtered, "dead", c.Dead, "skipped", c.Skipped, "lost", c.Lost, "retries", c.Retries,
	}
}

// printBalance prints a balance as a line; what is lost stands there only under at most once.
func (s *session) printBalance(word, name string, took time.Duration, c task.Counts, behind string) {
	rest := ""
	if c.Lost > 0 {
		rest = " + " + group(c.Lost) + " lost"
	}
	if behind != "" {
		rest += "   " + behind
	}
	fmt.Fprintf(s.out, "%-7s  %s%s  %s in = %s out + %s filtered + %s dead + %s skipped%s\n",
		word, name, clock(took), group(c.In), group(c.Out), group(c.Filtered), group(c.Dead), group(c.Skipped), rest)
}

// word says in one word how the pipeline ended.
func (l *lane) word() string {
	if r := l.Runner(); l.Err() != nil || r == nil || !r.Drained() {
		return "stopped"
	}
	return "done"
}

// committed says how far the source will not be read again, empty where that takes
// more than a word.
func (l *lane) committed() string {
	r := l.Runner()
	if r == nil {
		return ""
	}
	last := r.Last()
	if len(last) != 1 || last[0].Next <= 0 {
		return ""
	}
	if place := r.Reached(); place != "" {
		return place
	}
	return group(last[0].Next - 1)
}

// tellError prints an error whole: a stopped record with all that one needs to
// find it.
func (s *session) tellError(err error) {
	var stop *task.Stop
	isStop := errors.As(err, &stop)
	switch {
	case s.w.settings.log == logJSON && isStop:
		s.log.Error("stopped", "pipeline", stop.Pipeline, "code", stop.Code, "record", stop.Record, "at", stop.At,
			"cause", stop.Reason, "report", stop.Report())
	case s.w.settings.log == logJSON:
		s.log.Error("failed", "cause", err.Error())
	case isStop:
		fmt.Fprint(s.out, stop.Report())
	default:
		fmt.Fprintf(s.out, "error: %s\n", strings.ReplaceAll(err.Error(), "\n", "\n  "))
	}
}

// flatten takes apart what ended a pipeline.
func flatten(err error) []error {
	if err == nil {
		return nil
	}
	var several task.Errors
	if errors.As(err, &several) {
		return several
	}
	return []error{err}
}

// exitCode is the worst that happened: it could not work, then wrong use, then
// a stop by policy or by missing input.
func exitCode(errs []error) int {
	code := cli.ExitOK
	for _, err := range errs {
		code = max(code, codeOf(err))
	}
	return code
}

func codeOf(err error) int {
	var stop *task.Stop
	switch {
	case errors.As(err, &stop), errors.Is(err, connector.ErrNoInput):
		return cli.ExitMistakes
	case errors.Is(err, connector.ErrEndless):
		return cli.ExitUsage
	}
	return cli.ExitFailure
}
