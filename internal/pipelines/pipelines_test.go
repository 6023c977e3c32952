//go:build unix

package pipelines

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const (
	partitions = 4
	patience   = 5 * time.Minute
	memory     = 96 << 20 // what a worker may need at most
)

// works are the pipelines of bench/events, the most CPU time that each may take
// against the pass-through of its input, and how its records come out.
var works = []struct {
	pipeline, from, to string
	atMost             float64
	some               bool // fewer come out
}{
	{"select_avro", "events", "large_avro", 1.15, true},
	{"select_json", "documents", "large_json", 1.4, true},
	{"json_to_avro", "documents", "events_avro", 1.6, false},
	{"avro_to_json", "events", "events_json", 2.0, false},
}

// bench is what the runs share.
type bench struct {
	kafka   *testkit.KafkaServer
	admin   *kadm.Client
	worker  string
	records int
}

// TestPipelines prints the figures of each round; it fails where a count is wrong or
// memory is above its bound. CPU time is judged by who reads the figures, since a busy machine
// moves it.
func TestPipelines(t *testing.T) {
	testkit.Integration(t)
	b := &bench{kafka: testkit.Kafka(t), worker: testkit.Worker(t, "../../bench/events"), records: number(t, "FLOWC_RECORDS", 1_000_000)}
	b.admin = kadm.NewClient(b.kafka.Client(t))
	avro, json := makeEvents()
	b.fill(t, "events", avro)
	b.fill(t, "documents", json)
	for range number(t, "FLOWC_ROUNDS", 3) {
		for _, w := range works {
			pass := b.pass(t, w.from)
			again := b.pass(t, w.from)
			cpu, rss, out := b.run(t, w.pipeline, w.to)
			if w.some == (out == b.records) || out == 0 {
				t.Errorf("%s: %d records came out of %d", w.pipeline, out, b.records)
			}
			if rss > memory {
				t.Errorf("%s: %d MiB of memory", w.pipeline, rss>>20)
			}
			t.Logf("%s: pass-through %.2f and %.2f CPU s/M, worker %.2f, ratio %.2f (at most %.2f), %d MiB, %d out", w.pipeline,
				b.million(pass), b.million(again), b.million(cpu), 2*cpu.Seconds()/(pass+again).Seconds(), w.atMost, rss>>20, out)
		}
	}
}

// million is CPU seconds for a million records.
func (b *bench) million(cpu time.Duration) float64 { return cpu.Seconds() * 1e6 / float64(b.records) }

func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// fill creates a topic and puts the values into it, over and over.
func (b *bench) fill(t *testing.T, topic string, values [][]byte) {
	t.Helper()
	b.kafka.Topic(t, topic, partitions)
	cl := b.kafka.Client(t, kgo.DefaultProduceTopic(topic), kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.MaxBufferedRecords(20_000),
		kgo.ProducerBatchCompression(kgo.NoCompression()))
	var failed kgo.FirstErrPromise
	for n := range b.records {
		cl.Produce(t.Context(), &kgo.Record{Value: values[n%len(values)], Partition: int32(n / 256 % partitions)}, failed.Promise())
	}
	if err := failed.Err(); err != nil {
		t.Fatal(err)
	}
}

// pass runs the pass-through of a topic and returns its CPU time.
func (b *bench) pass(t *testing.T, from string) time.Duration {
	t.Helper()
	b.empty(t, "passed")
	p := testkit.Start(t, testkit.Command{Path: os.Args[0], Args: []string{"-test.run=^TestPassThrough$"}, Env: []string{
		"PASS_FROM=" + from, "PASS_TO=passed", "PASS_BROKER=" + b.kafka.Addr, "PASS_RECORDS=" + strconv.Itoa(b.records),
	}})
	if r := p.Wait(t, patience); r.Code != 0 {
		t.Fatalf("pass-through: %s%s", r.Stdout, r.Stderr)
	}
	if n := b.count(t, "passed"); n != b.records {
		t.Fatalf("%d of %d records were passed on", n, b.records)
	}
	cpu, _ := p.Usage()
	return cpu
}

// run runs one pipeline of the worker from the start of its topic to its end.
func (b *bench) run(t *testing.T, pipeline, to string) (cpu time.Duration, rss int64, out int) {
	t.Helper()
	b.empty(t, to)
	p := testkit.Start(t, testkit.Command{Path: b.worker, Args: []string{
		"--drain", "--pipelines", pipeline, "--brokers", b.kafka.Addr, "--data", filepath.Join(t.TempDir(), "data"),
	}})
	if r := p.Wait(t, patience); r.Code != 0 {
		t.Fatalf("%s: exit code %d\n%s%s", pipeline, r.Code, r.Stdout, r.Stderr)
	}
	// The next round begins at the start again.
	if gone, err := b.admin.DeleteGroups(t.Context(), "flow.events."+pipeline); err != nil || gone.Error() != nil {
		t.Fatal(err, gone.Error())
	}
	cpu, rss = p.Usage()
	return cpu, rss, b.count(t, to)
}

// empty makes a topic anew.
func (b *bench) empty(t *testing.T, topic string) {
	t.Helper()
	topics, err := b.admin.ListTopics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if slices.Contains(topics.Names(), topic) {
		if _, err := b.admin.DeleteTopic(t.Context(), topic); err != nil {
			t.Fatal(err)
		}
	}
	b.kafka.Topic(t, topic, partitions)
}

// count is how many records a topic has.
func (b *bench) count(t *testing.T, topic string) int {
	t.Helper()
	ends, err := b.admin.ListEndOffsets(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	var n int64
	ends.Each(func(o kadm.ListedOffset) { n += o.Offset })
	return int(n)
}
