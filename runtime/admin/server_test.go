package admin

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/flowc-lang/flowc/runtime/task"
)

// pipelines are what a server of a test shows.
type pipelines struct {
	mu  sync.Mutex
	all []task.Snapshot
}

func (p *pipelines) set(all ...task.Snapshot) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = all
}

func (p *pipelines) get() []task.Snapshot {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]task.Snapshot(nil), p.all...)
}

func serve(t *testing.T) (*Server, *pipelines) {
	t.Helper()
	p := &pipelines{}
	s, err := Listen(t.Context(), Config{
		Addr: ":0", About: About{Project: "shop", Source: "1a2b3c4", Runtime: "v1.2.3", Memory: 96 << 20}, Pipelines: p.get, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, p
}

// ask sends a request and returns the status and the body.
func ask(t *testing.T, s *Server, method, path string, change func(*http.Request)) (int, string, http.Header) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, s.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(r)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	body, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, string(body), a.Header
}

func TestRoutes(t *testing.T) {
	s, _ := serve(t)
	for _, c := range []struct {
		method, path string
		status       int
		body         string
	}{
		{"GET", "/", 200, `{"version":"v1.2.3","commit":"1a2b3c4","project":"shop"}`},
		{"GET", "/health", 200, `{"status":"healthy","message":"all pipelines run"}`},
		{"POST", "/health", 405, `{"error_code":405,"message":"HTTP 405 Method Not Allowed"}`},
		{"DELETE", "/", 405, `{"error_code":405,"message":"HTTP 405 Method Not Allowed"}`},
		{"GET", "/nothing", 404, `{"error_code":404,"message":"HTTP 404 Not Found"}`},
		{"GET", "/health/more", 404, `{"error_code":404,"message":"HTTP 404 Not Found"}`},
	} {
		status, body, _ := ask(t, s, c.method, c.path, nil)
		if status != c.status || strings.TrimSpace(body) != c.body {
			t.Errorf("%s %s: %d %s, want %d %s", c.method, c.path, status, body, c.status, c.body)
		}
	}
}

// A page of somebody else may have a browser ask under a name that it made point here.
func TestForeignHost(t *testing.T) {
	s, _ := serve(t)
	for host, want := range map[string]int{
		"evil.example": 403, "evil.example:8083": 403, "127.0.0.1.evil.example": 403, "10.0.0.1:8083": 403,
		"localhost": 200, "localhost:8083": 200, "127.0.0.1": 200, "[::1]:8083": 200,
	} {
		if got, _, _ := ask(t, s, "GET", "/health", func(r *http.Request) { r.Host = host }); got != want {
			t.Errorf("%s: %d, want %d", host, got, want)
		}
	}
}

func TestHealth(t *testing.T) {
	s, p := serve(t)
	running := task.Snapshot{Pipeline: "a", State: task.Running}
	for _, c := range []struct {
		all    []task.Snapshot
		status int
		says   string
	}{
		{[]task.Snapshot{running}, 200, `"healthy"`},
		{[]task.Snapshot{{Pipeline: "b", State: task.Opening}, running}, 503, "b connects to its systems"},
		{[]task.Snapshot{{Pipeline: "b", State: task.Opening, Troubles: []task.Trouble{{Node: "ring", Cause: errors.New("refused")}}}}, 503, "ring: refused"},
		{[]task.Snapshot{{Pipeline: "b", State: task.Opening}, {Pipeline: "c", State: task.Failed}}, 500, "c has failed"},
		{[]task.Snapshot{{Pipeline: "c", State: task.Failed}, {Pipeline: "b", State: task.Opening}}, 500, "c has failed"},
		{[]task.Snapshot{{Pipeline: "a", State: task.Running, Troubles: []task.Trouble{{Node: "ring", Cause: errors.New("busy")}}}}, 200, `"healthy"`},
	} {
		p.set(c.all...)
		if status, body, _ := ask(t, s, "GET", "/health", nil); status != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%+v: %d %s, want %d %s", c.all, status, body, c.status, c.says)
		}
	}
}

// What Prometheus itself makes of the metrics.
func TestMetrics(t *testing.T) {
	s, p := serve(t)
	p.set(
		task.Snapshot{
			Pipeline: "load", State: task.Running, Counts: task.Counts{In: 1 << 54, Out: 7, Filtered: 2, Dead: 3, Skipped: 4, Lost: 6, Retries: 5},
			Left: 12, Unit: "records", HasLeft: true, Committed: time.Now().Add(-time.Minute),
		},
		task.Snapshot{Pipeline: "files", State: task.Failed, Left: 99, Unit: "bytes", HasLeft: true, Troubles: []task.Trouble{{Since: time.Now().Add(-time.Hour)}}},
	)
	status, body, head := ask(t, s, "GET", "/metrics", nil)
	if status != 200 || !strings.HasPrefix(head.Get("Content-Type"), "text/plain; version=0.0.4") {
		t.Fatalf("%d %s", status, head)
	}
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(body))
	if err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	got := map[string]float64{}
	for name, f := range families {
		for _, m := range f.Metric {
			key := name
			for _, l := range m.Label {
				key += " " + l.GetValue()
			}
			got[key] = m.GetCounter().GetValue() + m.GetGauge().GetValue() + m.GetUntyped().GetValue()
			if strings.HasPrefix(name, "flowc_") && (f.GetHelp() == "" || m.Untyped != nil) {
				t.Errorf("%s has no type or no help", name)
			}
		}
	}
	for key, want := range map[string]float64{
		"flowc_records_in_total load": 1 << 54, "flowc_records_out_total load": 7, "flowc_records_filtered_total load": 2,
		"flowc_records_dead_total load": 3, "flowc_records_skipped_total load": 4, "flowc_records_lost_total load": 6, "flowc_retries_total load": 5,
		"flowc_lag_records load": 12, "flowc_lag_bytes files": 99, "flowc_state load running": 1, "flowc_state load failed": 0,
		"flowc_state files failed": 1, "flowc_build_info shop 1a2b3c4 v1.2.3": 1, "flowc_memory_budget_bytes": 96 << 20, "flowc_retrying_seconds load": 0,
	} {
		if v, ok := got[key]; !ok || v != want {
			t.Errorf("%s: %v, want %v", key, v, want)
		}
	}
	if v := got["flowc_commit_age_seconds load"]; v < 60 || v > 3600 {
		t.Errorf("the age of the commit is %v", v)
	}
	if v := got["flowc_retrying_seconds files"]; v < 3600 {
		t.Errorf("the trouble is %v s old", v)
	}
	for _, absent := range []string{"flowc_lag_bytes load", "flowc_lag_records files", "flowc_commit_age_seconds files"} {
		if _, there := got[absent]; there {
			t.Errorf("%s is there", absent)
		}
	}
	if got["process_resident_memory_bytes"] == 0 {
		t.Error("the memory of the process is not told")
	}
}

func TestAddresses(t *testing.T) {
	for _, addr := range []string{"", "8083", "a:b:c", "127.0.0.1:notaport", "256.0.0.1:1"} {
		if s, err := Listen(t.Context(), Config{Addr: addr, Log: slog.New(slog.DiscardHandler)}); err == nil {
			s.Close()
			t.Errorf("%q is listened on", addr)
		} else if !strings.Contains(err.Error(), "--http") {
			t.Errorf("%q: %v", addr, err)
		}
	}
	s, _ := serve(t)
	if !strings.HasPrefix(s.URL(), "http://127.0.0.1:") {
		t.Errorf("without a host it listens on %s", s.URL())
	}
	taken := strings.TrimPrefix(s.URL(), "http://")
	if _, err := Listen(t.Context(), Config{Addr: taken, Log: slog.New(slog.DiscardHandler)}); err == nil || !strings.Contains(err.Error(), taken) {
		t.Errorf("a taken address: %v", err)
	}
}

// A server that is closed is gone, also when somebody holds a connection open.
func TestClose(t *testing.T) {
	s, _ := serve(t)
	ask(t, s, "GET", "/", nil) // keeps its connection
	s.Close()
	r, err := http.NewRequestWithContext(t.Context(), "GET", s.URL()+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := http.DefaultClient.Do(r); err == nil {
		_ = a.Body.Close()
		t.Error("it answers after its end")
	}
}

// Answers are JSON that other programs read.
func TestErrorsAreJSON(t *testing.T) {
	s, _ := serve(t)
	_, body, head := ask(t, s, "GET", `/%22<script>`, nil)
	var said struct {
		Code int `json:"error_code"`
	}
	if err := json.Unmarshal([]byte(body), &said); err != nil || said.Code != 404 || head.Get("Content-Type") != "application/json" {
		t.Errorf("%v: %s %s", err, body, head)
	}
}
