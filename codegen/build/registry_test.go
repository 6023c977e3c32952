package build

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/sr"
	"github.com/twmb/franz-go/pkg/sr/srfake"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/runtime/record"
)

const evolving = `
import avro "order.avsc" as shop

param brokers: list<string>
param registry: string
param dir: string
param prefix: string = "cop"

connection kafka local { brokers = brokers }
connection registry sr { url = registry }

topic events on local { value: shop.Order as avro(registry: sr, register: "never") }
topic copies on local { value: shop.Order as avro(registry: sr, subject: "${prefix}ies-value"), partitions = 1 }
topic messages on local { name = "${prefix}ied", value: shop.Order as protobuf(registry: sr, register: "at_start"), partitions = 1 }
topic texts on local { value: shop.Order as json_schema(registry: sr, subject: topic_record_name, register: "at_start"), partitions = 1 }
sink file others { path = "${dir}/others.jsonl", value: shop.Order as json(lines: true) }
sink file lines { path = "${dir}/orders.jsonl", value: shop.Order as json(lines: true) }

pipeline show {
  from events
  to lines
}

pipeline copy {
  from events
  to copies
}

pipeline to_messages {
  from copies
  to messages
}

pipeline to_texts {
  from messages
  to texts
}

pipeline to_others {
  from texts
  to others
}
`

const orderSchema = `{"type":"record","name":"Order","fields":[
  {"name":"id","type":"long"},
  {"name":"note","type":["null","string"],"default":null},
  {"name":"total","aliases":["amount"],"type":"double"}]}`

// versions are what producers wrote in the course of time.
var versions = []string{
	`{"type":"record","name":"Order","fields":[{"name":"id","type":"long"},{"name":"note","type":["null","string"],"default":null},{"name":"total","type":"double"}]}`,
	`{"type":"record","name":"Order","fields":[{"name":"id","type":"long"},{"name":"note","type":["null","string"]},{"name":"total","type":"double"},{"name":"more","type":"string","default":""}]}`,
	`{"type":"record","name":"Order","fields":[{"name":"id","type":"long"},{"name":"total","type":"double"}]}`,
	`{"type":"record","name":"Order","fields":[{"name":"id","type":"int"},{"name":"note","type":"string"},{"name":"amount","type":"float"}]}`,
	`{"type":"record","name":"Order","fields":[{"name":"id","type":"string"},{"name":"total","type":"double"}]}`,
}

// TestEvolution runs a worker against a Kafka and a schema registry in this process:
// records of four versions are read side by side, the fifth, which does not fit,
// stops the pipeline, and nothing before it is lost.
func TestEvolution(t *testing.T) {
	realBuild(t)
	worker := workerOf(t, "evolving.flow", compiler.Memory{"evolving.flow": evolving, "order.avsc": orderSchema})
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(2, "events"), kfake.SeedTopics(1, "copies", "copied", "texts"))
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Close()
	registry := srfake.New()
	defer registry.Close()
	brokers, dir := strings.Join(cluster.ListenAddrs(), ","), t.TempDir()
	run := func(args ...string) (string, error) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		args = append(args, "--brokers", brokers, "--registry", registry.URL(), "--dir", dir, "--data", filepath.Join(dir, "data"), "--start-timeout", "30s")
		out, err := exec.CommandContext(ctx, worker, args...).CombinedOutput()
		return string(out), err
	}

	if out, err := run("run", "--drain"); err == nil || !strings.Contains(out, "setup") || !strings.Contains(out, "copies-value") {
		t.Errorf("before the subject is there: %v\n%s", err, out)
	}
	if out, err := run("setup"); err != nil || !strings.Contains(out, "copies-value  to be registered") || registry.SubjectExists("copies-value") {
		t.Errorf("setup without --yes: %v\n%s", err, out)
	}
	if out, err := run("setup", "--yes"); err != nil || !registry.SubjectExists("copies-value") {
		t.Fatalf("setup: %v\n%s", err, out)
	}

	put := func(version int, value []byte) string {
		id, _, err := registry.RegisterSchema("events-value", sr.Schema{Schema: versions[version]})
		if err != nil {
			t.Fatal(err)
		}
		return string(append(record.AppendRegistryFrame(nil, uint32(id)), value...))
	}
	double := func(d []byte, v float64) []byte { return record.AppendAvroDouble(d, v) }
	produce(t, brokers, [2][]string{{
		put(0, double([]byte{2, 2, 2, 'a'}, 1.5)),
		put(1, append(double([]byte{4, 0}, 2.5), 2, 'x')),
		put(2, double([]byte{6}, 3.5)),
		put(3, record.AppendAvroFloat([]byte{8, 2, 'd'}, 4.5)),
	}})
	if out, err := run("run", "--drain"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	four := []string{`{"id":1,"note":"a","total":1.5}`, `{"id":2,"note":null,"total":2.5}`, `{"id":3,"note":null,"total":3.5}`, `{"id":4,"note":"d","total":4.5}`}
	holds(t, dir, "orders.jsonl", four...)
	holds(t, dir, "others.jsonl", four...)
	client, err := sr.NewClient(sr.URLs(registry.URL()))
	if err != nil {
		t.Fatal(err)
	}
	for subject, kind := range map[string]sr.SchemaType{"copies-value": sr.TypeAvro, "copied-value": sr.TypeProtobuf, "texts-Order": sr.TypeJSON} {
		if s, err := client.SchemaByVersion(t.Context(), subject, 1); err != nil || s.Type != kind {
			t.Errorf("%s is %v, %v, want %v", subject, s.Type, err, kind)
		}
	}

	produce(t, brokers, [2][]string{{put(0, double([]byte{10, 0}, 5.5)), put(4, double([]byte{2, 'x'}, 6.5))}})
	out, err := run("run", "--drain", "--pipelines", "show")
	if err == nil || !strings.Contains(out, "R0103") || !strings.Contains(out, "field id was written as string and is read as long") {
		t.Errorf("what does not fit: %v\n%s", err, out)
	}
	holds(t, dir, "orders.jsonl", append(four, `{"id":5,"note":null,"total":5.5}`)...)
}
