package build

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/codegen"
	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib"
)

// events are what the topic of the example holds, by partition.
var events = [2][]string{
	{
		`{"level":"error","msg":"disk full","took_ms":12}`,
		`{"level":"info","msg":"fine"}`,
		`{"msg":"a \"quoted\" \u00e9\ud83d\ude00 tab\there","level":"fatal","host":{"name":"a","tags":["x",null]}}`,
		"{\n  \"level\": \"error\",\n  \"msg\": \"on three lines\",\n  \"took_ms\": \"slow\"\n}",
		`["no", "object"]`,
	},
	{
		`{"level":"error","msg":"Zürich ☕","took_ms":9223372036854775808}`,
		`{"level":"error","msg":null,"took_ms":1}`,
		`{"level":5,"msg":"no text"}`,
		`null`,
		`{"\u006cevel":"error","msg":"escaped key","took_ms":-3}`,
	},
}

// TestSchemaFree builds the example and runs it against a Kafka in this process.
func TestSchemaFree(t *testing.T) {
	realBuild(t)
	worker := example(t, "schema_free/events.flow")
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(2, "events"))
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Close()
	brokers := strings.Join(cluster.ListenAddrs(), ",")
	produce(t, brokers, events)
	dir := t.TempDir()
	run := func(pipelines string) (string, error) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		out, err := exec.CommandContext(ctx, worker, "--drain", "--brokers", brokers, "--dir", dir, "--data", filepath.Join(dir, "data"), "--pipelines", pipelines).CombinedOutput()
		return string(out), err
	}
	if out, err := run("archive_all,errors_only"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	holds(t, dir, "events-0.jsonl", events[0][0], events[0][1], events[0][2], `{  "level": "error",  "msg": "on three lines",  "took_ms": "slow"}`, events[0][4])
	holds(t, dir, "events-1.jsonl", events[1]...)
	holds(t, dir, "fatal.txt", "a \"quoted\" é😀 tab\there")
	holds(t, dir, "levels.txt", "error 12ms disk full", "error 0ms on three lines", "error 0ms Zürich ☕", "error -3ms escaped key")

	// What is no JSON is passed over where the policy says so, and stops the other.
	produce(t, brokers, [2][]string{{`{"level":"error",`, `{"level":"error","msg":"behind it"}`, `{"level":"error","msg":"x"} y`}, {"\xff", `{"a":1,}`}})
	out, err := run("errors_only")
	if err != nil || !strings.Contains(out, "5 in = 1 out + 0 filtered + 0 dead + 4 skipped") || !strings.Contains(out, "a record is passed over") {
		t.Errorf("skip: %v\n%s", err, out)
	}
	holds(t, dir, "levels.txt", "error 12ms disk full", "error 0ms on three lines", "error 0ms Zürich ☕", "error -3ms escaped key", "error 0ms behind it")
	out, err = run("archive_all")
	if err == nil || !strings.Contains(out, "R0101") && !strings.Contains(out, "R0108") {
		t.Errorf("stop: %v\n%s", err, out)
	}
}

// example builds an example and returns the worker's path.
func example(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile("../../examples/" + file)
	if err != nil {
		t.Fatal(err)
	}
	return workerOf(t, filepath.Base(file), compiler.Memory{filepath.Base(file): string(text)})
}

// workerOf builds the worker of a file and returns its path.
func workerOf(t *testing.T, name string, files compiler.Memory) string {
	t.Helper()
	r := &diag.Report{}
	prog, err := compiler.Compile(name, files, stdlib.Catalog(), r)
	if err != nil || r.Failed() || len(prog.Waits) > 0 {
		t.Fatalf("%v, %d mistakes, waits for %v", err, r.Errors(), prog.Waits)
	}
	code, err := codegen.Generate(plan.Make(prog), codegen.Build{Source: "test", Runtime: "test"})
	if err != nil {
		t.Fatal(err)
	}
	o := options(t)
	build(t, code, o)
	return o.Output
}

// produce writes values to the partitions of events.
func produce(t *testing.T, brokers string, values [2][]string) {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(strings.Split(brokers, ",")...), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for partition, list := range values {
		for _, v := range list {
			r := &kgo.Record{Topic: "events", Partition: int32(partition), Value: []byte(v)}
			if err := client.ProduceSync(t.Context(), r).FirstErr(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// holds checks the lines of a file, in any order: partitions are read side by side.
func holds(t *testing.T, dir, name string, want ...string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Error(err)
		return
	}
	left := map[string]int{}
	for _, line := range strings.SplitAfter(string(text), "\n") {
		left[strings.TrimSuffix(line, "\n")]++
	}
	left[""]-- // behind the last line end
	for _, line := range want {
		left[line]--
	}
	for line, n := range left {
		if n != 0 {
			t.Errorf("%s: %q stands %+d times too often", name, line, n)
		}
	}
}
