package tasktest

import (
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
)

// Stage is generated code made by hand: it passes each value on to every sink.
type Stage struct {
	// Outcome decides about a record; nil passes all. It may panic.
	Outcome func(id []byte) record.Outcome
	// Text is what Found answers; Panic has it panic instead.
	Text  string
	Panic bool
}

// New makes the state of a task.
func (s *Stage) New() task.Stage { return s }

// Run passes the rows on.
func (s *Stage) Run(in *record.Batch, x *task.Exchange) {
	for i := range x.Out {
		x.Out[i].Topic, x.Out[i].Partition = in.Topic, in.Partition
	}
	for i := range in.Rows {
		r := &in.Rows[i]
		value := in.Bytes(r.Value)
		if s.Outcome != nil {
			if o := s.Outcome(value); o != record.Passed {
				if !x.Count(i, o) {
					return
				}
				continue
			}
		}
		for k := range x.Out {
			out := *r
			out.Input = int32(i)
			x.Out[k].Append(out, in.Bytes(r.Key), value)
		}
		x.In++
	}
}

// Found is the text that a failure is said to have found.
func (s *Stage) Found(*record.Batch, task.Failure) string {
	if s.Panic {
		panic("found nothing")
	}
	return s.Text
}
