// Package budget says how a worker's memory is shared out: the worker keeps to it, and
// flowc's plan prints it.
package budget

import "math"

const (
	// Default is the budget of a worker that is not told another.
	Default = 96 << 20
	// base is what a worker takes before it holds a record: the program, its
	// clients, their connections.
	base = 16 << 20
	// share is the part of the rest that is shared out as buffers, in percent;
	// what is left is the collector's headroom. Of the default budget that is 40 %.
	share = 48
)

// Buffers is what the pipelines share out of a budget, in equal parts: for what is fetched
// ahead, in work, and buffered in sinks.
func Buffers(memory int64) int {
	return int(min((memory-base)*share/100, math.MaxInt32))
}
