package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/internal/budget"
	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task/tasktest"
)

// operated is a worker that is looked after over HTTP.
type operated struct {
	t    *testing.T
	rig  *rig
	url  string
	log  *shared
	stop context.CancelFunc
	over sync.WaitGroup
	code int
}

func (r *rig) operate() *operated {
	r.t.Helper()
	o := &operated{t: r.t, rig: r, log: &shared{}}
	r.env["CASSANDRA_PASSWORD"] = "hunter2"
	w := &worker{
		project: r.project, called: "./load", instance: r.instance(), given: map[string]string{"password": "hunter2"},
		settings: settings{dataDir: r.dir, memory: budget.Default, log: logText, http: ":0"},
	}
	out, level := cli.NewProgress(o.log), &slog.LevelVar{}
	s, err := w.newSession(r.pipelines, &Env{Log: newLog(out, logText, level), level: level}, out)
	if err != nil {
		r.t.Fatal(err)
	}
	var ctx context.Context
	ctx, o.stop = context.WithCancel(r.t.Context())
	server, err := s.listen(ctx)
	if err != nil {
		r.t.Fatal(err)
	}
	o.url = server.URL()
	o.over.Go(func() {
		o.code = s.run(ctx)
		server.Close()
	})
	r.t.Cleanup(o.end)
	return o
}

func (o *operated) end() {
	o.stop()
	o.over.Wait()
}

// ask sends a request; a body that is not empty is JSON.
func (o *operated) ask(method, path, body string) (int, string) {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, o.url+path, strings.NewReader(body))
	if err != nil {
		o.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		o.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	return a.StatusCode, strings.ReplaceAll(strings.TrimSpace(string(text)), strings.TrimPrefix(o.url, "http://"), "WORKER")
}

// await asks until an answer matches.
func (o *operated) await(path, pattern string) {
	o.t.Helper()
	want := regexp.MustCompile(pattern)
	deadline, tick := time.After(time.Minute), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for {
		_, text := o.ask("GET", path, "")
		if want.MatchString(text) {
			return
		}
		select {
		case <-deadline:
			o.t.Fatalf("%s stays %s, want %s\n%s", path, text, pattern, o.log)
		case <-tick.C:
		}
	}
}

const runs = `"connector":\{"state":"RUNNING"`

// An operator's day: what is asked and what is answered, in the words of Kafka Connect.
func TestREST(t *testing.T) {
	r := newRig(t, 40)
	r.pipelines[0].Source = func() connector.Source { return &tasktest.Source{Topic: r.topic} }
	o := r.operate()
	o.await("/connectors/load/status", runs)
	const second = `{"connector.class":"load","name":"second","password":"[hidden]","quality":"3"}`
	for i, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/connectors", "", 200, `["load"]`},
		{"GET", "/connectors/load", "", 200, `{"name":"load","config":{"connector.class":"load","name":"load","password":"[hidden]"},"tasks":[{"connector":"load","task":0},{"connector":"load","task":1}],"type":"sink"}`},
		{"GET", "/connectors/load/status", "", 200, `{"name":"load","connector":{"state":"RUNNING","worker_id":"WORKER","version":"1.4.0"},"tasks":[{"id":0,"state":"RUNNING","worker_id":"WORKER","version":"1.4.0"},{"id":1,"state":"RUNNING","worker_id":"WORKER","version":"1.4.0"}],"type":"sink"}`},
		{"GET", "/connectors/nope", "", 404, `{"error_code":404,"message":"Connector nope not found"}`},
		{"GET", "/connectors/nope/status", "", 404, `{"error_code":404,"message":"No status found for connector nope"}`},
		{"GET", "/connectors/nope/topics", "", 200, `{"nope":{"topics":[]}}`},
		{"GET", "/connectors/load/topics", "", 200, `{"load":{"topics":["readings","coldest"]}}`},
		{"PUT", "/connectors/load/topics/reset", "", 202, ``},
		{"GET", "/connectors/load/topics", "", 200, `{"load":{"topics":[]}}`},
		{"PUT", "/connectors/nope/pause", "", 404, `{"error_code":404,"message":"Unknown connector nope"}`},
		{"POST", "/connectors/nope/restart", "", 404, `{"error_code":404,"message":"Unknown connector: nope"}`},
		{"DELETE", "/connectors/nope", "", 404, `{"error_code":404,"message":"Connector nope not found"}`},
		{"POST", "/connectors", `{"name":"load","config":{"connector.class":"load"}}`, 409, `{"error_code":409,"message":"Connector load already exists"}`},
		{"POST", "/connectors", `{"name":`, 400, `{"error_code":400,"message":"the request is not the JSON that is taken here: unexpected EOF"}`},
		{"POST", "/connectors", `{"name":"second"}`, 400, `{"error_code":400,"message":"the request has no \"config\""}`},
		{"POST", "/connectors", `{"name":"second","config":{}}`, 400, `{"error_code":400,"message":"Connector config [name] contains no connector type: give it \"connector.class\""}`},
		{"POST", "/connectors", `{"name":"second","config":{"connector.class":"laod"}}`, 400, `{"error_code":400,"message":"there is no pipeline \"laod\" in this worker, there are load"}`},
		{"POST", "/connectors", `{"name":"second","nmae":"x","config":{"connector.class":"load"}}`, 400, `{"error_code":400,"message":"the request is not the JSON that is taken here: json: unknown field \"nmae\""}`},
		{"POST", "/connectors", `{"name":"second","config":{"connector.class":"load"},"initial_state":"HAPPY"}`, 400, `{"error_code":400,"message":"initial_state \"HAPPY\" is none of RUNNING, PAUSED, STOPPED"}`},
		{"POST", "/connectors", `{"name":"a/b","config":{"connector.class":"load","quality":["x"]}}`, 400, `{"error_code":400,"message":"the request is not the JSON that is taken here: a value of a config is a text, and not an object or an array"}`},
		{"POST", "/connectors", `{"name":"second","config":{"connector.class":"load","quality":12,"tsks.max":"1"}}`, 400, `{"error_code":400,"message":"Connector configuration is invalid and contains the following 2 error(s):\nInvalid value 12 for configuration quality: it takes a whole number from 0 to 9\nThere is no configuration \"tsks.max\", did you mean \"tasks.max\"?\nYou can also find the above list of errors at the endpoint ` + "`/connector-plugins/load/config/validate`" + `"}`},
		{"POST", "/connectors", `{"name":"second","config":{"connector.class":"load","quality":3,"password":"hunter3"},"initial_state":"paused"}`, 201, `{"name":"second","config":` + second + `,"tasks":[{"connector":"second","task":0}],"type":"sink"}`},
		{"GET", "/connectors", "", 200, `["load","second"]`},
		{"GET", "/connectors/second/config", "", 200, second},
		{"GET", "/connectors?expand=status&expand=info&expand=nothing", "", 200, `{"load":{"info":`},
		{"PUT", "/connectors/second/config", `{"connector.class":"load","name":"third"}`, 400, `{"error_code":400,"message":"Connector name configuration (third) doesn't match connector name in the URL (second)"}`},
		{"PATCH", "/connectors/second/config", `{"quality":null,"strict":true}`, 200, `{"name":"second","config":{"connector.class":"load","name":"second","password":"[hidden]","strict":"true"}`},
		{"PATCH", "/connectors/nope/config", `{"quality":"1"}`, 404, `{"error_code":404,"message":"Connector nope not found"}`},
		{"GET", "/connectors/second/status", "", 200, `{"name":"second","connector":{"state":"PAUSED"`},
		{"PUT", "/connectors/second/stop", "", 204, ``},
		{"GET", "/connectors/second/status", "", 200, `{"name":"second","connector":{"state":"STOPPED","worker_id":"WORKER","version":"1.4.0"},"tasks":[],"type":"sink"}`},
		{"GET", "/connectors/second/tasks", "", 200, `[]`},
		{"POST", "/connectors/second/tasks/0/restart", "", 404, `{"error_code":404,"message":"Unknown task: second-0"}`},
		{"GET", "/connectors/load/tasks/1/status", "", 200, `{"id":1,"state":"RUNNING","worker_id":"WORKER","version":"1.4.0"}`},
		{"GET", "/connectors/load/tasks/x/status", "", 404, `{"error_code":404,"message":"HTTP 404 Not Found"}`},
		{"POST", "/connectors/load/restart?includeTasks=True&onlyFailed=true", "", 202, `{"name":"load","connector":{"state":"RUNNING"`},
		{"POST", "/connectors/load/restart?includeTasks=true", "", 202, `{"name":"load","connector":{"state":"RESTARTING"`},
		{"POST", "/connectors/load/restart", "", 204, ``},
		{"POST", "/connectors/load/tasks/0/restart", "", 204, ``},
		{"DELETE", "/connectors/second", "", 204, ``},
		{"GET", "/connectors", "", 200, `["load"]`},
		{"GET", "/connector-plugins", "", 200, `[{"class":"load","type":"sink","version":"1.4.0"}]`},
		{"GET", "/connector-plugins/nope/config", "", 404, `{"error_code":404,"message":"Unknown plugin nope."}`},
		{"GET", "/connector-plugins/load/config", "", 200, `[{"name":"name","type":"STRING","required":true,"default_value":null`},
		{"PUT", "/connector-plugins/load/config/validate", `{"connector.class":"load","name":"x","quality":"33"}`, 200, `{"name":"load","error_count":1,"groups":["Common","Params"]`},
		{"PUT", "/connector-plugins/load/config/validate", `{"connector.class":"x"}`, 400, `{"error_code":400,"message":"Included connector type x does not match request type load"}`},
		{"GET", "/admin/loggers", "", 200, `{"root":{"level":"INFO","last_modified":null}}`},
		{"PUT", "/admin/loggers/root", `{"level":"WEIRD"}`, 404, `{"error_code":404,"message":"invalid log level 'WEIRD'."}`},
		{"PUT", "/admin/loggers/root", `{}`, 400, `{"error_code":400,"message":"Desired 'level' parameter was not specified in request."}`},
		{"PUT", "/admin/loggers/root", `{"level":"debug"}`, 200, `["root"]`},
		{"GET", "/admin/loggers/root", "", 200, `{"level":"DEBUG","last_modified":1`},
		{"GET", "/admin/loggers/nope", "", 404, `{"error_code":404,"message":"Logger nope not found."}`},
		{"POST", "/", `{}`, 405, `{"error_code":405,"message":"HTTP 405 Method Not Allowed"}`},
		{"GET", "/connectors/sp%20ace%2Fx", "", 404, `{"error_code":404,"message":"Connector sp ace/x not found"}`},
	} {
		status, text := o.ask(c.method, c.path, c.body)
		whole := text == c.want || status < 300 && c.want != "" && strings.HasPrefix(text, c.want)
		if status != c.status || !whole {
			t.Errorf("%d: %s %s %s: %d\n%s\nwant %d\n%s", i, c.method, c.path, c.body, status, text, c.status, c.want)
		}
		if strings.Contains(text, "hunter") {
			t.Errorf("%s %s shows the password: %s", c.method, c.path, text)
		}
	}
	if o.end(); strings.Contains(o.log.String(), "hunter") {
		t.Errorf("the log has the password:\n%s", o.log)
	}
}

// A failed connector is told with its reason while others run, and goes on where it was
// when it is restarted. What was created is there again at the next start, with its params.
func TestRESTFailsAndSurvives(t *testing.T) {
	r := newRig(t, 40)
	var mu sync.Mutex
	broken := true
	bad := &tasktest.Stage{Outcome: func(id []byte) record.Outcome {
		mu.Lock()
		defer mu.Unlock()
		if broken && string(id) == "7" {
			return record.Fail(0, record.At(-int(record.ScaleLoss), 1))
		}
		return record.Passed
	}}
	r.pipelines[0].Source = func() connector.Source { return &tasktest.Source{Topic: r.topic} }
	other := r.pipeline("other", func() connector.Source { return &tasktest.Source{Topic: tasktest.NewTopic("others", 1, 5)} }, &tasktest.Sink{Store: tasktest.NewStore()})
	other.New = (&tasktest.Stage{}).New
	r.pipelines[0].New = bad.New
	r.pipelines = append(r.pipelines, other)
	o := r.operate()
	o.await("/connectors/load/status", `"tasks":\[\{"id":0,"state":"FAILED","worker_id":"WORKER","trace":"[^"]*readings\[1\] offset 6`)
	o.await("/connectors/other/status", runs)
	if code, out, _ := r.call(t.Context(), "status", "--http", strings.TrimPrefix(o.url, "http://")); code != 1 ||
		!regexp.MustCompile(`load +FAILED +2 tasks\n +.*readings\[1\] offset 6[^\n]*\n`).MatchString(out) || !regexp.MustCompile(`other +RUNNING +2 tasks\n`).MatchString(out) {
		t.Errorf("status: %d\n%s", code, out)
	}
	if code, out, _ := r.call(t.Context(), "status", "--json", "--http", strings.TrimPrefix(o.url, "http://")); code != 1 || !json.Valid([]byte(out)) || !strings.Contains(out, `"FAILED"`) {
		t.Errorf("status --json: %d\n%s", code, out)
	}
	o.await("/health", "load has failed")
	mu.Lock()
	broken = false
	mu.Unlock()
	if status, text := o.ask("POST", "/connectors/load/restart?includeTasks=true&onlyFailed=true", ""); status != 202 || !strings.Contains(text, "RESTARTING") {
		t.Errorf("%d %s", status, text)
	}
	o.await("/connectors/load/status", runs)
	o.await("/metrics", `flowc_records_out_total\{connector="load"\} 40\n`)
	if status, text := o.ask("PUT", "/connectors/second/config", `{"connector.class":"other","quality":"5","brokers":"a:1,b:2"}`); status != 201 {
		t.Fatalf("%d %s", status, text)
	}
	o.await("/connectors/second/status", runs)
	if status, _ := o.ask("DELETE", "/connectors/other", ""); status != 204 {
		t.Errorf("%d", status)
	}
	o.end()
	if o.code != 0 || !strings.Contains(o.log.String(), "second") {
		t.Errorf("code %d\n%s", o.code, o.log)
	}

	if code, _, errs := r.call(t.Context(), "status", "--http", strings.TrimPrefix(o.url, "http://")); code != 3 || !strings.Contains(errs, "status: ") {
		t.Errorf("status of a worker that is gone: %d %s", code, errs)
	}
	o = r.operate()
	o.await("/connectors/second/status", runs)
	if _, text := o.ask("GET", "/connectors", ""); text != `["load","second"]` {
		t.Errorf("%s", text)
	}
	mu.Lock()
	defer mu.Unlock()
	if r.quality != 5 || fmt.Sprint(r.brokers) != "[a:1 b:2]" {
		t.Errorf("the params are %d %v", r.quality, r.brokers)
	}
}

// A Kafka in the process is one, however many connectors there are.
func TestEmbedOnce(t *testing.T) {
	var starts, stops int
	start := func() ([]string, func(), error) {
		starts++
		return []string{"127.0.0.1:1"}, func() { stops++ }, nil
	}
	worker := &Env{}
	instance := &Env{parent: worker}
	for range 2 {
		for _, e := range []*Env{instance, worker} {
			if b, err := e.Embed("local", start); err != nil || b[0] != "127.0.0.1:1" {
				t.Errorf("%v %v", b, err)
			}
		}
	}
	if instance.close(); starts != 1 || stops != 0 {
		t.Errorf("%d starts, %d stops", starts, stops)
	}
	if worker.close(); stops != 1 {
		t.Errorf("%d stops", stops)
	}
	if _, err := worker.Embed("other", func() ([]string, func(), error) { return nil, nil, errors.New("taken") }); err == nil {
		t.Error("it started")
	}
}

// The document tells of all that is answered, and of nothing else.
func TestOpenAPI(t *testing.T) {
	r := newRig(t, 1)
	o := r.operate()
	_, text := o.ask("GET", "/openapi.json", "")
	var d struct {
		OpenAPI string `json:"openapi"`
		Paths   map[string]map[string]struct {
			Responses map[string]any `json:"responses"`
		} `json:"paths"`
	}
	if err := json.Unmarshal([]byte(text), &d); err != nil || d.OpenAPI != "3.1.0" || len(d.Paths) < 20 {
		t.Fatalf("%v %s", err, text)
	}
	fill := strings.NewReplacer("{connector}", "nope", "{task}", "0", "{plugin}", "nope", "{logger}", "nope")
	for path, methods := range d.Paths {
		for _, method := range []string{"GET", "PUT", "POST", "PATCH", "DELETE"} {
			op, told := methods[strings.ToLower(method)]
			status, text := o.ask(method, fill.Replace(path), "{}")
			if (status == http.StatusMethodNotAllowed) == told {
				t.Errorf("%s %s: %d, and the document says %v", method, path, status, told)
			}
			if _, listed := op.Responses[fmt.Sprint(status)]; told && !listed || status >= 500 && path != "/health" {
				t.Errorf("%s %s answers %d %s, which the document does not say", method, path, status, text)
			}
		}
	}
}
