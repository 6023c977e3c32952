//go:build unix

package integration

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// TestDeadLetters: of 10,000 records one in a hundred cannot be read and one in a
// hundred cannot be computed. They are in their topics with what went wrong, also where
// the worker is killed in the midst of it, and all others arrive.
func TestDeadLetters(t *testing.T) {
	const n = 10_000
	kafka := testkit.Kafka(t)
	p := newProject(t, "letters", "--brokers", kafka.Addr,
		"--orders_topic", "letters.orders", "--typed_topic", "letters.typed", "--raw_topic", "letters.raw")
	kafka.Topic(t, "letters.orders", 2)
	client := kafka.Client(t)
	for id := range n {
		value := fmt.Sprintf(`{"id": %d, "each": %d}`, id, id%100)
		if id%100 == 50 {
			value = fmt.Sprintf(`{"id": %d, "each": "half"}`, id)
		}
		client.Produce(t.Context(), &kgo.Record{
			Topic: "letters.orders", Key: fmt.Append(nil, id), Value: []byte(value),
			Headers: []kgo.RecordHeader{{Key: "trace", Value: []byte("t1")}},
		}, nil)
	}
	if err := client.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	killed := testkit.Start(t, p.command("--drain"))
	killed.WaitFor(t, "orders → copy", patience)
	killed.Kill(t)
	balance := balanceOf(t, p.run(t, 0, "--drain"), "keep")
	if balance.in != balance.out+balance.dead || balance.skipped != 0 {
		t.Errorf("balance %+v", balance)
	}
	sharesOf(t, p, n)

	raw := lettersIn(t, kafka, "letters.raw")
	typed := lettersIn(t, kafka, "letters.typed")
	for id := range n {
		key := fmt.Sprint(id)
		if (raw[key] != nil) != (id%100 == 50) || (typed[key] != nil) != (id%100 == 0) {
			t.Fatalf("record %d: raw %v, typed %v", id, raw[key], typed[key])
		}
	}
	checkRaw(t, raw["50"])
	checkTyped(t, typed["100"])
	replayLetters(t, p, n)
}

// sharesOf holds the copy against the records that are good, each at least once.
func sharesOf(t *testing.T, p *project, n int) {
	t.Helper()
	seen := map[int]int{}
	for _, line := range p.lines(t, filepath.Base("copy.jsonl")) {
		var row struct{ ID, Share int }
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		seen[row.ID] = row.Share
	}
	for id := range n {
		share, ok := seen[id]
		switch bad := id%100 == 0 || id%100 == 50; {
		case bad == ok:
			t.Fatalf("record %d: in the copy %v, bad %v", id, ok, bad)
		case ok && share != 100/(id%100):
			t.Fatalf("record %d: share %d", id, share)
		}
	}
}

// lettersIn are the records of a topic with one partition, by key.
func lettersIn(t *testing.T, kafka *testkit.KafkaServer, topic string) map[string]*kgo.Record {
	t.Helper()
	client := kafka.Client(t, kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	out := map[string]*kgo.Record{}
	for {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		fetches := client.PollFetches(ctx)
		cancel()
		if fetches.NumRecords() == 0 {
			return out
		}
		fetches.EachRecord(func(r *kgo.Record) { out[string(r.Key)] = r })
	}
}

func checkRaw(t *testing.T, r *kgo.Record) {
	t.Helper()
	headers := map[string]string{}
	for _, h := range r.Headers {
		headers[h.Key] = string(h.Value)
	}
	want := map[string]string{
		"trace": "t1", "__connect.errors.topic": "letters.orders", "__connect.errors.connector.name": "keep",
		"__connect.errors.stage": "VALUE_CONVERTER", "__connect.errors.class.name": "decode",
		"__connect.errors.exception.stacktrace": "letters.flow:16",
		"__flowc.errors.field":                  "each", "__flowc.errors.byte": "19", "__flowc.errors.place": "letters.flow:16",
	}
	for name, text := range want {
		if headers[name] != text {
			t.Errorf("header %s is %q, want %q", name, headers[name], text)
		}
	}
	if string(r.Value) != `{"id": 50, "each": "half"}` || len(headers) != 17 {
		t.Errorf("value %s, headers %q", r.Value, slices.Sorted(maps.Keys(headers)))
	}
}

func checkTyped(t *testing.T, r *kgo.Record) {
	t.Helper()
	var l struct {
		Pipeline, Stage, Code, Message, Place, Topic string
		Key, Value                                   []byte
		Headers                                      []struct {
			Name  string
			Value []byte
		}
	}
	if err := json.Unmarshal(r.Value, &l); err != nil {
		t.Fatalf("%s: %v", r.Value, err)
	}
	if l.Pipeline != "keep" || l.Stage != "map" || l.Topic != "letters.orders" || l.Place != "letters.flow:30" ||
		string(l.Key) != "100" || string(l.Value) != `{"id": 100, "each": 0}` || len(l.Headers) != 1 || string(l.Headers[0].Value) != "t1" {
		t.Errorf("%s", r.Value)
	}
}
