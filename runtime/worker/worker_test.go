package worker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/param"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/task/tasktest"
)

// rig is a project over fakes: by default one pipeline `load` from `readings`.
type rig struct {
	t         *testing.T
	topic     *tasktest.Topic
	source    *tasktest.Source
	sink      *tasktest.Sink
	stage     *tasktest.Stage
	pipelines []*task.Pipeline
	project   Project
	env       map[string]string
	dir       string
	brokers   []string
	quality   int32
	password  string
	strict    bool
	opened    *Env
	closed    []string
}

func newRig(t *testing.T, records int) *rig {
	r := &rig{
		t: t, topic: tasktest.NewTopic("readings", 2, records),
		sink: &tasktest.Sink{Store: tasktest.NewStore()}, stage: &tasktest.Stage{},
		env: make(map[string]string), dir: t.TempDir(), brokers: []string{"127.0.0.1:9092"},
	}
	r.source = &tasktest.Source{Topic: r.topic, Rows: 10}
	r.pipelines = []*task.Pipeline{r.pipeline("load", r.source.New, r.sink)}
	r.project = Project{Name: "weather", Source: "4f2c1ab", Runtime: "1.4.0", Files: []string{"load.flow"}, New: r.instance}
	return r
}

func (r *rig) pipeline(name string, source func() connector.Source, sink *tasktest.Sink) *task.Pipeline {
	return &task.Pipeline{
		Name: name, At: "load.flow:8", Group: "flow.weather." + name, Delivery: "at least once: the sink appends",
		From: "readings", To: []string{"coldest"}, Tasks: 2,
		Reads: []string{"local/readings"}, Writes: []string{"ring/coldest"},
		Source: source, Sinks: []task.Sink{{Node: "coldest", At: "load.flow:12", New: sink.New}}, New: r.stage.New,
		Sites: []task.Site{{Stage: "decode", Code: "R01", At: "load.flow:6", What: "value: Reading as avro", Fields: []string{"celsius"}}},
	}
}

func (r *rig) instance() Instance {
	return Instance{
		Params: []Param{
			{Name: "brokers", Type: "list<string>", Doc: "Where Kafka is.", Default: `["127.0.0.1:9092"]`, Env: "KAFKA_BROKERS", At: "load.flow:3", Value: param.Strings(&r.brokers)},
			{Name: "quality", Type: "int32", Default: "0", At: "load.flow:4", Value: param.Int(&r.quality, 0, 9)},
			{Name: "password", Type: "string", Env: "CASSANDRA_PASSWORD", At: "load.flow:5", Secret: true, Required: true, Value: param.String(&r.password)},
			{Name: "strict", Type: "bool", Default: "false", At: "load.flow:6", Value: param.Bool(&r.strict)},
		},
		Open: func(env *Env) ([]*task.Pipeline, error) {
			r.opened = env
			env.OnClose(func() { r.closed = append(r.closed, "first") })
			env.OnClose(func() { r.closed = append(r.closed, "second") })
			return r.pipelines, nil
		},
	}
}

// call runs a command line; without a password in it the environment has one.
func (r *rig) call(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	p := Program(r.project, "./load")
	p.LookupEnv = func(name string) (string, bool) { v, ok := r.env[name]; return v, ok }
	code = p.Run(ctx, args, &out, &errs)
	return code, out.String(), errs.String()
}

// run is `run` with a data folder and a password.
func (r *rig) run(ctx context.Context, args ...string) (code int, stderr string) {
	r.t.Helper()
	r.env["CASSANDRA_PASSWORD"], r.env["GOMEMLIMIT"] = "hunter2", "off"
	code, stdout, stderr := r.call(ctx, append([]string{"run", "--data", r.dir}, args...)...)
	if stdout != "" {
		r.t.Errorf("run prints to stdout: %s", stdout)
	}
	if strings.Contains(stderr, "hunter2") {
		r.t.Errorf("the secret is printed: %s", stderr)
	}
	return code, stderr
}

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
		}, 1, "error[R0114]: load stopped at a record: `celsius` is not a number\n  record   readings[0] offset 12   key \"k12\""},
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
		if code != 3 || !strings.Contains(stderr, "done     load ") || !strings.Contains(stderr, "stopped  audit") ||
			!strings.HasSuffix(stderr, "comes again\n") {
			t.Errorf("code %d\n%s", code, stderr)
		}
	})
}

func TestMissingParam(t *testing.T) {
	r := newRig(t, 1)
	code, _, stderr := r.call(t.Context(), "run", "--data", r.dir)
	want := "param password (load.flow:5) has no value: give it by --password, the environment variable CASSANDRA_PASSWORD or --config"
	if code != 2 || !strings.Contains(stderr, want) {
		t.Errorf("code %d: %s", code, stderr)
	}
}

// Flag over environment over config file over default, and each says where it
// came from.
func TestPrecedence(t *testing.T) {
	config := "{\n  \"brokers\": [\"conf:1\", \"conf:2\"],\n  \"quality\": 3,\n  \"password\": \"from the file\"\n}"
	cases := []struct {
		name    string
		args    []string
		env     map[string]string
		config  string
		brokers string
		origins string
	}{
		{"defaults", nil, nil, "", "127.0.0.1:9092", "load.flow:3 load.flow:4 unset load.flow:6"},
		{"config", nil, nil, config, "conf:1,conf:2", "CONF:2 CONF:3 CONF:4 load.flow:6"},
		{"environment", nil, map[string]string{"KAFKA_BROKERS": "env:1"}, config, "env:1", "env KAFKA_BROKERS CONF:3 CONF:4 load.flow:6"},
		{"flag", []string{"--brokers", "flag:1,flag:2", "--strict", "--password=x"}, map[string]string{"KAFKA_BROKERS": "env:1"}, config, "flag:1,flag:2", "flag CONF:3 flag flag"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, 1)
			args := append([]string{"describe", "--json"}, c.args...)
			path := filepath.Join(r.dir, "conf.json")
			if c.config != "" {
				if err := os.WriteFile(path, []byte(c.config), 0o644); err != nil {
					t.Fatal(err)
				}
				args = append(args, "--config", path)
			}
			if c.env != nil {
				r.env = c.env
			}
			code, stdout, stderr := r.call(t.Context(), args...)
			if code != 0 {
				t.Fatalf("code %d: %s", code, stderr)
			}
			var d description
			if err := json.Unmarshal([]byte(stdout), &d); err != nil {
				t.Fatal(err)
			}
			var origins []string
			for _, p := range d.Params {
				if p.Value == "unset" {
					p.Origin = p.Value
				}
				origins = append(origins, strings.ReplaceAll(p.Origin, path, "CONF"))
			}
			if got := strings.Join(origins, " "); got != c.origins {
				t.Errorf("origins %s, want %s", got, c.origins)
			}
			if d.Params[0].Value != c.brokers {
				t.Errorf("brokers %s, want %s", d.Params[0].Value, c.brokers)
			}
			if strings.Contains(stdout, "from the file") || !r.opened.DryRun {
				t.Errorf("the secret is shown, or something was started: %s", stdout)
			}
			if len(d.Pipelines) != 1 || d.Pipelines[0].Group != "flow.weather.load" || d.V != 1 {
				t.Errorf("describes %+v", d)
			}
		})
	}
}

func TestConfigFile(t *testing.T) {
	cases := []struct{ in, want string }{
		{`[]`, "c.json:1: it takes a JSON object"},
		{``, "c.json:1: it takes a JSON object"},
		{"{\n\"a\": 1,\n\"a\": 2}", `c.json:3: "a" stands twice`},
		{`{"a": {"b": 1}}`, `c.json:1: "a": no param takes an object`},
		{`{"a": null}`, "null is not a value"},
		{"{\"a\":\n", "c.json:1: it ends too early"},
		{`{"a": 1} {}`, "something follows"},
	}
	for _, c := range cases {
		if _, err := parseConfig("c.json", []byte(c.in)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %q", c.in, err, c.want)
		}
	}
	entries, err := parseConfig("c.json", []byte("{\n \"a\": \"x\",\n \"b\": -1.5, \"c\": true,\n\n \"d\": [1, \"y,z\"]}"))
	want := []entry{{"a", "x", "c.json:2"}, {"b", "-1.5", "c.json:3"}, {"c", "true", "c.json:3"}, {"d", `[1, "y,z"]`, "c.json:5"}}
	if err != nil || !slices.Equal(entries, want) {
		t.Errorf("got %v (%v), want %v", entries, err, want)
	}
	r := newRig(t, 1)
	path := filepath.Join(r.dir, "conf.json")
	if err := os.WriteFile(path, []byte(`{"broker": "x"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := r.call(t.Context(), "describe", "--config", path); code != 2 || !strings.Contains(stderr, `:1: no param "broker", did you mean brokers?`) {
		t.Errorf("code %d: %s", code, stderr)
	}
}

func FuzzConfig(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":1}`, `{"a":[1,"b"]}`, `{"a"`, `{"a":"\ud800"}`, "{\n\n\"x\":true}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		entries, err := parseConfig("c", raw)
		if err == nil && !json.Valid(raw) {
			t.Fatalf("took %q, which is not JSON, as %v", raw, entries)
		}
	})
}

func TestDataFolderIsLocked(t *testing.T) {
	r := newRig(t, 1)
	unlock, err := lockData(r.dir)
	if err != nil {
		t.Fatal(err)
	}
	r.env["CASSANDRA_PASSWORD"] = "x"
	code, _, stderr := r.call(t.Context(), "run", "--drain", "--data", r.dir)
	if want := fmt.Sprintf("data folder %s is in use by another worker (process %d); give this one its own with --data", r.dir, os.Getpid()); code != 3 || !strings.Contains(stderr, want) {
		t.Errorf("code %d: %s", code, stderr)
	}
	unlock()
	if code, stderr := r.run(t.Context(), "--drain"); code != 0 {
		t.Errorf("after the lock is free: code %d: %s", code, stderr)
	}
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

// Without a terminal there is a line each 30 s; JSON holds the same.
func TestProgressLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 40)
		r.source.Fault = func(call string, n int) error {
			if call == "open" && n < 20 {
				return connector.Retry(errors.New("kafka local (127.0.0.1:9092): connection refused"))
			}
			return nil
		}
		ctx, stop := context.WithTimeout(t.Context(), 20*time.Minute)
		defer stop()
		code, stderr := r.run(ctx, "--log", "json")
		if code != 0 {
			t.Fatalf("code %d: %s", code, stderr)
		}
		kinds := make(map[string]int)
		var last map[string]any
		for line := range strings.Lines(stderr) {
			var v map[string]any
			if err := json.Unmarshal([]byte(line), &v); err != nil {
				t.Fatalf("not JSON: %s", line)
			}
			kinds[v["msg"].(string)]++
			if v["msg"] == "progress" {
				last = v
			}
		}
		if kinds["start"] != 1 || kinds["retrying"] != 1 || kinds["recovered"] != 1 || kinds["done"] != 1 || kinds["progress"] < 30 {
			t.Errorf("lines: %v", kinds)
		}
		if last["in"] != 40.0 || last["out"] != 40.0 || last["lag"] != 0.0 || last["pipeline"] != "load" {
			t.Errorf("the last progress is %v", last)
		}
	})
}

// items shows what a person sees on a terminal.
func TestProgressLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 400)
		var refused atomic.Bool
		refused.Store(true)
		r.source.Fault = func(call string, _ int) error {
			if call == "open" && refused.Load() {
				return connector.Retry(errors.New("kafka local (127.0.0.1:9092): connection refused"))
			}
			return nil
		}
		w := &worker{project: r.project, called: "./load", instance: r.instance(), settings: settings{dataDir: r.dir, memory: defaultMemory, log: logText}}
		var out bytes.Buffer
		s, err := w.newSession(r.pipelines, newLog(cli.NewProgress(&out), logText), cli.NewProgress(&out))
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		var ran sync.WaitGroup
		ran.Go(func() {
			if code := s.run(ctx); code != 0 {
				t.Errorf("code %d", code)
			}
		})
		time.Sleep(12*time.Second + 100*time.Millisecond)
		line := strings.Join(s.items(time.Now()), "  ")
		if want := "waiting for kafka local (127.0.0.1:9092): connection refused; trying again, 12 s so far"; line != want {
			t.Errorf("got  %s\nwant %s", line, want)
		}
		refused.Store(false)
		time.Sleep(47*time.Second + 900*time.Millisecond)
		line = strings.Join(s.items(time.Now()), "  ")
		if want := "running  01:00  400 in  400 out  0 filtered  0 dead  "; !strings.HasPrefix(line, want) || !strings.HasSuffix(line, "/s  lag 0") && !strings.Contains(line, "lag 0 ≈ 0.0 s") {
			t.Errorf("got  %s\nwant %s", line, want)
		}
		stop()
		ran.Wait()
	})
}

func TestShareOfADrain(t *testing.T) {
	s := &session{w: &worker{settings: settings{drain: true}}}
	snap := task.Snapshot{State: task.Running, Counts: task.Counts{In: 820_214, Out: 820_114}, Left: 1_179_786, Unit: "records", HasLeft: true}
	got := strings.Join(s.alone(snap, 98_211), "  ")
	if want := "41 %  820,114 of 2,000,000  98,211/s  13 s left"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestNumbersForPeople(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567", 100: "100"} {
		if got := group(n); got != want {
			t.Errorf("group(%d) = %s, want %s", n, got, want)
		}
	}
	for d, want := range map[time.Duration]string{0: "00:00", 24 * time.Second: "00:24", 3723 * time.Second: "1:02:03"} {
		if got := clock(d); got != want {
			t.Errorf("clock(%v) = %s, want %s", d, got, want)
		}
	}
	var m meter
	start := time.Unix(0, 0)
	rate := int64(0)
	for i := range 60 { // 100 a second, then nothing
		rate = m.rate(start.Add(time.Duration(i)*time.Second), int64(100*min(i, 40)))
		if i == 30 && rate != 100 {
			t.Errorf("rate %d after 30 s, want 100", rate)
		}
	}
	if rate != 0 || len(m.samples) > 13 {
		t.Errorf("rate %d long after the end, %d samples", rate, len(m.samples))
	}
}

// checked is a source that `check` can look at.
type checked struct {
	tasktest.Source
	differences []string
	err         error
}

func (c *checked) Check(context.Context) ([]string, error) { return c.differences, c.err }

func TestCheckCommand(t *testing.T) {
	cases := []struct {
		name        string
		differences []string
		err         error
		code        int
		want        string
	}{
		{"fits", nil, nil, 0, "load  readings  fits\nload  coldest  nothing to look at\n"},
		{"differs", []string{"topic readings has 3 partitions, 6 are declared"}, nil, 1, "load  readings  differs:\n    topic readings has 3 partitions, 6 are declared\n"},
		{"cannot", nil, errors.New("connection refused"), 3, "load  readings  cannot be looked at: connection refused\n"},
	}
	for _, c := range cases {
		r := newRig(t, 1)
		r.pipelines[0].Source = func() connector.Source { return &checked{differences: c.differences, err: c.err} }
		r.env["CASSANDRA_PASSWORD"] = "x"
		code, stdout, stderr := r.call(t.Context(), "check")
		if code != c.code || !strings.Contains(stdout, c.want) {
			t.Errorf("%s: code %d\n%s%s", c.name, code, stdout, stderr)
		}
		code, stdout, _ = r.call(t.Context(), "check", "--json")
		for line := range strings.Lines(stdout) {
			var f finding
			if err := json.Unmarshal([]byte(line), &f); err != nil || f.V != 1 || f.Pipeline != "load" {
				t.Errorf("%s: %s (%v)", c.name, line, err)
			}
		}
		if code != c.code {
			t.Errorf("%s: code %d with --json", c.name, code)
		}
	}
}

func TestDescribeAndVersion(t *testing.T) {
	r := newRig(t, 1)
	_, stdout, _ := r.call(t.Context(), "describe")
	narrow := regexp.MustCompile(` +`).ReplaceAllString(stdout, " ")
	for _, want := range []string{"pipeline load readings → coldest load.flow:8\n", "delivery at least once: the sink appends\n", "password unset", "brokers 127.0.0.1:9092 load.flow:3\n"} {
		if !strings.Contains(narrow, want) {
			t.Errorf("no %q in\n%s", want, stdout)
		}
	}
	if code, stdout, _ := r.call(t.Context(), "version"); code != 0 || !strings.HasPrefix(stdout, "weather  source 4f2c1ab  runtime 1.4.0  go1.") {
		t.Errorf("version prints %s", stdout)
	}
	if code, stdout, _ := r.call(t.Context(), "--version", "--json"); code != 0 || !strings.HasPrefix(stdout, `{"v":1,"name":"weather"`) {
		t.Errorf("version prints %s", stdout)
	}
}

func TestCommandTable(t *testing.T) {
	r := newRig(t, 1)
	for _, complaint := range cli.Lint(Program(r.project, "./load")) {
		t.Error(complaint)
	}
}

// Each param has the name of no flag of the worker; the compiler sees to it, and a
// worker says so rather than hide one behind the other.
func TestParamsDoNotHideFlags(t *testing.T) {
	r := newRig(t, 1)
	r.project.New = func() Instance {
		var s string
		return Instance{Params: []Param{{Name: "drain", Type: "string", At: "load.flow:1", Value: flag.Value(param.String(&s))}}}
	}
	if code, _, stderr := r.call(t.Context(), "run"); code != 3 || !strings.Contains(stderr, "param drain (load.flow:1) has the name of a flag of the worker") {
		t.Errorf("code %d: %s", code, stderr)
	}
}

var _ connector.Source = (*checked)(nil)
