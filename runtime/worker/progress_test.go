package worker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flowc-lang/flowc/internal/budget"
	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/task"
)

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
		if kinds["start"] != 1 || kinds["retrying"] != 1 || kinds["recovered"] != 1 || kinds["stopped"] != 1 || kinds["progress"] < 30 {
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
		w := &worker{project: r.project, called: "./load", instance: r.instance(), settings: settings{dataDir: r.dir, memory: budget.Default, log: logText}}
		var out bytes.Buffer
		s, err := w.newSession(r.pipelines, &Env{Log: newLog(cli.NewProgress(&out), logText, nil)}, cli.NewProgress(&out))
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

// shared is a buffer that is read while the worker writes.
type shared struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *shared) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// A system that does not even refuse is told of within a second or so, on a
// terminal and in a log.
func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 40)
		r.source.Fault = func(call string, _ int) error {
			if call == "open" {
				time.Sleep(5 * time.Second) // bubble time
			}
			return nil
		}
		var out shared
		w := &worker{project: r.project, called: "./load", instance: r.instance(), settings: settings{dataDir: r.dir, memory: budget.Default, log: logText, drain: true}}
		shown := cli.NewProgress(&out)
		s, err := w.newSession(r.pipelines, &Env{Log: newLog(shown, logText, nil)}, shown)
		if err != nil {
			t.Fatal(err)
		}
		var ran sync.WaitGroup
		ran.Go(func() {
			if code := s.run(t.Context()); code != 0 {
				t.Errorf("code %d", code)
			}
		})
		time.Sleep(1500 * time.Millisecond)
		line := strings.Join(s.items(time.Now()), "  ")
		if want := "waiting for readings, coldest; 1 s so far"; line != want {
			t.Errorf("got  %s\nwant %s", line, want)
		}
		if text := out.String(); strings.Count(text, "msg=waiting") != 1 || !strings.Contains(text, `for="readings, coldest"`) {
			t.Errorf("the log says\n%s", text)
		}
		ran.Wait()
		if text := out.String(); strings.Count(text, "waiting") != 1 || !strings.Contains(text, "done  ") {
			t.Errorf("at the end the log says\n%s", text)
		}
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
