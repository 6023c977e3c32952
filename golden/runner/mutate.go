package runner

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/harness"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/worker"
)

// perBatch is how many damaged records stand in one batch.
const perBatch = 500

// mutate takes the inputs through the pipelines as run does, and gives each pipeline that
// reads what another one wrote n damaged copies of that: a line
// `pipeline records passed dead named MiB`, of which named is how many dead letters name a field, and the last how much the heap grew.
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

// mutatePipeline runs a pipeline as a worker does, over damaged records, with a topic for
// dead letters: each record must be in its sink or there, with what went wrong.
func mutatePipeline(b *strings.Builder, pl *task.Pipeline, in *record.Batch, n int) error {
	source := &damage{r: rand.New(rand.NewPCG(1, uint64(n))), of: in, n: n}
	passed, dead := &counted{}, &counted{letters: true}
	p := *pl
	p.Tasks, p.ExactlyOnce, p.Source = 1, false, func() connector.Source { return source }
	p.Sinks = []task.Sink{{Node: "good", New: func() connector.Sink { return passed }}}
	letters := task.Fate{Dead: &task.DeadLetters{Sink: task.Sink{Node: "bad", New: func() connector.Sink { return dead }}}}
	p.Decode, p.Map, p.Write = letters, letters, letters
	runtime.GC()
	source.before = heap()
	r := task.New(&p, task.Options{Buffers: 8 << 20})
	if err := r.Run(context.Background(), context.Background()); err != nil {
		return err
	}
	if c := r.Snapshot().Counts; c.In != int64(n) || c.Out+c.Filtered != int64(n-dead.rows) || c.Dead != int64(dead.rows) || passed.rows+dead.rows+int(c.Filtered) != n {
		return fmt.Errorf("%s: %+v, %d passed and %d dead letters", pl.Name, c, passed.rows, dead.rows)
	}
	fmt.Fprintf(b, "%s %d %d %d %d %d\n", pl.Name, n, passed.rows, dead.rows, dead.fields, source.grown>>20)
	return nil
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// damage is a source of n damaged copies of records.
type damage struct {
	r             *rand.Rand
	of            *record.Batch
	n, done       int
	host          *connector.Host
	split         *offset.Split
	before, grown uint64
}

func (d *damage) Open(_ context.Context, h *connector.Host) error {
	d.host, d.split = h, h.Ledger.Assign(d.of.Topic, 0, 0, -1)
	return nil
}

func (d *damage) Read(_ context.Context, b *record.Batch) (*offset.Split, error) {
	if d.done == d.n {
		return nil, connector.ErrDrained
	}
	b.Topic, b.Epoch = d.of.Topic, -1
	for len(b.Rows) < perBatch && d.done < d.n && len(b.Slab) < d.host.BatchBytes {
		b.Append(record.Row{Offset: int64(d.done), Headers: record.Null}, nil, damaged(d.r, d.of))
		d.done++
	}
	b.Next = int64(d.done)
	d.grown = max(d.grown, max(heap(), d.before)-d.before)
	return d.split, nil
}

func (d *damage) Drain(context.Context) error                     { return nil }
func (d *damage) Commit(context.Context, []offset.Position) error { return nil }
func (d *damage) Close(context.Context) error                     { d.split.Close(); return nil }

// counted is a sink that counts its rows. Of dead letters it looks at what they tell.
type counted struct {
	letters bool
	rows    int
	fields  int // letters that name a field
}

func (c *counted) Open(context.Context, *connector.SinkHost) error { return nil }
func (c *counted) Flush(context.Context) error                     { return nil }
func (c *counted) Close(context.Context) error                     { return nil }

func (c *counted) Write(_ context.Context, b *record.Batch) error {
	c.rows += len(b.Rows)
	for _, row := range b.Rows {
		if !c.letters {
			continue
		}
		h := func(name string) string {
			text, _ := record.HeaderText(b.Bytes(row.Headers), "__flowc.errors."+name)
			return text
		}
		at, err := strconv.Atoi(h("byte"))
		switch {
		case len(h("code")) != len("R0101") || h("place") == "" || h("stage") == "":
			return fmt.Errorf("letter %d: code %q, place %q, stage %q", row.Offset, h("code"), h("place"), h("stage"))
		case h("stage") == "decode" && (err != nil || at < 0 || at > len(b.Bytes(row.Value))):
			return fmt.Errorf("letter %d (%s) of %d bytes: byte %q", row.Offset, h("code"), len(b.Bytes(row.Value)), h("byte"))
		case h("field") != "":
			c.fields++
		}
	}
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
