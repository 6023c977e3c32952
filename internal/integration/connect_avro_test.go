//go:build unix

package integration

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// TestAvroThroughConnect holds our Avro against that of Java's converter in a real Kafka
// Connect, with random records of all types that Connect knows: what it reads of our
// records is what we read of them, and what it writes we read as it was, although its
// schema is another one.
func TestAvroThroughConnect(t *testing.T) {
	const n = 3000
	registry, kafka := testkit.NewRegistry(t), testkit.Kafka(t)
	inbox := t.TempDir()
	p := newProject(t, "connect_avro", "--brokers", kafka.Addr, "--registry", registry.URL, "--inbox", inbox)
	for _, topic := range []string{"ours", "theirs", "enveloped"} {
		kafka.Topic(t, topic, 1)
	}
	var drawn bytes.Buffer
	r := &drawing{rand.New(rand.NewPCG(5, 6))}
	for id := range n {
		drawn.Write(r.record(t, id))
	}
	if err := os.WriteFile(filepath.Join(inbox, "drawn.jsonl"), drawn.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	worker := testkit.Start(t, p.command())
	const lines = "connect.jsonl"
	connect := testkit.AvroThroughConnect(t, kafka, registry, "ours", filepath.Join(p.out, lines), "theirs")
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the worker printed\n%s\nConnect printed\n%.20000s", worker.Stderr(), connect.Stderr())
		}
	})
	for _, name := range []string{"ours.jsonl", lines, "theirs.jsonl"} {
		p.awaitLines(t, n, name)
	}
	end(t, worker)
	connect.Kill(t)

	ours, theirs, read := p.lines(t, "ours.jsonl"), p.lines(t, "theirs.jsonl"), p.lines(t, lines)
	enveloped := valuesOf(t, kafka, "enveloped", n)
	wrong := 0
	for k := range n {
		if ours[k] != theirs[k] {
			t.Errorf("record %d went out as\n%s\nand came back as\n%s", k, ours[k], theirs[k])
			wrong++
		}
		if want, got := payloadOf(t, []byte(read[k])), payloadOf(t, enveloped[k]); !reflect.DeepEqual(want, got) {
			t.Errorf("record %d is for Connect\n%v\nand for us\n%v", k, want, got)
			wrong++
		}
		if wrong > 5 {
			t.FailNow()
		}
	}
}

// valuesOf are the first n values of a topic with one partition.
func valuesOf(t *testing.T, kafka *testkit.KafkaServer, topic string, n int) (out [][]byte) {
	t.Helper()
	client := kafka.Client(t, kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	for len(out) < n {
		fetches := client.PollFetches(t.Context())
		if err := fetches.Err(); err != nil {
			t.Fatal(err)
		}
		fetches.EachRecord(func(r *kgo.Record) { out = append(out, r.Value) })
	}
	return out[:n]
}

// payloadOf is what stands behind the schema of an envelope; floating numbers count by
// their value, since Java writes some of them in another way.
func payloadOf(t *testing.T, text []byte) any {
	t.Helper()
	var envelope struct{ Payload map[string]any }
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&envelope); err != nil || envelope.Payload == nil {
		t.Fatalf("%.200s: %v", text, err)
	}
	return valued("", envelope.Payload)
}

// valued replaces the numbers of fields that float.
func valued(field string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, in := range v {
			v[name] = valued(name, in)
		}
	case []any:
		for k, in := range v {
			v[k] = valued(field, in)
		}
	case json.Number:
		f, _ := v.Float64()
		switch field {
		case "ratio":
			return float32(f)
		case "measure", "maybe_measure", "b":
			return f
		}
	}
	return v
}
