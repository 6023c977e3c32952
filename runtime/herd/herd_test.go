package herd

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/task/tasktest"
)

// farm is a herd over a topic and a sink in memory.
type farm struct {
	t      *testing.T
	herd   *Herd
	host   *Host
	stage  *tasktest.Stage
	topic  *tasktest.Topic
	sink   *tasktest.Sink
	fault  func(call string, n int) error
	failed []string
	held   int // pipelines that were built and not released
	file   string
	stop   context.CancelFunc
	over   sync.WaitGroup

	mu   sync.Mutex
	runs int // at a time
	most int
}

func newFarm(t *testing.T, stay bool) *farm {
	f := &farm{t: t, stage: &tasktest.Stage{}, topic: tasktest.NewTopic("readings", 1, 40), file: filepath.Join(t.TempDir(), "connectors.json")}
	f.sink = &tasktest.Sink{Store: tasktest.NewStore()}
	f.host = &Host{
		New: func(p *task.Pipeline) *task.Runner { return task.New(p, task.Options{}) },
		Run: f.run, Restarts: 3, Stay: stay, Log: slog.New(slog.DiscardHandler),
		Failed: func(c *Connector) { f.failed = append(f.failed, c.Name()) },
		Build: func(_ context.Context, d Definition) (*task.Pipeline, func(), error) {
			if d.Config["bad"] != "" {
				return nil, nil, errors.New("it cannot be built")
			}
			f.held++
			return f.pipeline(d.Name), func() { f.held-- }, nil
		},
	}
	return f
}

func (f *farm) pipeline(name string) *task.Pipeline {
	return &task.Pipeline{
		Name: name, From: "readings", To: []string{"coldest"}, Tasks: 2, New: f.stage.New,
		Source: func() connector.Source { return &tasktest.Source{Topic: f.topic, Fault: f.fault} },
		Sinks:  []task.Sink{{Node: "coldest", New: f.sink.New}},
	}
}

func (f *farm) run(reading context.Context, r *task.Runner) error {
	f.mu.Lock()
	f.runs++
	f.most = max(f.most, f.runs)
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		f.runs--
		f.mu.Unlock()
	}()
	return r.Run(context.WithoutCancel(reading), reading)
}

// start begins with the connectors `load` and, where there is a file, what it holds.
func (f *farm) start() {
	f.t.Helper()
	f.herd = New(f.host, &File{Path: f.file})
	config := func(p *task.Pipeline) map[string]string {
		return map[string]string{KeyName: p.Name, KeyClass: p.Name}
	}
	if err := f.herd.Start([]*task.Pipeline{f.pipeline("load")}, config); err != nil {
		f.t.Fatal(err)
	}
	var ctx context.Context
	ctx, f.stop = context.WithCancel(f.t.Context())
	f.over.Go(func() { f.herd.Serve(ctx) })
	synctest.Wait()
}

func (f *farm) end() {
	f.stop()
	f.over.Wait()
	if f.held != 0 {
		f.t.Errorf("%d pipelines are not released", f.held)
	}
}

// delivered waits until what was read is flushed.
func (f *farm) delivered() {
	time.Sleep(time.Minute)
	synctest.Wait()
}

func (f *farm) is(name string, want State, trace string) View {
	f.t.Helper()
	synctest.Wait()
	c, err := f.herd.Find(name)
	if err != nil {
		f.t.Fatal(err)
	}
	v := c.View()
	if v.State != want || !strings.Contains(v.Trace, trace) || trace == "" && v.Trace != "" {
		f.t.Errorf("%s is %s (%q), want %s (%q)", name, v.State, v.Trace, want, trace)
	}
	return v
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A run that fails is started again within the budget; then the connector stays failed,
// until somebody restarts it.
func TestRestarts(t *testing.T) {
	for _, c := range []struct {
		fails    int // of the runs that open their source
		restarts int
	}{{0, 0}, {1, 1}, {3, 3}, {9, 3}} {
		synctest.Test(t, func(t *testing.T) {
			f := newFarm(t, true)
			opened := 0
			f.fault = func(call string, _ int) error {
				if call == "open" {
					if opened++; opened <= c.fails {
						return errors.New("the disk is gone")
					}
				}
				return nil
			}
			f.start()
			defer f.end()
			if c.fails > 0 {
				f.is("load", Restarting, "the disk is gone")
			}
			time.Sleep(Window / 2)
			if c.fails <= c.restarts {
				f.is("load", Running, "")
				if got := f.sink.Store.Len(); got != 40 || opened != c.fails+1 || f.failed != nil {
					t.Errorf("%d records, opened %d times, failed %v", got, opened, f.failed)
				}
				return
			}
			f.is("load", FailedNow, "the disk is gone")
			if opened != 1+c.restarts || len(f.failed) != 1 {
				t.Errorf("opened %d times, failed %v", opened, f.failed)
			}
			c.fails = opened
			must(t, f.herd.Restart("load", true))
			f.is("load", Running, "")
		})
	}
}

// The budget is one of a time: who fails now and then goes on for ever.
func TestRestartsNowAndThen(t *testing.T) {
	var b budget
	b.most = 3
	now := time.Now()
	for range 100 {
		if wait, again := b.take(errors.New("gone"), now); !again || wait > waits.Max {
			t.Fatalf("%v %v", wait, again)
		}
		now = now.Add(Window/3 + time.Second)
	}
}

// What a record ended ends in the same way again: nothing is gained by trying.
func TestStopIsNotRestarted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFarm(t, true)
		f.stage.Outcome = func(id []byte) record.Outcome {
			if string(id) == "7" {
				return record.Fail(0, record.At(-int(record.ScaleLoss), 1))
			}
			return record.Passed
		}
		f.start()
		defer f.end()
		f.is("load", FailedNow, "readings[0] offset 14")
		if f.sink.Store.Len() != 7 || f.topic.Committed(0) != 14 {
			t.Errorf("%d records, committed %d", f.sink.Store.Len(), f.topic.Committed(0))
		}
		f.stage.Outcome = nil
		must(t, f.herd.Restart("load", false))
		f.is("load", Running, "")
		f.delivered()
		if f.sink.Store.Len() != 40 || f.sink.Store.Repeated() != 0 {
			t.Errorf("%d records, %d twice", f.sink.Store.Len(), f.sink.Store.Repeated())
		}
		c, _ := f.herd.Find("load")
		if n := c.Snapshot().Counts; n.In != 40 || n.Out != 40 {
			t.Errorf("the runs are counted as %+v", n)
		}
	})
}

// Pausing and stopping deliver what was read; the target outlives the worker.
func TestTargets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFarm(t, true)
		f.start()
		target := func(to Target) { must(t, f.herd.Change("load", func(d *Definition) { d.Target = to })) }
		if v := f.is("load", Running, ""); v.Tasks != 2 {
			t.Errorf("%d tasks", v.Tasks)
		}
		target(Paused)
		if v := f.is("load", PausedNow, ""); v.Tasks != 2 || f.runs != 0 {
			t.Errorf("%d tasks, %d runs", v.Tasks, f.runs)
		}
		must(t, f.herd.Restart("load", false))
		f.is("load", PausedNow, "")
		f.topic.Produce(0, "40")
		target(Stopped)
		if v := f.is("load", StoppedNow, ""); v.Tasks != 0 || f.sink.Store.Len() != 40 {
			t.Errorf("%d tasks, %d records", v.Tasks, f.sink.Store.Len())
		}
		f.end()
		f.start()
		f.is("load", StoppedNow, "")
		target(Started)
		f.is("load", Running, "")
		f.delivered()
		if f.sink.Store.Len() != 41 || f.sink.Store.Repeated() != 0 {
			t.Errorf("%d records, %d twice", f.sink.Store.Len(), f.sink.Store.Repeated())
		}
		f.end()
		if raw, err := os.ReadFile(f.file); err != nil || strings.Contains(string(raw), "load") {
			t.Errorf("what is as the project has it is kept: %s %v", raw, err)
		}
	})
}

// Connectors that were created are there again at the next start, and deleted ones are not,
// be they of the project.
func TestCreated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFarm(t, true)
		f.start()
		d := Definition{Name: "second", Config: map[string]string{KeyName: "second", KeyClass: "load"}, Target: Started}
		must(t, f.herd.Create(d))
		f.is("second", Running, "")
		if err := f.herd.Create(d); !errors.Is(err, ErrExists) {
			t.Errorf("created twice: %v", err)
		}
		must(t, f.herd.Remove("load"))
		f.end()

		f.start()
		f.is("second", Running, "")
		if _, err := f.herd.Find("load"); !errors.Is(err, ErrUnknown) {
			t.Errorf("load is back: %v", err)
		}
		must(t, f.herd.Remove("second"))
		must(t, f.herd.Create(Definition{Name: "load", Config: map[string]string{KeyName: "load", KeyClass: "load"}, Target: Paused}))
		f.is("load", PausedNow, "")
		f.end()

		f.start()
		f.is("load", PausedNow, "")
		if n := len(f.herd.Connectors()); n != 1 {
			t.Errorf("%d connectors", n)
		}
		f.end()
	})
}

// Another config is another pipeline; one that cannot be built leaves the connector failed
// and the others alone.
func TestConfigs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFarm(t, true)
		f.start()
		must(t, f.herd.Create(Definition{Name: "second", Config: map[string]string{"bad": "yes"}, Target: Started}))
		time.Sleep(Window / 2)
		f.is("second", FailedNow, "it cannot be built")
		f.is("load", Running, "")
		must(t, f.herd.Change("second", func(d *Definition) { d.Config = map[string]string{"good": "yes"} }))
		f.is("second", Running, "")
		must(t, f.herd.Change("second", func(d *Definition) { d.Config = map[string]string{"good": "very"} }))
		f.is("second", Running, "")
		if f.held != 1 {
			t.Errorf("%d pipelines are held", f.held)
		}
		f.end()
	})
}

// One that is created anew waits until its namesake has delivered what it had read.
func TestNamesakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFarm(t, true)
		f.sink.Block = make(chan struct{})
		f.start()
		must(t, f.herd.Remove("load"))
		must(t, f.herd.Create(Definition{Name: "load", Config: map[string]string{KeyName: "load"}, Target: Started}))
		f.is("load", Unassigned, "")
		close(f.sink.Block)
		f.is("load", Running, "")
		f.end()
		if f.most != 1 || f.sink.Store.Len() != 40 || f.sink.Store.Repeated() != 0 {
			t.Errorf("%d runs at a time, %d records, %d twice", f.most, f.sink.Store.Len(), f.sink.Store.Repeated())
		}
	})
}

// A worker that nobody looks after ends with its connectors.
func TestDoesNotStay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFarm(t, false)
		f.host.Restarts = 0
		f.fault = func(call string, _ int) error {
			if call == "open" {
				return errors.New("the disk is gone")
			}
			return nil
		}
		f.start()
		f.over.Wait()
		if len(f.failed) != 1 {
			t.Errorf("failed: %v", f.failed)
		}
	})
}

func TestFileOfConnectors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "connectors.json")
	f := &File{Path: path}
	if all, err := f.Load(); err != nil || len(all) != 0 {
		t.Errorf("%v %v", all, err)
	}
	for _, name := range []string{"b", "a", "c"} {
		must(t, f.Put(Definition{Name: name, Config: map[string]string{"password": "hunter2"}, Target: Paused}))
	}
	must(t, f.Delete("c"))
	all, err := (&File{Path: path}).Load()
	if err != nil || len(all) != 2 || all[0].Name != "a" || all[1].Config["password"] != "hunter2" || all[1].Target != Paused {
		t.Errorf("%+v %v", all, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read it: %v %v", info.Mode(), err)
	}
	for _, text := range []string{"", "{", `{"v":2}`} {
		must(t, os.WriteFile(path, []byte(text), 0o600))
		if _, err := (&File{Path: path}).Load(); err == nil || !strings.Contains(err.Error(), "connectors.json") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestNames(t *testing.T) {
	for name, good := range map[string]bool{
		"a": true, "a.b-c_D9": true, "": false, "a/b": false, "a b": false, "ä": false, ".": false, "..": false, "a\n": false,
		strings.Repeat("a", 100): true, strings.Repeat("a", 101): false,
	} {
		if err := CheckName(name); (err == nil) != good {
			t.Errorf("%q: %v", name, err)
		}
	}
}
