package worker

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/task/tasktest"
)

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

// The topics of dead letters are looked at like any other: a worker that finds them
// missing at its first bad record finds that too late.
func TestCheckLooksAtDeadLetters(t *testing.T) {
	r := newRig(t, 1)
	bad := &task.DeadLetters{Sink: task.Sink{Node: "bad", Kind: "kafka", New: (&tasktest.Sink{Store: tasktest.NewStore()}).New}}
	r.pipelines[0].Decode.Dead, r.pipelines[0].Write.Dead = bad, bad
	r.env["CASSANDRA_PASSWORD"] = "x"
	code, stdout, stderr := r.call(t.Context(), "check")
	if code != 0 || strings.Count(stdout, "load  bad  nothing to look at\n") != 1 {
		t.Errorf("code %d\n%s%s", code, stdout, stderr)
	}
}

// mute is a source whose system never answers.
type mute struct{ tasktest.Source }

func (*mute) Check(ctx context.Context) ([]string, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestCheckGivesUp(t *testing.T) {
	r := newRig(t, 1)
	r.pipelines[0].Source = func() connector.Source { return &mute{} }
	r.env["CASSANDRA_PASSWORD"] = "x"
	code, stdout, _ := r.call(t.Context(), "check", "--start-timeout", "20ms")
	if want := "load  readings  cannot be looked at: gave up connecting after 20ms: context deadline exceeded\n"; code != cli.ExitFailure || !strings.Contains(stdout, want) {
		t.Errorf("code %d\n%s", code, stdout)
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
