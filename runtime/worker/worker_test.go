package worker

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/task/tasktest"
)

func TestDrainCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 1_461)
		code, stderr := r.run(t.Context(), "--drain")
		want := `weather 4f2c1ab  readings → coldest  2 tasks  96MiB
done     00:00  1,461 in = 1,461 out + 0 filtered + 0 dead + 0 skipped
`
		if code != 0 || stderr != want {
			t.Errorf("code %d\n%swant\n%s", code, stderr, want)
		}
		if r.sink.Store.Len() != 1461 || r.sink.Store.Repeated() > 0 {
			t.Errorf("%d records, %d repeated", r.sink.Store.Len(), r.sink.Store.Repeated())
		}
		if !slices.Equal(r.closed, []string{"second", "first"}) {
			t.Errorf("closed %v, want last first", r.closed)
		}
		if r.opened.DataDir != r.dir || r.opened.DryRun {
			t.Errorf("opened with %+v", r.opened)
		}
	})
}

// The first signal, here the end of the context, drains: everything that was read
// is delivered and committed, and the exit code is 0.
func TestFirstSignalDrains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 5000)
		var in int
		for run := range 6 {
			ctx, signal := context.WithCancel(t.Context())
			time.AfterFunc(time.Duration(run*run)*time.Millisecond+500*time.Microsecond, signal)
			args := []string(nil)
			if run == 5 {
				args = []string{"--drain"}
				ctx = t.Context()
			}
			code, stderr := r.run(ctx, args...)
			signal()
			if code != 0 {
				t.Fatalf("code %d: %s", code, stderr)
			}
			if word := map[bool]string{true: "\ndone  ", false: "\nstopped  "}[run == 5]; !strings.Contains(stderr, word) {
				t.Errorf("run %d is not %q\n%s", run, word, stderr)
			}
			in += balanceOut(t, stderr)
		}
		if in != 5000 || r.sink.Store.Len() != 5000 || r.sink.Store.Repeated() > 0 {
			t.Errorf("out adds up to %d; %d records, %d repeated", in, r.sink.Store.Len(), r.sink.Store.Repeated())
		}
		if err := r.topic.Err(); err != nil {
			t.Error(err)
		}
	})
}

// balanceOut reads the number of records out of a balance line, and checks it.
func balanceOut(t *testing.T, stderr string) int {
	t.Helper()
	m := regexp.MustCompile(`([\d,]+) in = ([\d,]+) out \+ ([\d,]+) filtered \+ ([\d,]+) dead \+ ([\d,]+) skipped`).FindStringSubmatch(stderr)
	if m == nil {
		t.Fatalf("no balance in %s", stderr)
	}
	var n [5]int
	for i := range n {
		if _, err := fmt.Sscan(strings.ReplaceAll(m[i+1], ",", ""), &n[i]); err != nil {
			t.Fatal(err)
		}
	}
	if n[0] != n[1]+n[2]+n[3]+n[4] {
		t.Errorf("does not add up: %s", m[0])
	}
	return n[1]
}

// A pipeline that reads what another writes is drained after it, so that all gets
// through in one go.
func TestDrainThroughAChain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 0)
		files := tasktest.NewTopic("weather.csv", 1, 700)
		first := &tasktest.Sink{Store: tasktest.NewStore()}
		slow := &tasktest.Source{Topic: files, Rows: 3, Fault: func(call string, _ int) error {
			if call == "read" {
				time.Sleep(10 * time.Millisecond) // bubble time
			}
			return nil
		}}
		ingest := r.pipeline("ingest", slow.New, first)
		ingest.Reads, ingest.Writes = []string{"file:in/*.csv"}, []string{"local/readings"}
		first.Fault = func(call string, _ int, b *record.Batch) error {
			if call == "write" { // the topic between them
				for _, row := range b.Rows {
					r.topic.Produce(int(row.Offset/2)%2, string(b.Bytes(row.Value)))
				}
			}
			return nil
		}
		r.pipelines = append([]*task.Pipeline{r.pipelines[0]}, ingest)
		code, stderr := r.run(t.Context(), "--drain")
		if code != 0 || r.sink.Store.Len() != 700 {
			t.Errorf("code %d, %d records got through\n%s", code, r.sink.Store.Len(), stderr)
		}
		for _, want := range []string{"weather 4f2c1ab  2 pipelines", "  load    readings → coldest", "done     load    00:0", "done     ingest  00:0"} {
			if !strings.Contains(stderr, want) {
				t.Errorf("no %q in\n%s", want, stderr)
			}
		}
	})
}

func TestExitCodes(t *testing.T) {
	cases := []struct {
		name string
		args []string
		set  func(r *rig)
		code int
		want string
	}{
		{"stopped by a record", nil, func(r *rig) {
			r.stage.Outcome = func(id []byte) record.Outcome {
				if string(id) == "12" {
					return record.Fail(0, record.At(-int(record.BadNumber), 0))
				}
				return record.Passed
			}
		}, 1, "error[R0114]: load stopped at a record: `celsius` is not a number\n  record   readings[0] offset 12   byte 1   key \"k12\""},
		{"no input", nil, func(r *rig) {
			r.source.Fault = fail("open", fmt.Errorf("no file matches in/*.csv: %w", connector.ErrNoInput))
		}, 1, "error: load: no file matches in/*.csv: no input\n"},
		{"sink gives up", nil, func(r *rig) {
			r.sink.Fault = func(call string, _ int, _ *record.Batch) error {
				if call == "flush" {
					return errors.New("no such table")
				}
				return nil
			}
		}, 3, "error: load: sink coldest: no such table\n"},
		{"stages lose a record", nil, func(r *rig) {
			r.pipelines[0].New = func() task.Stage { return forgetful{} }
		}, 3, "records do not add up at the generated stages"},
		{"endless source", []string{"--drain"}, func(r *rig) {
			r.source.Fault = fail("drain", fmt.Errorf("source ticks: %w", connector.ErrEndless))
		}, 2, "error: source ticks: the source has no end\n"},
		{"cycle", []string{"--drain"}, func(r *rig) {
			r.pipelines[0].Writes = r.pipelines[0].Reads
		}, 2, "--drain has no end here: load → load write what they read"},
		{"start timeout", []string{"--start-timeout", "30s"}, func(r *rig) {
			r.source.Fault = fail("open", connector.Retry(errors.New("kafka local (127.0.0.1:9092): connection refused")))
		}, 3, "error: load: gave up connecting after 30s: kafka local (127.0.0.1:9092): connection refused\n"},
		{"start timeout of a group", []string{"--start-timeout", "30s"}, func(r *rig) {
			r.source.Outside = true
		}, 3, "error: load: gave up connecting after 30s: its group is not joined\n"},
		{"unknown pipeline", []string{"--pipelines", "laod"}, nil, 2, `--pipelines: no pipeline "laod", did you mean load?`},
		{"too little memory", []string{"--memory", "1MiB"}, nil, 2, "--memory 1MiB is too little, 24MiB is the least"},
		{"bad value", []string{"--quality", "12"}, nil, 2, `--quality "12": it takes a whole number from 0 to 9`},
		{"unknown flag", []string{"--qualty", "1"}, nil, 2, "did you mean --quality?"},
		{"no config", []string{"--config", "/nowhere.json"}, nil, 2, "--config: open /nowhere.json"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, 100)
				if c.set != nil {
					c.set(r)
				}
				code, stderr := r.run(t.Context(), append([]string{"--drain"}, c.args...)...)
				if code != c.code || !strings.Contains(stderr, c.want) {
					t.Errorf("code %d, want %d; want %q in\n%s", code, c.code, c.want, stderr)
				}
			})
		})
	}
}

// forgetful looks at nothing and says so.
type forgetful struct{}

func (forgetful) Run(*record.Batch, *task.Exchange) {}

func fail(call string, err error) func(string, int) error {
	return func(c string, _ int) error {
		if c == call {
			return err
		}
		return nil
	}
}

// One pipeline that fails ends the others in good order: a worker of which a part
// has failed does not look healthy.
func TestAFailureEndsTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 100)
		other := tasktest.NewTopic("other", 1, 100)
		broken := &tasktest.Source{Topic: other, Fault: fail("commit", errors.New("not authorized"))}
		p := r.pipeline("audit", broken.New, &tasktest.Sink{Store: tasktest.NewStore()})
		r.pipelines = append(r.pipelines, p)
		code, stderr := r.run(t.Context())
		if code != 3 || !strings.Contains(stderr, "stopped  load ") || !strings.Contains(stderr, "stopped  audit") ||
			!strings.HasSuffix(stderr, "comes again\n") {
			t.Errorf("code %d\n%s", code, stderr)
		}
	})
}

func TestUpstream(t *testing.T) {
	p := func(name, reads, writes string) *task.Pipeline {
		return &task.Pipeline{Name: name, Reads: strings.Fields(reads), Writes: strings.Fields(writes)}
	}
	before, err := upstream([]*task.Pipeline{p("c", "t2", "s"), p("a", "f", "t1"), p("b", "t1", "t2 bad"), p("d", "bad t1", "s")})
	if want := "[[2] [] [1] [1 2]]"; err != nil || fmt.Sprint(before) != want {
		t.Errorf("got %v (%v), want %s", before, err, want)
	}
	_, err = upstream([]*task.Pipeline{p("x", "f", "t1"), p("a", "t1 t3", "t2"), p("b", "t2", "t3")})
	if err == nil || !strings.Contains(err.Error(), "a → b → a") && !strings.Contains(err.Error(), "b → a → b") {
		t.Errorf("got %v, want the cycle of a and b", err)
	}
}

var _ connector.Source = (*checked)(nil)
