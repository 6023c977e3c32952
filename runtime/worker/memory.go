package worker

import (
	"runtime/debug"
	"sync"

	"github.com/flowc-lang/flowc/internal/cli"
)

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

// leastBuffers is what a connector gets that is created when all is given away.
const leastBuffers = 2 << 20

// allotments is who has which part of the buffers. A part stays with the name, so that a run that starts again has what it had.
type allotments struct {
	total, part int

	mu sync.Mutex
	by map[string]int
}

// newAllotments shares total out evenly; spare leaves a part for connectors that are
// created while the worker runs.
func newAllotments(total, pipelines int, spare bool) *allotments {
	if spare {
		pipelines++
	}
	return &allotments{total: total, part: total / pipelines, by: map[string]int{}}
}

// of is the part of a connector.
func (a *allotments) of(name string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	if n, ok := a.by[name]; ok {
		return n
	}
	free := a.total
	for _, n := range a.by {
		free -= n
	}
	a.by[name] = max(min(a.part, free), leastBuffers)
	return a.by[name]
}
