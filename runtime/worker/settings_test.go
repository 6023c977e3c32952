package worker

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/runtime/param"
)

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

// Each param has the name of no flag of the worker; the compiler sees to it, and a
// worker says so rather than hide one behind the other.
func TestParamsDoNotHideFlags(t *testing.T) {
	r := newRig(t, 1)
	r.project.New = func() Instance {
		var s string
		return Instance{Params: []Param{{Name: "drain", Type: "string", At: "load.flow:1", Value: param.String(&s)}}}
	}
	if code, _, stderr := r.call(t.Context(), "run"); code != 3 || !strings.Contains(stderr, "param drain (load.flow:1) has the name of a flag of the worker") {
		t.Errorf("code %d: %s", code, stderr)
	}
}
