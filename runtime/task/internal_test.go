package task

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
)

// Each reason that generated code can give has its words.
func TestReasonsHaveWords(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../record/outcome.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		decl, ok := node.(*ast.GenDecl)
		if !ok || decl.Tok != token.CONST || n > 0 {
			return true
		}
		if first := decl.Specs[0].(*ast.ValueSpec); first.Names[0].Name == "Short" {
			n = len(decl.Specs)
		}
		return true
	})
	if n < 20 {
		t.Fatalf("found %d reasons in the source: the test looks in the wrong place", n)
	}
	for r := 1; r <= n; r++ {
		if r >= len(reasons) || reasons[r] == "" {
			t.Errorf("reason %d has no words", r)
		}
	}
	if deepest != strconv.Itoa(record.MaxDepth) {
		t.Errorf("the words say %s levels, the limit is %d", deepest, record.MaxDepth)
	}
	if got := ReasonText(200); got != "was refused for reason 200" {
		t.Errorf("an unknown reason reads %q", got)
	}
}

func TestDivide(t *testing.T) {
	sinks := func(n int) []Sink { return make([]Sink, n) }
	for _, c := range []struct {
		p       Pipeline
		buffers int
	}{
		{Pipeline{Tasks: 1, Sinks: sinks(1)}, DefaultBuffers},
		{Pipeline{Tasks: 6, Sinks: sinks(1)}, DefaultBuffers},
		{Pipeline{Tasks: 6, Sinks: sinks(3)}, DefaultBuffers / 4},
		{Pipeline{Tasks: 32, Sinks: sinks(2)}, DefaultBuffers},
		{Pipeline{Sinks: sinks(1)}, 1 << 30},
	} {
		z := divide(&c.p, parallel(&c.p, Options{}), c.buffers)
		weight := slack * (1 + len(c.p.Sinks))
		total := fetchSlack*z.fetchBytes + z.jobs*weight*z.batchBytes + z.tasks*len(c.p.Sinks)*z.sinkBytes
		if total > c.buffers {
			t.Errorf("%d tasks, %d sinks: %d bytes of %d", c.p.Tasks, len(c.p.Sinks), total, c.buffers)
		}
		if z.jobs <= z.tasks*(z.perTask+1) && z.perTask > 1 {
			t.Errorf("%+v: tasks may hold all jobs unflushed, and the reader has none", z)
		}
	}
}

func TestBinding(t *testing.T) {
	b := newBinding(3)
	for p := range int32(6) {
		if got, want := b.task("t", p), int(p)%3; got != want {
			t.Errorf("partition %d is bound to task %d, want %d", p, got, want)
		}
	}
	first := b.task("t", 1)
	for i := range 3 * mostBound { // a folder of files
		b.task("file"+strconv.Itoa(i), 0)
		if i == 100 && b.task("t", 1) != first {
			t.Error("a split moved to another task")
		}
	}
	if len(b.of) > mostBound || len(b.order) > mostBound {
		t.Errorf("%d splits are remembered", len(b.of))
	}
	total := 0
	for _, n := range b.load {
		total += n
	}
	if total != len(b.of) {
		t.Errorf("loads add up to %d of %d", total, len(b.of))
	}
}

// discard is a sink, and passing a stage, that cost nothing themselves.
type discard struct{}

func (discard) Open(context.Context, *connector.SinkHost) error { return nil }
func (discard) Write(context.Context, *record.Batch) error      { return nil }
func (discard) Flush(context.Context) error                     { return nil }
func (discard) Close(context.Context) error                     { return nil }

type passing struct{}

func (passing) Run(in *record.Batch, x *Exchange) {
	out := &x.Out[0]
	for i := range in.Rows {
		r := in.Rows[i]
		r.Input = int32(i)
		out.Append(r, in.Bytes(r.Key), in.Bytes(r.Value))
	}
	x.In = len(in.Rows)
}

func fill(b *record.Batch, rows int, next int64) {
	key, value := []byte("LHR-07"), make([]byte, 200)
	b.Topic = "readings"
	for i := range rows {
		b.Append(record.Row{Offset: next + int64(i)}, key, value)
	}
	b.Next = next + int64(rows)
}

// What our own code allocates does not grow with the number of records.
func TestNoAllocationForARecord(t *testing.T) {
	measure := func(rows int) float64 {
		p := &Pipeline{
			Name: "load", Tasks: 1, New: func() Stage { return passing{} },
			Sinks: []Sink{{Node: "nowhere", New: func() connector.Sink { return discard{} }}},
		}
		r := New(p, Options{})
		work := newTask(r, 0)
		split := r.ledger.Assign("readings", 0, 0, -1)
		next := int64(0)
		step := func() {
			j := <-r.free
			fill(&j.in, rows, next)
			next = j.in.Next
			j.split, j.unit, j.rows = split, split.Add(next, -1), rows
			work.work(t.Context(), j)
			work.flush(t.Context())
		}
		for range 2 * r.size.jobs {
			step() // the slabs find their sizes
		}
		return testing.AllocsPerRun(200, step)
	}
	// A slab that finds its size late may cost one more; a thousand records may not.
	few, many := measure(10), measure(1000)
	if many > few+1 || few > 20 {
		t.Errorf("a batch of 10 records allocates %v times, one of 1000 %v times", few, many)
	}
}

func BenchmarkBatchOf1000(b *testing.B) {
	p := &Pipeline{
		Name: "load", Tasks: 1, New: func() Stage { return passing{} },
		Sinks: []Sink{{Node: "nowhere", New: func() connector.Sink { return discard{} }}},
	}
	r := New(p, Options{})
	work := newTask(r, 0)
	split := r.ledger.Assign("readings", 0, 0, -1)
	next := int64(0)
	b.ReportAllocs()
	for b.Loop() {
		j := <-r.free
		fill(&j.in, 1000, next)
		next = j.in.Next
		j.split, j.unit, j.rows = split, split.Add(next, -1), 1000
		work.work(b.Context(), j)
		work.flush(b.Context())
	}
	b.ReportMetric(1000*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

func TestSubject(t *testing.T) {
	decode := Site{Stage: "decode", What: "value: Order as json", Fields: []string{"", "buyer.name"}}
	for _, tt := range []struct {
		site  Site
		field int
		want  string
	}{
		{decode, 1, "`buyer.name`"},
		{decode, 0, "the record"}, // what holds the fields has no path of its own
		{decode, -1, "the record"},
		{decode, 2, "the record"},
		{Site{Stage: "map", What: ".qty * 2"}, -1, "`.qty * 2`"},
	} {
		if got := subject(tt.site, tt.site.field(record.Fail(0, record.At(-int(record.Short), tt.field)))); got != tt.want {
			t.Errorf("field %d of %v: %q, want %q", tt.field, tt.site, got, tt.want)
		}
	}
}

func TestTransactionsAreShort(t *testing.T) {
	for _, c := range []struct {
		p    Pipeline
		want time.Duration
	}{
		{Pipeline{}, defaultCommit},
		{Pipeline{Commit: time.Minute}, time.Minute},
		{Pipeline{Commit: time.Minute, ExactlyOnce: true}, longestTransaction},
		{Pipeline{Commit: time.Millisecond, ExactlyOnce: true}, time.Millisecond},
	} {
		if got := (&Runner{p: &c.p}).commitEvery(); got != c.want {
			t.Errorf("%v, exactly once %t: commits every %v, want %v", c.p.Commit, c.p.ExactlyOnce, got, c.want)
		}
	}
}
