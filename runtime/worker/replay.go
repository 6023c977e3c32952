package worker

import (
	"context"
	"fmt"

	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/internal/nearest"
	"github.com/flowc-lang/flowc/runtime/task"
)

func (w *worker) replayCommand() *cli.Command {
	return &cli.Command{
		Name:  "replay",
		Args:  "PIPELINE",
		Short: "send the dead letters of a pipeline through it again",
		Long: "Reads what stands in the pipeline's topics of dead letters now, and sends each record through the pipeline as it " +
			"was. What fails again is a dead letter again, behind the others. How far it came is committed, in a group of its own: the " +
			"next replay goes on there. A record may be sent twice after a crash. Letters of other pipelines are left alone.\n\n" +
			"With --dry-run nothing is written or committed: the balance tells how many would pass, and skipped how many would not.",
		Example: "$ replay load --dry-run\n$ replay load --at-most 100",
		Exit: "0 all were sent, into the sinks or the dead letters; 1 stopped by a record and its error policy; 2 wrong use, as a pipeline " +
			"without dead letters; 3 could not work.",
		SeeAlso: []string{"run"},
		Group:   groupEveryDay,
		JSON:    true,
		Flags:   func(f *cli.Flags) { w.settings.declareReplay(f); w.declareParams(f) },
		Run:     w.replay,
	}
}

// declareReplay declares the flags of replay.
func (s *settings) declareReplay(f *cli.Flags) {
	s.declareCommon(f)
	f.Size(&s.memory, "memory", "what the process should need at most")
	f.Enum(&s.log, "log", []string{logText, logJSON}, "how to log to stderr")
	f.Int(&s.limit, "at-most", "N", "send so many at most; 0 is all")
	f.Bool(&s.dryRun, "dry-run", "write and commit nothing")
	s.drain = true
}

// replayed is what became of the letters of a topic, a line of JSON.
type replayed struct {
	V        int    `json:"v"`
	Pipeline string `json:"pipeline"`
	Letters  string `json:"letters"` // the topic
	DryRun   bool   `json:"dry_run"`
	In       int64  `json:"in"`
	Out      int64  `json:"out"`
	Filtered int64  `json:"filtered"`
	Dead     int64  `json:"dead"`
	Skipped  int64  `json:"skipped"`
}

// replay is the command `replay`. It holds the data folder as run does: a file that two
// write would be torn.
func (w *worker) replay(ctx context.Context, c *cli.Context) int {
	j, err := w.start(ctx, c)
	if err != nil {
		return c.Fail(err)
	}
	defer j.close()
	p, err := one(j.pipelines, c.Args[0])
	if err != nil {
		return c.Fail(err)
	}
	code := cli.ExitOK
	for _, d := range p.Graves() {
		q := p.Replay(d, int64(w.settings.limit))
		if w.settings.dryRun {
			q = q.Rehearse()
		}
		s, err := w.newSession([]*task.Pipeline{q}, j.env, j.out)
		if err != nil {
			return c.Fail(err)
		}
		code = max(code, s.run(ctx))
		counts := s.lanes()[0].Snapshot().Counts
		if c.JSON {
			err = c.WriteJSON(replayed{
				V: 1, Pipeline: p.Name, Letters: d.Node, DryRun: w.settings.dryRun,
				In: counts.In, Out: counts.Out, Filtered: counts.Filtered, Dead: counts.Dead, Skipped: counts.Skipped,
			})
			if err != nil {
				return c.Fail(err)
			}
		}
	}
	return code
}

// one is the pipeline of a name, which has dead letters.
func one(all []*task.Pipeline, name string) (*task.Pipeline, error) {
	var have []string
	for _, p := range all {
		if len(p.Graves()) == 0 {
			continue
		}
		if have = append(have, p.Name); p.Name == name {
			return p, nil
		}
	}
	if near, ok := nearest.Word(name, have); ok {
		return nil, usage("no pipeline %q with dead letters, did you mean %s?", name, near)
	}
	return nil, usage("no pipeline %q with dead letters; those that have some: %s", name, fmt.Sprint(have))
}
