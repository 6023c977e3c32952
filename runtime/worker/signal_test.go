package worker

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/task/tasktest"
)

// actAs names the variable that makes the test binary a worker.
const actAs = "FLOWC_TEST_WORKER"

// TestMain lets the binary be a worker itself, for what only a process can show:
// its signals and its exit code.
func TestMain(m *testing.M) {
	if kind := os.Getenv(actAs); kind != "" {
		os.Args = append(os.Args[:1:1], strings.Fields(os.Getenv(actAs+"_ARGS"))...)
		os.Exit(Main(processProject(kind)))
	}
	os.Exit(m.Run())
}

// processProject moves records without end; as `stuck` its sink never flushes.
func processProject(kind string) Project {
	topic := tasktest.NewTopic("readings", 1, 1000)
	sink := &tasktest.Sink{Store: tasktest.NewStore()}
	if kind == "stuck" {
		sink.Block = make(chan struct{})
	}
	sink.Fault = func(call string, n int, _ *record.Batch) error {
		if call == "write" && n == 1 {
			_, _ = os.Stderr.WriteString("ready\n")
		}
		return nil
	}
	stage := &tasktest.Stage{}
	source := &tasktest.Source{Topic: topic}
	p := &task.Pipeline{
		Name: "load", From: "readings", To: []string{"coldest"}, Tasks: 1,
		Source: func() connector.Source { return source },
		Sinks:  []task.Sink{{Node: "coldest", New: sink.New}}, New: stage.New,
	}
	return Project{Name: "weather", Source: "4f2c1ab", Runtime: "1", Files: []string{"load.flow"}, New: func() Instance {
		return Instance{Open: func(*Env) ([]*task.Pipeline, error) { return []*task.Pipeline{p}, nil }}
	}}
}

func TestSignals(t *testing.T) {
	cases := []struct {
		name    string
		kind    string
		signals []syscall.Signal
		code    int
	}{
		{"Ctrl-C drains", "well", []syscall.Signal{syscall.SIGINT}, 0},
		{"SIGTERM drains", "well", []syscall.Signal{syscall.SIGTERM}, 0},
		// Two signals of one kind would be one while the first is not yet taken.
		{"the second ends at once", "stuck", []syscall.Signal{syscall.SIGTERM, syscall.SIGINT}, 130},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			cmd := exec.CommandContext(ctx, os.Args[0])
			cmd.Env = append(os.Environ(), actAs+"="+c.kind, actAs+"_ARGS=--data "+t.TempDir())
			stderr, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			var seen bytes.Buffer
			lines := bufio.NewScanner(stderr)
			for lines.Scan() && lines.Text() != "ready" {
				seen.WriteString(lines.Text() + "\n")
			}
			for _, sig := range c.signals {
				if err := cmd.Process.Signal(sig); err != nil {
					t.Fatal(err)
				}
			}
			for lines.Scan() {
				seen.WriteString(lines.Text() + "\n")
			}
			code := 0
			var exit *exec.ExitError
			if err := cmd.Wait(); errors.As(err, &exit) {
				code = exit.ExitCode()
			} else if err != nil {
				t.Fatal(err)
			}
			if code != c.code {
				t.Errorf("code %d, want %d\n%s", code, c.code, seen.String())
			}
			if c.code == 0 && balanceOut(t, seen.String()) == 0 {
				t.Errorf("what was read is not delivered\n%s", seen.String())
			}
		})
	}
}
