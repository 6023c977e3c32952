package task

import (
	"testing"

	"github.com/flowc-lang/flowc/runtime/connector"
)

// splitter is a source of so many splits.
type splitter struct {
	connector.Source
	n int
}

func (s splitter) Splits() int { return s.n }

// TestSourceTasks: no more tasks than splits, and one source task has only its own share.
func TestSourceTasks(t *testing.T) {
	for _, c := range []struct {
		splits, tasks         int // of the source, of the pipeline
		sourceTasks, parallel int // parallel of all in one run
		own                   []int
	}{
		{splits: 8, tasks: 3, sourceTasks: 3, parallel: 3, own: []int{3, 3, 2}},
		{splits: 8, tasks: 12, sourceTasks: 8, parallel: 8, own: []int{1, 1, 1, 1, 1, 1, 1, 1}},
		{splits: 2, tasks: 1, sourceTasks: 1, parallel: 1, own: []int{2}},
		{splits: 1, tasks: 3, sourceTasks: 1, parallel: 3, own: []int{1}},
		{splits: 0, tasks: 3, sourceTasks: 0, parallel: 3},
	} {
		p := &Pipeline{Tasks: c.tasks, Source: func() connector.Source { return splitter{n: c.splits} }}
		if got := p.SourceTasks(); got != c.sourceTasks {
			t.Errorf("%+v: %d source tasks", c, got)
		}
		if got := parallel(p, Options{}.filled()); got != c.parallel {
			t.Errorf("%+v: %d tasks at a time", c, got)
		}
		for task, want := range c.own {
			if got := ownSplits(c.splits, task, c.sourceTasks); got != want {
				t.Errorf("%+v: task %d has %d splits", c, task, got)
			}
		}
	}
}
