//go:build unix

package integration

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sr"

	"github.com/flowc-lang/flowc/internal/testkit"
	"github.com/flowc-lang/flowc/runtime/record"
)

// version is what a producer writes at a time: a schema, and the record of an id.
type version struct {
	schema string
	write  func(d []byte, id int64) []byte
}

func orderOf(fields string) string {
	return `{"type":"record","name":"Order","namespace":"shop","fields":[` + fields + `]}`
}

func double(d []byte, id int64) []byte { return record.AppendAvroDouble(d, float64(id)) }

func long(d []byte, id int64) []byte { return record.AppendAvroLong(d, id) }

// versions are those that fit, in the order of time: the first, one with a field more,
// one without a field, one whose fields have other types and an old name, and one that
// is first seen while the registry is down.
var versions = []version{
	{
		orderOf(`{"name":"id","type":"long"},{"name":"note","type":["null","string"],"default":null},{"name":"total","type":"double"}`),
		func(d []byte, id int64) []byte { return double(append(long(d, id), 0), id) },
	},
	{
		orderOf(`{"name":"id","type":"long"},{"name":"note","type":["null","string"]},{"name":"total","type":"double"},{"name":"more","type":"string","default":""}`),
		func(d []byte, id int64) []byte { return append(double(append(long(d, id), 0), id), 2, 'x') },
	},
	{
		orderOf(`{"name":"id","type":"long"},{"name":"total","type":"double"}`),
		func(d []byte, id int64) []byte { return double(long(d, id), id) },
	},
	{
		orderOf(`{"name":"id","type":"int"},{"name":"note","type":["null","string"],"default":null},{"name":"amount","type":"float"}`),
		func(d []byte, id int64) []byte {
			return record.AppendAvroFloat(append(long(d, id), 0), float32(id))
		},
	},
	{
		orderOf(`{"name":"total","type":"double"},{"name":"id","type":"long"}`),
		func(d []byte, id int64) []byte { return long(double(d, id), id) },
	},
}

// misfit is a version that cannot be read as what was compiled.
var misfit = version{
	orderOf(`{"name":"id","type":"string"},{"name":"total","type":"double"}`),
	func(d []byte, id int64) []byte { return double(append(d, 2, 'x'), id) },
}

// evolving is a worker at work, with a producer whose schema changes.
type evolving struct {
	*project
	registry *sr.Client
	client   *kgo.Client
	worker   *testkit.Process
	sent     int
}

// put registers a version and returns what produces n of its records.
func (e *evolving) put(t *testing.T, v version) func(partition int32, n int) {
	t.Helper()
	registered, err := e.registry.CreateSchema(t.Context(), "events-value", sr.Schema{Schema: v.schema})
	if err != nil {
		t.Fatal(err)
	}
	return func(partition int32, n int) {
		t.Helper()
		var all []*kgo.Record
		for range n {
			value := v.write(record.AppendRegistryFrame(nil, uint32(registered.ID)), int64(e.sent))
			all = append(all, &kgo.Record{Topic: "events", Partition: partition, Value: value})
			e.sent++
		}
		if err := e.client.ProduceSync(t.Context(), all...).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEvolvesWhileItRuns: a producer changes its schema four times, and the worker reads
// on without a restart. While the registry is down, what is known flows on and what is
// not known waits. What cannot be read becomes dead letters, and nothing is lost.
func TestEvolvesWhileItRuns(t *testing.T) {
	const each, bad = 500, 10
	registry, kafka := testkit.NewRegistry(t), testkit.NewKafka(t)
	client, err := sr.NewClient(sr.URLs(registry.URL))
	if err != nil {
		t.Fatal(err)
	}
	e := &evolving{
		project: newProject(t, "evolve", "--brokers", kafka.Addr, "--registry", registry.URL), registry: client,
		client: kafka.Client(t, kgo.RecordPartitioner(kgo.ManualPartitioner())),
	}
	kafka.Topic(t, "events", 2)
	e.worker = testkit.Start(t, e.command())
	var first func(partition int32, n int)
	for i, v := range versions[:4] {
		put := e.put(t, v)
		if i == 0 {
			first = put // a producer goes on with the id that it was given
		}
		put(0, each)
		put(1, each)
		e.await(t, e.sent)
	}

	unknown := e.put(t, versions[4])
	registry.Stop(t)
	unknown(1, each)
	e.worker.WaitFor(t, "waiting for the schema registry", patience)
	first(0, each)
	e.await(t, e.sent-each)
	<-time.After(20 * time.Second) // with its start, the registry is away for half a minute
	registry.Restart(t)
	e.await(t, e.sent)

	last := e.put(t, misfit)
	refused := e.sent
	last(0, bad)
	first(0, each)
	e.await(t, e.sent-bad)
	got := end(t, e.worker)
	balanced(t, got, "keep", balance{in: e.sent, out: e.sent - bad, dead: bad})
	e.everyID(t, refused, bad)
	if letters := lettersIn(t, kafka, "events.refused"); len(letters) == 0 {
		t.Error("no dead letter")
	}
}

// copiesOf are the files that the worker writes: one for each partition, so that what waits in
// one keeps nothing back in the other.
var copiesOf = []string{"copy-0.jsonl", "copy-1.jsonl"}

// await waits until the copies have n lines together.
func (e *evolving) await(t *testing.T, n int) {
	t.Helper()
	e.awaitLines(t, n, copiesOf...)
}

// everyID holds the copy against what was sent, but for the ids from refused on.
func (e *evolving) everyID(t *testing.T, refused, bad int) {
	t.Helper()
	seen := map[int]bool{}
	for _, line := range append(e.lines(t, copiesOf[0]), e.lines(t, copiesOf[1])...) {
		var row struct {
			ID    int
			Note  *string
			Total float64
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil || row.Note != nil || row.Total != float64(row.ID) || seen[row.ID] {
			t.Fatalf("%s: %v, seen before %t", line, err, seen[row.ID])
		}
		seen[row.ID] = true
	}
	for id := range e.sent {
		if wrong := id >= refused && id < refused+bad; seen[id] == wrong {
			t.Fatalf("id %d: in the copy %t", id, seen[id])
		}
	}
}
