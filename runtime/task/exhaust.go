package task

import (
	"errors"

	"github.com/flowc-lang/flowc/runtime/connector"
)

// buryOwed makes dead letters of all that a sink owes whose attempts are used up, where
// the policy has a rung behind them. It reports whether it did.
//
// An error that no attempt would change ends the pipeline all the same: it says that
// something is set up wrong, and every record would become a letter. So does one under
// exactly once, where the letters would go through the transaction that failed.
func (t *task) buryOwed(s *sink, err error) bool {
	d := t.r.p.Write.Dead
	if d == nil || s.letters != nil || t.tx != nil || !errors.Is(err, errGaveUp) {
		return false
	}
	for _, j := range t.pending {
		if !j.durable[s.index] {
			before := j.size()
			t.buryRows(j, s, err, d)
			t.bytes += j.size() - before
		}
	}
	s.dirty = false
	return true
}

// buryRows makes a dead letter of each record that a batch holds something of for a sink.
func (t *task) buryRows(j *job, s *sink, err error, d *DeadLetters) {
	failed := make([]bool, len(j.in.Rows))
	for _, f := range j.x.Failed {
		failed[f.Row] = true
	}
	out := j.out(s.index)
	for _, r := range out.Rows {
		row := int(r.Input)
		t.bury(j, row, exhausted(s.Sink, err), d)
		if !failed[row] {
			failed[row] = true
			j.x.Failed = append(j.x.Failed, Failure{Row: row})
		}
	}
	out.Reset()
	j.durable[s.index] = true
}

// exhausted says that a sink could not be written to, which is not the record's fault.
func exhausted(sink *Sink, err error) *Stop {
	s := refusal(sink, &connector.RowError{Code: codeExhausted, Err: err})
	s.Reason = sink.Node + ": " + err.Error()
	return s
}

// codeExhausted is of records that a sink did not take in all its attempts.
const codeExhausted = "R0306"
