package runner

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"

	"github.com/flowc-lang/flowc/runtime/harness"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/worker"
)

// perBatch is how many damaged records stand in one batch.
const perBatch = 500

// mutate takes the inputs through the pipelines as run does, and gives each pipeline that
// reads what another one wrote n damaged copies of that: a line
// `pipeline records passed failed MiB`, of which the last is how much the heap grew.
func mutate(p worker.Project, inputs []Input, n int) (string, error) {
	pipelines, err := harness.Open(p)
	if err != nil {
		return "", err
	}
	nodes, given := map[string]*record.Batch{}, map[string]bool{}
	for _, in := range inputs {
		name, batch, err := parse(in)
		if err != nil {
			return "", fmt.Errorf("in/%s: %w", in.Name, err)
		}
		nodes[name], given[name] = batch, true
	}
	var b strings.Builder
	for _, pl := range pipelines {
		in := nodes[pl.From]
		x, err := harness.Run(pl, in, func(task.Failure) bool { return true })
		if err != nil {
			return b.String(), err
		}
		for k, s := range pl.Sinks {
			nodes[s.Node] = &x.Out[k]
		}
		if !given[pl.From] {
			if err := mutatePipeline(&b, pl, in, n); err != nil {
				return b.String(), err
			}
		}
	}
	return b.String(), nil
}

func mutatePipeline(b *strings.Builder, pl *task.Pipeline, in *record.Batch, n int) error {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	passed, failed := 0, 0
	var most uint64
	for done := 0; done < n; done += perBatch {
		batch := &record.Batch{Topic: in.Topic}
		for k := range min(perBatch, n-done) {
			batch.Append(record.Row{Offset: int64(done + k), Headers: record.Null}, nil, damaged(r, in))
		}
		x, err := harness.Run(pl, batch, func(task.Failure) bool { return true })
		if err != nil {
			return err
		}
		out := len(x.Out[0].Rows)
		if out+x.Filtered+len(x.Failed) != len(batch.Rows) {
			return fmt.Errorf("%s: %d records, of which %d passed and %d failed", pl.Name, len(batch.Rows), out, len(x.Failed))
		}
		passed, failed = passed+out, failed+len(x.Failed)
		if done%(20*perBatch) == 0 {
			runtime.ReadMemStats(&after)
			most = max(most, after.HeapAlloc)
		}
	}
	fmt.Fprintf(b, "%s %d %d %d %d\n", pl.Name, n, passed, failed, (max(most, before.HeapAlloc)-before.HeapAlloc)>>20)
	return nil
}

// damaged is a record of the batch, damaged in one to three ways.
func damaged(r *rand.Rand, in *record.Batch) []byte {
	pick := func() []byte { return in.Bytes(in.Rows[r.IntN(len(in.Rows))].Value) }
	v := append([]byte{}, pick()...)
	for range 1 + r.IntN(3) {
		at := r.IntN(len(v) + 1)
		switch r.IntN(8) {
		case 0, 1: // bits
			if at < len(v) {
				v[at] ^= 1 << r.IntN(8)
			}
		case 2: // the end is missing
			v = v[:at]
		case 3: // a huge length or count
			v = splice(v, at, binary.AppendUvarint(nil, r.Uint64()>>r.IntN(64)))
		case 4: // deep nesting, in text and in bytes
			deep := []string{"[", `{"a":`, `[[`, "\x02", "\x0a\xff\x01"}[r.IntN(5)]
			v = splice(v, at, []byte(strings.Repeat(deep, 1+r.IntN(3000))))
		case 5: // a number of many digits
			v = splice(v, at, []byte(strings.Repeat("9", 1+r.IntN(400))))
		case 6: // the rest of another record
			other := pick()
			v = append(v[:at:at], other[r.IntN(len(other)+1):]...)
		case 7: // something is missing in the middle
			v = append(v[:at:at], v[min(len(v), at+1+r.IntN(8)):]...)
		}
	}
	return v
}

// splice puts a piece into v.
func splice(v []byte, at int, piece []byte) []byte {
	return append(append(v[:at:at], piece...), v[at:]...)
}
