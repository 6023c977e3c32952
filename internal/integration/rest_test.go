//go:build unix

package integration

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// answering is a server of Kafka Connect's REST API, and what its connectors are of.
type answering struct {
	url, class, first string
	config            string // of a good connector, behind the class
	bad               string // a key with a value that it does not take
}

// request is one of the differential test; CLASS, FIRST, CONFIG and BAD stand for what a
// server has. Why is the reason of a difference that is meant, empty where there is none.
type request struct {
	method, path, body, kind, why string
}

// TestRESTAsConnect sends the same requests, good and bad, to a real Kafka Connect and to a
// worker. Codes and the shape of the JSON are the same, but where a reason is given.
func TestRESTAsConnect(t *testing.T) {
	kafka := testkit.Kafka(t)
	kafka.Topic(t, "lines", 1)
	dir := t.TempDir()
	connect, url := testkit.FileSinkREST(t, kafka, "lines", filepath.Join(dir, "first"))
	path := testkit.Worker(t, "../../examples/quickstart")
	worker := testkit.Start(t, testkit.Command{Path: path, Args: []string{"--http", "127.0.0.1:0", "--out", dir, "--data", t.TempDir()}, Timeout: patience})
	servers := []answering{
		{url, "org.apache.kafka.connect.file.FileStreamSinkConnector", "lines", `"topics":"lines","file":"` + dir + `/more"`, `"tasks.max":"0"`},
		{"", "warm", "warm", `"out":"` + dir + `"`, `"tasks.max":"0"`},
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the worker printed\n%s\nConnect printed\n%.8000s", worker.Stderr(), connect.Stderr())
		}
	})
	servers[1].url = listeningOf(t, worker)
	for _, s := range servers {
		awaitRunning(t, s, s.first)
	}
	if code, text, err := ask(t, servers[1].url, "DELETE", "/connectors/ingest", "", ""); err != nil || code != http.StatusNoContent {
		t.Fatal(code, text, err) // each has one connector then
	}
	all := restRequests()
	if len(all) < 150 {
		t.Errorf("there are %d requests only", len(all))
	}
	for i, r := range all {
		theirs, ours := r.send(t, servers[0]), r.send(t, servers[1])
		if (theirs == ours) != (r.why == "") {
			t.Errorf("%d: %s %s %s\nConnect %s\nworker  %s\nreason  %s", i, r.method, r.path, r.body, theirs, ours, r.why)
		}
	}
}

var listens = regexp.MustCompile(`listening=(http://\S+)`)

// listeningOf waits until a worker says where it answers.
func listeningOf(t *testing.T, p *testkit.Process) string {
	t.Helper()
	deadline, tick := time.After(patience), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for {
		if m := listens.FindStringSubmatch(p.Stderr()); m != nil {
			return m[1]
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("it does not listen:\n%s", p.Stderr())
		}
	}
}

// awaitRunning waits until a connector and its tasks run.
func awaitRunning(t *testing.T, s answering, name string) {
	t.Helper()
	deadline, tick := time.After(patience), time.NewTicker(100*time.Millisecond)
	defer tick.Stop()
	for {
		if _, text, err := ask(t, s.url, "GET", "/connectors/"+name+"/status", "", ""); err == nil && strings.Count(text, "RUNNING") == 2 {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("%s of %s does not run", name, s.url)
		}
	}
}

func ask(t *testing.T, url, method, path, body, kind string) (int, string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = a.Body.Close() }()
	text, err := io.ReadAll(a.Body)
	return a.StatusCode, string(text), err
}

// send returns the code and the shape of an answer.
func (r request) send(t *testing.T, s answering) string {
	t.Helper()
	fill := strings.NewReplacer("CLASS", s.class, "FIRST", s.first, "CONFIG", `"connector.class":"`+s.class+`",`+s.config, "BAD", s.bad)
	kind := r.kind
	if kind == "" && r.body != "" {
		kind = "application/json"
	}
	for {
		code, text, err := ask(t, s.url, r.method, fill.Replace(r.path), fill.Replace(r.body), kind)
		if err != nil {
			t.Fatal(err)
		}
		if code == http.StatusConflict && strings.Contains(text, "rebalance") {
			continue // Connect is not ready for it yet
		}
		root := ""
		if strings.HasSuffix(r.path, "/config") && r.method == http.MethodGet && strings.HasPrefix(text, "{") && code == http.StatusOK {
			root = "config"
		}
		return fmt.Sprint(code, " ", shapeOf(root, strings.ReplaceAll(text, `"`+s.first+`":`, `"FIRST":`)))
	}
}

// shapeOf is what JSON looks like without its values: the keys and types. Of a list it is
// the shapes that are in it; configs are objects of texts, whatever they hold.
func shapeOf(root, text string) string {
	if strings.TrimSpace(text) == "" {
		return "nothing"
	}
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return "no JSON"
	}
	return shape(root, v)
}

func shape(key string, v any) string {
	switch key {
	case "default_value", "value", "group", "version":
		if _, is := v.(string); is || v == nil {
			return "text or null"
		}
	case "dependents", "errors", "recommended_values", "topics", "groups":
		return "list"
	}
	switch v := v.(type) {
	case map[string]any:
		if key == "config" {
			return "config"
		}
		var fields []string
		for name, in := range v {
			if name == "trace" {
				continue
			}
			fields = append(fields, name+":"+shape(name, in))
		}
		slices.Sort(fields)
		return "{" + strings.Join(fields, " ") + "}"
	case []any:
		var in []string
		for _, e := range v {
			in = append(in, shape("", e))
		}
		slices.Sort(in)
		return "[" + strings.Join(slices.Compact(in), " ") + "]"
	case string:
		return "text"
	case float64:
		return "number"
	case bool:
		return "truth"
	default:
		return "null"
	}
}
