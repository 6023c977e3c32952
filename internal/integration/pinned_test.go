//go:build unix

package integration

import (
	"encoding/binary"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// pinned is the project whose topic has a registry's framing with a pinned id. It
// moves the files that it has read.
type pinned struct {
	*project
	topic string
	kafka *testkit.KafkaServer
}

func newPinned(t *testing.T) *pinned {
	t.Helper()
	testkit.Integration(t)
	p := &pinned{topic: "readings." + strings.ToLower(t.Name()), kafka: testkit.Kafka(t)}
	p.project = newProject(t, "pinned", "--brokers", p.kafka.Addr, "--readings_topic", p.topic)
	p.args = append(p.args, "--inbox", p.inbox)
	return p
}

// TestPinnedSchemaID: records carry the pinned id, and one with another id stops
// the pipeline with one message that names the record. When it is out of the way
// the rest follows.
func TestPinnedSchemaID(t *testing.T) {
	p := newPinned(t)
	p.drop(t, "a.csv", 0, 50)
	balanced(t, p.run(t, 0, "--drain"), "keep", balance{in: 50, out: 50})
	value := p.firstValue(t)
	if value[0] != 0 || binary.BigEndian.Uint32(value[1:]) != 7 {
		t.Fatalf("the records begin with % x", value[:5])
	}
	binary.BigEndian.PutUint32(value[1:], 8)
	p.put(t, value)
	p.drop(t, "b.csv", 50, 60)
	p.run(t, 0, "--drain", "--pipelines", "ingest")
	got := p.run(t, 1, "--drain", "--pipelines", "keep")
	says(t, got, "keep stopped at a record: the record was written with another schema", p.topic+"[0] offset 50", "pinned.flow:")
	if n := strings.Count(got.Stderr, "error"); n != 1 {
		t.Errorf("%d errors are told\n%s", n, got.Stderr)
	}
	balanced(t, got, "keep", balance{})
	p.passOver(t, "flow.pinned.keep", 51)
	balanced(t, p.run(t, 0, "--drain", "--pipelines", "keep"), "keep", balance{in: 10, out: 10})
	p.copied(t, 60, all)
}

// firstValue returns the value of the topic's first record.
func (p *pinned) firstValue(t *testing.T) []byte {
	t.Helper()
	fetches := p.kafka.Client(t, kgo.ConsumeTopics(p.topic)).PollRecords(t.Context(), 1)
	if err := fetches.Err(); err != nil {
		t.Fatal(err)
	}
	return fetches.Records()[0].Value
}

func (p *pinned) put(t *testing.T, value []byte) {
	t.Helper()
	if err := p.kafka.Client(t).ProduceSync(t.Context(), &kgo.Record{Topic: p.topic, Value: value}).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

// passOver sets where the group goes on.
func (p *pinned) passOver(t *testing.T, group string, at int64) {
	t.Helper()
	var offsets kadm.Offsets
	offsets.AddOffset(p.topic, 0, at, -1)
	if err := kadm.NewClient(p.kafka.Client(t)).CommitAllOffsets(t.Context(), group, offsets); err != nil {
		t.Fatal(err)
	}
}

// TestMovedWhenDelivered: files leave the inbox when all of them is delivered, and
// not before; one of the same name that comes later is another one.
func TestMovedWhenDelivered(t *testing.T) {
	p := newPinned(t)
	p.drop(t, "a.csv", 0, 100)
	p.drop(t, "b.csv", 100, 200)
	got := p.run(t, 0, "--drain")
	balanced(t, got, "ingest", balance{in: 200, out: 200})
	p.drop(t, "a.csv", 200, 300)
	balanced(t, p.run(t, 0, "--drain"), "ingest", balance{in: 100, out: 100})
	if left := files(t, p.inbox); !slices.Equal(left, []string{"done"}) {
		t.Errorf("in the inbox are %q", left)
	}
	if done := files(t, filepath.Join(p.inbox, "done")); !slices.Equal(done, []string{"a-2.csv", "a.csv", "b.csv"}) {
		t.Errorf("moved are %q", done)
	}
	p.copied(t, 300, all)
}

// TestTwoWritersOfOneFile: of two workers that write one file the second says who
// has it, and ends; nothing of the first one's is hurt.
func TestTwoWritersOfOneFile(t *testing.T) {
	p := newPinned(t)
	p.drop(t, "a.csv", 0, 30)
	p.run(t, 0, "--drain", "--pipelines", "ingest")
	first := testkit.Start(t, p.command("--pipelines", "keep"))
	p.awaitLines(t, 30, "copy.jsonl")
	second := p.command("--pipelines", "keep", "--data", t.TempDir(), "--start-timeout", "2s")
	got := testkit.Run(t, second)
	if got.Code != 3 || !strings.Contains(got.Stderr, "copy.jsonl") || !strings.Contains(got.Stderr, "this file: give each") {
		t.Errorf("exit code %d\n%s", got.Code, got.Stderr)
	}
	end(t, first)
	p.copied(t, 30, all)
}
