package worker

import (
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/runtime/task"
)

// upstream returns for each pipeline the indexes of those that write what it
// reads. With --drain its end is only known when they have delivered all of
// theirs. A cycle has no end and is refused.
func upstream(pipelines []*task.Pipeline) ([][]int, error) {
	before := make([][]int, len(pipelines))
	for i, reader := range pipelines {
		for j, writer := range pipelines {
			if slices.ContainsFunc(writer.Writes, func(what string) bool { return slices.Contains(reader.Reads, what) }) {
				before[i] = append(before[i], j)
			}
		}
	}
	if cycle := findCycle(before); cycle != nil {
		var names []string
		for _, i := range cycle {
			names = append(names, pipelines[i].Name)
		}
		return nil, usage("--drain has no end here: %s write what they read", strings.Join(names, " → "))
	}
	return before, nil
}

// findCycle returns the nodes of a cycle in the order of the flow, the first
// again at the end, or nil.
func findCycle(before [][]int) []int {
	const (
		onPath = iota + 1
		finished
	)
	mark := make([]int, len(before))
	var path, cycle []int
	var visit func(i int) bool
	visit = func(i int) bool {
		mark[i] = onPath
		path = append(path, i)
		for _, j := range before[i] {
			if mark[j] == onPath {
				cycle = append(slices.Clone(path[slices.Index(path, j):]), j)
				return true
			}
			if mark[j] == 0 && visit(j) {
				return true
			}
		}
		path = path[:len(path)-1]
		mark[i] = finished
		return false
	}
	for i := range before {
		if mark[i] == 0 && visit(i) {
			slices.Reverse(cycle) // it was found against the flow
			return cycle
		}
	}
	return nil
}
