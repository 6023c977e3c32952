//go:build synctests

package sim

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/stdlib/kafka/run"
)

// TestExactlyOnce: who reads committed records finds each once, in order.
func TestExactlyOnce(t *testing.T) {
	simulate(t, "", exactlyOnce)
}

// The same where the brokers share the partitions out.
func TestExactlyOnceConsumer(t *testing.T) { simulate(t, "consumer", exactlyOnce) }

func exactlyOnce(w *world) {
	w.pipeline = func(p *process) *task.Pipeline {
		out := kafkaSink(w, p)
		return &task.Pipeline{
			Name: "copy", At: "sim.flow:1", Group: group, From: "in", To: []string{"out"}, Tasks: 2,
			ExactlyOnce: true, Source: kafkaSource(w, p), Sinks: []task.Sink{out}, New: func() task.Stage { return stage{} },
		}
	}
	w.check = func() { wantOnce(w) }
}

func kafkaSource(w *world, p *process) func() connector.Source {
	return func() connector.Source {
		return run.NewSource(run.SourceConfig{Connection: w.connection(p), Topic: kafka.Topic{Name: "in"}, Project: "sim", GroupProtocol: w.protocol})
	}
}

func kafkaSink(w *world, p *process) task.Sink {
	return task.Sink{Node: "out", Kind: "topic", New: func() connector.Sink {
		return run.NewSink(run.SinkConfig{Connection: w.connection(p), Topic: kafka.Topic{Name: "out"}})
	}}
}

// wantOnce reads what is committed.
func wantOnce(w *world) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), healing)
	defer cancel()
	cl, err := kgo.NewClient(kgo.SeedBrokers(w.cluster.ListenAddrs()...), kgo.Dialer(newProcess(w.network).dial), kgo.ConsumeTopics("out"),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()), kgo.KeepControlRecords(), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	if err != nil {
		w.t.Fatal(err)
	}
	defer cl.Close()
	ends, err := kadm.NewClient(cl).ListEndOffsets(ctx, "out")
	if err != nil {
		w.t.Fatal(err)
	}
	next, last := map[int32]int64{}, map[int32]int{}
	seen := make([]bool, records)
	for behind := true; behind; {
		fetches := cl.PollFetches(ctx)
		if err := fetches.Err0(); err != nil {
			w.fail("read what came out, %v of %v: %v", next, ends["out"], err)
			return
		}
		fetches.EachRecord(func(r *kgo.Record) {
			next[r.Partition] = r.Offset + 1
			if r.Attrs.IsControl() {
				return
			}
			id, err := strconv.Atoi(string(r.Value))
			switch {
			case err != nil || id < 0 || id >= records || filtered(id):
				w.fail("out[%d] offset %d: %q", r.Partition, r.Offset, r.Value)
				return
			case seen[id]:
				w.fail("out[%d] offset %d: %d stands there twice", r.Partition, r.Offset, id)
			case id < last[r.Partition]:
				w.fail("out[%d] offset %d: %d behind %d", r.Partition, r.Offset, id, last[r.Partition])
			}
			seen[id], last[r.Partition] = true, id
		})
		behind = false
		for p, o := range ends["out"] {
			behind = behind || next[p] < o.Offset
		}
	}
	for id, was := range seen {
		if was == filtered(id) && (was || !w.stuck) {
			w.fail("%d: stands there %t", id, was)
		}
	}
	w.tell("%d faults, %v simulated", len(w.hits), time.Since(w.began).Round(time.Second))
}
