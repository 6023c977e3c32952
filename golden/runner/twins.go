package runner

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/flowc-lang/flowc/runtime/harness"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/worker"
)

// twins takes n damaged copies of the first input through pairs of pipelines that must not
// differ: the first and the second, the third and the fourth. Each pair has a line `pipeline
// passed failed`.
func twins(p worker.Project, inputs []Input, n int) (string, error) {
	pipelines, err := harness.Open(p)
	if err != nil {
		return "", err
	}
	_, of, err := parse(inputs[0])
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for ; len(pipelines) >= 2; pipelines = pipelines[2:] {
		r := rand.New(rand.NewPCG(1, uint64(n)))
		passed, failed := 0, 0
		for range n / perBatch {
			in := &record.Batch{Epoch: -1}
			for k := range perBatch {
				in.Append(record.Row{Offset: int64(k), Headers: record.Null}, nil, anotherForm(r, of))
			}
			one, err := runAll(pipelines[0], in)
			if err != nil {
				return b.String(), err
			}
			other, err := runAll(pipelines[1], in)
			if err != nil {
				return b.String(), err
			}
			if err := differ(in, one, other); err != nil {
				return b.String(), fmt.Errorf("%s and %s: %w", pipelines[0].Name, pipelines[1].Name, err)
			}
			passed, failed = passed+len(one.Out[0].Rows), failed+len(one.Failed)
		}
		fmt.Fprintln(&b, pipelines[0].Name, passed, failed)
	}
	return b.String(), nil
}

func runAll(pl *task.Pipeline, in *record.Batch) (*task.Exchange, error) {
	return harness.Run(pl, in, func(task.Failure) bool { return true })
}

// differ tells the first record of which two runs made something else.
func differ(in *record.Batch, x, y *task.Exchange) error {
	for k := range max(len(x.Failed), len(y.Failed)) {
		if k >= len(x.Failed) || k >= len(y.Failed) || x.Failed[k].Row != y.Failed[k].Row || x.Failed[k].Outcome.Reason() != y.Failed[k].Outcome.Reason() {
			row := len(in.Rows) - 1
			for _, f := range [][]task.Failure{x.Failed, y.Failed} {
				if k < len(f) {
					row = min(row, f[k].Row)
				}
			}
			return fmt.Errorf("not the same failure of %s", in.Bytes(in.Rows[row].Value))
		}
	}
	for k, row := range x.Out[0].Rows {
		if a, b := x.Out[0].Bytes(row.Value), y.Out[0].Bytes(y.Out[0].Rows[k].Value); !bytes.Equal(a, b) {
			return fmt.Errorf("of %s came %s and %s", in.Bytes(in.Rows[row.Input].Value), a, b)
		}
	}
	return nil
}

// pieces are what JSON may have in more than one form.
var pieces = []string{
	" ", "\n", ",", ":", `"`, "{", "}", "[", "]", `\`, `\/`, `\n`, `\u0041`, `\u000a`, `\ud83d\ude00`, "\xff", "é", "0", "-", "-0", ".0", ".5", "e1", "e-9",
	"9999999", "00000001", "null", "true", `"x":1,`, `,"x":1`, `"id":1,`, "=", "QQ==", "\x00",
}

// anotherForm is a record of the batch in which pieces were put in, cut out or copied from
// others; now and then one that is damaged in any way, or as it is.
func anotherForm(r *rand.Rand, of *record.Batch) []byte {
	if r.IntN(8) == 0 {
		return damaged(r, of)
	}
	v := append([]byte{}, of.Bytes(of.Rows[r.IntN(len(of.Rows))].Value)...)
	for range r.IntN(3) {
		at := r.IntN(len(v) + 1)
		switch r.IntN(4) {
		case 0, 1:
			v = splice(v, at, []byte(pieces[r.IntN(len(pieces))]))
		case 2:
			v = append(v[:at:at], v[min(len(v), at+1+r.IntN(8)):]...)
		case 3: // a field in front of another one
			if list := bytes.SplitAfter(v, []byte(",")); len(list) > 1 {
				k := r.IntN(len(list) - 1)
				list[k], list[k+1] = list[k+1], list[k]
				v = bytes.Join(list, nil)
			}
		}
	}
	return v
}
