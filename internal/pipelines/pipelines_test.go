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

// works are the pipelines of bench/events that write topics, and how their records come
// out.
var works = []struct {
	pipeline, from, to string
	some               bool // fewer come out
}{
	{"select_avro", "events", "large_avro", true},
	{"select_json", "documents", "large_json", true},
	{"json_to_avro", "documents", "events_avro", false},
	{"avro_to_json", "events", "events_json", false},
}

// bench is what the runs share.
type bench struct {
	kafka   *testkit.KafkaServer
	admin   *kadm.Client
	worker  string
	figures *figures
	records int
	rounds  int
}

// TestPipelines prints the figures of each round; it fails where a count is wrong or
// memory is above its bound. Times are not judged here, since a busy machine moves them:
// bench/report sets them against their limits.
func TestPipelines(t *testing.T) {
	testkit.Integration(t)
	b := &bench{
		kafka: testkit.Kafka(t), worker: testkit.Worker(t, "../../bench/events"), figures: newFigures(t),
		records: number(t, "FLOWC_RECORDS", 1_000_000), rounds: number(t, "FLOWC_ROUNDS", 3),
	}
	b.admin = kadm.NewClient(b.kafka.Client(t))
	avro, json := makeEvents()
	b.kafka.Topic(t, "events", partitions)
	b.kafka.Topic(t, "documents", partitions)
	b.fill(t, "documents", json, 1)
	b.toFile(t, "worker", 1) // the broker makes a topic for the first group that it sees
	b.filed(t, "start", 1)
	b.fill(t, "documents", json, b.records-1)
	b.fill(t, "events", avro, b.records)
	b.converted(t)
	b.filed(t, "json_to_file", b.records)
}

// converted measures the pipelines from topic to topic, beside pass-throughs.
func (b *bench) converted(t *testing.T) {
	t.Helper()
	for range b.rounds {
		for _, w := range works {
			b.figures.add(t, w.pipeline, "pass", b.records, b.pass(t, w.from))
			b.figures.add(t, w.pipeline, "again", b.records, b.pass(t, w.from))
			c, out := b.run(t, w.pipeline, w.to)
			if w.some == (out == b.records) || out == 0 {
				t.Errorf("%s: %d records came out of %d", w.pipeline, out, b.records)
			}
			b.keeps(t, w.pipeline, c)
			b.figures.add(t, w.pipeline, "worker", b.records, c)
		}
	}
}

// filed measures those that write the documents to a file.
func (b *bench) filed(t *testing.T, work string, records int) {
	t.Helper()
	for range b.rounds {
		for _, name := range fileSinks {
			c := b.toFile(t, name, records)
			if name != "connect" {
				b.keeps(t, work, c)
			}
			b.figures.add(t, work, name, records, c)
		}
	}
}

// keeps fails the test where a worker had more memory than it may.
func (b *bench) keeps(t *testing.T, work string, c cost) {
	t.Helper()
	if c.rss > memory {
		t.Errorf("%s: %d MiB of memory", work, c.rss>>20)
	}
}

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

// fill puts so many of the values into a topic, over and over.
func (b *bench) fill(t *testing.T, topic string, values [][]byte, records int) {
	t.Helper()
	cl := b.kafka.Client(t, kgo.DefaultProduceTopic(topic), kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.MaxBufferedRecords(20_000),
		kgo.ProducerBatchCompression(kgo.NoCompression()))
	var failed kgo.FirstErrPromise
	for n := range records {
		cl.Produce(t.Context(), &kgo.Record{Value: values[n%len(values)], Partition: int32(n / 256 % partitions)}, failed.Promise())
	}
	if err := failed.Err(); err != nil {
		t.Fatal(err)
	}
}

// pass runs the pass-through of a topic and returns what it cost.
func (b *bench) pass(t *testing.T, from string) cost {
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
	cpu, rss := p.Usage()
	return cost{cpu: cpu, rss: rss}
}

// run runs one pipeline of the worker from the start of its topic to its end.
func (b *bench) run(t *testing.T, pipeline, to string) (c cost, out int) {
	t.Helper()
	b.empty(t, to)
	p := testkit.Start(t, testkit.Command{Path: b.worker, Args: []string{
		"--drain", "--pipelines", pipeline, "--brokers", b.kafka.Addr, "--data", filepath.Join(t.TempDir(), "data"),
	}})
	if r := p.Wait(t, patience); r.Code != 0 {
		t.Fatalf("%s: exit code %d\n%s%s", pipeline, r.Code, r.Stdout, r.Stderr)
	}
	b.forget(t, "flow.events."+pipeline)
	cpu, rss := p.Usage()
	return cost{cpu: cpu, rss: rss}, b.count(t, to)
}

// forget lets the next round of a group begin at the start again.
func (b *bench) forget(t *testing.T, group string) {
	t.Helper()
	if gone, err := b.admin.DeleteGroups(t.Context(), group); err != nil || gone.Error() != nil {
		t.Fatal(err, gone.Error())
	}
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
