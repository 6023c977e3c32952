package runner

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/runtime/harness"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/worker"
)

// copies is how often the records of an input stand in the batch that is measured.
const copies = 8

// measure takes the inputs through the pipelines, as run does, and tells how much each
// allocates for a batch once its buffers have grown: a line `pipeline records allocations`.
// Records that fail are left out.
func measure(p worker.Project, inputs []Input) (string, error) {
	pipelines, err := harness.Open(p)
	if err != nil {
		return "", err
	}
	nodes := map[string]*record.Batch{}
	for _, in := range inputs {
		name, batch, err := parse(in)
		if err != nil {
			return "", fmt.Errorf("in/%s: %w", in.Name, err)
		}
		nodes[name] = batch
	}
	var b strings.Builder
	for _, pl := range pipelines {
		for member := range pl.Reads {
			if member > 0 && !isFamily(pl) {
				break
			}
			from := source(pl, member)
			if nodes[from] == nil {
				continue
			}
			if err := measureMember(&b, pl, member, nodes, from); err != nil {
				return b.String(), err
			}
		}
	}
	return b.String(), nil
}

// source is the node that a member of a pipeline reads.
func source(pl *task.Pipeline, member int) string {
	if !isFamily(pl) {
		return pl.From
	}
	_, from, _ := strings.Cut(pl.Reads[member], "/")
	return from
}

func measureMember(b *strings.Builder, pl *task.Pipeline, member int, nodes map[string]*record.Batch, from string) error {
	in := nodes[from]
	in.Member = int32(member)
	first, err := harness.Run(pl, in, func(task.Failure) bool { return true })
	if err != nil {
		return err
	}
	good := *in
	good.Rows = nil
	for range copies {
		for k, r := range in.Rows {
			if !slices.ContainsFunc(first.Failed, func(f task.Failure) bool { return f.Row == k }) {
				good.Rows = append(good.Rows, r)
			}
		}
	}
	stage := pl.New()
	x := &task.Exchange{Out: make([]record.Batch, len(pl.Sinks))}
	batch := func() {
		x.Reset()
		stage.Run(&good, x)
	}
	batch()
	n := testing.AllocsPerRun(10, batch)
	if x.Stop != nil || x.In != len(good.Rows) {
		return fmt.Errorf("pipeline %s stops at row %d of %d", pl.Name, x.In, len(good.Rows))
	}
	suffix := ""
	if isFamily(pl) {
		suffix = strings.TrimPrefix(from, pl.From)
	}
	fmt.Fprintf(b, "%s%s %d %v\n", pl.Name, suffix, len(good.Rows), n)
	for k, s := range pl.Sinks {
		if out := first.Out[k]; len(out.Rows) > 0 || suffix == "" {
			nodes[s.Node], nodes[s.Node+suffix] = &out, &out
		}
	}
	return nil
}
