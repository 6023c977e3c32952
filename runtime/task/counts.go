package task

import (
	"fmt"
	"sync/atomic"
)

// Counts tells what became of the input records of a pipeline. Out counts the
// records of which all that came is acknowledged; they add up at the end.
type Counts struct {
	In       int64 // given to the pipeline and not given back
	Out      int64
	Filtered int64
	Dead     int64
	Skipped  int64
	Lost     int64 // committed and not written, under at most once
	Retries  int64 // attempts beyond the first, of writes and flushes
}

// Settled is the number of records whose fate is known.
func (c Counts) Settled() int64 { return c.Out + c.Filtered + c.Dead + c.Skipped + c.Lost }

// Open is the number of records in work.
func (c Counts) Open() int64 { return c.In - c.Settled() }

// Add adds those of another run of the pipeline.
func (c *Counts) Add(o Counts) {
	c.In, c.Out, c.Filtered, c.Dead = c.In+o.In, c.Out+o.Out, c.Filtered+o.Filtered, c.Dead+o.Dead
	c.Skipped, c.Lost, c.Retries = c.Skipped+o.Skipped, c.Lost+o.Lost, c.Retries+o.Retries
}

// counters are the live counts, changed once for each batch. Given and dropped
// are counted by the reader's side, the others where a batch is acknowledged, so
// that a batch that is lost between the two shows in the balance.
type counters struct {
	given, dropped                        atomic.Int64
	out, filtered, dead, skipped, retries atomic.Int64
	lost                                  atomic.Int64
}

func (c *counters) snapshot() Counts {
	// What is settled is read before what was given, so that a snapshot while
	// running never shows more out than in.
	s := Counts{
		Out: c.out.Load(), Filtered: c.filtered.Load(), Dead: c.dead.Load(),
		Skipped: c.skipped.Load(), Lost: c.lost.Load(), Retries: c.retries.Load(),
	}
	s.In = c.given.Load() - c.dropped.Load()
	return s
}

// BalanceError means that records were lost or counted twice inside the worker,
// which is a bug of flowc.
type BalanceError struct {
	Pipeline string
	Stage    string // where the count went wrong
	Detail   string
}

func (e *BalanceError) Error() string {
	return fmt.Sprintf("%s: records do not add up at %s: %s; this is a bug of flowc", e.Pipeline, e.Stage, e.Detail)
}

// balance checks at the end of a run, when nothing is in work, that each record
// that was given has a fate.
func (c Counts) balance(pipeline string) error {
	if c.Open() == 0 {
		return nil
	}
	return &BalanceError{Pipeline: pipeline, Stage: "its end", Detail: fmt.Sprintf(
		"%d in, but %d out + %d filtered + %d dead + %d skipped + %d lost", c.In, c.Out, c.Filtered, c.Dead, c.Skipped, c.Lost)}
}

// balanceStage checks what the generated code says of one batch: it must have
// looked at each row, or at each before the one that it stopped at.
func (x *Exchange) balanceStage(pipeline string, rows int) error {
	want := rows
	if x.Stop != nil {
		want = x.Stop.Row
	}
	if x.In != want || x.Filtered < 0 || x.Filtered+len(x.Failed) > x.In {
		return &BalanceError{Pipeline: pipeline, Stage: "the generated stages", Detail: fmt.Sprintf(
			"of a batch of %d rows they counted %d in, %d filtered, %d failed", want, x.In, x.Filtered, len(x.Failed))}
	}
	return nil
}
