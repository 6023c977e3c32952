//go:build unix

package testkit

import (
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
)

func TestKafka(t *testing.T) {
	k := Kafka(t)
	k.Topic(t, "hello", 2)
	producer := k.Client(t, kgo.DefaultProduceTopic("hello"))
	if err := producer.ProduceSync(t.Context(), kgo.StringRecord("world")).FirstErr(); err != nil {
		t.Fatal(err)
	}
	consumer := k.Client(t, kgo.ConsumeTopics("hello"), kgo.ConsumerGroup("g"), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	fetches := consumer.PollFetches(t.Context())
	if err := fetches.Err(); err != nil {
		t.Fatal(err)
	}
	if got := fetches.Records(); len(got) != 1 || string(got[0].Value) != "world" {
		t.Errorf("records %v", got)
	}
}

func TestKafkaKeepsItsDataOverAKill(t *testing.T) {
	k := NewKafka(t)
	k.Topic(t, "kept", 1)
	client := k.Client(t, kgo.ConsumeTopics("kept"), kgo.DefaultProduceTopic("kept"))
	if err := client.ProduceSync(t.Context(), kgo.StringRecord("before")).FirstErr(); err != nil {
		t.Fatal(err)
	}
	k.Kill(t)
	k.Restart(t)
	if err := client.ProduceSync(t.Context(), kgo.StringRecord("after")).FirstErr(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for len(got) < 2 {
		fetches := client.PollFetches(t.Context())
		if t.Context().Err() != nil {
			t.Fatalf("only %q came back", got)
		}
		fetches.EachRecord(func(r *kgo.Record) { got = append(got, string(r.Value)) })
	}
	if got[0] != "before" || got[1] != "after" {
		t.Errorf("records %q", got)
	}
}

func TestCassandra(t *testing.T) {
	c := Cassandra(t)
	c.Keyspace(t, "hello")
	c.Exec(t, "CREATE TABLE hello.t (a int PRIMARY KEY, b text)", "INSERT INTO hello.t (a, b) VALUES (1, 'world')")
	var b string
	if err := c.Session(t).Query("SELECT b FROM hello.t WHERE a = ?", 1).ScanContext(t.Context(), &b); err != nil || b != "world" {
		t.Errorf("b = %q, %v", b, err)
	}
}

func TestCassandraKeepsItsDataOverARestart(t *testing.T) {
	c := NewCassandra(t)
	c.Keyspace(t, "kept")
	c.Exec(t, "CREATE TABLE kept.t (a int PRIMARY KEY)", "INSERT INTO kept.t (a) VALUES (7)")
	c.Restart(t)
	var a int
	if err := c.Session(t).Query("SELECT a FROM kept.t").ScanContext(t.Context(), &a); err != nil || a != 7 {
		t.Errorf("a = %d, %v", a, err)
	}
}
