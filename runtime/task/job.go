package task

import (
	"sort"

	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

// job is a batch on its way: the rows that were read, what came of them, and the
// unit that is done when all of it is durable. There is a fixed number of jobs for
// each pipeline; they and their memory are used again.
type job struct {
	in    record.Batch
	x     Exchange
	dead  []record.Batch // the dead letters for each topic of them
	split *offset.Split
	unit  *offset.Unit
	// rows is how many rows of in count: all, or those before the one that ended
	// the pipeline.
	rows int
	// durable tells for each sink whether it has all that came of the rows.
	durable []bool
}

func newJob(sinks, letters int) *job {
	j := &job{dead: make([]record.Batch, letters), durable: make([]bool, sinks+letters)}
	j.x.Out = make([]record.Batch, sinks)
	return j
}

// reset makes the job ready to be filled.
func (j *job) reset() {
	j.in.Reset()
	j.x.Reset()
	for i := range j.dead {
		j.dead[i].Reset()
	}
	j.split, j.unit, j.rows = nil, nil, 0
	clear(j.durable)
}

// out is what came of the rows for a sink of the task: one of the pipeline, or behind
// those one for dead letters.
func (j *job) out(sink int) *record.Batch {
	if k := sink - len(j.x.Out); k >= 0 {
		return &j.dead[k]
	}
	return &j.x.Out[sink]
}

// largestKept is the memory that a job may keep for its next batch. A record that
// is larger than a batch takes what it needs, but not for good.
const largestKept = 4 * largestBatch

func (j *job) shrink() {
	if cap(j.in.Slab) > largestKept {
		j.in.Slab = nil
	}
	for i := range j.durable {
		if out := j.out(i); cap(out.Slab) > largestKept {
			out.Slab = nil
		}
	}
}

// size is what the job holds for its sinks.
func (j *job) size() int {
	n := 0
	for i := range j.durable {
		n += j.out(i).Size()
	}
	return n
}

// cutAt leaves only what came of the rows before row, and ends the split there.
// It returns the number of rows that do not count any more.
func (j *job) cutAt(row int) (dropped int) {
	for i := range j.durable {
		out := j.out(i)
		// The outputs of a batch are in the order of its inputs.
		n := sort.Search(len(out.Rows), func(k int) bool { return int(out.Rows[k].Input) >= row })
		out.Rows, out.Names = out.Rows[:n], out.Names[:min(n, len(out.Names))]
	}
	at := j.in.Rows[row].Offset
	if len(j.in.Places) > 0 {
		at = j.in.Places[row]
	}
	j.unit.Shorten(at)
	dropped, j.rows = j.rows-row, row
	return dropped
}

// leaveOut takes what came of an input row out of a batch. Where records name their
// targets, the names go with the rows.
func leaveOut(out *record.Batch, row int) {
	kept, named := 0, len(out.Names) > 0
	for k, r := range out.Rows {
		if int(r.Input) == row {
			continue
		}
		out.Rows[kept] = r
		if named {
			out.Names[kept] = out.Names[k]
		}
		kept++
	}
	out.Rows, out.Names = out.Rows[:kept], out.Names[:min(kept, len(out.Names))]
}

// recount makes the counts fit a cut behind the stages: a row without output was
// filtered, unless it failed and was passed over.
func (j *job) recount() {
	seen := make([]bool, j.rows)
	for i := range j.x.Out {
		for _, r := range j.x.Out[i].Rows {
			seen[r.Input] = true
		}
	}
	kept := j.x.Failed[:0]
	for _, f := range j.x.Failed {
		if f.Row < j.rows {
			seen[f.Row] = true
			kept = append(kept, f)
		}
	}
	j.x.Failed, j.x.In, j.x.Filtered = kept, j.rows, 0
	for _, s := range seen {
		if !s {
			j.x.Filtered++
		}
	}
}
